"""By which rules people of a programme are reminded, level by level, and of which session next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.errors import NotFound
from meetings.domain.reminders import Rule, rules_of
from meetings.extensions import db
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Slot

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Level:
    """A level that may have rules of its own: `given` are those, nothing where it has none; `rules` are what holds."""

    slug: str
    title: Words
    revision: int
    given: list[str] | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """The next slot to come, with the rules that hold for it."""

    title: Words
    starts_at: datetime
    minutes: int
    zone: str
    doors_minutes: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All that organizers set of telling people: rules on each level, the weekly mail, and how long offers stand."""

    programme: Level
    digest: str | None
    offer_hours: int | None
    streams: tuple[Level, ...]
    sessions: tuple[Level, ...]
    next: Next | None


def rules_of_programme(slug: str, now: datetime) -> Rules:
    """Give the rules of a programme; its sessions in the order of their first times.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Programme)
        .where(Programme.slug == slug)
        .options(
            selectinload(Programme.streams),
            selectinload(Programme.sessions).options(
                joinedload(Session.stream), selectinload(Session.slots), raiseload("*")
            ),
            raiseload("*"),
        )
    )
    if row is None:
        raise NotFound()
    sessions = sorted(
        row.sessions, key=lambda one: (not one.slots, one.slots[0].starts_at.timestamp() if one.slots else 0)
    )
    return Rules(
        programme=_level(row, row.reminders),
        digest=row.digest,
        offer_hours=row.offer_hours,
        streams=tuple(_level(one, one.reminders, row.reminders) for one in row.streams),
        sessions=tuple(_level(one, *_levels(one, row)) for one in sessions),
        next=_next(row, now),
    )


def _levels(session: Session, programme: Programme) -> tuple[list[str] | None, ...]:
    stream = session.stream
    return session.reminders, stream.reminders if stream else None, programme.reminders


def _level(row: Programme | Stream | Session, *levels: list[str] | None) -> Level:
    return Level(row.slug, row.title, row.revision, levels[0], rules_of(*levels))


def _next(programme: Programme, now: datetime) -> Next | None:
    ahead: list[tuple[Slot, Session]] = [
        (slot, session)
        for session in programme.sessions
        if session.state == SessionState.PUBLISHED
        for slot in session.slots
        if slot.state == SlotState.PLANNED and slot.starts_at > now
    ]
    if not ahead:
        return None
    slot, session = min(ahead, key=lambda pair: (pair[0].starts_at, pair[0].id))
    rules = rules_of(*_levels(session, programme))
    return Next(session.title, slot.starts_at, slot.minutes, slot.zone, slot.doors_minutes, rules)
