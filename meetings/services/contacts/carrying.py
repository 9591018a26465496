"""Contacts whose people are found to be one: what the one holds is the other's, and is put back as it was."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from meetings.domain.contacts.roles import overlap
from meetings.domain.contacts.rows import near_keys
from meetings.extensions import db, insert_new, store
from meetings.models.contacts.contacts import Contact, ContactInterest, ContactListMember, ContactRole
from meetings.models.contacts.imports import ContactKey
from meetings.models.people import Person

COPIED = ("title", "position", "is_office", "source", "added_at", "added_by", "ended_at")


def carry_contact(kept_id: int, gone_id: int, now: datetime) -> dict[str, Any]:
    """Let who is kept be a contact where who goes is one; roles and interests follow as all rows do.

    Gives: what was done, for `put_contact_back`; call it within the transaction, before the rows follow.
    """
    gone = db.session.get(Contact, gone_id, populate_existing=True)
    if gone is None:
        return {}
    store(delete(ContactKey).where(ContactKey.person_id == gone_id))
    if db.session.get(Contact, kept_id, populate_existing=True) is not None:
        if gone.ended_at is None:
            store(update(Contact).where(Contact.person_id == kept_id).values(ended_at=None))
        return {"was": True}
    values = {name: getattr(gone, name) for name in COPIED}
    store(insert(Contact), {"person_id": kept_id, "updated_at": now, "revision": 1, **values})
    _keep_keys(kept_id)
    return {"made": True}


def doubled_roles(kept_id: int, gone_id: int) -> list[int]:
    """Give the roles of who goes that who is kept holds in a term that meets theirs; they stay where they are."""
    kept, gone = ([*store(_roles(one))] for one in (kept_id, gone_id))
    return [
        role.id
        for role in gone
        if any(
            (role.kind, role.country, role.body) == (one.kind, one.country, one.body)
            and overlap((role.starts_on, role.ends_on), (one.starts_on, one.ends_on))
            for one in kept
        )
    ]


def put_contact_back(did: dict[str, Any], kept_id: int, gone_id: int, at: datetime) -> None:
    """Take back that somebody became a contact, unless they were changed, or hold something of their own, since."""
    if not did:
        return
    _keep_keys(gone_id)
    if not did.get("made"):
        return
    holds = [
        select(table.person_id).where(table.person_id == kept_id).limit(1)
        for table in (ContactRole, ContactInterest, ContactListMember)
    ]
    if any(store(one).first() is not None for one in holds):
        return
    store(delete(ContactKey).where(ContactKey.person_id == kept_id))
    same = (Contact.person_id == kept_id, Contact.revision == 1, Contact.updated_at == at)
    if not store(delete(Contact).where(*same)).rowcount:
        _keep_keys(kept_id)


def _roles(person_id: int) -> Any:
    return select(
        ContactRole.id,
        ContactRole.kind,
        ContactRole.country,
        ContactRole.body,
        ContactRole.starts_on,
        ContactRole.ends_on,
    ).where(ContactRole.person_id == person_id)


def _keep_keys(person_id: int) -> None:
    person = store(
        select(Person.name, Person.country, Person.organization).where(Person.id == person_id)
    ).one()
    values = [
        {"key": key, "person_id": person_id}
        for key in near_keys(person.name, person.country, person.organization)
    ]
    if values:
        store(insert_new(ContactKey).on_conflict_do_nothing(), values)
