"""Lists for programs: programmes, streams, sessions, slots, registrations, each page in the order of identity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Integer, Select, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Panelist
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.changed_since import is_changed
from meetings.queries.presence import is_counted
from meetings.queries.programmes import is_shown
from meetings.queries.reach import programme_within, session_within

T = TypeVar("T")
LONGEST_NUMBER: Final = 19  # figures that any store can compare


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of a list: how many, after which, changed since when."""

    size: int
    after: str = ""
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page of a list, and the cursor of the next."""

    items: Sequence[T]
    next: str | None


def programmes(wanted: Wanted, drafts: Reach) -> Listed[Programme]:
    """Give programmes; drafts only within reach."""
    question = select(Programme).options(raiseload("*"))
    question = question.where(or_(Programme.published, programme_within(drafts)))
    return page(question, Programme, wanted)


def programme(slug: str, drafts: Reach = EVERYWHERE) -> Programme:
    """Give one programme.

    Raises: NotFound, also for a draft out of reach.
    """
    row = db.session.scalar(select(Programme).where(Programme.slug == slug).options(raiseload("*")))
    if row is None or not (row.published or drafts.touches(slug)):
        raise NotFound()
    return row


def streams(programme_id: int, wanted: Wanted) -> Listed[Stream]:
    """Give a programme's streams."""
    return page(
        select(Stream).where(Stream.programme_id == programme_id).options(raiseload("*")), Stream, wanted
    )


def stream(programme_id: int, slug: str) -> Stream:
    """Give one stream.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Stream).where(Stream.programme_id == programme_id, Stream.slug == slug).options(raiseload("*"))
    )
    if row is None:
        raise NotFound()
    return row


def sessions(programme_id: int, wanted: Wanted, drafts: Reach) -> Listed[Session]:
    """Give a programme's sessions with slots, seats and panel; drafts only within reach."""
    question = _whole(select(Session).where(Session.programme_id == programme_id))
    question = question.where(or_(is_shown(), session_within(drafts)))
    return page(question, Session, wanted)


def session(programme_id: int, slug: str) -> Session:
    """Give one session with slots, seats and panel; whoever asks decides who may see it.

    Raises: NotFound.
    """
    row = db.session.scalar(
        _whole(select(Session).where(Session.programme_id == programme_id, Session.slug == slug))
    )
    if row is None:
        raise NotFound()
    return row


def slot(slot_id: str) -> Slot:
    """Give one slot with seats, session and programme; whoever asks decides who may see it.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Slot)
        .where(Slot.id == slot_id)
        .options(
            joinedload(Slot.seats),
            joinedload(Slot.room_seats),
            joinedload(Slot.session).joinedload(Session.stream),
            joinedload(Slot.session).joinedload(Session.programme),
            raiseload("*"),
        )
    )
    if row is None:
        raise NotFound()
    return row


def registrations(programme: str, session: str, wanted: Wanted, where: Reach) -> Listed[Registration]:
    """Give the registrations of a programme within reach, or of one session of it."""
    question = _registration(
        select(Registration)
        .join(Registration.session)
        .join(Session.programme)
        .where(Programme.slug == programme, session_within(where))
    )
    if session:
        question = question.where(Session.slug == session)
    return page(question, Registration, wanted)


def registration(registration_id: str) -> Registration:
    """Give one registration with person, places, session and programme.

    Raises: NotFound.
    """
    row = db.session.scalar(_registration(select(Registration).where(Registration.id == registration_id)))
    if row is None:
        raise NotFound()
    return row


def attendance(slot_id: str, wanted: Wanted) -> Listed[Attendance]:
    """Give the attendance rows of a slot, without those of files that were withdrawn."""
    question = (
        select(Attendance)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(Attendance.slot_id == slot_id, is_counted())
    )
    return page(question.options(raiseload("*")), Attendance, wanted)


def public_ids(person_ids: set[int]) -> dict[int, str]:
    """Give the public identities of people."""
    rows = db.session.execute(select(Person.id, Person.public_id).where(Person.id.in_(person_ids)))
    return {row[0]: row[1] for row in rows}


def addresses(person_ids: set[int]) -> dict[int, str]:
    """Give an address of each person who has one."""
    rows = db.session.execute(
        select(PersonMailbox.person_id, Mailbox.address)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id.in_(person_ids))
        .order_by(Mailbox.id.desc())
    )
    return {row[0]: row[1] for row in rows}


def _key(after: str, *, is_number: bool) -> int | str:
    if not is_number:
        return after
    if not (after.isascii() and after.isdigit() and len(after) < LONGEST_NUMBER):
        raise NotAChoice(field="after", value=after[:40])
    return int(after)


def _whole(question: Select[Session]) -> Select[Session]:
    return question.options(
        joinedload(Session.stream),
        selectinload(Session.slots).options(joinedload(Slot.seats), joinedload(Slot.room_seats)),
        selectinload(Session.panelists).joinedload(Panelist.person),
        raiseload("*"),
    )


def _registration(question: Select[Registration]) -> Select[Registration]:
    return question.options(
        joinedload(Registration.person),
        joinedload(Registration.session).joinedload(Session.programme),
        joinedload(Registration.session).joinedload(Session.stream),
        selectinload(Registration.places).joinedload(Place.slot),
        raiseload("*"),
    )


def page(question: Select[Any], table: Any, wanted: Wanted) -> Listed[Any]:
    """Give a page of a list, in the order of its keys.

    Raises: NotAChoice, with field `after`, for where another list goes on.
    """
    key = table.id
    if wanted.after:
        question = question.where(key > _key(wanted.after, is_number=isinstance(key.type, Integer)))
    if wanted.updated_since is not None:
        question = question.where(is_changed(table, wanted.updated_since))
    rows = db.session.scalars(question.order_by(key).limit(wanted.size + 1)).unique().all()
    items = rows[: wanted.size]
    return Listed(items, str(items[-1].id) if len(rows) > wanted.size else None)
