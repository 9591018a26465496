"""Exchange with KRONOS at the desk: looked at, decided and taken in by an officer; the file stays as it came."""

import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import ExchangeFile, Nomination
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.services.cop.test_kronos import CONTACT, STATE, a_file
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/cop/kronos"


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an accreditation officer, where a conference waits for people."""
    with app.app_context():
        make_conference()
        make_state()
    return sign_in(app, client, "officer")


def post(desk: FlaskClient, **values: Any) -> Any:
    return desk.post(PAGE, data={"csrf_token": csrf(desk, PAGE)} | values)


def upload(desk: FlaskClient, raw: bytes, name: str = "kronos.json") -> Any:
    return post(desk, act="upload", file=(io.BytesIO(raw), name))


def names(app: Flask) -> list[tuple[str, str | None]]:
    with app.app_context():
        return [(one.name, one.function) for one in db.session.scalars(select(Nomination))]


def test_file_is_looked_at_then_taken_in(app: Flask, desk: FlaskClient) -> None:
    answer = upload(desk, a_file(), "..\\..\\k\u202eronos.json")
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Amina Example" in page
    assert names(app) == []
    file_id = re.search(r"file=([a-z0-9]+)", answer.location)
    assert file_id
    answer = post(desk, act="commit", file_id=file_id[1])
    assert "Taken in. New: 2. Changed: 0." in desk.get(answer.location).text
    assert names(app) == [("Amina Example", "Director")]
    body = json.loads(desk.get(f"{PAGE}.json").data)
    assert [one["contactId"] for one in body["contacts"]] == ["c1"]


def test_conflicts_are_decided_one_by_one(app: Flask, desk: FlaskClient) -> None:
    first = upload(desk, a_file()).location.partition("file=")[2].partition("#")[0]
    post(desk, act="commit", file_id=first)
    other = a_file(contacts=[CONTACT | {"designation": "<b>Minister"}])
    answer = upload(desk, other)
    page = desk.get(answer.location).text
    for words in ("The file says otherwise", "&lt;b&gt;Minister", 'name="decide-contact:c1"', "Take theirs"):
        assert words in page
    second = answer.location.partition("file=")[2].partition("#")[0]
    post(desk, act="commit", file_id=second)
    assert names(app) == [("Amina Example", "Director")]
    post(desk, act="commit", file_id=second, **{"decide-contact:c1": "theirs"})
    assert names(app) == [("Amina Example", "<b>Minister")]


def test_unknown_country_takes_a_code(app: Flask, desk: FlaskClient) -> None:
    odd = a_file(organizations=[STATE | {"government": "Atlantis", "name": "Atlantis"}])
    answer = upload(desk, odd)
    page = desk.get(answer.location).text
    assert "This country is not known by this name." in page
    file_id = answer.location.partition("file=")[2].partition("#")[0]
    post(desk, act="commit", file_id=file_id, **{"decide-organization:o1-code": "KE"})
    assert names(app) == [("Amina Example", "Director")]


@pytest.mark.parametrize("raw", [b"", b"{", b'{"contacts": [{}]}', b"\xff\xfe"])
def test_odd_files_are_refused(app: Flask, desk: FlaskClient, raw: bytes) -> None:
    answer = upload(desk, raw)
    assert (answer.status_code, 'id="error-summary"' in answer.text) == (422, True)
    with app.app_context():
        assert db.session.scalars(select(ExchangeFile)).all() == []


def test_files_of_another_conference_are_not_there(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        make_conference("other")
    file_id = upload(desk, a_file()).location.partition("file=")[2].partition("#")[0]
    path = "/en/desk/other/kronos"
    answer = desk.post(path, data={"csrf_token": csrf(desk, path), "act": "commit", "file_id": file_id})
    assert answer.status_code == 404
    assert names(app) == []


@pytest.mark.parametrize("role", ["reader", "steward", "organizer"])
def test_nobody_but_officers_exchanges(app: Flask, client: FlaskClient, role: str) -> None:
    with app.app_context():
        make_conference()
    desk = sign_in(app, client, role)
    assert [desk.get(one).status_code for one in (PAGE, f"{PAGE}.json")] == [403, 403]


def test_file_says_and_changes_nothing_of_a_conference_of_others(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_conference()
        other = make_conference("other")
        delegation = make_delegation(other, make_state())
        make_nominee(delegation, segments_of(other)[0], name="Amina Example", function="Secret", email=None)
    officer = sign_in(app, client, "officer", programme="cop")
    raw = json.loads(a_file())
    raw["events"][0]["code"] = "other/1"
    place = upload(officer, json.dumps(raw).encode()).location
    assert "Secret" not in officer.get(place).text
    file_id = place.partition("file=")[2].partition("#")[0]
    post(
        officer,
        act="commit",
        file_id=file_id,
        **{"decide-event:e1": "other/1", "decide-contact:c1": "theirs"},
    )
    assert names(app) == [("Amina Example", "Secret")]
