"""What was sent to whom, and who people are: for whoever answers the telephone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import MessageState
from meetings.domain.errors import NotAllowed, NotFound
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.registrations import name_key
from meetings.domain.reminders import KIND
from meetings.extensions import db
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.inbound import came_back, returns_of
from meetings.queries.keys import By, Key, beyond, in_order
from meetings.queries.people import STANDS, addresses_of, escaped
from meetings.queries.reach import people_within, session_within
from meetings.queries.registrations import RegistrationShown, registrations_of

SIZE: Final = 200
LATE: Final = "late"
RETURNED: Final = "returned"
LATE_AFTER: Final = timedelta(minutes=5)
WAITING: Final = (MessageState.DUE, MessageState.RETRY, MessageState.CLAIMED)
REMINDER: Final = "reminder"  # the rules of reminding are one kind to a reader
ORDER: Final = (By(Message.created_at, falls=True), By(Message.id))


@dataclass(frozen=True, slots=True)
class Said:
    """What a message said of a slot: which version, and when it starts."""

    version: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the ledger: what it was for, how it stands, and what it told.

    `returned` is why it came back, empty where nobody said why, and nothing where it did not.
    """

    id: str
    person: str
    name: str
    address: str
    language: str
    kinds: tuple[str, ...]
    subject: str | None
    state: str
    attempts: int
    error: str | None
    due_at: datetime
    not_after: datetime | None
    sent_at: datetime | None
    told: tuple[Said, ...]
    returned: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of messages, the latest first, whether there are older ones, and how many in all where it was asked.

    `next` is the key of the last one, where there are older ones.
    """

    sent: tuple[Sent, ...]
    page: int
    has_older: bool
    number: int | None = None
    next: Key | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What messages are asked for: empty asks for all. `text` is a piece of a name or an address.

    Beside its own states, a message may be asked for as `returned`, or as `late` at a moment `now`.
    """

    kind: str = ""
    state: str = ""
    language: str = ""
    text: str = ""
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A person as found by search."""

    public_id: str
    name: str
    addresses: tuple[str, ...]
    organization: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class MarkedMailbox:
    """A mailbox that takes no mail, or whose owner complained: since when, and why."""

    address: str
    failed_at: datetime | None
    failed_reason: str | None
    complained_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything known of a person, and every mail sent to them; of their mailboxes those with a mark apart."""

    id: int
    revision: int
    found: Found
    marked: tuple[MarkedMailbox, ...]
    category: str | None
    language: str
    zone: str | None
    gender: str | None
    registrations: tuple[RegistrationShown, ...]
    ledger: Ledger


def sent_about(slot_id: str, page: int) -> Ledger:
    """Give a page of the messages about a slot or about registrations with a place in it, the latest first."""
    of_places = select(Place.registration_id).where(Place.slot_id == slot_id)
    ids = select(Notice.message_id).where(
        Notice.message_id.is_not(None),
        or_(Notice.slot_id == slot_id, Notice.registration_id.in_(of_places)),
    )
    return _sent(select(Message).where(Message.id.in_(ids)), page)


def sent_in(
    programme: str,
    where: Reach,
    asked: Asked,
    page: int = 1,
    *,
    after: Key | None = None,
    size: int | None = None,
) -> Ledger:
    """Give a page of the messages about a programme's sessions within reach, the latest first, and their number.

    Takes: the number of the page; or the key of the message that it begins after, as the page before gave it.
    """
    question = _asked(programme, where, asked)
    number = db.session.scalar(select(func.count()).select_from(question.subquery()))
    return replace(_sent(question, page, where, after=after, size=size), number=number)


def all_sent_in(programme: str, where: Reach, asked: Asked) -> Iterator[Sent]:
    """Give all messages about a programme's sessions within reach, the latest first, a few at a time."""
    question = _whole(_asked(programme, where, asked))
    shown = _slots_within(where)
    for rows in db.session.scalars(question.execution_options(yield_per=SIZE)).partitions():
        returned = returns_of(row.id for row in rows)
        for row in rows:
            yield _shown(row, shown, returned.get(row.id))


def _asked(programme: str, where: Reach, asked: Asked) -> Select[Any]:
    """Ask for the messages of a programme, narrowed."""
    ids = messages_in(programme, where)
    if asked.kind == REMINDER:
        ids = ids.where(Notice.kind.startswith(KIND, autoescape=True))
    elif asked.kind:
        ids = ids.where(Notice.kind == asked.kind)
    question = select(Message).where(Message.id.in_(ids))
    if asked.state:
        question = question.where(_stands(asked))
    if asked.language:
        question = question.where(Message.language == asked.language)
    if asked.text:
        name = f"%{escaped(name_key(asked.text))}%"
        address = f"%{escaped(asked.text.lower())}%"
        people = select(Person.id).where(Person.name_key.like(name, escape="\\"))
        mailboxes = select(Mailbox.id).where(Mailbox.address_key.like(address, escape="\\"))
        question = question.where(or_(Message.person_id.in_(people), Message.mailbox_id.in_(mailboxes)))
    return question


def messages_in(programme: str, where: Reach) -> Select[Any]:
    """Ask for the messages about a programme's sessions within reach, by their ids."""
    return (
        select(Notice.message_id)
        .join(Registration, Registration.id == Notice.registration_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Notice.message_id.is_not(None), Programme.slug == programme, session_within(where))
    )


