"""Panels for programs of organizers: put on, invited, answered for, put in order, taken off; what they say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import PanelInvitation, Panelist, Programme
from meetings.services import staff
from tests.factories import make_programme, make_session, make_slot
from tests.panels import make_panelist

SEASON = "/api/v1/programmes/season"
PANEL = f"{SEASON}/sessions/topic/panel"


@pytest.fixture
def heads(app: Flask) -> dict[str, str]:
    """Give the token of an organizer, where a session has a speaker who has not answered."""
    with app.app_context():
        session = make_session(make_programme(), "topic", partners=["GMP"])
        make_slot(session, datetime.now(UTC) + timedelta(days=30))
        make_panelist(session, "Rosa Example", email="rosa@example.org", state="invited")
        return {"Authorization": f"Bearer {staff.create_token('one', 'organizer', datetime.now(UTC))}"}


def person_of(client: FlaskClient, heads: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{SEASON}/panelists", headers=heads).get_json()["items"][0]
    return found


def test_somebody_is_put_on_in_order_and_taken_off(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    body = {"name": "Sam Example", "email": "sam@example.org", "role": "moderator", "minutes": 10}
    panel = client.post(PANEL, json=body, headers=heads).get_json()
    assert [(one["name"], one["role"], one["minutes"]) for one in panel["panel"]] == [
        ("Rosa Example", "speaker", None),
        ("Sam Example", "moderator", 10),
    ]
    again = client.post(PANEL, json=body, headers=heads)
    assert (again.status_code, again.get_json()["field"]) == (422, "name")
    number = panel["panel"][1]["number"]
    order = {"seen": panel["seen"], "panel": [{"number": number, "place": 0, "minutes": 15}]}
    arranged = client.post(f"{PANEL}/arrange", json=order, headers=heads).get_json()["panel"]
    assert [(one["name"], one["minutes"]) for one in arranged] == [
        ("Sam Example", 15),
        ("Rosa Example", None),
    ]
    other = {"seen": panel["seen"], "panel": [{"number": number, "place": 9}]}
    assert client.post(f"{PANEL}/arrange", json=other, headers=heads).status_code == 412
    for _time in range(2):
        assert client.delete(f"{PANEL}/{arranged[0]['person']}", headers=heads).status_code == 204
    with app.app_context():
        assert db.session.query(Panelist).count() == 1


def test_a_panellist_is_answered_for(app: Flask, client: FlaskClient, heads: dict[str, str]) -> None:
    one = person_of(client, heads)
    path, slot = f"{SEASON}/panelists/{one['id']}", one["panels"][0]["times"][0]["slot"]
    invited = client.post(f"{SEASON}/panelists/invite", json={"people": [one["id"]]}, headers=heads)
    assert invited.get_json() == {"invited": 1}
    assert client.post(f"{path}/invite", json={}, headers=heads).get_json() == {"invited": 0}
    said = {"session": "topic", "answer": "declined", "words": "On leave."}
    panel = client.post(f"{path}/answer", json=said, headers=heads).get_json()["panels"][0]
    assert (panel["answer"], panel["words"]) == ("declined", "On leave.")
    client.post(f"{path}/answer", json={"session": "topic", "answer": "confirmed"}, headers=heads)
    panel = client.get(path, headers=heads).get_json()["panels"][0]
    printed = {"session": "topic", "function": "Professor"}
    seen = heads | {"If-Match": f'"r{panel["revision"]}"'}
    panel = client.post(f"{path}/print", json=printed, headers=seen).get_json()["panels"][0]
    assert panel["function"] == "Professor"
    assert client.post(f"{path}/print", json=printed | {"function": "Dr"}, headers=seen).status_code == 412
    release = {"session": "topic", "slot": slot, "release": "given"}
    first = panel["times"][0]["revision"]
    answer = client.post(f"{path}/release", json=release, headers=heads | {"If-Match": f'"r{first}"'})
    assert answer.get_json()["panels"][0]["times"][0]["release"] == "given"
    made = client.post(f"{path}/link", json={}, headers=heads)
    assert made.get_json()["has_link"] is True
    assert "/speak/" not in made.text
    assert client.post(f"{path}/link/withdraw", json={}, headers=heads).get_json()["has_link"] is False
    with app.app_context():
        assert db.session.query(PanelInvitation).count() == 1


def test_what_a_panellist_says_is_kept(app: Flask, client: FlaskClient, heads: dict[str, str]) -> None:
    path = f"{SEASON}/panelists/{person_of(client, heads)['id']}"
    about = {"biography": {"en": "Studies lakes."}, "may_print": True}
    seen = heads | {"If-Match": '"r0"'}
    kept = client.patch(f"{path}/about", json=about, headers=seen)
    assert (kept.status_code, kept.get_json()["biography"]) == (200, {"en": "Studies lakes."})
    assert client.patch(f"{path}/about", json=about, headers=seen).status_code == 412
    hours = {"when": "2", "first": "9:00", "last": "12:00", "zone": "Africa/Nairobi"}
    (said,) = client.post(f"{path}/availability", json=hours, headers=heads).get_json()["items"]
    assert (said["weekday"], said["first"], said["last"], said["can"]) == (2, 540, 720, False)
    assert client.delete(f"{path}/availability/{said['id']}", headers=heads).status_code == 204
    assert client.get(f"{path}/availability", headers=heads).get_json()["items"] == []
    rules = client.patch(f"{SEASON}/panel-rules", json={"signatory": "Dana Example"}, headers=seen).get_json()
    assert (rules["signatory"], rules["slides"], rules["revision"]) == ("Dana Example", "open", 1)
    job = client.post(f"{SEASON}/panel-letters", json={"kind": "invitation"}, headers=heads)
    assert (job.status_code, job.get_json()["total"]) == (202, 1)


def test_what_is_of_all_panels_is_for_whoever_reaches_them_all(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    one = person_of(client, heads)
    with app.app_context():
        scope = {"programme": "season", "partner": "GMP"}
        other = {
            "Authorization": f"Bearer {staff.create_token('co', 'organizer', datetime.now(UTC), **scope)}"
        }
        session = make_session(db.session.query(Programme).one(), "theirs", state="draft")
        db.session.add(
            Panelist(
                session_id=session.id,
                person_id=db.session.query(Panelist).one().person_id,
                updated_at=datetime.now(UTC),
            )
        )
        db.session.commit()
    path = f"{SEASON}/panelists/{one['id']}"
    found = client.get(path, headers=other).get_json()
    assert (found["is_whole"], [each["session"] for each in found["panels"]]) == (False, ["topic"])
    assert client.post(f"{path}/link", json={}, headers=other).status_code == 403
    assert client.get(f"{path}/about", headers=other).status_code == 403
