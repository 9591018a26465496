"""Conferences by the API: segments, meetings with who may enter them, and rooms."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.services.cop import conferences
from tests.api.test_api import API, problem, tag, token
from tests.cop import make_conference, segments_of
from tests.factories import NOW, make_programme, make_session, make_slot

COP = f"{API}/programmes/cop"


@pytest.fixture
def slot_id(app: Flask) -> str:
    """Store a conference with a room, an item of the agenda, and a meeting with a time."""
    with app.app_context():
        programme = make_conference(other_treaties=["basel"])
        first = segments_of(programme)[0]
        conferences.create_room("cop", "1", {"slug": "hall", "name": {"en": "Hall"}}, NOW, "user:1")
        conferences.create_item("cop", {"number": "4(a)", "title": {"en": "Products"}}, NOW, "user:1")
        session = make_session(programme, "group", segment_id=first.id, audience="participants")
        return make_slot(session).id


def read(client: FlaskClient, path: str, **headers: Any) -> dict[str, Any]:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_a_conference_is_told_with_its_segments(client: FlaskClient, slot_id: str) -> None:
    body = read(client, COP)
    assert (body["kind"], body["treaty"], body["other_treaties"]) == ("conference", "minamata", ["basel"])
    first, second = body["segments"]
    assert first["rooms"] == [{"slug": "hall", "name": {"en": "Hall"}, "capacity": None}]
    assert (first["slug"], first["zone"], first["starts_on"]) == ("1", "Europe/Zurich", "2026-12-07")
    assert first["nominate_until"] == "2026-12-04T22:59:00Z"
    assert (second["mode"], second["zone"]) == ("hybrid", "Asia/Makassar")
    assert "quota" not in first


def test_a_season_is_told_as_before(app: Flask, client: FlaskClient, slot_id: str) -> None:
    with app.app_context():
        make_slot(make_session(make_programme()))
    assert "segments" not in read(client, f"{API}/programmes/season")
    assert "segment" not in read(client, f"{API}/programmes/season/sessions/topic")
    answer = client.patch(
        f"{API}/programmes/season/sessions/topic",
        json={"audience": "parties"},
        headers=token(app) | {"If-Match": '"r1"'},
    )
    problem(answer, 422, "audience")


def test_a_meeting_is_changed_by_organizers_and_told_to_all(
    app: Flask, client: FlaskClient, slot_id: str
) -> None:
    path, staff = f"{COP}/sessions/group", token(app)
    body = read(client, path)
    assert (body["segment"], body["audience"], body["regions"], body["agenda_items"]) == (
        "1",
        "participants",
        [],
        [],
    )
    change = {
        "audience": "region",
        "regions": ["grulac"],
        "agenda_items": ["item-4-a"],
        "title": {"en": "Group"},
    }
    answer = client.patch(path, json=change, headers=staff | {"If-Match": '"r1"'})
    assert answer.status_code == 200, answer.text
    body = read(client, path)
    assert (body["audience"], body["regions"], body["agenda_items"]) == ("region", ["grulac"], ["item-4-a"])
    assert body["title"] == {"en": "Group"}
    stale = problem(client.patch(path, json=change, headers=staff | {"If-Match": '"r1"'}), 412)
    assert stale["stored"]["audience"] == "region"
    wrong = {"segment": "9"}
    problem(client.patch(path, json=wrong, headers=staff | tag(client.get(path))), 422, "segment")
    problem(client.patch(path, json=change, headers={"If-Match": '"r1"'}), 401)


def test_a_meeting_is_added_as_a_draft(app: Flask, client: FlaskClient, slot_id: str) -> None:
    new = {"slug": "bureau", "title": {"en": "Bureau"}, "segment": "2", "audience": "body"}
    answer = client.post(f"{COP}/sessions", json=new, headers=token(app))
    assert (answer.status_code, answer.get_json()["segment"]) == (201, "2")
    path = f"{COP}/sessions/bureau"
    publish = client.patch(path, json={"state": "published"}, headers=token(app) | tag(answer))
    assert publish.status_code == 200
    assert client.get(path).status_code == 404
    assert [one["slug"] for one in read(client, f"{COP}/sessions")["items"]] == ["group"]
    assert client.get(path, headers=token(app)).get_json()["audience"] == "body"


def test_a_time_is_held_in_a_room(app: Flask, client: FlaskClient, slot_id: str) -> None:
    path, staff = f"{API}/slots/{slot_id}", token(app)
    answer = client.get(path, headers=staff)
    assert answer.get_json()["room"] is None
    held = client.patch(path, json={"room": "hall", "doors_minutes": 30}, headers=staff | tag(answer))
    assert (held.status_code, held.get_json()["room"], held.get_json()["version"]) == (200, "hall", 1)
    assert read(client, f"{COP}/sessions/group")["slots"][0]["room"] == "hall"
    problem(client.patch(path, json={"room": "tent"}, headers=staff | tag(held)), 422, "room")
    none = client.patch(path, json={"room": None}, headers=staff | tag(held))
    assert none.get_json()["room"] is None


def test_treaties_are_set_by_organizers(app: Flask, client: FlaskClient, slot_id: str) -> None:
    staff = token(app)
    change = {"treaty": "basel", "other_treaties": ["stockholm"]}
    answer = client.patch(COP, json=change, headers=staff | {"If-Match": '"r1"'})
    assert (answer.status_code, answer.get_json()["treaty"]) == (200, "basel")
    wrong = client.patch(COP, json={"other_treaties": ["mars"]}, headers=staff | tag(answer))
    problem(wrong, 422, "other_treaties[0]")
