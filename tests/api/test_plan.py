"""The time planner by the API: what it answers, whom it answers, and what it refuses."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from meetings.extensions import db
from meetings.formats.json_file import read_json
from meetings.formats.party_file import read_parties
from meetings.models import Attendance, Person, Registration
from meetings.services import staff
from meetings.services.parties import import_parties
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody

PARTIES = Path(__file__).parents[2] / "meetings" / "data" / "parties.json"
ASKED = {
    "date": "2020-11-17",
    "minutes": 60,
    "zone": "Europe/Zurich",
    "audience": {"Europe/Zurich": 5, "America/New_York": 4, "Asia/Tokyo": 3, "Pacific/Auckland": 1},
}


@pytest.fixture
def bearer(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {"Authorization": f"Bearer {staff.create_token('plan', 'reader', datetime.now(UTC))}"}


def ask(client: FlaskClient, head: dict[str, str], **changes: Any) -> Any:
    return client.post("/api/v1/plan/slots", json=ASKED | changes, headers=head)


def walls(slots: list[dict[str, Any]]) -> list[str]:
    return [one["local_start"] for one in slots]


def test_best_one_and_best_two(client: FlaskClient, bearer: dict[str, str]) -> None:
    one = ask(client, bearer).json
    assert (walls(one["slots"]), one["coverage"]) == (["2020-11-17T13:00"], 12 / 13)
    assert (
        one["best_single"]
        == one["slots"][0]
        == {
            "local_start": "2020-11-17T13:00",
            "zone": "Europe/Zurich",
            "fold": 0,
            "starts_at": "2020-11-17T12:00:00Z",
            "ends_at": "2020-11-17T13:00:00Z",
            "coverage": 12 / 13,
            "free": True,
        }
    )
    assert len(one["quarter_hours"]) == 96
    assert one["not_placed"] == 0
    two = ask(client, bearer, slots=2, hours=[7, 22]).json
    assert (walls(two["slots"]), two["coverage"]) == (["2020-11-17T00:00", "2020-11-17T07:00"], 1.0)
    assert (walls([two["best_single"]]), two["best_single"]["coverage"]) == (["2020-11-17T13:00"], 12 / 13)


def test_busy_times_are_left_out(client: FlaskClient, bearer: dict[str, str]) -> None:
    busy = [
        ["2020-11-17T12:30:00+01:00", "2020-11-17T13:30:00Z"],
        ["2020-11-17T14:00:00Z", "2020-11-17T14:00:00Z"],
    ]
    found = ask(client, bearer, busy=busy, audience={"Europe/Zurich": 1, "America/New_York": 1}).json
    assert walls(found["slots"]) == ["2020-11-17T14:30"]
    taken = [one["local_start"][11:] for one in found["quarter_hours"] if not one["free"]]
    assert (taken[0], taken[-1]) == ("11:45", "14:15")


def test_hours_that_come_twice_are_told_apart(client: FlaskClient, bearer: dict[str, str]) -> None:
    found = ask(client, bearer, date="2020-10-25").json["quarter_hours"]
    twice = [(one["fold"], one["starts_at"]) for one in found if one["local_start"] == "2020-10-25T02:00"]
    assert (len(found), twice) == (100, [(0, "2020-10-25T00:00:00Z"), (1, "2020-10-25T01:00:00Z")])


FAR: Any = [["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"date": None}, "missing", "date"),
    ({"date": "17.11.2020"}, "not_a_time", "date"),
    ({"date": "2020-02-30"}, "not_a_time", "date"),
    ({"date": 20201117}, "not_a_time", "date"),
    ({"date": "2038-01-01"}, "too_far", "date"),
    ({"date": "1900-01-01"}, "too_far", "date"),
    ({"date": "2011-12-30", "zone": "Pacific/Apia"}, "no_such_day", "date"),
    ({"minutes": 0}, "not_a_number", "minutes"),
    ({"minutes": 3 * 24 * 60}, "not_a_number", "minutes"),
    ({"minutes": "60"}, "not_a_number", "minutes"),
    ({"zone": "Mars/Olympus"}, "unknown_zone", "zone"),
    ({"zone": ["UTC"]}, "unknown_zone", "zone"),
    ({"audience": None}, "missing", "audience"),
    ({"audience": {}}, "missing", "audience"),
    ({"audience": []}, "not_a_choice", "audience"),
    ({"audience": "nobody"}, "not_a_choice", "audience"),
    ({"audience": "registrations:"}, "not_a_choice", "audience"),
    ({"audience": "parties"}, "missing", "audience"),
    ({"audience": {"Mars/Olympus": 1}}, "unknown_zone", "audience"),
    ({"audience": {"UTC": 0}}, "not_a_weight", "audience"),
    ({"audience": {"UTC": -1}}, "not_a_weight", "audience"),
    ({"audience": {"UTC": float("nan")}}, "not_a_weight", "audience"),
    ({"audience": {"UTC": float("inf")}}, "not_a_weight", "audience"),
    ({"audience": {f"Zone/{number}": 1 for number in range(10_000)}}, "too_many_lines", "audience"),
    ({"hours": [22, 7]}, "not_hours", "hours"),
    ({"hours": [7, 7]}, "not_hours", "hours"),
    ({"hours": 7}, "not_hours", "hours"),
    ({"slots": 3}, "not_a_number", "slots"),
    ({"slots": 2, "minutes": 1440}, "no_two_times", "slots"),
    ({"busy": "always"}, "not_a_span", "busy"),
    ({"busy": [["2020-11-17T12:00:00Z"]]}, "not_a_span", "busy"),
    ({"busy": [["2020-11-17T12:00:00Z", None]]}, "not_a_span", "busy"),
    ({"busy": [["2020-11-17T12:00:00", "2020-11-17T13:00:00"]]}, "not_a_span", "busy"),
    ({"busy": [["2020-11-17T13:00:00Z", "2020-11-17T12:00:00Z"]]}, "not_a_span", "busy"),
    ({"busy": FAR}, "not_a_span", "busy"),
    ({"busy": [["2000-01-01T00:00:00Z", "2030-01-01T00:00:00Z"]]}, "no_time_left", "busy"),
    ({"busy": [["2020-11-17T12:00:00Z", "2020-11-17T13:00:00Z"]] * 1_001}, "too_many_lines", "busy"),
    ({"more": 1}, "wrong_shape", "more"),
]


def test_what_is_wrong_is_named(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        head = {"Authorization": f"Bearer {staff.create_token('plan', 'reader', datetime.now(UTC))}"}
    for changes, title, field in WRONG:
        begin = time.perf_counter()
        answer = client_sqlite.post(
            "/api/v1/plan/slots",
            data=json.dumps(ASKED | changes),
            headers=head,
            content_type="application/json",
        )
        said = (answer.status_code, answer.json["title"], answer.json.get("field"))
        assert said == (422, title, field), changes
        assert answer.content_type == "application/problem+json"
        assert time.perf_counter() - begin < 2


def test_nobody_without_a_token_is_answered(client_sqlite: FlaskClient) -> None:
    answer = client_sqlite.post("/api/v1/plan/slots", json=ASKED)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_named_audiences_are_counted(app: Flask, client: FlaskClient, bearer: dict[str, str]) -> None:
    with app.app_context():
        import_parties(read_parties(read_json(PARTIES.read_bytes())), NOW)
        session = make_session(make_programme())
        slot = make_slot(session)
        register_somebody(slot.id, zone="Europe/Zurich", country="CH")
        lima = register_somebody(slot.id, country="PE").person_id
        nowhere = register_somebody(slot.id).person_id
        without = (lima, nowhere)
        db.session.execute(update(Registration).where(Registration.person_id.in_(without)).values(zone=None))
        db.session.execute(update(Person).where(Person.id.in_(without)).values(zone=None))
        db.session.add(
            Attendance(
                slot_id=slot.id, person_id=lima, joined_at=NOW, source="door", matched="door", country="PE"
            )
        )
        db.session.commit()
    found = ask(client, bearer, audience="registrations:season").json
    assert (walls(found["slots"]), found["coverage"], found["not_placed"]) == (["2020-11-17T13:00"], 1.0, 1)
    assert found["quarter_hours"][0]["coverage"] == 0.5  # 18:00 in Lima, the day before
    found = ask(client, bearer, audience="participants:season").json
    assert (walls(found["slots"]), found["coverage"]) == (["2020-11-17T00:00"], 1.0)
    one = ask(client, bearer, audience="parties").json
    two = ask(client, bearer, audience="parties", slots=2).json
    # Of the 123 that were bound on that day.
    assert (walls(one["slots"]), one["coverage"]) == (["2020-11-17T14:00"], 114 / 123)
    assert (walls(two["slots"]), two["coverage"]) == (["2020-11-17T00:00", "2020-11-17T08:00"], 1.0)


def test_figures_of_another_programme_are_not_open(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_slot(make_session(make_programme()))
        make_programme("elsewhere")
        now = datetime.now(UTC)
        token = staff.create_token("plan", "organizer", now, programme="elsewhere")
        steward = staff.create_token("door", "steward", now)
    for each in (token, steward):
        head = {"Authorization": f"Bearer {each}"}
        answer = ask(client_sqlite, head, audience="registrations:season")
        assert (answer.status_code, answer.json["field"]) == (403, "audience")
        assert ask(client_sqlite, head).status_code == 200
