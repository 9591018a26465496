"""What changed since: a session comes whatever of it changed that its answer shows, and so do others."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Import, Session
from meetings.models.journal import Audit
from meetings.services.cop.credentials import Read, receive, record
from meetings.services.panel.answers import answer
from meetings.services.panel.members import Member, put, take_off
from meetings.services.slots import cancel as cancel_slot
from meetings.services.slots import edit
from tests.api.test_api import API, token
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody, somebody
from tests.services.cop.test_credentials import SCAN, at, make_delegations

LATER: Final = NOW + timedelta(hours=1)
SINCE: Final = f"updated_since={LATER:%Y-%m-%dT%H:%M:%SZ}"


def sessions(client: FlaskClient) -> list[str]:
    found = client.get(f"{API}/programmes/season/sessions?{SINCE}").get_json()
    return [one["slug"] for one in found["items"]]


def topics() -> tuple[int, str]:
    """Store a session with a slot and a panel, and another one beside it; give both numbers."""
    programme = make_programme()
    topic = make_session(programme)
    make_slot(make_session(programme, "other"), capacity=9)
    slot = make_slot(topic, capacity=9)
    put(topic.id, Member(somebody("Rosa Example"), "speaker"), NOW, actor="user:1")
    return topic.id, slot.id


def panelist_of(session_id: int) -> int:
    number = db.session.get_one(Session, session_id).panelists[0].person_id
    db.session.rollback()
    return number


def cancel(session_id: int, slot_id: str) -> None:
    cancel_slot(slot_id, 1, LATER, "user:1")


def set_seats(session_id: int, slot_id: str) -> None:
    edit(slot_id, {"capacity": 8}, 1, LATER, "user:1")


def add(session_id: int, slot_id: str) -> None:
    row = make_slot(db.session.get_one(Session, session_id))
    row.updated_at = LATER
    db.session.commit()


def put_on(session_id: int, slot_id: str) -> None:
    put(session_id, Member(somebody("Mona Example"), "moderator"), LATER, actor="user:1")


def decline(session_id: int, slot_id: str) -> None:
    answer(session_id, panelist_of(session_id), "declined", "", LATER, actor="user:1")


def leave(session_id: int, slot_id: str) -> None:
    take_off(session_id, panelist_of(session_id), LATER, actor="user:1")


def take_a_seat(session_id: int, slot_id: str) -> None:
    register_somebody(slot_id, now=LATER)


@pytest.mark.parametrize("act", [cancel, set_seats, add, put_on, decline, leave, take_a_seat])
def test_session_comes_when_what_it_shows_changed(app: Flask, client: FlaskClient, act: Any) -> None:
    with app.app_context():
        session_id, slot_id = topics()
    assert sessions(client) == []
    with app.app_context():
        act(session_id, slot_id)
    assert sessions(client) == ["topic"]


def test_registration_without_a_limit_tells_nobody_of_a_session(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        slot_id = make_slot(make_session(make_programme())).id
        register_somebody(slot_id, now=LATER)
    assert sessions(client) == []


def test_credentials_come_when_what_they_say_was_read(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ids = make_delegations()
        receive(at(ids["KE"]), "copy", SCAN, NOW, "user:1")
    path, head = f"{API}/programmes/cop/credentials?{SINCE}", token(app, "officer")
    assert [one["party"] for one in client.get(path, headers=head).get_json()["items"]] == []
    with app.app_context():
        record(at(ids["KE"], 2), Read(signed_on=date(2026, 11, 1)), LATER, "user:1")
    assert [one["party"] for one in client.get(path, headers=head).get_json()["items"]] == ["KE"]


def let_a_day_pass(number: str) -> None:
    row = db.session.get_one(Import, number)
    row.created_at -= timedelta(days=1)
    for one in db.session.scalars(select(Audit).where(Audit.subject == f"import:{number}")):
        one.at -= timedelta(days=1)
    db.session.commit()


def test_file_of_attendance_comes_when_it_was_answered(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        slot_id = make_slot(make_session(make_programme())).id
    raw = b"Name,Join time,Leave time\nAna,2026-11-26 10:00:00,2026-11-26 10:30:00\n"
    data, head = {"file": (io.BytesIO(raw), "a.csv"), "slot": slot_id}, token(app)
    number = client.post(f"{API}/imports", data=data, headers=head).get_json()["id"]
    with app.app_context():
        let_a_day_pass(number)
    path = f"{API}/imports?updated_since={datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    assert client.get(path, headers=head).get_json()["items"] == []
    said = client.post(f"{API}/imports/{number}/answers", json={"zone": "Africa/Nairobi"}, headers=head)
    assert said.status_code == 200
    assert [one["id"] for one in client.get(path, headers=head).get_json()["items"]] == [number]
    with app.app_context():
        let_a_day_pass(number)
    assert client.get(path, headers=head).get_json()["items"] == []
    data = {"file": (io.BytesIO(raw), "a.csv"), "slot": slot_id, "zone": "Europe/Zurich"}
    assert client.post(f"{API}/imports", data=data, headers=head).get_json()["id"] == number
    assert [one["id"] for one in client.get(path, headers=head).get_json()["items"]] == [number]
