"""Parties, observer bodies, following up and connection tests by programs, with the refusals of the desk."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import FocalPoint
from meetings.services import staff
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW
from tests.services.cop.test_followup import make_delegations

API = "/api/v1"
COP = f"{API}/programmes/cop"


@pytest.fixture
def heads(app_sqlite: Flask) -> dict[str, dict[str, str]]:
    """Give what programs send with each request."""
    with app_sqlite.app_context():
        roles = ("officer", "reader", "organizer")
        return {role: {"Authorization": f"Bearer {staff.create_token(role, role, NOW)}"} for role in roles}


def send(client: FlaskClient, head: dict[str, str], path: str, body: Any = None, **more: Any) -> Any:
    seen, method = more.get("seen"), more.get("method", "POST")
    head = head | ({"If-Match": f'"r{seen}"'} if seen is not None else {})
    return client.open(path, method=method, headers=head, json=body)


def test_a_states_standing_is_set(app_sqlite: Flask, client_sqlite: FlaskClient, heads: Any) -> None:
    with app_sqlite.app_context():
        make_conference()
        make_state("TG", "Togo", since=None)
        here = {"Authorization": f"Bearer {staff.create_token('here', 'officer', NOW, programme='cop')}"}
    client, officer, path = client_sqlite, heads["officer"], f"{API}/parties/TG"
    assert send(client, here, path, method="GET").status_code == 403
    assert send(client, heads["reader"], path, method="GET").json["statuses"] == []
    day = {"treaty": "minamata", "deposited_on": "2026-01-10"}
    force = send(client, officer, f"{API}/parties/in-force", day).json["in_force_on"]
    said = day | {"kind": "deposited", "source": "C.N.1.2026"}
    missing = send(client, officer, f"{path}/status", said, seen=1)
    assert (missing.status_code, missing.json["field"]) == (422, "in_force_on")
    done = send(client, officer, f"{path}/status", said | {"in_force_on": force}, seen=1)
    assert [one["status"] for one in done.json["statuses"]] == ["deposited", "party"]
    names = {"names": {"en": "Togo", "fr": "Togo"}, "regional_group": "africa", "also": ["Togolese Republic"]}
    kept = send(client, officer, path, names, seen=done.json["revision"], method="PUT")
    assert (kept.json["also"], kept.json["names"]["fr"]) == (["Togolese Republic"], "Togo")
    listed = send(client, heads["reader"], f"{API}/parties?standing=party&text=togo", method="GET").json
    assert [one["code"] for one in listed["items"]] == ["TG"]
    odd = send(client, heads["reader"], f"{API}/parties?on=yesterday", method="GET")
    assert (odd.status_code, odd.json["field"]) == (422, "on")


def test_a_body_is_added_and_its_admission_moves(
    app_sqlite: Flask, client_sqlite: FlaskClient, heads: Any
) -> None:
    with app_sqlite.app_context():
        make_conference()
    client, officer = client_sqlite, heads["officer"]
    given = {"name": "Invented Working Group", "category": "ngo", "former": ["Invented Group"]}
    made = send(client, officer, f"{API}/observers", given)
    assert (made.status_code, made.json["former"], made.json["admissions"]) == (201, ["Invented Group"], [])
    path = f"{API}/observers/{made.json['slug']}"
    begun = send(client, officer, f"{path}/admissions", {"programme": "cop"})
    (admission,) = begun.json["admissions"]
    moved = send(
        client,
        officer,
        f"{path}/admissions/{admission['id']}/move",
        {"to": "complete"},
        seen=admission["revision"],
    )
    assert moved.json["admissions"][0]["state"] == "complete"
    applied = send(client, officer, f"{COP}/admissions", method="GET").json["items"]
    assert [(one["body"], one["state"]) for one in applied] == [(made.json["slug"], "complete")]
    stale = send(client, officer, path, given | {"name": "Other"}, seen=9, method="PUT")
    assert (stale.status_code, stale.json["stored"]["name"]) == (412, "Invented Working Group")
    assert send(client, heads["reader"], path, method="GET").json["applications"] == []
    assert send(client, heads["reader"], f"{API}/observers", given).status_code == 403


def test_those_who_wait_are_reminded_and_a_list_invited(
    app_sqlite: Flask, client_sqlite: FlaskClient, heads: Any
) -> None:
    with app_sqlite.app_context():
        make_delegations()
    client, officer, path = client_sqlite, heads["officer"], f"{COP}/follow-up"
    rows = send(client, officer, path, method="GET").json["items"]
    due = [one["delegation"] for one in rows if one["is_due"]]
    done = send(client, officer, f"{path}/remind", {"delegations": due})
    assert (done.status_code, done.json["number"] > 0) == (200, True)
    assert send(client, officer, f"{path}/remind", {"delegations": due}).status_code in (409, 422)
    text = "Burkina Faso;New Focal;new@example.org;fr\nNowhere;Nobody;nobody@example.org"
    first, second = send(client, officer, f"{path}/read", {"list": text}).json["items"]
    assert (first["party"], first["language"], second["party"]) == ("BF", "fr", None)
    one = {name: first[name] for name in ("party", "name", "email", "language")}
    assert send(client, officer, f"{path}/invite", {"invitations": [one]}).json == {"number": 1}
    with app_sqlite.app_context():
        wanted = select(func.count()).where(FocalPoint.email == "new@example.org")
        assert db.session.scalar(wanted) == 1
    assert send(client, officer, f"{path}/invite", {"invitations": []}).status_code == 422


def test_connections_are_tested(app_sqlite: Flask, client_sqlite: FlaskClient, heads: Any) -> None:
    with app_sqlite.app_context():
        programme = make_conference()
        kenya = make_delegation(programme, make_state())
        one = make_nominee(kenya, segments_of(programme)[0], name="Ama Example", state="accredited")
        part = one.participations[0].id
    client, organizer = client_sqlite, heads["organizer"]
    times = {"local_start": "2026-12-02T09:00", "minutes": 15, "capacity": 4, "count": 2}
    made = send(client, organizer, f"{COP}/segments/1/connection-times", times)
    assert (made.status_code, made.json) == (201, {"number": 2})
    (time, _other) = send(client, organizer, f"{COP}/segments/1/connection-times", method="GET").json["items"]
    assert send(client, organizer, f"{COP}/connection-times/{time['id']}", method="DELETE").status_code == 204
    wrong = send(client, organizer, f"{COP}/segments/1/connection-times", times | {"minutes": None})
    assert (wrong.status_code, wrong.json["field"]) == (422, "minutes")
    outcome = {"outcome": "passed", "sound": "good", "note": "Clear."}
    test = f"{COP}/participations/{part}/connection-test"
    assert send(client, organizer, test, outcome, method="PUT").status_code == 204
    people = send(client, organizer, f"{COP}/segments/1/connection-tests", method="GET").json["items"]
    assert [(one["standing"], one["last"]["sound"]) for one in people] == [("passed", "good")]
    odd = send(client, organizer, test, outcome | {"sound": "loud"}, method="PUT")
    assert (odd.status_code, odd.json["field"]) == (422, "sound")
