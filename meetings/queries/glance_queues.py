"""What waits for somebody in a programme, and how its mails stand, with the rows behind each number."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import case, func, null, select

from meetings.domain.codes import MessageState, PlaceState, ReleaseState, SessionState, SlotState
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.kept import Release
from meetings.models.messages import Message
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.inbound import came_back
from meetings.queries.ledger import is_late, messages_in
from meetings.queries.reach import session_within

SIZE: Final = 100
Words = dict[str, str]


class Queue(StrEnum):
    """What waits: a place in line, an offered seat, an approval, or an answer about being recorded."""

    WAITING = "waiting"
    OFFERED = "offered"
    PENDING = "pending"
    RELEASES = "releases"


PLACES: Final = {
    Queue.WAITING: PlaceState.WAITING,
    Queue.OFFERED: PlaceState.OFFERED,
    Queue.PENDING: PlaceState.PENDING,
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """Somebody who waits: for which slot, and since when; in a line, the number they have in it."""

    person: str
    name: str
    slot_id: str
    title: Words
    starts_at: datetime
    minutes: int
    zone: str
    since: datetime | None
    position: int | None


@dataclass(frozen=True, slots=True)
class MailHealth:
    """How many messages of a programme should have left, will be tried again, were given up, and came back."""

    late: int
    retry: int
    given_up: int
    returned: int


def queue_numbers(slug: str, where: Reach, now: datetime) -> dict[Queue, int]:
    """Count what waits in slots to come, and releases that were asked and not answered, within reach."""
    states = db.session.execute(
        _coming(select(Place.state, func.count()), slug, where, now)
        .where(Place.state.in_(PLACES.values()))
        .group_by(Place.state)
    )
    counted = {row[0]: row[1] for row in states}
    found = {queue: counted.get(state, 0) for queue, state in PLACES.items()}
    asked = db.session.scalar(_asked(select(func.count()), slug, where))
    return {**found, Queue.RELEASES: asked or 0}


def queue_rows(queue: Queue, slug: str, where: Reach, now: datetime, *, page: int) -> list[QueueRow]:
    """Give a page of those who wait, the next slot first; one more row than a page says that there are more."""
    of_slot: tuple[Any, ...] = (Slot.id, Session.title, Slot.starts_at, Slot.minutes, Slot.zone)
    if queue is Queue.RELEASES:
        none = select(Person.public_id, Person.name, *of_slot, Release.asked_at, null())
        question = _asked(none, slug, where).join(Person, Person.id == Release.person_id)
    else:
        columns = select(Person.public_id, Person.name, *of_slot, Registration.created_at, Place.position)
        question = _coming(columns, slug, where, now).where(Place.state == PLACES[queue])
        question = question.join(Person, Person.id == Registration.person_id)
    ordered = question.order_by(Slot.starts_at, Slot.id, Person.name_key, Person.id)
    rows = db.session.execute(ordered.offset((page - 1) * SIZE).limit(SIZE + 1))
    return [QueueRow(*row) for row in rows]


def mail_health(slug: str, where: Reach, now: datetime) -> MailHealth:
    """Count messages about a programme's sessions within reach that did not arrive as they should."""
    late = func.sum(case((is_late(now), 1), else_=0))
    returned = func.sum(case((came_back(Message.id), 1), else_=0))
    rows = db.session.execute(
        select(Message.state, func.count(), late, returned)
        .where(Message.id.in_(messages_in(slug, where)))
        .group_by(Message.state)
    ).all()
    states = {state: number for state, number, _late, _returned in rows}
    return MailHealth(
        late=sum(row[2] or 0 for row in rows),
        retry=states.get(MessageState.RETRY, 0),
        given_up=states.get(MessageState.GIVEN_UP, 0),
        returned=sum(row[3] or 0 for row in rows),
    )


def _coming(columns: Any, slug: str, where: Reach, now: datetime) -> Any:
    """Ask for places in slots to come."""
    return (
        columns.select_from(Place)
        .join(Registration, Registration.id == Place.registration_id)
        .join(Slot, Slot.id == Place.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Programme.slug == slug,
            Session.state == SessionState.PUBLISHED,
            Slot.state == SlotState.PLANNED,
            Slot.starts_at > now,
            Registration.ended_at.is_(None),
            session_within(where),
        )
    )


def _asked(columns: Any, slug: str, where: Reach) -> Any:
    """Ask for releases that were asked and not answered."""
    return (
        columns.select_from(Release)
        .join(Slot, Slot.id == Release.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Programme.slug == slug,
            Release.asked_at.is_not(None),
            Release.answered_at.is_(None),
            Release.state == ReleaseState.SILENT,
            session_within(where),
        )
    )
