"""The API as programs use it, on both stores."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from meetings.api import registrations
from meetings.extensions import db
from meetings.models import Person, Programme, Registration
from meetings.services.links import give_link, link_token
from meetings.services.staff import create_token
from tests.factories import make_party, make_programme, make_session, make_slot

API = "/api/v1"
BEGIN = (datetime.now(UTC) + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)
PERSON = {
    "name": "Ada Example",
    "email": "ada@example.org",
    "country": "KE",
    "language": "en",
    "zone": "Africa/Nairobi",
}
WISH = {"programme": "season", "session": "topic", "person": PERSON}


def token(app: Flask, role: str = "organizer", **scope: str) -> dict[str, str]:
    name = " ".join((role, *scope.values()))
    with app.app_context():
        return {"Authorization": f"Bearer {create_token(name, role, datetime.now(UTC), **scope)}"}


@pytest.fixture
def slots(app: Flask) -> list[str]:
    """Store a session held twice."""
    with app.app_context():
        make_party()
        programme = make_programme()
        session = make_session(programme)
        make_session(programme, "draft", state="draft")
        make_programme("hidden", published=False)
        return [make_slot(session, BEGIN + timedelta(hours=hours), capacity=9).id for hours in (0, 6)]


def problem(answer: TestResponse, status: int, field: str | None = None) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = answer.get_json(force=True)
    assert body["title"]
    assert body["detail"]
    assert body.get("field") == field, body
    return body


def both_sides(answer: TestResponse) -> dict[str, Any]:
    """Give what is told to whoever was second: what they gave, and what is stored."""
    told = problem(answer, 412)
    assert {"current", "given", "stored"} <= set(told), told
    return told


def tag(answer: TestResponse) -> dict[str, str]:
    return {"If-Match": answer.headers["ETag"]}


def test_anybody_reads_what_is_published(client: FlaskClient, slots: list[str]) -> None:
    listed = client.get(f"{API}/programmes").json
    assert listed is not None
    assert [one["slug"] for one in listed["items"]] == ["season"]
    assert listed["next"] is None
    assert client.get(f"{API}/programmes/season").json["zone"] == "Europe/Zurich"
    assert [one["slug"] for one in client.get(f"{API}/programmes/season/streams").json["items"]] == [
        "science"
    ]
    sessions = client.get(f"{API}/programmes/season/sessions").json["items"]
    assert [one["slug"] for one in sessions] == ["topic"]
    slot = client.get(f"{API}/slots/{slots[0]}")
    assert slot.headers["ETag"] == '"r1"'
    assert slot.json == sessions[0]["slots"][0] | {"session": "topic", "programme": "season"}
    local = (BEGIN + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    shown = {
        name: slot.json[name]
        for name in ("local_start", "zone", "minutes", "capacity", "seats_left", "state")
    }
    assert shown == {
        "local_start": local,
        "zone": "Europe/Zurich",
        "minutes": 90,
        "capacity": 9,
        "seats_left": 9,
        "state": "planned",
    }
    assert slot.json["starts_at"] == BEGIN.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "platform" not in slot.json
    assert "platform.example.org" not in client.get(f"{API}/programmes/season/sessions/topic").text


@pytest.mark.usefixtures("slots")
def test_drafts_are_for_staff(app: Flask, client: FlaskClient) -> None:
    for path in ("programmes/hidden", "programmes/hidden/streams", "programmes/season/sessions/draft"):
        problem(client.get(f"{API}/{path}"), 404)
        assert client.get(f"{API}/{path}", headers=token(app, "reader")).status_code == 200
    problem(client.get(f"{API}/programmes", headers={"Authorization": "Bearer nothing"}), 401)


@pytest.mark.usefixtures("slots")
def test_token_of_a_stream_sees_no_other_draft(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_session(
            db.session.query(Programme).filter_by(slug="season").one(),
            "other-draft",
            state="draft",
            stream_id=None,
        )
    head = token(app, programme="season", stream="science")
    found = client.get(f"{API}/programmes/season/sessions", headers=head).json["items"]
    assert [one["slug"] for one in found] == ["topic", "draft"]
    assert client.get(f"{API}/programmes/season/sessions/draft", headers=head).status_code == 200
    problem(client.get(f"{API}/programmes/season/sessions/other-draft", headers=head), 404)
    listed = client.get(f"{API}/programmes", headers=head).json["items"]
    assert [one["slug"] for one in listed] == ["season"]
    new = {"local_start": "2027-06-01T15:00", "zone": "Europe/Zurich", "minutes": 60}
    assert (
        client.post(f"{API}/programmes/season/sessions/draft/slots", json=new, headers=head).status_code
        == 201
    )
    problem(client.post(f"{API}/programmes/season/sessions/other-draft/slots", json=new, headers=head), 403)
    assert client.get(f"{API}/registrations?programme=season", headers=head).status_code == 200
    problem(client.get(f"{API}/registrations?programme=hidden", headers=head), 403)


def test_lists_come_in_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        programme = make_programme()
        for number in range(5):
            make_session(programme, f"topic-{number}")
    seen, after = [], ""
    while after is not None:
        page = client.get(f"{API}/programmes/season/sessions?size=2&after={after}").json
        seen += [one["slug"] for one in page["items"]]
        after = page["next"]
    assert seen == [f"topic-{number}" for number in range(5)]
    assert client.get(f"{API}/programmes?updated_since=2099-01-01T00:00:00Z").json["items"] == []
    problem(client.get(f"{API}/programmes?size=0"), 422, "size")
    problem(client.get(f"{API}/programmes?updated_since=yesterday"), 422, "updated_since")


def test_season_is_built_and_published(app: Flask, client: FlaskClient) -> None:
    head = token(app)
    made = client.post(
        f"{API}/programmes",
        json={
            "slug": "next",
            "title": {"en": "Next", "fr": "La suite"},
            "zone": "Europe/Kiev",
            "starts_on": "2027-01-01",
        },
        headers=head,
    )
    assert made.status_code == 201
    assert (made.json["zone"], made.json["published"]) == ("Europe/Kyiv", False)
    stream = {"slug": "law", "title": {"en": "Law"}}
    assert client.post(f"{API}/programmes/next/streams", json=stream, headers=head).status_code == 201
    topic = {"slug": "trade", "stream": "law", "title": {"en": "Trade"}, "languages": ["en", "fr"]}
    session = client.post(f"{API}/programmes/next/sessions", json=topic, headers=head)
    assert session.json["state"] == "draft"
    slot = {"local_start": "2027-02-01T10:00", "zone": "Europe/Zurich", "minutes": 60, "capacity": None}
    added = client.post(f"{API}/programmes/next/sessions/trade/slots", json=slot, headers=head)
    assert added.json["starts_at"] == "2027-02-01T09:00:00Z"
    assert added.json["platform"] == {"kind": "manual", "address": None}
    path = f"{API}/programmes/next/sessions/trade"
    problem(client.patch(path, json={"state": "published"}, headers=head), 428)
    published = client.patch(path, json={"state": "published"}, headers=head | tag(session))
    assert published.json["state"] == "published"
    stale = problem(client.patch(path, json={"title": {"en": "x"}}, headers=head | tag(session)), 412)
    assert (stale["current"], stale["given"], stale["stored"]["state"]) == (
        2,
        {"title": {"en": "x"}},
        "published",
    )
    problem(client.delete(path, headers=head | tag(published)), 409)
    programme = client.patch(f"{API}/programmes/next", json={"published": True}, headers=head | tag(made))
    assert programme.json["published"]
    assert client.get(f"{API}/programmes/next/sessions").json["items"][0]["slug"] == "trade"


@pytest.mark.usefixtures("slots")
def test_weekly_mail_and_hours_of_offers_are_set_like_reminders(app: Flask, client: FlaskClient) -> None:
    head, path = token(app), f"{API}/programmes/season"
    before = client.get(path)
    assert (before.json["digest"], before.json["offer_hours"]) == (None, None)
    given = {"digest": "mon@08:00", "offer_hours": 48, "reminders": ["24h"]}
    done = client.patch(path, json=given, headers=head | tag(before))
    assert {name: done.json[name] for name in given} == given
    problem(client.patch(path, json={"offer_hours": 1}, headers=head | tag(before)), 412)
    for field, wrong in (
        ("digest", "monday"),
        ("digest", 8),
        ("digest", ["mon@08:00"]),
        ("admission", "approval"),
        ("offer_hours", 0),
        ("offer_hours", 169),
        ("offer_hours", "48"),
        ("offer_hours", True),
        ("offer_hours", 1.5),
    ):
        problem(client.patch(path, json={field: wrong}, headers=head | tag(done)), 422, field)
    gone = client.patch(path, json={"digest": None, "offer_hours": None}, headers=head | tag(done))
    assert (gone.json["digest"], gone.json["offer_hours"]) == (None, None)
    shapes = client.get(f"{API}/openapi.json").json["components"]["schemas"]
    for name in ("ProgrammeIn", "ProgrammeOut"):
        assert {"digest", "offer_hours"} <= set(shapes[name]["properties"])


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("programmes", {"slug": "desk", "title": {"en": "x"}, "zone": "UTC"}, 422, "slug"),
        ("programmes", {"slug": "No Slug", "title": {"en": "x"}, "zone": "UTC"}, 422, "slug"),
        ("programmes", {"slug": "season", "title": {"en": "x"}, "zone": "UTC"}, 422, "slug"),
        ("programmes", {"slug": "a", "zone": "UTC"}, 422, "title"),
        ("programmes", {"slug": "a", "title": {"de": "x"}, "zone": "UTC"}, 422, "title.de"),
        ("programmes", {"slug": "a", "title": {"en": "x\r\ny"}, "zone": "UTC"}, 422, "title.en"),
        ("programmes", {"slug": "a", "title": {"en": "x" * 301}, "zone": "UTC"}, 422, "title.en"),
        ("programmes", {"slug": "a", "title": {"en": "x"}, "zone": "Mars/Base"}, 422, "zone"),
        (
            "programmes",
            {"slug": "a", "title": {"en": "x"}, "zone": "UTC", "starts_on": "soon"},
            422,
            "starts_on",
        ),
        ("programmes", {"slug": "a", "title": {"en": "x"}, "zone": "UTC", "colour": 1}, 422, "colour"),
        ("programmes/season/sessions", {"slug": "b", "title": {"en": "x"}, "stream": "none"}, 422, "stream"),
        (
            "programmes/season/sessions",
            {"slug": "b", "title": {"en": "x"}, "languages": ["xx"]},
            422,
            "languages[0]",
        ),
        ("programmes/season/sessions/topic/slots", {"zone": "UTC", "minutes": 60}, 422, "local_start"),
        (
            "programmes/season/sessions/topic/slots",
            {"local_start": "2027-02-01T10:00Z", "zone": "UTC", "minutes": 60},
            422,
            "local_start",
        ),
        (
            "programmes/season/sessions/topic/slots",
            {"local_start": "2027-02-01T10:00", "zone": "UTC", "minutes": "long"},
            422,
            "minutes",
        ),
        ("programmes/nothing/sessions", {"slug": "b", "title": {"en": "x"}}, 404, None),
    ],
)
@pytest.mark.usefixtures("slots")
def test_wrong_values_name_their_field(
    app: Flask, client: FlaskClient, path: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    problem(client.post(f"{API}/{path}", json=body, headers=token(app)), status, field)


def test_hours_that_do_not_exist_or_come_twice_carry_their_choices(
    app: Flask, client: FlaskClient, slots: list[str]
) -> None:
    head = token(app) | {"If-Match": '"r1"'}
    path = f"{API}/slots/{slots[0]}/move"
    gap = problem(client.post(path, json={"local_start": "2027-03-28T02:30"}, headers=head), 422)
    assert gap["neighbours"] == ["2027-03-28T01:30", "2027-03-28T03:30"]
    twice = problem(client.post(path, json={"local_start": "2027-10-31T02:30"}, headers=head), 422)
    assert twice["choices"] == ["+02:00", "+01:00"]
    moved = client.post(path, json={"local_start": "2027-10-31T02:30", "fold": 1}, headers=head)
    assert (moved.json["starts_at"], moved.json["fold"], moved.json["version"]) == (
        "2027-10-31T01:30:00Z",
        1,
        2,
    )
    kept = client.post(path, json={"zone": "Asia/Tokyo", "keep": "instant"}, headers=head | tag(moved))
    assert (kept.json["starts_at"], kept.json["local_start"]) == ("2027-10-31T01:30:00Z", "2027-10-31T10:30")


def test_slot_is_set_up_cancelled_and_revived(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    head, path = token(app), f"{API}/slots/{slots[0]}"
    patch = {"capacity": 3, "platform": {"kind": "manual", "address": "https://b.example.org/1"}}
    done = client.patch(path, json=patch, headers=head | {"If-Match": '"r1"'})
    assert (done.json["capacity"], done.json["platform"]["address"]) == (3, "https://b.example.org/1")
    assert done.headers["ETag"] == '"r2"'
    problem(client.patch(path, json={"capacity": -1}, headers=head | tag(done)), 422, "capacity")
    problem(
        client.patch(path, json={"platform": {"address": "ftp://x"}}, headers=head | tag(done)),
        422,
        "platform_address",
    )
    off = client.post(f"{path}/cancel", json={}, headers=head | tag(done))
    assert off.json["state"] == "cancelled"
    problem(client.post(f"{path}/cancel", json={}, headers=head | tag(off)), 409)
    assert client.post(f"{path}/revive", json={}, headers=head | tag(off)).json["state"] == "planned"


def test_cancelled_session_cancels_its_times_and_comes_back_with_them(
    app: Flask, client: FlaskClient, slots: list[str]
) -> None:
    head, path = token(app), f"{API}/programmes/season/sessions/topic"
    client.post(f"{API}/slots/{slots[1]}/cancel", json={}, headers=head | {"If-Match": '"r1"'})
    off = client.patch(path, json={"state": "cancelled"}, headers=head | {"If-Match": '"r1"'})
    assert [one["state"] for one in off.json["slots"]] == ["cancelled", "cancelled"]
    on = client.patch(path, json={"state": "published"}, headers=head | tag(off))
    assert [one["state"] for one in on.json["slots"]] == ["planned", "cancelled"]


def test_anybody_registers_and_the_person_changes(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    answer = client.post(f"{API}/registrations", json=WISH | {"slot": slots[1]})
    assert answer.status_code == 201
    body = answer.json
    assert body["state"] == "confirmed"
    place = {"part": 1, "slot": slots[1], "mode": "online", "state": "confirmed", "position": None}
    assert body["places"] == [place]
    assert body["join"]["url"].startswith("https://meetings.example.org/en/join/")
    again = client.post(f"{API}/registrations", json=WISH | {"slot": slots[1]})
    assert (again.status_code, again.json) == (201, body)
    path = f"{API}/registrations/{body['id']}"
    problem(client.get(path), 401)
    with app.app_context():
        person = db.session.scalars(select(Person)).one()
        keys = app.extensions["outside"].keys
        mine = link_token(give_link("me", f"person:{person.id}", datetime.now(UTC), keys), keys)
        db.session.commit()
    head = {"Authorization": f"Bearer {mine}"}
    assert client.get(path, headers=head).json["person"]["email"] == "ada@example.org"
    switched = client.post(f"{path}/switch", json={"slot": slots[0]}, headers=head)
    assert (switched.json["places"][0]["slot"], switched.json["sequence"]) == (slots[0], 1)
    gone = client.post(f"{path}/cancel", json={}, headers=head)
    assert (gone.json["state"], gone.json["sequence"]) == ("cancelled", 2)
    other = client.post(f"{API}/registrations", json=WISH | {"person": PERSON | {"name": "Bo Example"}}).json
    problem(client.get(f"{API}/registrations/{other['id']}", headers=head), 403)


def test_same_key_gives_the_same_answer(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    head = {"Idempotency-Key": "abc"}
    first = client.post(f"{API}/registrations", json=WISH | {"slot": slots[0]}, headers=head)
    second = client.post(f"{API}/registrations", json=WISH | {"slot": slots[0]}, headers=head)
    assert (first.status_code, second.status_code, second.json) == (201, 200, first.json)
    problem(client.post(f"{API}/registrations", json=WISH, headers=head), 422, "Idempotency-Key")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "person.name"),
        ({"name": "a\r\nBcc: x"}, "person.name"),
        ({"name": 7}, "person.name"),
        ({"email": "nobody"}, "person.email"),
        ({"country": "ke"}, "person.country"),
        ({"country": "Kenya"}, "person.country"),
        ({"zone": "Nowhere/At all"}, "person.zone"),
        ({"category": "king"}, "person.category"),
        ({"language": "de"}, "person.language"),
        ({"shoe": 43}, "person.shoe"),
    ],
)
@pytest.mark.usefixtures("slots")
def test_wrong_person_is_refused_with_the_path(
    client: FlaskClient, change: dict[str, Any], field: str
) -> None:
    problem(client.post(f"{API}/registrations", json=WISH | {"person": PERSON | change}), 422, field)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"{", "application/json"), (b"[]", "application/json"), (b"a=1", "application/x-www-form-urlencoded")],
)
def test_bodies_that_are_no_json_are_problems(client: FlaskClient, body: bytes, kind: str) -> None:
    answer = client.post(f"{API}/registrations", data=body, content_type=kind)
    assert 400 <= answer.status_code < 500
    assert answer.content_type == "application/problem+json"


@pytest.mark.usefixtures("slots")
def test_staff_lists_and_exports_without_formulas(app: Flask, client: FlaskClient) -> None:
    client.post(
        f"{API}/registrations", json=WISH | {"person": PERSON | {"name": "=1+1", "organization": "@cmd"}}
    )
    path = f"{API}/registrations?programme=season&session=topic"
    problem(client.get(path), 401)
    problem(client.get(path, headers=token(app, "reader")), 403)
    head = token(app)
    assert client.get(path, headers=head).json["items"][0]["person"]["name"] == "=1+1"
    table = client.get(path, headers=head | {"Accept": "text/csv"})
    assert table.data.startswith(b"\xef\xbb\xbfid,")
    assert ",'=1+1," in table.text
    assert ",'@cmd," in table.text


@pytest.mark.usefixtures("slots")
def test_table_of_registrations_goes_on_to_the_end(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registrations, "ROWS_AT_ONCE", 2)
    names = [f"Person {number}" for number in range(5)]
    for number, name in enumerate(names):
        given = PERSON | {"name": name, "email": f"person{number}@example.org"}
        assert client.post(f"{API}/registrations", json=WISH | {"person": given}).status_code == 201
    head = token(app) | {"Accept": "text/csv"}
    table = client.get(f"{API}/registrations?programme=season&size=1", headers=head)
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert sorted(row["name"] for row in rows) == names
    assert len({row["id"] for row in rows}) == 5


@pytest.mark.usefixtures("slots")
def test_roles_hold_where_they_are_given(app: Flask, client: FlaskClient) -> None:
    body = {"slug": "b", "title": {"en": "x"}, "stream": "science"}
    path = f"{API}/programmes/season/sessions"
    problem(client.post(path, json=body), 401)
    problem(client.post(path, json=body, headers=token(app, "officer")), 403)
    problem(client.post(path, json=body, headers=token(app, programme="hidden")), 403)
    narrow = token(app, programme="season", stream="science")
    problem(client.post(path, json=body | {"stream": None}, headers=narrow), 403)
    assert client.post(path, json=body, headers=narrow).status_code == 201


def test_unknown_addresses_and_methods_are_problems(client: FlaskClient) -> None:
    problem(client.get(f"{API}/nothing"), 404)
    answer = client.delete(f"{API}/programmes")
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_description_names_every_route(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    spec = client_sqlite.get(f"{API}/openapi.json").json
    assert spec is not None
    assert spec["openapi"].startswith("3.1")
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app_sqlite.url_map.iter_rules()
        if rule.rule.startswith(("/api/v1/", "/api/v2/")) and "openapi" not in rule.rule
    }
    assert set(spec["paths"]) == routes
    page = client_sqlite.get("/api/docs")
    assert page.status_code == 200
    assert "/api/v1/registrations" in page.text


@pytest.mark.usefixtures("slots")
def test_report_and_attendance(app: Flask, client: FlaskClient, slots: list[str]) -> None:
    report = client.get(f"{API}/programmes/season/report").json
    assert report["counts"]["sessions"]["value"] == 1
    assert set(report["streams"]) == {"science"}
    assert client.get(f"{API}/programmes/season/report?by=region").status_code == 200
    problem(client.get(f"{API}/programmes/season/report?by=shoe"), 422, "by")
    problem(client.get(f"{API}/slots/{slots[0]}/attendance"), 401)
    assert client.get(f"{API}/slots/{slots[0]}/attendance", headers=token(app)).json == {
        "items": [],
        "next": None,
    }
