"""Contacts on both stores: added, changed, ended, with roles that nobody holds twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.contacts.contacts_errors import (
    ContactAlready,
    CountryNeeded,
    RoleHeldAlready,
    RoleTaken,
    TermBackwards,
)
from meetings.extensions import db
from meetings.models import Audit, Contact, ContactKey, ContactRole, Mailbox, Person
from meetings.queries.own_data import own_data
from meetings.services.contacts.contacts import (
    ContactGiven,
    add_contact,
    change_contact,
    end_contact,
    take_contact_back,
)
from meetings.services.contacts.exports import EXPORT, note_export
from meetings.services.contacts.roles import RoleGiven, end_role, give_role
from meetings.services.erasing import erase
from meetings.services.merging import merge, unmerge
from tests.contacts import make_contact
from tests.factories import KEYS, NOW, make_party

TODAY = NOW.date()
CHANNEL = "official_channel"


class Log:
    def append(self, lines: Any) -> None:
        self.lines = lines


@pytest.fixture(autouse=True)
def _parties(database: SQLAlchemy) -> None:
    make_party("KE", "Kenya")
    make_party("PE", "Peru")


def given(name: str = "Ada Example", **changes: Any) -> ContactGiven:
    values = {"email": "ada@example.org", "country": "KE", "organization": "Ministry"} | changes
    return ContactGiven(name, **values)


def person_of(public_id: str) -> Person:
    return db.session.scalars(select(Person).where(Person.public_id == public_id)).one()


def test_contact_is_added_once(database: SQLAlchemy) -> None:
    public_id = add_contact(given(title="Ms", interests=("science",)), NOW, "user:1")
    row = db.session.get_one(Contact, person_of(public_id).id)
    assert (row.title, row.source, [one.interest for one in row.interests]) == ("Ms", "typed", ["science"])
    assert db.session.scalars(select(Mailbox.proved_at)).one() == NOW
    with pytest.raises(ContactAlready) as refusal:
        add_contact(given(), NOW, "user:1")
    assert refusal.value.values["other"] == public_id


def test_change_is_refused_to_who_comes_second(database: SQLAlchemy) -> None:
    public_id = add_contact(given(), NOW, "user:1")
    better = given("Ada Exemplar", email="ada.exemplar@example.org", position="Director")
    change_contact(public_id, better, (1, 1), NOW, actor="user:1")
    person = person_of(public_id)
    row = db.session.get_one(Contact, person.id)
    assert (person.name, row.position, row.revision) == ("Ada Exemplar", "Director", 2)
    with pytest.raises(errors.Stale):
        change_contact(public_id, given(), (person.revision, 1), NOW, actor="user:1")
    with pytest.raises(errors.Stale):
        change_contact(public_id, given(), (1, 2), NOW, actor="user:1")


def test_government_has_one_channel_at_a_time(database: SQLAlchemy) -> None:
    ada = add_contact(given(), NOW, "user:1")
    ben = add_contact(given("Ben Example", email="ben@example.org"), NOW, "user:1")
    give_role(ada, RoleGiven(CHANNEL, "KE", starts_on=date(2025, 1, 1)), NOW, "user:1")
    with pytest.raises(RoleTaken) as refusal:
        give_role(ben, RoleGiven(CHANNEL, "KE", starts_on=TODAY), NOW, "user:1")
    assert refusal.value.values == {"holder": "Ada Example", "other": ada}
    give_role(ben, RoleGiven(CHANNEL, "KE", starts_on=TODAY, replaces=True), NOW, "user:1")
    rows = db.session.scalars(select(ContactRole).order_by(ContactRole.id)).all()
    assert [(one.starts_on, one.ends_on) for one in rows] == [
        (date(2025, 1, 1), TODAY - timedelta(days=1)),
        (TODAY, None),
    ]
    give_role(ada, RoleGiven(CHANNEL, "PE"), NOW, "user:1")
    acts = db.session.scalars(select(Audit.act).where(Audit.act.like("contact.role%")).order_by(Audit.id))
    assert list(acts) == ["contact.role", "contact.role_end", "contact.role", "contact.role"]


def test_role_is_held_once_by_one_person(database: SQLAlchemy) -> None:
    ada = add_contact(given(), NOW, "user:1")
    number = give_role(ada, RoleGiven("expert", "KE", body="Committee"), NOW, "user:1")
    with pytest.raises(RoleHeldAlready):
        give_role(ada, RoleGiven("expert", "KE", body="Committee"), NOW, "user:1")
    give_role(ada, RoleGiven("expert", "KE", body="Another"), NOW, "user:1")
    end_role(ada, number, TODAY, NOW, actor="user:1")
    later = RoleGiven("expert", "KE", body="Committee", starts_on=TODAY + timedelta(days=1))
    give_role(ada, later, NOW, "user:1")


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (RoleGiven("wizard", "KE"), errors.NotAChoice),
        (RoleGiven("focal_point"), CountryNeeded),
        (RoleGiven("focal_point", "XX"), errors.NotAChoice),
        (RoleGiven("press", starts_on=TODAY, ends_on=TODAY - timedelta(days=1)), TermBackwards),
    ],
)
def test_wrong_role_is_refused(database: SQLAlchemy, role: RoleGiven, refusal: type[Exception]) -> None:
    ada = add_contact(given(), NOW, "user:1")
    with pytest.raises(refusal):
        give_role(ada, role, NOW, "user:1")


def test_who_is_taken_back_does_not_hold_what_another_has(database: SQLAlchemy) -> None:
    ada = add_contact(given(), NOW, "user:1")
    ben = add_contact(given("Ben Example", email="ben@example.org"), NOW, "user:1")
    give_role(ada, RoleGiven(CHANNEL, "KE"), NOW, "user:1")
    end_contact(ada, NOW, "user:1")
    give_role(ben, RoleGiven(CHANNEL, "KE"), NOW, "user:1")
    with pytest.raises(RoleTaken):
        take_contact_back(ada, NOW, "user:1")
    end_contact(ben, NOW, "user:1")
    take_contact_back(ada, NOW, "user:1")
    assert db.session.get_one(Contact, person_of(ada).id).ended_at is None


def test_merging_carries_the_contact_and_undoing_puts_it_back(database: SQLAlchemy) -> None:
    kept = make_contact("Ada Example", "focal_point", email="a@example.org", interests=["science"])
    gone = make_contact("Adah Example", "focal_point", "expert", email="b@example.org", interests=["trade"])
    numbers = (kept.person_id, gone.person_id)
    done = merge(*numbers, NOW, "user:1")
    assert _held(numbers[0]) == (["expert", "focal_point"], ["science", "trade"])
    unmerge(done, NOW, "user:1")
    assert _held(numbers[0]) == (["focal_point"], ["science"])
    assert _held(numbers[1]) == (["expert", "focal_point"], ["trade"])


def test_merging_into_somebody_who_is_no_contact_makes_one(database: SQLAlchemy) -> None:
    gone = make_contact("Ada Example", "expert", email="b@example.org", title="Ms").person_id
    other = make_contact("Ben Example", email="a@example.org").person_id
    db.session.delete(db.session.get_one(Contact, other))
    db.session.commit()
    done = merge(other, gone, NOW, "user:1")
    assert (db.session.get_one(Contact, other).title, _held(other)[0]) == ("Ms", ["expert"])
    unmerge(done, NOW, "user:1")
    assert db.session.get(Contact, other) is None
    assert _held(gone)[0] == ["expert"]


def test_erasing_leaves_figures_and_no_name(database: SQLAlchemy) -> None:
    ada = add_contact(given(title="Ms", position="Director", interests=("science",)), NOW, "user:1")
    give_role(ada, RoleGiven("bureau", "KE"), NOW, "user:1")
    person_id = person_of(ada).id
    said = own_data(person_id)
    assert (said["contact"]["title"], said["contact_interests"]) == ("Ms", ["science"])
    assert [(one["kind"], one["country"]) for one in said["contact_roles"]] == [("bureau", "KE")]
    note_export({"text": "ada ex", "roles": ["bureau"]}, 1, "csv", NOW, actor="user:1")
    note_export({"text": "ben"}, 1, "csv", NOW, actor="user:1")
    assert erase(person_id, NOW, "user:1", keys=KEYS, log=Log())
    exports = db.session.scalars(select(Audit.after).where(Audit.act == EXPORT).order_by(Audit.id))
    assert [one["asked"]["text"] for one in exports] == ["", "ben"]
    row = db.session.get_one(Contact, person_id, populate_existing=True)
    assert (row.title, row.position, row.ended_at) == (None, None, NOW)
    assert [(one.kind, one.country) for one in row.roles] == [("bureau", "KE")]
    assert db.session.scalars(select(ContactKey)).all() == []


def _held(person_id: int) -> tuple[list[str], list[str]]:
    row = db.session.get_one(Contact, person_id, populate_existing=True)
    db.session.refresh(row, ["roles", "interests"])
    return sorted(one.kind for one in row.roles), sorted(one.interest for one in row.interests)


def test_two_who_give_one_channel_at_once_give_it_once(app: Flask) -> None:
    with app.app_context():
        pages = [
            add_contact(given(f"{name} Example", email=f"{name}@example.org"), NOW, "user:1")
            for name in ("ada", "ben", "cai", "dee")
        ]

    def at_once(public_id: str) -> str:
        with app.app_context():
            try:
                give_role(public_id, RoleGiven(CHANNEL, "KE"), NOW, "user:1")
            except RoleTaken:
                return "taken"
            finally:
                db.session.remove()
            return "given"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(at_once, pages)) == ["given", "taken", "taken", "taken"]
