"""Correcting who somebody is: what is coming follows, what is past stays as it was then."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from meetings.domain import errors
from meetings.domain.codes import GENDERS, MessageState
from meetings.domain.programmes import check_choice
from meetings.domain.registrations import address_key, check_address, name_key
from meetings.domain.seasons import is_over
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.contacts.contacts import Contact
from meetings.models.messages import Message
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.people import (
    PersonChecked,
    PersonGiven,
    check_person,
    find_or_add_mailbox,
    prove_mailbox,
)
from meetings.services.seats import lock_seats

SNAPSHOT: Final = ("country", "organization", "category", "language", "zone")
CODES: Final = (
    "country",
    "category",
    "language",
    "zone",
)  # what an audit may keep: no name, nothing typed freely
UNSENT: Final = (MessageState.DUE, MessageState.RETRY)
NO_ADDRESS: Final = "nobody@example.org"  # checked in place of none, and stored nowhere


@dataclass(frozen=True, slots=True)
class Correction:
    """A person as they should read, all as typed; `addresses` says what an address of theirs should be.

    A gender of null is left as it is.
    """

    name: str
    country: str = ""
    organization: str = ""
    category: str = ""
    language: str = "en"
    zone: str = ""
    gender: str | None = None
    addresses: Mapping[str, str] = with_default(default_factory=dict)

    def given(self, address: str = NO_ADDRESS) -> PersonGiven:
        """Give the person as the rules check one, at an address."""
        return PersonGiven(
            self.name, address, self.country, self.organization, self.category, self.language, self.zone
        )


def correct(
    person_id: int,
    wanted: Correction,
    revision: int,
    now: datetime,
    actor: str,
    *,
    may_contacts: bool = False,
) -> None:
    """Store a person as corrected; registrations that are coming follow, and mails that wait go to the right address.

    Others at an address that was mistyped stay there; only this person is moved to the right one.
    Takes: whether they may change where and by which name the secretariat writes to a contact of its.
    Raises: NotFound, MergedAway, Stale; Refused with the field; SameName, where another has this name at an address;
    NotAllowed, where name, country or an address of a contact would change.
    """
    with transaction():
        correct_within(person_id, wanted, revision, now, actor=actor, may_contacts=may_contacts)


def correct_within(
    person_id: int,
    wanted: Correction,
    revision: int,
    now: datetime,
    *,
    actor: str,
    may_contacts: bool = False,
) -> None:
    """Store a person as corrected, within a transaction; see `correct`."""
    hold_mailboxes(person_id)
    person = hold_person(person_id)
    checked = check_person(wanted.given())
    moves = _moves(wanted.addresses)
    if person.revision != revision:
        raise errors.Stale(current=person.revision)
    if not may_contacts and _is_redirected(person, checked, moves):
        raise errors.NotAllowed()
    _stand_at_mailboxes(person, name_key(checked.name), moves, now)
    before = {name: getattr(person, name) for name in ("name", "gender", *SNAPSHOT)}
    values = _values(checked) | _gender(wanted.gender)
    changed = {name: value for name, value in values.items() if value != before[name]}
    _follow(person_id, {name: value for name, value in changed.items() if name in SNAPSHOT}, now)
    for name, value in changed.items():
        setattr(person, name, value)
    person.name_key = name_key(person.name)
    if changed or moves:
        person.revision += 1
        person.updated_at = now
        _note(person_id, before, changed, moves, now=now, actor=actor)


def hold_mailboxes(*person_ids: int) -> None:
    """Hold where people are reached, before they are held themselves, so that nobody registers there meanwhile."""
    theirs = PersonMailbox.person_id.in_(person_ids)
    held = select(Mailbox.id).where(Mailbox.id.in_(select(PersonMailbox.mailbox_id).where(theirs)))
    db.session.execute(held.order_by(Mailbox.id).with_for_update()).all()
    keys = (PersonMailbox.mailbox_id, PersonMailbox.name_key)
    db.session.execute(select(*keys).where(theirs).order_by(*keys).with_for_update()).all()


def hold_person(person_id: int) -> Person:
    """Load a person who stands, so that nobody else changes or merges them; call it within a transaction.

    Raises: NotFound, MergedAway.
    """
    alone = {"key_share": True}  # rows that name them may still be added
    person = db.session.get(Person, person_id, with_for_update=alone, populate_existing=True)
    if person is None or person.erased_at is not None:
        raise errors.NotFound()
    if person.merged_into_id is not None:
        raise errors.MergedAway()
    return person


def _is_redirected(person: Person, checked: PersonChecked, moves: Mapping[str, str]) -> bool:
    """Say whether letters and mails to a contact would go to another name, country or address."""
    if not moves and (checked.name, checked.country) == (person.name, person.country):
        return False
    stands = select(Contact.person_id).where(Contact.person_id == person.id, Contact.ended_at.is_(None))
    return db.session.scalar(stands) is not None


def _values(checked: PersonChecked) -> dict[str, str | None]:
    return {name: getattr(checked, name) for name in ("name", *SNAPSHOT)}


def _gender(given: str | None) -> dict[str, str | None]:
    """Give the gender to store, where one was typed, or that none is known.

    Raises: NotAChoice.
    """
    if given is None:
        return {}
    return {"gender": check_choice(given, "gender", GENDERS) if given else None}


def _moves(addresses: Mapping[str, str]) -> dict[str, str]:
    """Give the addresses that become others, by the folded old one.

    Raises: Missing, TooLong, NotOneLine, NotAnAddress, with field `email`.
    """
    found = {}
    for old, new in addresses.items():
        if new.strip() != old:
            found[address_key(old)] = check_address(new)
    return found


def _stand_at_mailboxes(person: Person, key: str, moves: Mapping[str, str], now: datetime) -> None:
    """Let a person stand at their mailboxes under their name as it is now, and at the right ones.

    Raises: SameName.
    """
    rows = db.session.execute(
        select(PersonMailbox.mailbox_id, PersonMailbox.name_key, Mailbox.address_key, Mailbox.address)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id == person.id)
        .order_by(PersonMailbox.mailbox_id, PersonMailbox.name_key)
    ).all()
    for mailbox_id, name, at, address in rows:
        wanted = moves.get(at)
        new_id = _mailbox(mailbox_id, at, address, wanted, now) if wanted else mailbox_id
        new_name = key if name == person.name_key else name
        if (new_id, new_name) == (mailbox_id, name):
            continue
        take_place_at(person.id, new_id, new_name)
        old = (PersonMailbox.mailbox_id == mailbox_id, PersonMailbox.name_key == name)
        store(delete(PersonMailbox).where(*old))
        if new_id != mailbox_id:
            waits = (Message.person_id == person.id, Message.mailbox_id == mailbox_id)
            store(update(Message).where(*waits, Message.state.in_(UNSENT)).values(mailbox_id=new_id))


def _mailbox(mailbox_id: int, key: str, address: str, wanted: str, now: datetime) -> int:
    """Give the right mailbox; one that differs in capitals only is the same, written anew."""
    if address_key(wanted) != key:
        right_id = find_or_add_mailbox(wanted, now)
        prove_mailbox(right_id, now)
        return right_id
    if wanted != address:
        store(update(Mailbox).where(Mailbox.id == mailbox_id).values(address=wanted))
    return mailbox_id


def take_place_at(person_id: int, mailbox_id: int, key: str, field: str = "name") -> None:
    """Let a person be known at a mailbox by a folded name; call it within a transaction.

    Raises: SameName, with the field, where somebody else is.
    """
    values = {"mailbox_id": mailbox_id, "name_key": key, "person_id": person_id}
    store(insert_new(PersonMailbox).on_conflict_do_nothing(), values)
    other = db.session.execute(
        select(Person.id, Person.public_id)
        .join(PersonMailbox, PersonMailbox.person_id == Person.id)
        .where(PersonMailbox.mailbox_id == mailbox_id, PersonMailbox.name_key == key)
    ).one()
    if other.id != person_id:
        raise errors.SameName(field=field, other=other.public_id)


def _follow(person_id: int, changed: Mapping[str, Any], now: datetime) -> None:
    """Let the snapshots of registrations that are coming follow; seats are held first, as everywhere."""
    if not changed:
        return
    coming = coming_of(person_id, now)
    lock_seats(slot_id for slots in coming.values() for slot_id in slots)
    store(
        update(Registration)
        .where(Registration.id.in_(list(coming)), Registration.ended_at.is_(None))
        .values(**changed, revision=Registration.revision + 1)
    )


def coming_of(person_id: int, now: datetime) -> dict[str, list[str]]:
    """Give the slots of a person's registrations that stand and are not over, by registration, the next one first."""
    rows = db.session.execute(
        select(Registration.id, Slot)
        .join(Place, Place.registration_id == Registration.id)
        .join(Slot, Slot.id == Place.slot_id)
        .where(Registration.person_id == person_id, Registration.ended_at.is_(None))
        .order_by(Slot.starts_at, Slot.id)
    ).all()
    ahead = dict.fromkeys(name for name, slot in rows if not is_over(slot, now))
    return {name: [slot.id for other, slot in rows if other == name] for name in ahead}


def _note(
    person_id: int,
    before: Mapping[str, Any],
    changed: Mapping[str, Any],
    moves: Mapping[str, str],
    *,
    now: datetime,
    actor: str,
) -> None:
    """Note which fields were corrected, and both values of each, sealed."""
    fields = [*changed, *(["email"] if moves else [])]
    was = {name: before[name] for name in changed} | ({"email": list(moves)} if moves else {})
    will = dict(changed) | ({"email": list(moves.values())} if moves else {})
    note(
        now,
        actor,
        "person.correct",
        f"person:{person_id}",
        before=was,
        after={"fields": fields} | will,
        person_id=person_id,
    )
