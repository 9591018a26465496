"""Before and in the live hour for programs of staff: run-sheet, interpretation, questions, floor and platforms."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Slot
from meetings.services import staff
from tests.factories import make_programme, make_session, make_slot

SLOTS = "/api/v1/slots"


@pytest.fixture
def slot(app: Flask) -> str:
    """Give the address of a time that is held now."""
    with app.app_context():
        session = make_session(make_programme(), "topic", partners=["GMP"])
        return f"{SLOTS}/{make_slot(session, datetime.now(UTC) + timedelta(hours=1)).id}"


def token(app: Flask, role: str) -> dict[str, str]:
    with app.app_context():
        return {"Authorization": f"Bearer {staff.create_token(role, role, datetime.now(UTC))}"}


def test_tasks_are_added_changed_and_ticked(app: Flask, client: FlaskClient, slot: str) -> None:
    heads, path = token(app, "organizer"), f"{slot}/run-sheet"
    task = {"title": "Microphones", "amount": 30, "reminders": "30"}
    (one,) = client.post(f"{path}/tasks", json=task, headers=heads).get_json()["tasks"]
    assert (one["title"], one["minutes"], one["reminders"], one["owner"]) == (
        "Microphones",
        -30,
        [30],
        None,
    )
    seen = heads | {"If-Match": '"r1"'}
    change = {"notes": "Two spare ones.", "amount": 20}
    (one,) = client.patch(f"{path}/tasks/{one['id']}", json=change, headers=seen).get_json()["tasks"]
    assert (one["title"], one["minutes"], one["notes"]) == ("Microphones", -20, "Two spare ones.")
    assert client.patch(f"{path}/tasks/{one['id']}", json={"amount": 5}, headers=seen).status_code == 412
    officer = token(app, "officer")
    tick = client.post(f"{path}/tasks/{one['id']}/tick", json={"is_done": True}, headers=officer)
    assert tick.get_json()["tasks"][0]["done_at"]
    assert client.post(f"{path}/tasks", json=task, headers=officer).status_code == 403
    full = client.post(f"{path}/apply", json={"template": "webinar"}, headers=heads)
    assert full.status_code in (409, 422)


def test_languages_are_asked_for_and_briefs_kept(app: Flask, client: FlaskClient, slot: str) -> None:
    heads, path = token(app, "organizer"), f"{slot}/interpretation"
    wanted = {"kind": "spoken", "language": "fr"}
    (one,) = client.post(f"{path}/services", json=wanted, headers=heads).get_json()["services"]
    assert (one["language"], one["state"], one["revision"]) == ("fr", "needed", 1)
    seen = heads | {"If-Match": '"r1"'}
    moved = client.post(f"{path}/services/{one['id']}/move", json={"state": "booked"}, headers=seen)
    assert (moved.get_json()["state"], moved.headers["ETag"]) == ("booked", '"r2"')
    assert (
        client.post(f"{path}/services/{one['id']}/move", json={"state": "needed"}, headers=seen).status_code
        == 412
    )
    brief = client.patch(f"{path}/brief", json={"note": "Slowly."}, headers=heads | {"If-Match": '"r0"'})
    assert (brief.get_json()["note"], brief.get_json()["shows_embargoed"]) == ("Slowly.", False)


def test_the_hour_is_told_and_the_floor_given(app: Flask, client: FlaskClient, slot: str) -> None:
    heads = token(app, "organizer")
    told = client.post(f"{slot}/live/delay", json={"minutes": 10}, headers=heads).get_json()
    assert told["delay_minutes"] == 10
    noted = client.post(f"{slot}/live/notes", json={"text": "Begun late."}, headers=heads).get_json()
    assert [one["text"] for one in noted["notes"]] == ["Begun late."]
    assert client.post(f"{slot}/live/notes", json={"text": ""}, headers=heads).status_code == 422
    assert client.get(f"{slot}/live/questions", headers=heads).get_json()["items"] == []

    def floor(more: str, body: Any = None, revision: int = 0) -> Any:
        return client.post(
            f"{slot}/floor{more}", json=body or {}, headers=heads | {"If-Match": f'"r{revision}"'}
        )

    for name in ("First Example", "Second Example"):
        answer = floor("/speakers", {"kind": "panel", "name": name})
        assert answer.status_code == 201
    speakers = answer.get_json()["speakers"]
    assert [one["name"] for one in speakers] == ["First Example", "Second Example"]
    given = floor("/give", {"turns": 0}).get_json()
    assert [one["state"] for one in given["speakers"]] == ["speaking", "listed"]
    assert floor("/give", {"turns": 0}).status_code in (409, 412)
    passed = floor(f"/speakers/{speakers[1]['id']}/put", {"act": "pass"}, 1).get_json()
    assert passed["speakers"][1]["state"] == "passed"
    assert floor(f"/speakers/{speakers[1]['id']}/put", {"act": "jump"}, 1).get_json()["field"] == "act"


def test_platforms_keep_their_keys(app: Flask, client: FlaskClient, slot: str) -> None:
    heads = token(app, "administrator")
    body = {
        "kind": "bigbluebutton",
        "name": "Ours",
        "address": "https://bbb.example.org/bigbluebutton/",
        "keys": {"secret": "very-secret-key"},
    }
    made = client.post("/api/v1/platforms", json=body, headers=heads)
    assert made.status_code == 201, made.text
    assert "very-secret-key" not in made.text
    number = made.get_json()["id"]
    stale = {"If-Match": '"r9"'}
    answer = client.patch(
        f"/api/v1/platforms/{number}", json={"keys": {"secret": "another"}}, headers=heads | stale
    )
    assert answer.status_code == 412
    assert "another" not in answer.text
    assert client.get("/api/v1/platforms", headers=token(app, "organizer")).status_code == 403
    default = client.post(
        "/api/v1/programmes/season/platforms/default", json={"account": number}, headers=heads
    )
    assert default.status_code == 204
    chosen = client.post(f"{slot}/platform-account", json={"account": "none"}, headers=heads)
    assert chosen.status_code == 204
    with app.app_context():
        assert db.session.query(Slot).count() == 1


def test_answers_are_published_as_a_document(app: Flask, client: FlaskClient, slot: str) -> None:
    heads = token(app, "organizer")
    assert client.get(f"{slot}/live/answers", headers=heads).get_json() == {"entries": [], "left": 0}
    names = {
        client.post(f"{slot}/live/answers", json={"language": "fr"}, headers=heads).get_json()["document"]
        for _time in range(2)
    }
    (name,) = names
    path = f"/api/v1/programmes/season/sessions/topic/documents/{name}"
    found = client.get(path, headers=heads).get_json()
    assert (found["language"], found["title"]["fr"][:9], len(found["versions"])) == ("fr", "Questions", 2)
    wrong = client.post(f"{slot}/live/answers", json={"language": "de"}, headers=heads)
    assert (wrong.status_code, wrong.get_json()["field"]) == (422, "language")
