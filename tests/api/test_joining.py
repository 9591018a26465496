"""Joining by the token of a link: what is noted and where it leads, as at the entrance's page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Attendance, Person, Slot
from meetings.services.registrations import register
from tests.api.test_api import problem
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot, request_for, somebody

JOINS = "/api/v1/joins"
PLATFORM = "https://platform.example.org/room"
PHONE = {"kind": "phone", "label": "Geneva", "address": "+41225550100,,123#", "language": "fr", "note": ""}


@pytest.fixture
def ada(app: Flask) -> dict[str, Any]:
    """Store Ada, registered for a session that can be entered now."""
    now = datetime.now(UTC)
    with app.app_context():
        make_party()
        slot = make_slot(make_session(make_programme()), now + timedelta(minutes=5))
        db.session.get_one(Slot, slot.id).channels = [PHONE]
        db.session.commit()
        done = register(request_for(somebody("Ada Example"), slot.id), now, KEYS)
        return {"slot": slot.id, "head": {"Authorization": f"Bearer {done.token}"}}


def noted(app: Flask) -> list[tuple[str | None, str, int]]:
    with app.app_context():
        rows = db.session.query(Attendance).order_by(Attendance.id)
        return [(one.name, one.source, one.people) for one in rows]


def test_link_tells_what_it_leads_to_and_no_way_in(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    answer = client.get(JOINS, headers=ada["head"])
    (one,) = answer.json["items"]
    assert (one["slot"], one["state"], one["may_enter"]) == (ada["slot"], "open", True)
    assert one["consents_asked"] == ["recording"]
    assert "platform.example.org" not in answer.text
    assert noted(app) == []


def test_entering_is_noted_once_and_gives_the_way_in(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    for _time in range(2):
        entered = client.post(f"{JOINS}/enter", json={"consents": ["recording"]}, headers=ada["head"])
        assert entered.json["url"] == PLATFORM
        assert entered.json["channels"][0]["kind"] == "phone"
    assert noted(app) == [("Ada Example", "door", 1)]
    (one,) = client.get(JOINS, headers=ada["head"]).json["items"]
    assert one["consents_asked"] == []
    problem(client.post(f"{JOINS}/enter", json={"slot": "nothing"}, headers=ada["head"]), 409)
    problem(client.post(f"{JOINS}/enter", json={}), 401)


def test_those_in_the_same_room_are_noted(app: Flask, client: FlaskClient, ada: dict[str, Any]) -> None:
    given = {"slot": ada["slot"], "names": ["Kofi Example", "Mia Example"], "number": "3"}
    assert client.post(f"{JOINS}/enter-together", json=given, headers=ada["head"]).json["url"] == PLATFORM
    assert sorted(noted(app), key=str) == [
        ("Ada Example", "door", 1),
        ("Kofi Example", "room", 1),
        ("Mia Example", "room", 1),
        (None, "room", 3),
    ]
    wrong = {"slot": ada["slot"], "number": "many"}
    problem(client.post(f"{JOINS}/enter-together", json=wrong, headers=ada["head"]), 422, "number")


def test_somebody_else_registers_and_gets_a_right_of_their_own(
    app: Flask, client: FlaskClient, ada: dict[str, Any]
) -> None:
    given = {"slot": ada["slot"], "name": "Kofi Example", "country": "KE", "category": "government"}
    done = client.post(f"{JOINS}/register", json=given, headers=ada["head"])
    assert done.status_code == 201, done.text
    assert done.json["entered"]["url"] == PLATFORM
    assert noted(app) == [("Kofi Example", "door", 1)]
    own = {"Authorization": f"Bearer {done.json['join']['url'].rsplit('/', 1)[1]}"}
    (one,) = client.get(JOINS, headers=own).json["items"]
    assert one["name"] == "Kofi Example"
    with app.app_context():
        assert db.session.query(Person).filter_by(name="Kofi Example").one().zone == "Africa/Nairobi"
    problem(client.post(f"{JOINS}/register", json=given | {"name": ""}, headers=ada["head"]), 422, "name")
