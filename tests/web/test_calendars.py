"""Feeds, as calendar programs fetch them."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from meetings.domain.errors import Refused
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Audit, Programme, Session, Slot
from meetings.services.programmes import change_session
from meetings.services.slots import cancel, edit, move, revive
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


def test_ninety_days_are_counted_from_the_cancelling(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    now = datetime.now(UTC)
    with app_sqlite.app_context():
        cancel(slots[0], 1, now - timedelta(days=91), "organizer")
        edit(slots[0], {"doors_minutes": 20}, 2, now, "organizer")
        session = db.session.scalars(select(Session).where(Session.slug == "topic")).one()
        over = make_slot(session, now - timedelta(days=200), updated_at=now - timedelta(days=199)).id
    shown = [str(one["UID"]).partition("@")[0] for one in events(client_sqlite, PATHS[0])]
    assert shown == [f"slot-{over}", f"slot-{slots[1]}"]
    with app_sqlite.app_context():
        change_session("season", "topic", {"state": "cancelled"}, 1, now, "organizer")
    found = {str(one["UID"]).partition("@")[0]: str(one["STATUS"]) for one in events(client_sqlite, PATHS[0])}
    assert found == {f"slot-{over}": "CANCELLED", f"slot-{slots[1]}": "CANCELLED"}
    with app_sqlite.app_context():
        db.session.execute(update(Audit).values(at=now - timedelta(days=90)))
        db.session.commit()
        change_session("season", "topic", {"abstract": {"en": "Why"}}, 2, now, "organizer")
    assert f"slot-{over}" not in {
        str(one["UID"]).partition("@")[0] for one in events(client_sqlite, PATHS[0])
    }


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


ACTS = ("move", "cancel", "revive", "session off", "session on", "add", "wait")
number = count(1)


def act(slug: str, what: str, which: int, now: datetime) -> None:
    """Do what may be done to a season's only session or one of its times; what may not is refused."""
    session = db.session.scalars(select(Session).join(Session.programme).where(Programme.slug == slug)).one()
    slots = sorted(session.slots, key=lambda slot: slot.starts_at)
    slot = slots[which % len(slots)]
    later = Move(local_start=slot.local_start + timedelta(minutes=30))
    with suppress(Refused):
        match what:
            case "move":
                move(slot.id, later, slot.revision, now, "organizer")
            case "cancel":
                cancel(slot.id, slot.revision, now, "organizer")
            case "revive":
                revive(slot.id, slot.revision, now, "organizer")
            case "session off":
                change_session(slug, "topic", {"state": "cancelled"}, session.revision, now, "organizer")
            case "session on":
                change_session(slug, "topic", {"state": "published"}, session.revision, now, "organizer")
            case "add":
                make_slot(session, now + timedelta(days=1 + len(slots)))
    db.session.rollback()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3)), min_size=2, max_size=9))
def test_sequence_never_falls_and_rises_with_what_an_entry_reads(
    app_sqlite: Flask, client_sqlite: FlaskClient, acts: list[tuple[str, int]]
) -> None:
    slug, now = f"season-{next(number)}", datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with app_sqlite.app_context():
        session = make_session(make_programme(slug))
        for hours in (2, 50):
            make_slot(session, now + timedelta(hours=hours))
    read: dict[str, tuple[int, tuple[object, ...]]] = {}
    for what, which in [("look", 0), *acts]:
        now += timedelta(days=1) if what == "wait" else timedelta(minutes=1)
        with app_sqlite.app_context():
            act(slug, what, which, now)
            versions = dict(db.session.execute(select(Slot.id, Slot.version)).all())
        for event in events(client_sqlite, f"/calendars/{slug}.ics"):
            uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
            reads = (str(event["STATUS"]), event["DTSTART"].dt, event["DTEND"].dt)
            before, read_before = read.get(uid, (0, ()))
            assert sequence >= before + (reads != read_before)
            assert sequence == versions[uid.removeprefix("slot-").partition("@")[0]]
            read[uid] = (sequence, reads)
