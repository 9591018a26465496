"""What was sent to whom, and who people are: for whoever answers the telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import ACTIVE_PLACES
from meetings.domain.errors import NotAllowed, NotFound
from meetings.domain.permissions import Reach
from meetings.domain.registrations import name_key
from meetings.extensions import db
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.inbound import came_back, returns_of
from meetings.queries.reach import session_within
from meetings.queries.registrations import RegistrationShown, registrations_of

SIZE: Final = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the ledger: what it was for, how it stands, and the starts it told.

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
    sent_at: datetime | None
    told: tuple[datetime, ...]
    returned: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of messages, the latest first, and whether there are older ones."""

    sent: tuple[Sent, ...]
    page: int
    has_older: bool


@dataclass(frozen=True, slots=True)
class NotTold:
    """Somebody who has not heard of a slot as it stands, with the state of their last mail, if there was any.

    `failed_at` and `failed_reason` are of the mailbox that mail went to.
    """

    public_id: str
    name: str
    state: str | None
    error: str | None
    address: str | None
    failed_at: datetime | None
    failed_reason: str | None


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

    found: Found
    marked: tuple[MarkedMailbox, ...]
    category: str | None
    language: str
    zone: str | None
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


def not_told(slot_id: str) -> tuple[int, list[NotTold]]:
    """Count those with a place in a slot who have not heard of it as it stands, and give the first of them.

    Whose last mail came back has not heard either.
    """
    last = (
        select(Message.id)
        .where(Message.person_id == Registration.person_id)
        .order_by(Message.created_at.desc(), Message.id)
        .limit(1)
        .correlate(Registration)
        .scalar_subquery()
    )
    question = (
        select(
            Person.public_id,
            Person.name,
            Message.state,
            Message.error,
            Mailbox.address,
            Mailbox.failed_at,
            Mailbox.failed_reason,
        )
        .select_from(Place)
        .join(Slot, Slot.id == Place.slot_id)
        .join(Registration, Registration.id == Place.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Message, Message.id == last)
        .outerjoin(Mailbox, Mailbox.id == Message.mailbox_id)
        .where(
            Place.slot_id == slot_id,
            Place.state.in_(ACTIVE_PLACES),
            Registration.ended_at.is_(None),
            or_(Place.told_version.is_(None), Place.told_version < Slot.version, came_back(Message.id)),
        )
        .order_by(Person.name_key, Person.id)
    )
    number = db.session.scalar(select(func.count()).select_from(question.order_by(None).subquery())) or 0
    return number, [NotTold(*row) for row in db.session.execute(question.limit(SIZE))]


def find_people(text: str, where: Reach) -> list[Found]:
    """Find people by a piece of their name, organization or address.

    Takes: where whoever asks may know people.
    """
    wanted = text.strip()
    if not wanted:
        return []
    like = f"%{_escaped(name_key(wanted))}%"
    rows = db.session.scalars(
        select(Person)
        .where(
            Person.erased_at.is_(None),
            _is_in(where),
            or_(
                Person.name_key.like(like, escape="\\"),
                Person.organization.ilike(f"%{_escaped(wanted)}%", escape="\\"),
                Person.id.in_(
                    select(PersonMailbox.person_id)
                    .join(Mailbox)
                    .where(Mailbox.address_key.like(f"%{_escaped(wanted.lower())}%", escape="\\"))
                ),
            ),
        )
        .order_by(Person.name_key, Person.id)
        .limit(100)
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    )
    return [_found(row) for row in rows]


def person_page(public_id: str, where: Reach, page: int) -> PersonPage:
    """Give everything known of a person where whoever asks may know people.

    Raises: NotFound; NotAllowed, where not everything is open, so that nobody learns who is known elsewhere.
    """
    row = db.session.scalar(
        select(Person)
        .where(Person.public_id == public_id, Person.erased_at.is_(None), _is_in(where))
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    )
    if row is None:
        raise NotFound() if where.everywhere else NotAllowed()
    return PersonPage(
        found=_found(row),
        marked=_marked(row),
        category=row.category,
        language=row.language,
        zone=row.zone,
        registrations=tuple(
            one
            for one in registrations_of(row.id)
            if where.covers(one.programme.slug, one.session.stream.slug if one.session.stream else None)
        ),
        ledger=_sent(_messages_to(row.id, where), page),
    )


def _is_in(where: Reach) -> ColumnElement[bool]:
    """Hold a question for people to those who registered within somebody's reach."""
    if where.everywhere:
        return true()
    return exists().where(
        Registration.person_id == Person.id,
        Registration.session_id == Session.id,
        session_within(where),
    )


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


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _found(row: Person) -> Found:
    addresses = tuple(sorted(one.mailbox.address for one in row.mailboxes))
    return Found(row.public_id, row.name, addresses, row.organization, row.country)


def _marked(row: Person) -> tuple[MarkedMailbox, ...]:
    boxes = sorted((one.mailbox for one in row.mailboxes), key=lambda one: one.address)
    return tuple(
        MarkedMailbox(one.address, one.failed_at, one.failed_reason, one.complained_at)
        for one in boxes
        if one.failed_at or one.complained_at
    )


def _sent(question: Select[Any], page: int) -> Ledger:
    rows = db.session.scalars(
        question.order_by(Message.created_at.desc(), Message.id)
        .offset((page - 1) * SIZE)
        .limit(SIZE + 1)
        .options(
            joinedload(Message.person),
            joinedload(Message.mailbox),
            selectinload(Message.notices),
            raiseload("*"),
        )
    ).all()
    returned = returns_of(row.id for row in rows)
    sent = tuple(
        Sent(
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
            sent_at=row.sent_at,
            told=tuple(datetime.fromisoformat(one["starts_at"]) for one in row.told),
            returned=returned.get(row.id),
        )
        for row in rows[:SIZE]
    )
    return Ledger(sent, page, len(rows) > SIZE)
