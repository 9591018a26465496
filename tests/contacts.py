"""Contacts, the roles they hold and lists of them, for tests."""

from datetime import date
from typing import Any

from meetings.domain.contacts.filters import Filter, as_stored
from meetings.extensions import db
from meetings.models import Contact, ContactInterest, ContactList, ContactListMember, ContactRole
from meetings.services.people import check_person, find_or_add_person
from tests.factories import NOW, somebody


def make_contact(name: str = "Ada Example", *kinds: str, **changes: Any) -> Contact:
    """Store a contact who holds roles; `email`, `country`, `organization`, `category`, `language` are the person's.

    Roles are for the person's country; `interests` is what they want to hear of.
    """
    own = ("email", "country", "organization", "category", "language", "zone")
    person = {one: changes.pop(one) for one in own if one in changes}
    interests = changes.pop("interests", ())
    term: dict[str, date | None] = {one: changes.pop(one, None) for one in ("starts_on", "ends_on")}
    person_id, _added = find_or_add_person(check_person(somebody(name, **person)), NOW, origin="contact")
    values = {"source": "test", "added_at": NOW, "added_by": "user:1", "updated_at": NOW} | changes
    row = Contact(person_id=person_id, **values)
    db.session.add(row)
    db.session.flush()
    for kind in kinds:
        said = {"kind": kind, "country": person.get("country", "KE"), "source": "test"} | term
        db.session.add(ContactRole(person_id=person_id, noted_at=NOW, noted_by="user:1", **said))
    db.session.add_all(ContactInterest(person_id=person_id, interest=one) for one in interests)
    db.session.commit()
    return row


def make_list(name: str = "Focal points", *members: Contact, asked: Filter | None = None) -> ContactList:
    """Store a list: a filter, or the members that are given."""
    said = {"is_static": asked is None, "asked": as_stored(asked) if asked else {}}
    row = ContactList(name=name, made_at=NOW, made_by="user:1", updated_at=NOW, **said)
    db.session.add(row)
    db.session.flush()
    for one in members:
        put = ContactListMember(list_id=row.id, person_id=one.person_id, added_at=NOW, added_by="user:1")
        db.session.add(put)
    db.session.commit()
    return row
