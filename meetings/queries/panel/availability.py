"""When panellists can and cannot, as they say it, and what follows for planning."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain.panel.availability import Span, Statement, away
from meetings.extensions import db
from meetings.models.panel.papers import Availability


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said of when somebody can, by whom and when; `name` is what it is found by."""

    name: str
    statement: Statement
    said_at: datetime
    said_by: str


def said_of(person_id: int, programme_id: int) -> tuple[Said, ...]:
    """Give what somebody said of when they can, weekdays first."""
    rows = db.session.scalars(
        select(Availability)
        .where(Availability.person_id == person_id, Availability.programme_id == programme_id)
        .order_by(Availability.weekday, Availability.day, Availability.first, Availability.id)
    )
    found = [Said(one.id, statement_of(one), one.said_at, one.said_by) for one in rows]
    return tuple(sorted(found, key=lambda one: one.statement.day is not None))


def statements_of(programme: int, people: Collection[int]) -> dict[int, list[Statement]]:
    """Give what people said of when they can in a programme, by their numbers."""
    rows = db.session.scalars(
        select(Availability)
        .where(Availability.programme_id == programme, Availability.person_id.in_(people))
        .order_by(Availability.id)
    )
    found: dict[int, list[Statement]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(statement_of(row))
    return found


def away_of(programme: int, people: Collection[int], between: Span) -> dict[int, list[Span]]:
    """Give when people cannot, between two instants, by their numbers."""
    return {number: away(said, between) for number, said in statements_of(programme, people).items()}


def statement_of(row: Availability) -> Statement:
    """Give what somebody said of when they can, as the rules have it."""
    return Statement(row.day, row.weekday, row.first, row.last, row.zone, row.can)
