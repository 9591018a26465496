"""What the desk sees of contact lists: counts that add up, and whom no mail reaches."""

from datetime import date, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from meetings.domain.contacts.filters import Filter
from meetings.domain.cop.codes import PartyStanding
from meetings.extensions import db
from meetings.models import Mailbox, OptOut, Party, PartyStatus, Person, PersonMailbox, Refusal
from meetings.queries.contacts.list_pages import (
    count,
    counts,
    list_rows,
    members_shown,
    stopped_of,
    whom_of,
)
from meetings.queries.contacts.lists import members, parties_of
from meetings.queries.cop.parties import standings
from tests.contacts import make_contact, make_list
from tests.factories import NOW, make_party

TODAY = NOW.date()
ONE = timedelta(days=1)
ALL = Filter()


def mailbox(address: str) -> Mailbox:
    return db.session.scalars(select(Mailbox).where(Mailbox.address == address)).one()


@pytest.fixture
def people(database: SQLAlchemy) -> None:
    make_party()
    db.session.query(Party).update({"regional_group": "africa"})
    make_contact("Ada Example", "focal_point", "expert", language="en", country="KE")
    for name, box in (("Fails", "fails"), ("Held", "held"), ("Refused", "refused"), ("Stops", "stops")):
        make_contact(f"{name} Example", country="", language="fr", email=f"{box}@example.org")
    mailbox("fails@example.org").failed_at = NOW
    by_name = {one.name: one for one in db.session.scalars(select(Person))}
    by_name["Held Example"].held_at = NOW
    at = db.session.scalars(
        select(PersonMailbox).where(PersonMailbox.person_id == by_name["Refused Example"].id)
    ).one()
    db.session.add(Refusal(mailbox_id=at.mailbox_id, name_key=at.name_key, at=NOW))
    db.session.add(OptOut(person_id=by_name["Stops Example"].id, scope="surveys", at=NOW))
    db.session.commit()


def test_counts_add_up(people: None) -> None:
    found = counts(members(ALL, TODAY), TODAY)
    assert found.total == count(members(ALL, TODAY)) == 5
    assert found.unreached == {"failed": 1, "held": 1, "no_mailbox": 1}
    assert found.reached == 2
    assert (found.regions, found.languages) == ({"africa": 1, "": 4}, {"en": 1, "fr": 4})
    assert found.roles == {"focal_point": 1, "expert": 1}
    assert found.stopped == {"surveys": 1}


def test_why_nobody_is_reached_is_said_of_each(people: None) -> None:
    whom = members(ALL, TODAY)
    assert {one.name: one.why for one in members_shown(whom, TODAY)} == {
        "Ada Example": "",
        "Fails Example": "failed",
        "Held Example": "held",
        "Refused Example": "no_mailbox",
        "Stops Example": "",
    }
    assert [one.name for one in members_shown(whom, TODAY, why="held")] == ["Held Example"]
    (ada,) = members_shown(whom, TODAY, most=1)
    assert (ada.roles, ada.addresses[0].partition("@")[1]) == (("focal_point", "expert"), "@")
    assert [name for _id, name in stopped_of(whom, "surveys", most=9)] == ["Stops Example"]


def test_lists_are_counted_in_one_question_and_ended_ones_stand_last(people: None) -> None:
    ada = make_contact("Zoe Example", email="zoe@example.org")
    make_list("A ended", ada)
    make_list("B static", ada)
    make_list("C filter", asked=Filter(languages=("fr",)))
    db.session.query(type(make_list("D"))).filter_by(name="A ended").update({"ended_at": NOW})
    db.session.commit()
    rows = list_rows(TODAY)
    assert [(one.name, one.count) for one in rows] == [
        ("B static", 1),
        ("C filter", 4),
        ("D", 0),
        ("A ended", 1),
    ]
    assert count(whom_of(rows[-1].id, TODAY)) == 1


@pytest.mark.parametrize("day", [date(2017, 1, 1), date(2018, 1, 1), date(2019, 1, 1)])
def test_standing_is_asked_as_it_is_worded(database: SQLAlchemy, day: date) -> None:
    status = {
        "AA": [("party", date(2019, 1, 1)), ("deposited", date(2018, 1, 1))],
        "BB": [("to_be_confirmed", None)],
        "CC": [("to_be_confirmed", None), ("deposited", date(2018, 1, 1))],
        "DD": [("party", None)],
        "EE": [],
        "FF": [("to_be_confirmed", date(2018, 6, 1))],
    }
    for code, given in status.items():
        make_party(code, code)
        db.session.add_all(
            PartyStatus(party_code=code, treaty="minamata", status=one, starts_on=on, source="")
            for one, on in given
        )
    db.session.add(
        PartyStatus(party_code="EE", treaty="basel", status="party", starts_on=date(2000, 1, 1), source="")
    )
    db.session.commit()
    worded = standings("minamata", day)
    for one in PartyStanding:
        found = set(db.session.scalars(parties_of([one], day)))
        assert found == {code for code, standing in worded.items() if standing == one}
