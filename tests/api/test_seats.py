"""Seats as programs use them: online and in the room, numbers in line, offers answered; on both stores."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Programme, Registration
from meetings.services.links import rights_of
from tests.api.test_api import API, PERSON, WISH, problem, slots, tag, token

__all__ = ["slots"]


def register(client: FlaskClient, name: str, **changes: Any) -> dict[str, Any]:
    person = PERSON | {"name": name, "email": f"{name.partition(' ')[0]}@example.org"}
    answer = client.post(f"{API}/registrations", json=WISH | {"person": person} | changes)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def mine(app: Flask, registration_id: str) -> dict[str, str]:
    """Give the header of the person's own link."""
    with app.app_context():
        row = db.session.get_one(Registration, registration_id)
        keys = app.extensions["outside"].keys
        rights = rights_of(row.person_id, row.id, datetime.now(UTC), keys)
        db.session.commit()
        return {"Authorization": f"Bearer {rights.me_token}"}


def set_up(app: Flask, client: FlaskClient, slot: str, **values: Any) -> dict[str, Any]:
    head, path = token(app), f"{API}/slots/{slot}"
    answer = client.patch(path, json=values, headers=head | tag(client.get(path)))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


@pytest.fixture
def line(app: Flask, client: FlaskClient, slots: list[str]) -> list[dict[str, Any]]:
    """Store a seat that is offered to the second of four people, while two more wait."""
    with app.app_context():
        db.session.scalars(select(Programme).where(Programme.slug == "season")).one().offer_hours = 12
        db.session.commit()
    set_up(app, client, slots[0], capacity=1)
    people = [register(client, name, slot=slots[0]) for name in ("Holder H", "Ada A", "Bea B", "Cyd C")]
    assert [one["places"][0]["position"] for one in people] == [None, 1, 2, 3]
    gone = client.post(
        f"{API}/registrations/{people[0]['id']}/cancel", json={}, headers=mine(app, people[0]["id"])
    )
    assert gone.status_code == 200
    return people


def answer(client: FlaskClient, one: dict[str, Any], act: str, head: dict[str, str], **body: Any) -> Any:
    return client.post(f"{API}/registrations/{one['id']}/{act}", json=body, headers=head)


def place(client: FlaskClient, one: dict[str, Any], head: dict[str, str]) -> tuple[str, int | None]:
    shown = client.get(f"{API}/registrations/{one['id']}", headers=head).get_json()["places"][0]
    return shown["state"], shown["position"]


def test_person_accepts_and_again(
    app: Flask, client: FlaskClient, line: list[dict[str, Any]], slots: list[str]
) -> None:
    _holder, ada, bea, _cyd = line
    head = mine(app, ada["id"])
    for _time in range(2):
        done = answer(client, ada, "accept", head, slot=slots[0])
        assert (done.status_code, done.get_json()["state"], done.get_json()["sequence"]) == (
            200,
            "confirmed",
            2,
        )
        assert done.headers["ETag"] == f'"r{done.get_json()["revision"]}"'
    assert answer(client, ada, "accept", head).get_json()["state"] == "confirmed"
    problem(answer(client, ada, "decline", head), 409)
    assert place(client, bea, token(app)) == ("waiting", 1)


def test_person_declines_and_the_next_is_offered_the_seat(
    app: Flask, client: FlaskClient, line: list[dict[str, Any]]
) -> None:
    _holder, ada, bea, cyd = line
    head, staff = mine(app, ada["id"]), token(app)
    for _time in range(2):
        assert answer(client, ada, "decline", head).get_json()["state"] == "cancelled"
    assert (place(client, bea, staff), place(client, cyd, staff)) == (("offered", None), ("waiting", 1))
    assert problem(answer(client, ada, "accept", head), 409)["title"] == "offer_over"


def test_only_the_person_and_staff_answer(
    app: Flask, client: FlaskClient, line: list[dict[str, Any]], slots: list[str]
) -> None:
    _holder, ada, bea, _cyd = line
    for act in ("accept", "decline"):
        problem(answer(client, ada, act, mine(app, bea["id"])), 403)
        problem(answer(client, ada, act, {}), 401)
        problem(answer(client, ada, act, token(app, "reader")), 403)
        problem(answer(client, ada, act, token(app, "steward")), 403)
        problem(answer(client, ada, act, token(app), slot="nothing"), 404, "slot")
        problem(answer(client, ada, act, token(app), slot=slots[1]), 404, "slot")
        problem(answer(client, ada, act, token(app), other="x"), 422, "other")
    problem(answer(client, bea, "accept", token(app)), 409)
    assert place(client, ada, token(app)) == ("offered", None)
    assert answer(client, ada, "accept", token(app)).get_json()["state"] == "confirmed"
    problem(client.post(f"{API}/registrations/none/accept", json={}, headers=token(app)), 404)


