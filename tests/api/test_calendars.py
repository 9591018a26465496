"""Calendars of others and the joint calendar by the API: as much as the pages can, with their refusals."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from meetings.extensions import db
from meetings.models import ForeignCalendar, ForeignMeeting
from tests.api.test_api import API, BEGIN, problem, token
from tests.factories import make_programme, make_session, make_slot
from tests.formats.test_ical_foreign import calendar

FEED = "https://others.example/all.ics"
SOON = datetime.now(UTC) + timedelta(days=10)
EVENTS = tuple(
    (f"UID:{name}@x", f"SUMMARY:{name}", f"DTSTART;VALUE=DATE:{SOON + timedelta(days=days):%Y%m%d}")
    for days, name in enumerate(("One", "Two", "Three"))
)


def bring(client: FlaskClient, head: dict[str, str], raw: bytes, **more: str) -> Any:
    data = {"file": (io.BytesIO(raw), "Basel\u202e.ics"), **more}
    return client.post(f"{API}/calendars/import", data=data, headers=head)


def test_feed_is_subscribed_to_shown_read_and_let_go(app: Flask, client: FlaskClient) -> None:
    head = token(app)
    made = client.post(f"{API}/calendars", json={"address": FEED, "name": "Basel"}, headers=head)
    assert made.status_code == 201
    one, where = made.json, f"{API}/calendars/{made.json['id']}"
    assert (one["name"], one["address"], one["is_public"], one["meetings"]) == ("Basel", FEED, False, 0)
    assert client.get(f"{API}/calendars", headers=head).json == {"items": [one], "next": None}
    tag = made.headers["ETag"]
    problem(client.patch(where, json={"is_public": True}, headers=head), 428)
    shown = client.patch(where, json={"is_public": True}, headers=head | {"If-Match": tag})
    assert (shown.status_code, shown.json["is_public"]) == (200, True)
    stale = client.patch(where, json={"is_public": False}, headers=head | {"If-Match": tag})
    assert problem(stale, 412)["stored"]["is_public"] is True
    assert client.post(f"{where}/read", json={}, headers=head).status_code == 200
    assert [client.delete(where, headers=head).status_code for _time in range(2)] == [204, 204]
    problem(client.get(where, headers=head), 404)
    problem(client.post(f"{where}/read", json={}, headers=head), 404)
    with app.app_context():
        assert db.session.get_one(ForeignCalendar, int(one["id"])).ended_at is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "others.example"}, "address"),
        ({"address": "x" * 100_001}, "address"),
        ({"address": [FEED]}, "address"),
        ({"address": FEED, "name": "x" * 101}, "name"),
        ({"address": FEED, "is_public": "perhaps"}, "is_public"),
        ({"address": FEED, "other": 1}, "other"),
        ({}, "address"),
    ],
)
def test_wrong_feed_is_refused_with_its_field(
    app: Flask, client: FlaskClient, body: dict[str, object], field: str
) -> None:
    problem(client.post(f"{API}/calendars", json=body, headers=token(app)), 422, field)


@pytest.mark.parametrize("name", ["x", "0", "-1", "9" * 30, "２", "1.5"])
def test_odd_names_are_not_there(app: Flask, client: FlaskClient, name: str) -> None:
    problem(client.get(f"{API}/calendars/{name}", headers=token(app)), 404)
    problem(client.delete(f"{API}/calendars/{name}", headers=token(app)), 404)


def test_file_is_imported_and_a_wrong_one_refused(app: Flask, client: FlaskClient) -> None:
    head = token(app)
    done = bring(client, head, calendar(*EVENTS), is_public="true")
    assert (done.status_code, done.json["name"], done.json["meetings"]) == (201, "Basel", 3)
    assert (done.json["is_public"], done.json["counts"]["new"]) == (True, 3)
    problem(bring(client, head, b"<html>"), 422, "file")
    problem(client.post(f"{API}/calendars/import", headers=head), 422, "file")


def test_joint_calendar_is_everybodys_page_by_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_slot(make_session(make_programme()), BEGIN)
    bring(client, token(app), calendar(*EVENTS), is_public="true")
    every = client.get(f"{API}/joint-calendar").json["items"]
    assert [one["title"] for one in every] == ["Session topic", "One", "Two", "Three"]
    ours, other = every[0], every[1]
    assert (ours["address"], ours["origins"][0]["is_ours"]) == (
        f"{app.config['BASE_URL']}/en/season/topic/",
        True,
    )
    assert other["origins"] == [{"name": "Basel", "key": "basel", "via": None, "is_ours": False}]
    assert (other["uid"], other["starts_at"], other["state"]) == ("One@x", None, "confirmed")
    found, after = [], ""
    while after is not None:
        page = client.get(f"{API}/joint-calendar?size=3&after={after}").json
        assert "items" in page, page
        found, after = found + page["items"], page["next"]
    assert found == every
    narrowed = client.get(f"{API}/joint-calendar?origin=basel&from={SOON + timedelta(days=1):%Y-%m-%d}").json
    assert [one["title"] for one in narrowed["items"]] == ["Two", "Three"]


@pytest.mark.parametrize("gone", ["One", "Two"])
def test_joint_calendar_goes_on_where_the_meeting_that_a_cursor_stands_on_has_gone(
    app: Flask, client: FlaskClient, gone: str
) -> None:
    bring(client, token(app), calendar(*EVENTS), is_public="true")
    size = ("One", "Two").index(gone) + 1
    page = client.get(f"{API}/joint-calendar?size={size}").json
    assert page["items"][-1]["title"] == gone
    with app.app_context():
        db.session.execute(
            update(ForeignMeeting).where(ForeignMeeting.title == gone).values(withdrawn_at=SOON)
        )
        db.session.commit()
    rest = client.get(f"{API}/joint-calendar?after={page['next']}").json
    assert [one["title"] for one in rest["items"]] == ["Two", "Three"][size - 1 :]


def test_joint_calendar_tells_each_of_many_long_names_apart(app: Flask, client: FlaskClient) -> None:
    day = f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}"
    names = [f"{chr(0x20000) * 250}{number}" for number in range(4)]
    bring(
        client,
        token(app),
        calendar(*((f"UID:{one[-1]}@x", f"SUMMARY:{one}", day) for one in names)),
        is_public="true",
    )
    found, after = [], ""
    while after is not None:
        page = client.get(f"{API}/joint-calendar?size=1&after={after}").json
        found, after = found + [one["uid"] for one in page["items"]], page["next"]
    assert sorted(found) == ["0@x", "1@x", "2@x", "3@x"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=x", "from"),
        ("from=0001-01-01", "from"),
        ("from=9999-12-31", "from"),
        ("from=2026-01-01&to=2025-01-01", "to"),
        ("from=2026-01-01&to=2036-01-01", "to"),
        ("after=x", "after"),
        ("after=aaaaaaaaaaaaaaaaaaaaaaaaaa", "after"),
        ("size=0", "size"),
    ],
)
def test_odd_questions_are_refused(client: FlaskClient, query: str, field: str) -> None:
    problem(client.get(f"{API}/joint-calendar?{query}"), 422, field)


def test_cursor_of_another_list_is_refused(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for name in ("one", "two"):
            make_programme(name)
    after = client.get(f"{API}/programmes?size=1").json["next"]
    problem(client.get(f"{API}/joint-calendar?after={after}"), 422, "after")
