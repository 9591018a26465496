"""Contacts: added, changed, ended and taken back, with what interests them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.contacts.contacts_errors import ContactAlready
from meetings.domain.contacts.rows import near_keys
from meetings.domain.registrations import ORGANIZATION_LENGTH, check_line
from meetings.extensions import db, insert_new, take_turns, transaction
from meetings.models.contacts.contacts import Contact, ContactInterest
from meetings.models.contacts.imports import ContactKey
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.services.audit import note
from meetings.services.contacts.roles import TURNS, check_roles_again
from meetings.services.correcting import Correction, correct_within, hold_mailboxes
from meetings.services.people import (
    PersonGiven,
    check_person,
    find_or_add_mailbox,
    find_or_add_person,
    prove_mailbox,
)

TYPED: Final = "typed"
TEXTS: Final = ("title", "position", "interests")
OF_CONTACT: Final = ("title", "position", "is_office")


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """A contact as a form gives one, all as typed."""

    name: str
    email: str
    country: str = ""
    organization: str = ""
    category: str = ""
    language: str = "en"
    title: str = ""
    position: str = ""
    is_office: bool = False
    interests: tuple[str, ...] = ()

    @property
    def person(self) -> PersonGiven:
        """Give the person as the rules check one."""
        return PersonGiven(
            self.name, self.email, self.country, self.organization, self.category, self.language
        )


def add_contact(given: ContactGiven, now: datetime, actor: str, *, source: str = TYPED) -> str:
    """Add a contact, and give their public name; somebody of this name at this mailbox becomes one.

    What is stored of a known person is not changed. Raises: Refused with the field; ContactAlready.
    """
    checked, values = check_person(given.person), _values(given)
    with transaction():
        person_id, _is_new = find_or_add_person(checked, now, origin="contact")
        person = db.session.get_one(Person, person_id)
        if db.session.get(Contact, person_id) is not None:
            raise ContactAlready(field="name", other=person.public_id)
        if checked.email is not None:
            prove_mailbox(find_or_add_mailbox(checked.email, now), now)
        row = Contact(
            person_id=person_id, source=source, added_at=now, added_by=actor, updated_at=now, **values
        )
        db.session.add(row)
        db.session.flush()
        _put_interests(person_id, given.interests)
        keep_keys([person])
        _note("contact.add", person_id, now, actor, after=values | {"source": source})
        return person.public_id


def change_contact(
    public_id: str, given: ContactGiven, revisions: tuple[int, int], now: datetime, *, actor: str
) -> None:
    """Store a contact as given: the person with what follows from it, and what belongs to the contact alone.

    Takes: the revisions of the person and of the contact that whoever typed saw.
    Raises: NotFound, Stale; Refused with the field; SameName, where another has this name at this mailbox.
    """
    values = _values(given)
    with transaction():
        row, person = hold_contact(public_id)
        if row.revision != revisions[1]:
            raise errors.Stale(current=row.revision)
        at = first_address(person.id)
        wanted = Correction(
            given.name, given.country, given.organization, given.category, given.language, person.zone or ""
        )
        if at is not None:
            wanted = replace(wanted, addresses={at: given.email})
        correct_within(person.id, wanted, revisions[0], now, actor=actor, may_contacts=True)
        before = {name: getattr(row, name) for name in OF_CONTACT} | {"interests": _interests(person.id)}
        after = values | {"interests": sorted(given.interests)}
        changed = {name: value for name, value in after.items() if value != before[name]}
        for name in OF_CONTACT:
            setattr(row, name, values[name])
        if "interests" in changed:
            _put_interests(person.id, given.interests)
        row.revision, row.updated_at = row.revision + 1, now
        db.session.flush()
        keep_keys([person])
        if changed:
            was = {name: before[name] for name in changed}
            _note("contact.change", person.id, now, actor, before=was, after=changed)


def end_contact(public_id: str, now: datetime, actor: str) -> None:
    """Write to a contact no more; what they held stays as it was. Asked twice, it is done once.

    Raises: NotFound.
    """
    with transaction():
        row, _person = hold_contact(public_id)
        if row.ended_at is None:
            row.ended_at, row.updated_at, row.revision = now, now, row.revision + 1
            _note("contact.end", row.person_id, now, actor)


def take_contact_back(public_id: str, now: datetime, actor: str) -> None:
    """Write to a contact again. Asked twice, it is done once.

    Raises: NotFound; RoleTaken, where somebody else has what they would hold again.
    """
    with transaction():
        take_turns(TURNS)
        row, _person = hold_contact(public_id)
        if row.ended_at is not None:
            row.ended_at, row.updated_at, row.revision = None, now, row.revision + 1
            db.session.flush()
            check_roles_again(row.person_id, now.date())
            _note("contact.take_back", row.person_id, now, actor)


def hold_contact(public_id: str) -> tuple[Contact, Person]:
    """Load a contact who stands, so that nobody else changes it; call it within a transaction.

    Raises: NotFound.
    """
    stands = (Person.public_id == public_id, Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    person_id = db.session.scalar(
        select(Person.id).join(Contact, Contact.person_id == Person.id).where(*stands)
    )
    if person_id is None:
        raise errors.NotFound()
    hold_mailboxes(person_id)  # first, as erasing and merging do
    fresh: Any = {"with_for_update": {"key_share": True}, "populate_existing": True}
    row = db.session.get(Contact, person_id, **fresh)
    if row is None:
        raise errors.NotFound()
    return row, db.session.get_one(Person, person_id, populate_existing=True)


def first_address(person_id: int) -> str | None:
    """Give the address at which somebody is written to: the one they were first known at."""
    return db.session.scalar(
        select(Mailbox.address)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(PersonMailbox.person_id == person_id)
        .order_by(Mailbox.id)
        .limit(1)
    )


def keep_keys(people: Iterable[Person]) -> None:
    """Keep by what contacts are found whose names are near another's; call it within a transaction."""
    rows = list(people)
    gone = delete(ContactKey).where(ContactKey.person_id.in_([one.id for one in rows]))
    db.session.execute(gone.execution_options(synchronize_session=False))
    values = [
        {"key": key, "person_id": one.id}
        for one in rows
        for key in near_keys(one.name, one.country, one.organization)
    ]
    if values:
        db.session.execute(insert_new(ContactKey).on_conflict_do_nothing(), values)


def _values(given: ContactGiven) -> dict[str, Any]:
    return {
        "title": check_line(given.title, "title", ORGANIZATION_LENGTH),
        "position": check_line(given.position, "position", ORGANIZATION_LENGTH),
        "is_office": given.is_office,
    }


def _interests(person_id: int) -> list[str]:
    wanted = select(ContactInterest.interest).where(ContactInterest.person_id == person_id)
    return sorted(db.session.scalars(wanted))


def _put_interests(person_id: int, interests: Iterable[str]) -> None:
    db.session.execute(delete(ContactInterest).where(ContactInterest.person_id == person_id))
    db.session.add_all(ContactInterest(person_id=person_id, interest=one) for one in dict.fromkeys(interests))


def _note(
    act: str,
    person_id: int,
    now: datetime,
    actor: str,
    *,
    before: dict[str, Any] = {},  # noqa: B006 - read only
    after: dict[str, Any] = {},  # noqa: B006 - read only
) -> None:
    subject = f"person:{person_id}"
    note(now, actor, act, subject, before=before, after=after, person_id=person_id, texts=TEXTS)
