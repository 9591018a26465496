"""The rows behind a number of a report, each with the names it is shown by; people are named a page at a time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from meetings.domain import statistics as rules
from meetings.domain.permissions import Reach
from meetings.domain.report_cuts import key_of
from meetings.domain.report_parts import narrow_to_slot
from meetings.domain.report_rows import Behind, rows_of
from meetings.domain.report_sheet import NO_STREAM
from meetings.extensions import db
from meetings.models.parties import Party
from meetings.models.people import Person
from meetings.models.programmes import Session
from meetings.models.slots import Slot
from meetings.queries.report_facts import facts_of, programme_of, sessions_of

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows are wanted: a count, of all or of a stream, session or slot, or of one cell of a cut."""

    count: str
    stream: str = ""
    session: str = ""
    slot: str = ""
    by: str = ""
    value: str = ""

    @property
    def query(self) -> str:
        """Write it as it follows `?` in an address."""
        names = ("stream", "session", "slot", "by", "value")
        return urlencode([(name, getattr(self, name)) for name in names if getattr(self, name)])


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with what it is shown by; `person` is the random name in addresses."""

    row: Behind
    person: str | None = None
    name: str = ""
    organization: str = ""
    country: str = ""
    countries: dict[str, str] | None = None
    session: str = ""
    title: dict[str, str] = field(default_factory=dict)
    starts_at: datetime | None = None
    slot_minutes: int = 0
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Found:
    """The rows, and what they add up to."""

    rows: list[Behind]
    sessions: dict[int, Session]
    slots: dict[str, Slot]

    @property
    def value(self) -> float:
        """Give what the rows add up to."""
        return sum(one.adds for one in self.rows)

    def shown(self, begin: int, size: int) -> list[Shown]:
        """Give a piece of the rows, with names."""
        some = self.rows[begin : begin + size]
        people = _people({one.person_id for one in some if one.person_id is not None})
        countries = _countries({one.country for one in some if one.country})
        return [self._shown(one, people, countries) for one in some]

    def _shown(self, row: Behind, people: dict[int, Any], countries: dict[str, dict[str, str]]) -> Shown:
        slot = self.slots.get(row.slot_id or "")
        session = self.sessions.get(row.session_id or (slot.session_id if slot else 0))
        person = people.get(row.person_id or 0)
        return Shown(
            row=row,
            person=person.public_id if person else None,
            name=person.name if person else "",
            organization=(person.organization or "") if person else "",
            country=(person.country or "") if person else "",
            countries=countries.get(row.country or ""),
            session=session.slug if session else "",
            title=session.title if session else {},
            starts_at=slot.starts_at if slot else None,
            slot_minutes=slot.minutes if slot else 0,
            zone=slot.zone if slot else "UTC",
        )


def rows_behind(slug: str, asked: Asked, now: datetime, where: Reach) -> Found | None:
    """Give the rows of a number, as far as they are within reach; nothing for no such programme or part of it."""
    row = programme_of(slug)
    if row is None:
        return None
    sessions = [one for one in sessions_of(row.id, where) if _is_asked(one, asked)]
    whole = where.covers(slug) and not (asked.stream or asked.session)
    if not sessions and (asked.stream or asked.session):
        return None
    facts = facts_of(row, sessions, now, whole=whole)
    wanted = None
    if asked.by:
        key = key_of(facts, asked.by)
        wanted = lambda one: key(one) == asked.value  # noqa: E731 - a rule made of what was asked
    if asked.slot:
        facts = (
            narrow_to_slot(facts, asked.slot) if asked.slot in {one.id for one in facts.holdings} else facts
        )
    found = rows_of(facts, asked.count, rules.presences(facts), wanted)
    slots = {one.id: one for each in sessions for one in each.slots}
    return Found(found, {one.id: one for one in sessions}, slots)


def _is_asked(row: Session, asked: Asked) -> bool:
    stream = row.stream.slug if row.stream else NO_STREAM
    return asked.stream in ("", stream) and asked.session in ("", row.slug)


def _people(numbers: set[int]) -> dict[int, Any]:
    every, found = sorted(numbers), dict[int, Any]()
    columns = (Person.id, Person.public_id, Person.name, Person.organization, Person.country)
    for begin in range(0, len(every), AT_ONCE):
        rows = db.session.execute(select(*columns).where(Person.id.in_(every[begin : begin + AT_ONCE])))
        found |= {one.id: one for one in rows}
    return found


def _countries(codes: set[str]) -> dict[str, dict[str, str]]:
    rows = db.session.execute(select(Party.code, Party.names).where(Party.code.in_(codes)))
    return {code: names for code, names in rows if names}
