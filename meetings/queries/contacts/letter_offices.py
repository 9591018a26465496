"""To whom a letter goes: the offices of each government on a day, and what became of each government's copy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Case, Row, and_, case, or_, select

from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.contacts.letters import COPIES, Addressing, Office, Unreached, Whom, address
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.cop.codes import PartyStanding
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact, ContactRole
from meetings.models.contacts.letters import LetterRecipient
from meetings.models.messages import Message, Notice
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox, Refusal
from meetings.queries.contacts.letters import subject_of
from meetings.queries.cop.parties import standings

Words = Mapping[str, str]
RETURNED: Final = "returned"
KINDS: Final = (ContactRoleKind.OFFICIAL_CHANNEL, *COPIES)


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """Somebody a letter goes to, as they stand on its line; an address that takes no mail any more is said."""

    person_id: int
    kind: str
    name: str
    address: str
    works: bool
    is_office: bool
    language: str
    title: str = ""

    def as_stored(self) -> dict[str, Any]:
        """Give the line as a letter keeps it."""
        return {
            "person": self.person_id,
            "kind": self.kind,
            "name": self.name,
            "address": self.address,
            "office": self.is_office,
        }


@dataclass(frozen=True, slots=True)
class Government:
    """One government's copy as it would go today: its line of To and of Cc, or why there is none."""

    country: str
    names: Words
    to: tuple[OfficeShown, ...]
    copies: tuple[OfficeShown, ...]
    reason: Unreached | None
    is_instead: bool

    @property
    def language(self) -> str:
        """Give the language of whoever is written to."""
        return self.to[0].language if self.to else "en"


@dataclass(frozen=True, slots=True)
class RecipientShown:
    """One government's copy as it was sent; `state` is its mail's, or `returned`; empty where there is none."""

    country: str
    names: Words
    language: str
    to: tuple[Mapping[str, Any], ...]
    copies: tuple[Mapping[str, Any], ...]
    reason: str | None
    is_instead: bool
    refused: tuple[str, ...]
    person_id: int | None
    state: str
    error: str
    sent_at: datetime | None


def governments(whom: str, treaty: str, on: date) -> dict[str, Words]:
    """Give the governments a letter goes to, with their names, by code: all Parties to a treaty on a day, or all."""
    rows = db.session.execute(select(Party.code, Party.names).order_by(Party.code)).all()
    found: dict[str, Words] = {row[0]: row[1] for row in rows}
    if whom == Whom.STATES:
        return found
    standing = standings(treaty, on)
    return {code: names for code, names in found.items() if standing.get(code) == PartyStanding.PARTY}


def addressed(
    countries: Mapping[str, Words], copies: Collection[str], on: date, *, instead: bool
) -> list[Government]:
    """Say to whom each government's copy goes on a day, in two questions."""
    shown = _offices(on)
    return [
        government(code, names, shown.get(code, ()), copies, instead=instead)
        for code, names in countries.items()
    ]


def government(
    code: str, names: Words, shown: Collection[OfficeShown], copies: Collection[str], *, instead: bool
) -> Government:
    """Say to whom one government's copy goes, of those who hold its roles."""
    by_office = {(one.person_id, one.kind): one for one in shown}
    offices = [Office(one.person_id, one.kind, one.address, one.works) for one in shown]
    found: Addressing = address(offices, copies, missions_instead=instead)
    return Government(
        code,
        names,
        tuple(by_office[one.person_id, one.kind] for one in found.to),
        tuple(by_office[one.person_id, one.kind] for one in found.copies),
        found.reason,
        found.is_instead,
    )


