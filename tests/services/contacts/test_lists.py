"""Contact lists are made, changed, ended and taken back; who is put into a static one and taken out."""

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.contacts.filters import Filter
from meetings.domain.contacts.lists_errors import FilterNotStatic, ListEnded
from meetings.extensions import db, transaction
from meetings.models import Audit, Contact, ContactList, ContactListMember, Person
from meetings.services.contacts import lists
from meetings.services.contacts.lists import ListGiven, PutIn
from meetings.services.contacts.traces import leave_contacts
from tests.contacts import make_contact, make_list
from tests.factories import NOW, make_party

BY = {"actor": "user:1"}
EXPERTS = ListGiven("Experts", asked=Filter(roles=("expert",)))


def acts() -> list[tuple[str, dict[str, Any]]]:
    rows = db.session.execute(select(Audit.act, Audit.after).order_by(Audit.id)).all()
    return [(row[0], row[1]) for row in rows]


def kept(list_id: str) -> ContactList:
    db.session.expire_all()
    return db.session.get_one(ContactList, list_id)


def on_list(list_id: str) -> set[str]:
    rows = select(Person.name).join(ContactListMember, ContactListMember.person_id == Person.id)
    return set(db.session.scalars(rows.where(ContactListMember.list_id == list_id)))


def public(*contacts: Contact) -> list[str]:
    return [db.session.get_one(Person, one.person_id).public_id for one in contacts]


def test_list_is_made_changed_ended_and_taken_back(database: SQLAlchemy) -> None:
    number = lists.make(EXPERTS, NOW, **BY)
    changed = ListGiven("Experts who read French", asked=Filter(roles=("expert",), languages=("fr",)))
    lists.change(number, changed, 1, NOW, **BY)
    assert (kept(number).name, kept(number).asked) == (
        changed.name,
        {"roles": ["expert"], "languages": ["fr"]},
    )
    lists.end(number, 2, NOW, **BY)
    with pytest.raises(ListEnded):
        lists.change(number, EXPERTS, 3, NOW, **BY)
    lists.take_back(number, 3, NOW, **BY)
    assert (kept(number).ended_at, kept(number).revision) == (None, 4)
    assert [act for act, _after in acts()] == [
        "contact_list.make",
        "contact_list.change",
        "contact_list.end",
        "contact_list.take_back",
    ]


def test_what_is_not_known_or_seen_is_refused(database: SQLAlchemy) -> None:
    number = lists.make(EXPERTS, NOW, **BY)
    with pytest.raises(errors.Taken):
        lists.make(EXPERTS, NOW, **BY)
    with pytest.raises(errors.NotAChoice) as refusal:
        lists.make(ListGiven("Somewhere", asked=Filter(countries=("XX",))), NOW, **BY)
    assert refusal.value.field == "countries"
    with pytest.raises(errors.Stale):
        lists.change(number, EXPERTS, 7, NOW, **BY)
    with pytest.raises(errors.NotFound):
        lists.end("nothing", 1, NOW, **BY)


def test_people_are_put_in_once_and_taken_out(database: SQLAlchemy) -> None:
    ada = make_contact("Ada Example")
    gone = make_contact("Gone Example", email="gone@example.org", ended_at=NOW)
    row = make_list("Chosen")
    number, people = row.id, public(ada, gone)
    assert lists.put_in(number, people, NOW, **BY) == 1
    assert lists.put_in(number, people, NOW, **BY) == 0
    assert on_list(number) == {"Ada Example"}
    assert lists.take_out(number, people, NOW, **BY) == 1
    assert on_list(number) == set()
    with pytest.raises(errors.NothingChosen):
        lists.put_in(number, [], NOW, **BY)


def test_nobody_is_put_into_a_filter_or_an_ended_list(database: SQLAlchemy) -> None:
    ada = public(make_contact("Ada Example"))
    by_filter, ended = make_list("All", asked=Filter()).id, make_list("Old").id
    lists.end(ended, 1, NOW, **BY)
    for number, error in ((by_filter, FilterNotStatic), (ended, ListEnded)):
        with pytest.raises(error):
            lists.put_in(number, ada, NOW, **BY)
        with pytest.raises(error):
            lists.put_in_addresses(number, "ada@example.org", NOW, **BY)


def test_pasted_addresses_find_contacts_and_make_none(database: SQLAlchemy) -> None:
    make_party()
    make_contact("Ada Example", email="ada@example.org")
    make_contact("Desk One", email="desk@example.org")
    make_contact("Desk Two", email="desk@example.org")
    number = make_list("Chosen").id
    pasted = "ADA@example.org\nDesk Two <desk@example.org>\ndesk@example.org\nnobody@example.org\n"
    done = lists.put_in_addresses(number, pasted, NOW, **BY)
    assert done == PutIn(2, 0, ("nobody@example.org",), ("desk@example.org",))
    assert on_list(number) == {"Ada Example", "Desk Two"}
    assert lists.put_in_addresses(number, "ada@example.org", NOW, **BY) == PutIn(0, 1)
    assert db.session.query(Contact).count() == 3
    with pytest.raises(errors.Missing):
        lists.put_in_addresses(number, " ", NOW, **BY)


def test_use_and_export_are_kept(database: SQLAlchemy) -> None:
    number = make_list("Chosen").id
    with transaction():
        lists.use([number], NOW)
    assert kept(number).last_used_at == NOW
    lists.note_export(number, 7, NOW, **BY)
    assert acts() == [("contact_list.export", {"list": "Chosen", "contacts": 7})]


def test_journal_forgets_who_was_looked_for(database: SQLAlchemy) -> None:
    person_id = make_contact("Amina Otieno", email="amina@example.org").person_id
    given = ListGiven("Amina Otieno", asked=Filter(text="amina oti"))
    list_id = lists.make(given, NOW, actor="user:1")
    lists.change(list_id, ListGiven("Science", asked=Filter(text="ministry")), 1, NOW, actor="user:1")
    with transaction():
        leave_contacts(person_id, {"Amina Otieno"}, {"amina@example.org"}, NOW)
    rows = db.session.scalars(select(Audit).where(Audit.act.startswith("contact_list."))).all()
    assert "amina" not in str([(one.before, one.after) for one in rows]).casefold()
    assert rows[-1].after["asked"]["text"] == "ministry"