def test_number_in_line_has_no_gaps_in_lists(
    app: Flask, client: FlaskClient, line: list[dict[str, Any]], slots: list[str]
) -> None:
    answer(client, line[2], "cancel", mine(app, line[2]["id"]))
    listed = client.get(f"{API}/registrations?programme=season", headers=token(app)).get_json()["items"]
    found = {one["id"]: one["places"][0]["position"] for one in listed}
    assert found[line[3]["id"]] == 1
    assert register(client, "Dot D", slot=slots[0])["places"][0]["position"] == 2


def test_room_is_set_up_read_and_taken(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    path = f"{API}/slots/{slots[0]}"
    before = client.get(path).get_json()
    assert [before[name] for name in ("has_room", "room_capacity", "room_seats_left")] == [False, None, None]
    body = set_up(app, client, slots[0], room_capacity=1)
    assert [body[name] for name in ("has_room", "room_capacity", "room_seats_left")] == [True, 1, 1]
    first = register(client, "Ada A", slot=slots[0], mode="room")
    assert first["places"][0]["mode"] == "room"
    shown = client.get(path).get_json()
    assert (shown["room_seats_left"], shown["seats_left"], shown["capacity"]) == (0, 9, 9)
    second = register(client, "Bea B", slot=slots[0], mode="room")
    assert (second["state"], second["places"][0]["position"]) == ("waiting", 1)
    refused = client.patch(path, json={"has_room": False}, headers=token(app) | tag(client.get(path)))
    body = problem(refused, 409, "has_room")
    assert (body["taken"], body["waiting"]) == (1, 1)
    problem(
        client.patch(path, json={"room_capacity": -1}, headers=token(app) | tag(client.get(path))),
        422,
        "room_capacity",
    )
    assert set_up(app, client, slots[0], room_capacity=None)["room_seats_left"] is None
    assert place(client, second, token(app)) == ("confirmed", None)


def test_slot_is_added_with_its_room(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    new = {"local_start": "2027-02-01T10:00", "zone": "Europe/Zurich", "minutes": 60, "room_capacity": 20}
    path = f"{API}/programmes/season/sessions/topic/slots"
    body = client.post(path, json=new, headers=token(app)).get_json()
    assert [body[name] for name in ("has_room", "room_capacity", "capacity")] == [True, 20, None]
    problem(client.post(path, json=new | {"has_room": "yes"}, headers=token(app)), 422, "has_room")


def test_person_changes_between_online_and_the_room(
    app: Flask, client: FlaskClient, slots: list[str]
) -> None:
    set_up(app, client, slots[0], room_capacity=1)
    ada, bea = (register(client, name, slot=slots[0]) for name in ("Ada A", "Bea B"))
    body = {"slot": slots[0], "mode": "room", "wait": False}
    moved = answer(client, ada, "switch", mine(app, ada["id"]), **body).get_json()
    assert (moved["places"][0]["mode"], moved["sequence"]) == ("room", 1)
    late = problem(answer(client, bea, "switch", mine(app, bea["id"]), **body), 409, "slot")
    assert (late["title"], late["mode"]) == ("would_wait", "room")
    assert place(client, bea, token(app)) == ("confirmed", None)
    problem(answer(client, bea, "switch", mine(app, bea["id"]), slot=slots[1], mode="room"), 422, "mode")
    problem(answer(client, bea, "switch", mine(app, bea["id"]), slot=slots[0], mode="=1"), 422, "mode")


def test_program_may_ask_not_to_wait(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    set_up(app, client, slots[0], capacity=0)
    wish = WISH | {"slot": slots[0], "wait": False}
    body = problem(client.post(f"{API}/registrations", json=wish), 409, "slot")
    assert (body["title"], body["slot"]) == ("full", slots[0])
    assert body["others"] == [{"slot": slots[1], "mode": "online"}]
    waits = client.post(f"{API}/registrations", json=WISH | {"slot": slots[0]}).get_json()
    assert waits["state"] == "waiting"


def test_documents_name_the_new_routes(client: FlaskClient) -> None:
    paths = client.get(f"{API}/openapi.json").get_json()["paths"]
    for act in ("accept", "decline"):
        assert "post" in paths[f"/api/v1/registrations/{{registration_id}}/{act}"]