def _offices(on: date) -> dict[str, list[OfficeShown]]:
    """Give by country who holds a role letters go to on a day, whoever held it first first."""
    begun = or_(ContactRole.starts_on.is_(None), ContactRole.starts_on <= on)
    stands = and_(begun, or_(ContactRole.ends_on.is_(None), ContactRole.ends_on >= on))
    rows = db.session.execute(
        select(ContactRole.country, ContactRole.kind, *_person())
        .join(Contact, Contact.person_id == ContactRole.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(ContactRole.kind.in_(KINDS), ContactRole.country.is_not(None), stands, *_is_written_to())
        .order_by(ContactRole.country, ContactRole.id)
    ).all()
    boxes = mailboxes({row.id for row in rows})
    found: dict[str, list[OfficeShown]] = {}
    seen = set()
    for row in rows:
        key = (row.country, row.kind, row.id)
        if key not in seen:  # a role that is held twice is one
            seen.add(key)
            found.setdefault(row.country, []).append(_office(row, row.kind, boxes))
    return found


def offices_again(lines: Collection[tuple[int, str]]) -> dict[tuple[int, str], OfficeShown]:
    """Give people of an earlier letter's lines as they can be written to now, by person and role.

    Whoever was found to be another is written to as that one.
    """
    stands = _standing({one for one, _kind in lines})
    people = set(stands.values())
    rows = {
        row.id: row
        for row in db.session.execute(
            select(*_person())
            .join(Contact, Contact.person_id == Person.id)
            .where(Person.id.in_(people), *_is_written_to())
        )
    }
    boxes = mailboxes(people)
    return {
        (one, kind): _office(rows[stands[one]], kind, boxes) for one, kind in lines if stands[one] in rows
    }


def _standing(people: Collection[int]) -> dict[int, int]:
    """Give by person who they are now, after every merge."""
    found = {one: one for one in people}
    while True:
        merged = select(Person.id, Person.merged_into_id).where(
            Person.id.in_(set(found.values())), Person.merged_into_id.is_not(None)
        )
        into = {row[0]: row[1] for row in db.session.execute(merged) if row[1] is not None}
        if not into:
            return found
        found = {one: into.get(now, now) for one, now in found.items()}


def _person() -> tuple[Any, ...]:
    return Person.id, Person.name, Person.language, Contact.is_office, Contact.title


def _is_written_to() -> tuple[Any, ...]:
    return (
        Contact.ended_at.is_(None),
        Person.erased_at.is_(None),
        Person.merged_into_id.is_(None),
        Person.held_at.is_(None),
    )


def _office(row: Row[Any], kind: str, boxes: Mapping[int, tuple[str, bool]]) -> OfficeShown:
    mail, works = boxes.get(row.id, ("", False))
    return OfficeShown(
        row.id, kind, row.name, mail, bool(mail) and works, row.is_office, row.language, row.title or ""
    )


def mailboxes(people: Collection[int]) -> dict[int, tuple[str, bool]]:
    """Give by person the address that mail goes to, and whether it takes mail: the last one that does, else the last.

    As `services/planning` chooses it.
    """
    refuses = and_(Refusal.mailbox_id == PersonMailbox.mailbox_id, Refusal.name_key == PersonMailbox.name_key)
    rows = db.session.execute(
        select(PersonMailbox.person_id, Mailbox.address, Mailbox.failed_at)
        .join(PersonMailbox.mailbox)
        .outerjoin(Refusal, refuses)
        .where(PersonMailbox.person_id.in_(people), Refusal.mailbox_id.is_(None))
        .order_by(Mailbox.failed_at.is_(None), Mailbox.id.desc())
    )
    return {row[0]: (row[1], row[2] is None) for row in rows}


def _stands() -> Case[str]:
    """Say how a mail stands, and of one that left and whose mailbox took no mail since that it came back."""
    came_back = and_(Message.state == MessageState.SENT, Mailbox.failed_at >= Message.sent_at)
    return case((came_back, RETURNED), else_=Message.state)


def recipients(letter_id: str) -> list[RecipientShown]:
    """Give what became of each government's copy, in one question."""
    rows = db.session.execute(
        select(LetterRecipient, Party.names, _stands(), Message.error, Message.sent_at)
        .outerjoin(Party, Party.code == LetterRecipient.country)
        .outerjoin(
            Notice,
            and_(
                Notice.kind == NoticeKind.LETTER,
                Notice.subject == subject_of(letter_id),
                Notice.occasion == LetterRecipient.country,
            ),
        )
        .outerjoin(Message, Message.id == Notice.message_id)
        .outerjoin(Mailbox, Mailbox.id == Message.mailbox_id)
        .where(LetterRecipient.letter_id == letter_id)
        .order_by(LetterRecipient.country)
    )
    return [
        RecipientShown(
            country=row.country,
            names=names or {},
            language=row.language,
            to=tuple(row.to),
            copies=tuple(row.copies),
            reason=row.reason,
            is_instead=row.is_instead,
            refused=tuple(row.refused),
            person_id=row.person_id,
            state=state or (MessageState.DUE if row.person_id else ""),
            error=error or "",
            sent_at=sent_at,
        )
        for row, names, state, error, sent_at in rows
    ]
