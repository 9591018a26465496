"""Deleting drafts: it works whatever hangs on one, and nothing is left that points to what is gone."""

from typing import Any, Final

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Table,
    create_engine,
    text,
)
from sqlalchemy.exc import IntegrityError

from meetings.extensions import db
from meetings.models import Base, Slot
from meetings.models.types import UTCDateTime
from meetings.services.programmes import delete_session
from tests.factories import NOW, make_programme, make_session, make_slot

# What nothing is ever stored in for a draft, with the reason; a session never becomes a draft again.
NEVER: Final = {
    "certificates": "certified are sessions that are published",
    "notices": "told of times are those who hold a place; other notices name their subject only",
    "places": "nobody registers for a draft",
    "registrations": "nobody registers for a draft",
    "statements": "delegations see meetings that are published",
    "subscription_exceptions": "nobody registers for a draft",
}
PARENTS: Final = ("sessions", "slots")


def pointing() -> list[tuple[Table, Column[Any]]]:
    """Give every column of the store that points to a session or a slot."""
    return [
        (table, key.parent)
        for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name)
        for key in table.foreign_keys
        if key.column.table.name in PARENTS and table.name not in ("slots", *NEVER)
    ]


def filled(column: Column[Any]) -> Any:
    """Invent a value of a column that must have one."""
    if isinstance(column.type, UTCDateTime | DateTime):
        return NOW
    if isinstance(column.type, Date):
        return NOW.date()
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, Boolean | Integer | Float):
        return 1
    return b"x" if isinstance(column.type, LargeBinary) else "x"


def hang(table: Table, column: Column[Any], parent: Any) -> None:
    """Store a row that points to a session or slot, and to nothing else that is there, unless there is one."""
    given = {
        one.name: filled(one)
        for one in table.columns
        if not one.nullable and one.default is None and not (one.primary_key and one.autoincrement is True)
    }
    bare = create_engine(db.engine.url)
    with bare.begin() as connection:
        connection.execute(table.insert().prefix_with("OR IGNORE").values(given | {column.name: parent}))
    bare.dispose()


def loose() -> list[tuple[str, str]]:
    """Give the tables in which rows point to sessions or slots that are gone."""
    rows = db.session.execute(text("PRAGMA foreign_key_check")).all()
    return sorted({(row[0], row[2]) for row in rows if row[2] in PARENTS})


@pytest.mark.usefixtures("database_sqlite")
def test_a_draft_goes_whatever_hangs_on_it() -> None:
    programme, stuck = make_programme(), []
    for number, (table, column) in enumerate(pointing()):
        session = make_session(programme, f"draft-{number}", state="draft")
        slot = make_slot(session)
        parent = slot.id if next(iter(column.foreign_keys)).column.table.name == "slots" else session.id
        db.session.commit()
        hang(table, column, parent)
        try:
            delete_session("season", f"draft-{number}", session.revision, NOW, "user:1")
        except IntegrityError:
            db.session.rollback()
            stuck.append(f"{table.name}.{column.name}")
    assert (stuck, loose()) == ([], [])
    assert db.session.query(Slot).count() == 0


@pytest.mark.usefixtures("database_sqlite")
def test_what_no_draft_has_is_still_there() -> None:
    assert set(NEVER) <= set(Base.metadata.tables)
