"""What was sent to whom, and who people are: for whoever answers the telephone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.errors import NotAllowed, NotFound
from meetings.domain.registrations import name_key
from meetings.extensions import db
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.queries.registrations import RegistrationShown, registrations_of

MOST: int = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the ledger: what it was for, how it stands, and the starts it told."""

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


@dataclass(frozen=True, slots=True)
class Found:
    """A person as found by search."""

    public_id: str
    name: str
    addresses: tuple[str, ...]
    organization: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything known of a person, and every mail sent to them."""

    found: Found
    category: str | None
    language: str
    zone: str | None
    registrations: tuple[RegistrationShown, ...]
    sent: tuple[Sent, ...]


def sent_about(slot_id: str) -> list[Sent]:
    """Give the messages about a slot or about registrations with a place in it, the latest first."""
    of_places = select(Place.registration_id).where(Place.slot_id == slot_id)
    ids = select(Notice.message_id).where(
        Notice.message_id.is_not(None),
        or_(Notice.slot_id == slot_id, Notice.registration_id.in_(of_places)),
    )
    return _sent(select(Message).where(Message.id.in_(ids)))


def find_people(text: str, programmes: frozenset[str] | None) -> list[Found]:
    """Find people by a piece of their name, organization or address.

    Takes: the programmes in which whoever asks may know people; nothing stands for all.
    """
    wanted = text.strip()
    if not wanted:
        return []
    like = f"%{_escaped(name_key(wanted))}%"
    rows = db.session.scalars(
        select(Person)
        .where(
            Person.erased_at.is_(None),
            _is_in(programmes),
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


def person_page(public_id: str, programmes: frozenset[str] | None) -> PersonPage:
    """Give everything known of a person in the programmes open to whoever asks; nothing stands for all.

    Raises: NotFound; NotAllowed, where not everything is open, so that nobody learns who is known elsewhere.
    """
    row = db.session.scalar(
        select(Person)
        .where(Person.public_id == public_id, Person.erased_at.is_(None), _is_in(programmes))
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    )
    if row is None:
        raise NotFound() if programmes is None else NotAllowed()
    return PersonPage(
        found=_found(row),
        category=row.category,
        language=row.language,
        zone=row.zone,
        registrations=tuple(
            one for one in registrations_of(row.id) if programmes is None or one.programme.slug in programmes
        ),
        sent=tuple(_sent(_messages_to(row.id, programmes))),
    )


def _is_in(programmes: frozenset[str] | None) -> ColumnElement[bool]:
    """Hold a question for people to those who registered in programmes."""
    if programmes is None:
        return true()
    return exists().where(
        Registration.person_id == Person.id,
        Registration.session_id == Session.id,
        Session.programme_id == Programme.id,
        Programme.slug.in_(programmes),
    )


def _messages_to(person_id: int, programmes: frozenset[str] | None) -> Select[Any]:
    question = select(Message).where(Message.person_id == person_id)
    if programmes is None:
        return question
    here = (
        select(Notice.message_id)
        .join(Registration, Registration.id == Notice.registration_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Notice.message_id.is_not(None), Programme.slug.in_(programmes))
    )
    return question.where(Message.id.in_(here))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _found(row: Person) -> Found:
    addresses = tuple(sorted(one.mailbox.address for one in row.mailboxes))
    return Found(row.public_id, row.name, addresses, row.organization, row.country)


def _sent(question: Select[Any]) -> list[Sent]:
    rows = db.session.scalars(
        question.order_by(Message.created_at.desc(), Message.id)
        .limit(MOST)
        .options(
            joinedload(Message.person),
            joinedload(Message.mailbox),
            selectinload(Message.notices),
            raiseload("*"),
        )
    )
    return [
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
        )
        for row in rows
    ]
