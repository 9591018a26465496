"""What is stored of somebody as a contact, for themselves."""

from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.contacts.contacts import (
    Contact,
    ContactInterest,
    ContactList,
    ContactListMember,
    ContactRole,
)
from meetings.models.contacts.imports import ContactImport, ContactImportRow

Facts = dict[str, Any]


def contact_of(person_id: int) -> dict[str, Any]:
    """Give what somebody is as a contact, the roles they held and hold, their interests, and the lists they are on."""
    row = db.session.get(Contact, person_id)
    roles = db.session.scalars(
        select(ContactRole).where(ContactRole.person_id == person_id).order_by(ContactRole.id)
    )
    interests = (
        select(ContactInterest.interest)
        .where(ContactInterest.person_id == person_id)
        .order_by(ContactInterest.interest)
    )
    lists = (
        select(ContactList.name, ContactListMember.added_at)
        .join(ContactListMember, ContactListMember.list_id == ContactList.id)
        .where(ContactListMember.person_id == person_id)
        .order_by(ContactList.name)
    )
    return {
        "contact": _contact(row) if row else None,
        "contact_roles": [_role(one) for one in roles],
        "contact_interests": list(db.session.scalars(interests)),
        "contact_lists": [{"name": name, "added_at": at} for name, at in db.session.execute(lists)],
        "contact_imports": _rows(person_id),
    }


def _contact(row: Contact) -> Facts:
    names = ("title", "position", "is_office", "source", "added_at", "ended_at")
    return {name: getattr(row, name) for name in names}


def _role(row: ContactRole) -> Facts:
    names = ("kind", "country", "body", "source", "noted_at")
    days = {name: str(value) if (value := getattr(row, name)) else None for name in ("starts_on", "ends_on")}
    return {name: getattr(row, name) for name in names} | days


def _rows(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(ContactImport.created_at, ContactImportRow.cells)
        .join(ContactImport, ContactImport.id == ContactImportRow.import_id)
        .where(ContactImportRow.person_id == person_id)
        .order_by(ContactImport.created_at, ContactImportRow.number)
    )
    return [{"read_at": at, "row": cells} for at, cells in rows]
