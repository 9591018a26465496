"""Travel is asked for where the secretariat may pay it, until it has decided, and for one's own people alone."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Delegation, Funding, Nomination, Programme
from meetings.services.cop.funding import TravelGiven, ask_for_travel, decide_on_travel
from tests.cop import make_body, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW
from tests.web.cop.focal import Browser, browser_of


@pytest.fixture
def named(app_sqlite: Flask, database_sqlite: object) -> tuple[Browser, Nomination]:
    conference = make_conference()
    delegation = make_delegation(conference, make_state(detail={"ldc": True}))
    one = make_nominee(delegation, *segments_of(conference), mode="room", name="Ama Example")
    return browser_of(app_sqlite, delegation).prove(), one


def part_of(one: Nomination, number: int) -> str:
    return db.session.get_one(Nomination, one.id).participations[number].id


def test_travel_is_asked_for_and_changed_until_it_is_decided(named: tuple[Browser, Nomination]) -> None:
    focal, one = named
    address, part = f"/person/{one.id}/travel", part_of(one, 1)
    assert "/travel" in focal.get().get_data(as_text=True)
    page = focal.get(address).get_data(as_text=True)
    assert "Resumed segment" in page
    assert "First segment" not in page  # nobody travels to what is held online
    form = {"part": part, "revision": "0", "from_city": "Nairobi", "arrives_on": "2027-03-14"}
    assert focal.post(address, form).headers["Location"].endswith("?done=funding#done")
    stale = focal.post(address, form | {"from_city": "Mombasa"})
    assert stale.status_code == 412
    assert 'value="Mombasa"' in stale.get_data(as_text=True)
    wrong = form | {"revision": "1", "leaves_on": "2027-03-01"}
    assert focal.post(address, wrong).status_code == 422
    assert focal.post(address, form | {"revision": "1", "from_city": "Mombasa"}).status_code == 303
    db.session.rollback()
    row = db.session.scalars(select(Funding)).one()
    assert (row.from_city, row.arrives_on, row.state) == ("Mombasa", date(2027, 3, 14), "asked")
    decide_on_travel("cop", part, "granted", row.revision, NOW, actor="user:1")
    assert "Granted" in focal.get(address).get_data(as_text=True)
    assert focal.post(address, form | {"revision": "3"}).status_code == 404


def test_travel_of_others_or_to_nowhere_is_not_there(
    app_sqlite: Flask, named: tuple[Browser, Nomination]
) -> None:
    focal, one = named
    address = f"/person/{one.id}/travel"
    assert focal.post(address, {"part": part_of(one, 0), "revision": "0"}).status_code == 404
    conference = db.session.get_one(Delegation, one.delegation_id).programme_id
    other = make_delegation(
        db.session.get_one(Programme, conference), make_state("GH", "Ghana", detail={"ldc": True})
    )
    theirs = make_nominee(other, *segments_of(db.session.get_one(Programme, conference)), mode="room")
    form = {"part": part_of(theirs, 1), "revision": "0"}
    for rest in (address, f"/person/{theirs.id}/travel"):
        assert focal.post(rest, form).status_code == 404
    assert focal.get(f"/person/{theirs.id}/travel").status_code == 404
    assert db.session.scalars(select(Funding)).all() == []


@pytest.mark.parametrize("kind", ["rich", "observer", "no party"])
def test_whoever_is_not_eligible_is_offered_none(
    app_sqlite: Flask, database_sqlite: object, kind: str
) -> None:
    conference = make_conference()
    of = {
        "rich": lambda: make_state(),
        "observer": lambda: make_body(),
        "no party": lambda: make_state(since=None, detail={"ldc": True}),
    }[kind]()
    delegation = make_delegation(conference, of)
    one = make_nominee(delegation, *segments_of(conference), mode="room")
    focal = browser_of(app_sqlite, delegation).prove()
    assert "/travel" not in focal.get().get_data(as_text=True)
    assert focal.get(f"/person/{one.id}/travel").status_code == 404


def test_days_that_the_secretariat_said_stay(named: tuple[Browser, Nomination]) -> None:
    focal, one = named
    address, part = f"/person/{one.id}/travel", part_of(one, 1)
    ask_for_travel("cop", part, TravelGiven("Nairobi", allowance_days=6), 0, NOW, actor="user:1")
    form = {"part": part, "revision": "1", "from_city": "Mombasa"}
    assert focal.post(address, form).status_code == 303
    db.session.rollback()
    row = db.session.scalars(select(Funding)).one()
    assert (row.from_city, row.allowance_days) == ("Mombasa", 6)
