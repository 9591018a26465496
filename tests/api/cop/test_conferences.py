"""A conference built by a program: the same refusals and effects as at the desk."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.queries.cop.conference_desk import conference_desk
from meetings.services import staff
from tests.cop import make_conference
from tests.factories import NOW

HERE = "/api/v1/programmes/cop"
SEGMENT = {"slug": "3", "title": {"en": "Third"}, "starts_on": "2027-05-03", "ends_on": "2027-05-07"}


@pytest.fixture
def heads(app: Flask) -> dict[str, dict[str, str]]:
    """Store a conference; give what an organizer and an officer send with each request."""
    with app.app_context():
        make_conference()
        db.session.commit()
        return {
            role: {"Authorization": f"Bearer {staff.create_token(role, role, NOW)}"}
            for role in ("organizer", "officer")
        }


def send(
    client: FlaskClient,
    method: str,
    path: str,
    head: dict[str, str],
    body: Any = None,
    seen: int | None = None,
) -> Any:
    more = {"If-Match": f'"r{seen}"'} if seen is not None else {}
    return client.open(path, method=method, headers=head | more, json=body)


def test_a_conference_begins_with_its_streams(client: FlaskClient, heads: Any) -> None:
    body = {"slug": "cop-7", "title": {"en": "COP-7"}, "zone": "Europe/Zurich", "treaty": "minamata"}
    made = send(client, "POST", "/api/v1/conferences", heads["organizer"], body)
    assert (made.status_code, made.json["published"], made.json["segments"]) == (201, False, [])
    streams = client.get("/api/v1/programmes/cop-7/streams", headers=heads["organizer"]).json["items"]
    assert "plenary" in {one["slug"] for one in streams}
    again = send(client, "POST", "/api/v1/conferences", heads["organizer"], body)
    assert (again.status_code, again.json["field"]) == (422, "slug")
    assert send(client, "POST", "/api/v1/conferences", heads["officer"], body).status_code == 403


def test_segments_rooms_and_items_are_built(app: Flask, client: FlaskClient, heads: Any) -> None:
    head = heads["organizer"]
    given = SEGMENT | {"zone": "Africa/Nairobi", "nominate_until": "2027-04-01T18:00"}
    made = send(client, "POST", f"{HERE}/segments", head, given)
    assert (made.status_code, made.json["nominate_until"]) == (201, "2027-04-01T15:00:00Z")
    room = send(
        client, "POST", f"{HERE}/segments/3/rooms", head, {"slug": "hall", "name": {"en": "Hall"}}
    ).json
    kept = send(client, "PATCH", f"{HERE}/rooms/{room['id']}", head, {"capacity": 40}, 1)
    assert (kept.json["capacity"], kept.json["revision"], kept.headers["ETag"]) == (40, 2, '"r2"')
    first = send(
        client, "POST", f"{HERE}/agenda-items", head, {"number": "1", "title": {"en": "Opening"}}
    ).json
    second = send(
        client, "POST", f"{HERE}/agenda-items", head, {"number": "2", "title": {"en": "Report"}}
    ).json
    moved = send(client, "POST", f"{HERE}/agenda-items/{second['slug']}/move", head, {"to": "up"}, 1)
    assert moved.status_code == 200
    with app.app_context():
        desk = conference_desk("cop")
        assert [one.slug for one in desk.items] == [second["slug"], first["slug"]]
        assert [one.slug for one in desk.segments] == ["1", "2", "3"]
    assert send(client, "DELETE", f"{HERE}/rooms/{room['id']}", head, seen=2).status_code == 204
    assert send(client, "DELETE", f"{HERE}/segments/3", head, seen=1).status_code == 204


def test_a_stale_change_comes_back_with_both_sides(client: FlaskClient, heads: Any) -> None:
    head, path = heads["organizer"], f"{HERE}/segments/1"
    assert send(client, "PATCH", path, head, {"venue": "Hall"}).status_code == 428
    assert send(client, "PATCH", path, head, {"venue": "Hall"}, 1).json["revision"] == 2
    stale = send(client, "PATCH", path, head, {"venue": "Barn"}, 1)
    assert (stale.status_code, stale.json["given"], stale.json["stored"]["venue"]) == (
        412,
        {"venue": "Barn"},
        "Hall",
    )


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("segments", SEGMENT | {"zone": "Nowhere"}, "zone"),
        ("segments", SEGMENT | {"zone": "Africa/Nairobi", "ends_on": "2027-05-01"}, "ends_on"),
        ("segments", SEGMENT | {"zone": ["Africa"]}, "zone"),
        ("segments", SEGMENT | {"slug": {}}, "slug"),
        ("agenda-items", {"title": {"en": "x"}, "parent": ["a"]}, "parent"),
        ("agenda-items", {"title": {"en": "x"}, "number": "four"}, "number"),
        ("segments/1/rooms", {"slug": "r", "name": {"en": "R"}, "capacity": 10**30}, "capacity"),
    ],
)
def test_refusals_name_the_field(client: FlaskClient, heads: Any, path: str, body: Any, field: str) -> None:
    answer = send(client, "POST", f"{HERE}/{path}", heads["organizer"], body)
    assert (answer.status_code, answer.json["field"]) == (422, field)
