"""Feeds, as calendar programs fetch them."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Slot
from meetings.services.slots import cancel, move
from tests.factories import KEYS, make_programme, make_session, make_slot, register, request_for, somebody

PATHS = ("/calendars/season.ics", "/calendars/season/stream/science.ics", "/calendars/season/topic.ics")


@pytest.fixture
def slots(app_sqlite: Flask) -> list[str]:
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    with app_sqlite.app_context():
        programme = make_programme()
        session = make_session(programme, title={"en": "Mercury, trade; and\r\nmore"})
        make_session(programme, "draft", state="draft")
        return [make_slot(session, begin + timedelta(hours=hours)).id for hours in (0, 6)]


def events(client: FlaskClient, path: str) -> list[icalendar.Event]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.data)
    assert calendar["METHOD"] == "PUBLISH"
    return list(calendar.walk("VEVENT"))


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("path", PATHS)
def test_feed_is_the_same_bytes_until_something_changes(
    app_sqlite: Flask, client_sqlite: FlaskClient, path: str, slots: list[str]
) -> None:
    first = client_sqlite.get(path)
    assert client_sqlite.get(path).data == first.data
    again = client_sqlite.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    found = events(client_sqlite, path)
    assert [str(one["UID"]) for one in found] == [f"slot-{slot}@meetings.example.org" for slot in slots]
    assert {int(one["SEQUENCE"]) for one in found} == {1}
    assert str(found[0]["SUMMARY"]) == "Mercury, trade; and more"
    assert b"platform.example.org" not in first.data
    with app_sqlite.app_context():
        slot = db.session.get_one(Slot, slots[0])
        later = Move(local_start=slot.local_start + timedelta(minutes=30))
        move(slots[0], later, 1, datetime.now(UTC), "organizer")
    moved = events(client_sqlite, path)[0]
    assert (str(moved["UID"]), int(moved["SEQUENCE"])) == (str(found[0]["UID"]), 2)
    assert moved["DTSTART"].dt - found[0]["DTSTART"].dt == timedelta(minutes=30)


@pytest.mark.parametrize(("days", "shown"), [(0, ["CANCELLED", "CONFIRMED"]), (91, ["CONFIRMED"])])
def test_cancelled_entry_stays_ninety_days(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str], days: int, shown: list[str]
) -> None:
    with app_sqlite.app_context():
        cancel(slots[0], 1, datetime.now(UTC) - timedelta(days=days), "organizer")
    assert [str(one["STATUS"]) for one in events(client_sqlite, PATHS[0])] == shown


@pytest.mark.usefixtures("slots")
def test_own_calendar_by_the_link_of_the_answer(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        done = register(request_for(somebody()), datetime.now(UTC), app_sqlite.extensions["outside"].keys)
    (event,) = events(client_sqlite, f"/calendars/me/{done.token}.ics")
    assert str(event["UID"]) == f"registration-{done.id}-1@meetings.example.org"
    assert done.token in str(event["URL"])
    assert client_sqlite.get(f"/calendars/me/{done.token[:-1]}.ics").status_code == 404
    assert KEYS.secret == app_sqlite.config["SECRET_KEY"]


@pytest.mark.parametrize(
    "path", ["/calendars/nothing.ics", "/calendars/season/stream/x.ics", "/calendars/season/draft.ics"]
)
@pytest.mark.usefixtures("slots")
def test_what_is_not_public_has_no_feed(client_sqlite: FlaskClient, path: str) -> None:
    assert client_sqlite.get(path).status_code == 404
