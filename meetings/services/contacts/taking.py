"""Taking rows of a list of contacts in: people, contacts, roles and interests, some hundred at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from meetings.domain.contacts.imports import OF_A_PERSON, RowState, Verdict
from meetings.domain.contacts.rows import RoleSaid, Row
from meetings.extensions import db, insert_new, store
from meetings.models.contacts.contacts import Contact, ContactInterest, ContactRole
from meetings.models.contacts.imports import ContactImportRow
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.services.contacts.contacts import keep_keys


class Raced(Exception):
    """Somebody registered at one of these mailboxes meanwhile; the same again knows them."""


@dataclass(slots=True)
class Taken:
    """A row that is taken in: what it says, what becomes of it, and what that did."""

    at: ContactImportRow
    row: Row
    verdict: Verdict
    person_id: int = 0
    did: dict[str, Any] = field(default_factory=dict)


def take_in(taken: Sequence[Taken], source: str, now: datetime, actor: str) -> None:
    """Store what rows say that were judged in their order; call it within the transaction.

    Raises: Raced.
    """
    numbers = _add_people([one for one in taken if _is_new(one)], now)
    for one in taken:
        who = one.verdict.who
        if who is not None:
            one.person_id = numbers[-who.ref] if who.ref < 0 else who.ref
    new = [one for one in taken if one.verdict.state == RowState.NEW]
    _add_contacts(new, source, now, actor)
    _prove([one.row.address_key for one in new], now)
    _change([one for one in taken if one.verdict.changes], now)
    _add_roles(taken, source, now, actor)
    _add_interests(taken)
    more = [one.person_id for one in taken if one.verdict.state == RowState.CHANGED]
    store(update(Contact).where(Contact.person_id.in_(more)).values(updated_at=now))
    touched = [one.person_id for one in taken if _is_new(one) or one.verdict.changes or "contact" in one.did]
    keep_keys(db.session.scalars(select(Person).where(Person.id.in_(touched))))
    for one in taken:
        one.at.person_id, one.at.did, one.at.taken_at = one.person_id, one.did, now


def _is_new(one: Taken) -> bool:
    return one.verdict.state == RowState.NEW and one.verdict.who is None


def _add_people(new: Sequence[Taken], now: datetime) -> dict[int, int]:
    """Add people at their mailboxes; give their numbers by the rows'."""
    if not new:
        return {}
    mailboxes, added = _mailboxes({one.row.address_key: one.row.email for one in new}, now)
    people = [_person(one.row, now) for one in new]
    db.session.add_all(people)
    db.session.flush()
    places = []
    for one, person in zip(new, people, strict=True):
        one.person_id, mailbox_id = person.id, mailboxes[one.row.address_key]
        one.did |= {"person": True}
        if one.row.address_key in added:
            one.did["mailbox"] = mailbox_id
        places.append({"mailbox_id": mailbox_id, "name_key": one.row.name_key, "person_id": person.id})
    stored = insert_new(PersonMailbox).on_conflict_do_nothing().returning(PersonMailbox.person_id)
    if len(db.session.execute(stored, places).all()) < len(places):
        raise Raced()
    return {one.at.number: one.person_id for one in new}


def _person(row: Row, now: datetime) -> Person:
    values = {name: getattr(row, name) for name in OF_A_PERSON} | {"language": row.language or "en"}
    return Person(
        name=row.name, name_key=row.name_key, origin="contact", created_at=now, updated_at=now, **values
    )


def _mailboxes(wanted: Mapping[str, str], now: datetime) -> tuple[dict[str, int], set[str]]:
    """Give the numbers of mailboxes by their folded addresses, and those that were added."""
    known = select(Mailbox.address_key, Mailbox.id).where(Mailbox.address_key.in_(wanted))
    there = {row[0]: row[1] for row in db.session.execute(known)}
    values = [
        {
            "address": address,
            "address_key": key,
            "domain": key.rpartition("@")[2],
            "created_at": now,
            "proved_at": now,
        }
        for key, address in wanted.items()
        if key not in there
    ]
    if values:
        db.session.execute(insert_new(Mailbox).on_conflict_do_nothing(), values)
    every = {row[0]: row[1] for row in db.session.execute(known)}
    return every, set(every) - set(there)


def _prove(addresses: Sequence[str], now: datetime) -> None:
    """Vouch for mailboxes, as the secretariat does whose list it is."""
    unproved = (Mailbox.address_key.in_(addresses), Mailbox.proved_at.is_(None))
    store(update(Mailbox).where(*unproved).values(proved_at=now))


def _add_contacts(new: Sequence[Taken], source: str, now: datetime, actor: str) -> None:
    values = []
    for one in new:
        one.did["contact"] = True
        said = {"title": one.row.title, "position": one.row.position, "is_office": one.row.is_office}
        values.append(
            {"person_id": one.person_id, "source": source, "added_at": now, "added_by": actor}
            | {"updated_at": now, "revision": 1}
            | said
        )
    if values:
        db.session.execute(insert(Contact), values)


def _change(changed: Sequence[Taken], now: datetime) -> None:
    """Give people and contacts what rows say anew, and keep what stood before."""
    if not changed:
        return
    ids = [one.person_id for one in changed]
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    contacts = {
        one.person_id: one for one in db.session.scalars(select(Contact).where(Contact.person_id.in_(ids)))
    }
    for one in changed:
        is_added = "contact" in one.did
        before = dict[str, Any]()
        for name, (_was, value) in one.verdict.changes.items():
            row = people[one.person_id] if name in OF_A_PERSON else contacts[one.person_id]
            if is_added and name not in OF_A_PERSON:
                continue
            before[name] = [getattr(row, name), value]
            setattr(row, name, value)
            row.revision, row.updated_at = row.revision + 1, now
        one.did["changed"] = before
    db.session.flush()


def _add_roles(taken: Sequence[Taken], source: str, now: datetime, actor: str) -> None:
    pairs = [(one, _role(one, said, source, now, actor=actor)) for one in taken for said in one.verdict.roles]
    db.session.add_all([role for _one, role in pairs])
    db.session.flush()
    for one, role in pairs:
        one.did.setdefault("roles", []).append(role.id)


def _role(one: Taken, said: RoleSaid, source: str, now: datetime, *, actor: str) -> ContactRole:
    return ContactRole(
        person_id=one.person_id,
        kind=said.kind,
        country=said.country,
        body=said.body,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        source=source,
        noted_at=now,
        noted_by=actor,
    )


def _add_interests(taken: Sequence[Taken]) -> None:
    values = []
    for one in taken:
        if one.verdict.interests:
            one.did["interests"] = list(one.verdict.interests)
            values += [{"person_id": one.person_id, "interest": said} for said in one.verdict.interests]
    if values:
        db.session.execute(insert_new(ContactInterest).on_conflict_do_nothing(), values)