def is_late(now: datetime) -> ColumnElement[bool]:
    """Hold messages to those that should have left five minutes ago."""
    return and_(Message.state.in_(WAITING), Message.due_at < now - LATE_AFTER)


def _stands(asked: Asked) -> ColumnElement[bool]:
    if asked.state == RETURNED:
        return came_back(Message.id)
    if asked.state == LATE and asked.now is not None:
        return is_late(asked.now)
    return Message.state == asked.state


def find_people(text: str, where: Reach) -> list[Found]:
    """Find people by a piece of their name, organization or address.

    Takes: where whoever asks may know people.
    """
    wanted = text.strip()
    if not wanted:
        return []
    like = f"%{escaped(name_key(wanted))}%"
    rows = db.session.scalars(
        select(Person)
        .where(
            STANDS,
            people_within(where),
            or_(
                Person.name_key.like(like, escape="\\"),
                Person.organization.ilike(f"%{escaped(wanted)}%", escape="\\"),
                Person.id.in_(
                    select(PersonMailbox.person_id)
                    .join(Mailbox)
                    .where(Mailbox.address_key.like(f"%{escaped(wanted.lower())}%", escape="\\"))
                ),
            ),
        )
        .order_by(Person.name_key, Person.id)
        .limit(100)
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    )
    return [_found(row) for row in rows]


def person_page(
    public_id: str, where: Reach, page: int = 1, *, after: Key | None = None, size: int | None = None
) -> PersonPage:
    """Give everything known of a person where whoever asks may know people.

    Takes: which page of the mails to them: its number, or the key of the mail that it begins after.
    Raises: NotFound; NotAllowed, where not everything is open, so that nobody learns who is known elsewhere.
    """
    row = db.session.scalar(
        select(Person)
        .where(Person.public_id == public_id, STANDS, people_within(where))
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    )
    if row is None:
        raise NotFound() if where.everywhere else NotAllowed()
    return PersonPage(
        id=row.id,
        revision=row.revision,
        found=_found(row),
        marked=_marked(row),
        category=row.category,
        language=row.language,
        zone=row.zone,
        gender=row.gender,
        registrations=tuple(
            one
            for one in registrations_of(row.id)
            if where.covers(one.programme.slug, _stream(one), one.session.partners)
        ),
        ledger=_sent(_messages_to(row.id, where), page, where, after=after, size=size),
    )


def _stream(one: RegistrationShown) -> str | None:
    return one.session.stream.slug if one.session.stream else None


def _messages_to(person_id: int, where: Reach) -> Select[Any]:
    question = select(Message).where(Message.person_id == person_id)
    if where.everywhere:
        return question
    here = (
        select(Notice.message_id)
        .join(Registration, Registration.id == Notice.registration_id)
        .join(Session, Session.id == Registration.session_id)
        .where(Notice.message_id.is_not(None), session_within(where))
    )
    return question.where(Message.id.in_(here))


def _found(row: Person) -> Found:
    return Found(row.public_id, row.name, addresses_of(row), row.organization, row.country)


def _marked(row: Person) -> tuple[MarkedMailbox, ...]:
    boxes = sorted({one.mailbox for one in row.mailboxes}, key=lambda one: one.address)
    return tuple(
        MarkedMailbox(one.address, one.failed_at, one.failed_reason, one.complained_at)
        for one in boxes
        if one.failed_at or one.complained_at
    )


def _sent(
    question: Select[Any],
    page: int,
    where: Reach = EVERYWHERE,
    *,
    after: Key | None = None,
    size: int | None = None,
) -> Ledger:
    size = size or SIZE
    if after is not None:
        question = question.where(beyond(ORDER, after))
    rows = db.session.scalars(_whole(question).offset((page - 1) * size).limit(size + 1)).all()
    shown, returned = _slots_within(where), returns_of(row.id for row in rows)
    sent = tuple(_shown(row, shown, returned.get(row.id)) for row in rows[:size])
    has_older = len(rows) > size
    key = (rows[size - 1].created_at, rows[size - 1].id) if has_older else None
    return Ledger(sent, page, has_older, next=key)


def _whole(question: Select[Any]) -> Select[Any]:
    return question.order_by(*in_order(ORDER)).options(
        joinedload(Message.person),
        joinedload(Message.mailbox),
        selectinload(Message.notices),
        raiseload("*"),
    )


def _slots_within(where: Reach) -> frozenset[str] | None:
    """Give the slots of which somebody may know what was said; nothing, where that is all of them."""
    if where.everywhere:
        return None
    rows = db.session.scalars(
        select(Slot.id).join(Session, Session.id == Slot.session_id).where(session_within(where))
    )
    return frozenset(rows)


def _shown(row: Message, slots: frozenset[str] | None, returned: str | None) -> Sent:
    return Sent(
        id=row.id,
        person=row.person.public_id,
        name=row.person.name,
        address=row.mailbox.address,
        language=row.language,
        kinds=tuple(notice.kind for notice in row.notices),
        subject=row.subject,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        due_at=row.due_at,
        not_after=row.not_after,
        sent_at=row.sent_at,
        told=tuple(
            Said(one["version"], datetime.fromisoformat(one["starts_at"]))
            for one in row.told
            if slots is None or one["slot"] in slots
        ),
        returned=returned,
    )
