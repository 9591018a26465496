"""PostgreSQL databases for tests: each test gets one that looks new, though most were emptied rather than made."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy
from sqlalchemy.engine import Connection

TEMPLATE: Final = "template_meetings"
# After so many tests a database is made anew: emptied tables keep their pages, by which plans would change.
TESTS_EACH: Final = 25
SHAPE: Final = """
    SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
           (SELECT max(oid::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
           (SELECT sum(relnatts) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
           (SELECT version_num FROM alembic_version)
"""
FILLED: Final = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
      AND pg_relation_size(oid) > 0
"""
COUNTED: Final = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
OTHERS: Final = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def admin(address: str, statement: str) -> None:
    """Send a statement outside of any transaction."""
    with _open(address) as connection:
        connection.exec_driver_sql(statement)


def named(address: str, name: str) -> str:
    """Give the address of another database of a server."""
    return sqlalchemy.make_url(address).set(database=name).render_as_string(hide_password=False)


class Databases:
    """The databases of one process of tests, on a server with a migrated, empty database `template_meetings`."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.number = self.given = 0
        self.shape: object = None
        self.name = ""

    def give(self) -> str:
        """Give the address of a database as the template is."""
        if not self.name:
            self.number += 1
            self.name, self.given = f"test_{os.getpid()}_{self.number}", 0
            admin(self.server, f"CREATE DATABASE {self.name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
            with _open(named(self.server, self.name)) as connection:
                self.shape = tuple(connection.exec_driver_sql(SHAPE).one())
        self.given += 1
        return named(self.server, self.name)

    def take_back(self) -> None:
        """Empty the database, or drop it where a test changed more than rows."""
        if self.given >= TESTS_EACH or not self._empty():
            admin(self.server, f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            self.name = ""

    def _empty(self) -> bool:
        with _open(named(self.server, self.name)) as connection:
            connection.exec_driver_sql(OTHERS)
            if tuple(connection.exec_driver_sql(SHAPE).one()) != self.shape:
                return False
            tables = connection.exec_driver_sql(FILLED).scalars().all()
            sequences = connection.exec_driver_sql(COUNTED).scalars().all()
            doing = [f"DELETE FROM {one}" for one in tables]
            doing += [f"ALTER SEQUENCE {one} RESTART" for one in sequences]
            if doing:
                connection.exec_driver_sql("; ".join(("SET session_replication_role = replica", *doing)))
        return True


@contextmanager
def _open(address: str) -> Iterator[Connection]:
    engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        yield connection
