"""How Alembic meets the store: one node at a time, and on SQLite with foreign keys off."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from meetings.models import Base

LOCK_NUMBER = 20_170_816  # the day the Convention entered into force; any fixed number would do


def run() -> None:
    """Run the migrations that are missing."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(writes=True) as connection:
        if engine.dialect.name == "sqlite":
            _without_foreign_keys(connection)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
            context.configure(
                connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True
            )
            context.run_migrations()
        if engine.dialect.name == "sqlite":
            _with_foreign_keys(connection)


def _without_foreign_keys(connection: Connection) -> None:
    # Within a transaction the pragma is ignored, and a batch's DROP TABLE would cascade.
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def _with_foreign_keys(connection: Connection) -> None:
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


run()
