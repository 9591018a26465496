"""Two instances of this system that read each other's joint calendars, over real connections: no loop, no doubles."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import func, select
from werkzeug.serving import make_server

from meetings.extensions import db
from meetings.jobs import tick_feeds
from meetings.models import ForeignMeeting
from meetings.queries.foreign import calendars
from meetings.services import feeds
from tests.adapters.test_feeds import says, serving
from tests.conftest import Quiet, make_app
from tests.factories import make_programme, make_session, make_slot
from tests.formats.test_ical_foreign import calendar

TURNS = 3
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
BEGIN = (NOW + timedelta(days=10)).replace(hour=12)
EVENTS = tuple(
    (
        f"UID:{name}@cbd.example",
        f"SUMMARY:{name}",
        f"DTSTART;VALUE=DATE:{BEGIN + timedelta(days=days):%Y%m%d}",
    )
    for name, days in (("SBSTTA", 3), ("COP-99", 5))
)
SERIES = (
    "UID:weekly@cbd.example",
    "SUMMARY:Weekly",
    f"DTSTART:{BEGIN:%Y%m%dT%H%M%SZ}",
    "RRULE:FREQ=WEEKLY;COUNT=3",
)


@contextmanager
def instance(store: str, folder: Path, host: str, name: str) -> Iterator[Flask]:
    """Serve an instance under a name of this machine, with a session that is held twice."""
    folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = make_app(
        store, folder, BASE_URL=f"http://{host}:{port}", SITE_NAME=name, FEED_NETWORKS="127.0.0.0/8,::1"
    )
    with app.app_context():
        session = make_session(make_programme(), title={"en": f"Monitoring of {name}"})
        for more in (0, 6):
            make_slot(session, BEGIN + timedelta(hours=more))
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def pair(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    """Give two instances with stores of their own, each with the other's joint calendar."""
    with ExitStack() as stack:
        apps = []
        for host, name in (("127.0.0.1", "Site A"), ("localhost", "Site B")):
            path = tmp_path / f"{host}.sqlite"
            shutil.copyfile(sqlite_template, path)
            kept = instance(f"sqlite:///{path}", tmp_path / host, host, name)
            apps.append(stack.enter_context(kept))
        for mine, other in (apps, apps[::-1]):
            subscribe(mine, f"{other.config['BASE_URL']}/calendars.ics")
        yield apps[0], apps[1]


def subscribe(app: Flask, address: str, name: str = "") -> None:
    with app.app_context():
        feeds.subscribe(address, name, NOW, "test", is_public=True)


def turn(number: int, *apps: Flask) -> None:
    for app in apps:
        with app.app_context():
            tick_feeds(app, NOW + timedelta(hours=3 * number))
            assert [one.problem for one in calendars()] == [{}] * len(calendars())


def told(app: Flask) -> list[tuple[str, str]]:
    """Give the meetings of a feed: titles with what is said of their origin, in order."""
    events = Calendar.from_ical(app.test_client().get("/calendars.ics").data).walk("VEVENT")
    return sorted((str(one["SUMMARY"]), str(one["DESCRIPTION"]).split("\n")[0]) for one in events)


def stored(app: Flask) -> int:
    with app.app_context():
        query = select(func.count(ForeignMeeting.id)).where(ForeignMeeting.withdrawn_at.is_(None))
        return db.session.scalars(query).one()


def held_twice(origin: str) -> list[tuple[str, str]]:
    return [(f"Monitoring of {origin}", f"Origin: {origin}")] * 2


def test_each_shows_each_meeting_once_and_counts_stay(pair: tuple[Flask, Flask]) -> None:
    one, two = pair
    for number in range(TURNS):
        turn(number, one, two)
        assert told(one) == held_twice("Site A") + held_twice("Site B"), number
        assert (told(two), stored(one), stored(two)) == (told(one), 2, 2), number
    with one.app_context():
        (row,) = calendars()
        assert (row.name, row.counts["ours"], row.is_public) == ("Joint calendar: Site B", 2, True)
    page = one.test_client().get("/en/calendars").text
    assert page.count("Monitoring of Site B") == 1
    assert page.count("Monitoring of Site A") == 1


def test_what_others_tell_keeps_its_origin_and_ends_with_it(pair: tuple[Flask, Flask]) -> None:
    """Two has the calendar of a convention, which one knows by way of two; given up there, it is gone from both."""
    one, two = pair
    answers = {"now": calendar(*EVENTS, SERIES)}
    with serving(lambda line, head: says(body=answers["now"])(line, head)) as server:
        subscribe(two, server.address, "CBD")
        for number in range(TURNS):
            turn(number, two, one)
            titles = ["COP-99", "SBSTTA", *["Weekly"] * 3]
            assert [each for each in told(two) if "CBD" in each[1]] == [
                (each, "Origin: CBD") for each in titles
            ]
            via = "Origin: CBD (by way of Joint calendar: Site B)"
            assert [each for each in told(one) if "CBD" in each[1]] == [(each, via) for each in titles]
            assert (stored(one), stored(two)) == (7, 7)
        answers["now"] = calendar(EVENTS[0])
        for number in range(TURNS, 2 * TURNS):
            turn(number, two, one)
        assert [each[0] for each in told(one) if "CBD" in each[1]] == ["SBSTTA"]
        assert [each[0] for each in told(two) if "CBD" in each[1]] == ["SBSTTA"]
        assert (stored(one), stored(two)) == (3, 3)


def test_same_meetings_by_both_feeds_are_shown_once(pair: tuple[Flask, Flask]) -> None:
    """Each also has what the other tells the portal InforMEA: the same meetings, under other names."""
    one, two = pair
    for mine, other in ((one, two), (two, one)):
        subscribe(mine, f"{other.config['BASE_URL']}/informea.svc", "Also told")
    for number in range(TURNS):
        turn(number, one, two)
        assert (stored(one), stored(two)) == (4, 4), number
        theirs = [("Monitoring of Site B", "Origin: Site B, Also told")] * 2
        assert told(one) == held_twice("Site A") + theirs, number
        mine = [("Monitoring of Site A", "Origin: Site A, Also told")] * 2
        assert told(two) == mine + held_twice("Site B"), number


def record(other: Flask, number: int) -> dict[str, object]:
    return {
        "id": f"held-{number}",
        "title": {"en": f"Copied {number}"},
        "url": f"{other.config['BASE_URL']}/en/season/topic/",
        "start": f"/Date({int(BEGIN.timestamp() * 1000)})/",
    }


def test_our_own_that_come_back_by_a_feed_of_others_are_not_taken_in(pair: tuple[Flask, Flask]) -> None:
    one, two = pair
    body = json.dumps({"d": {"results": [record(one, 1), record(two, 2)]}}).encode()
    with serving(says(body=body, Content_Type="application/json")) as server:
        subscribe(one, f"http://localhost:{server.port}/informea.svc", "A copier")
        turn(0, two, one)
    assert stored(one) == 3
    with one.app_context():
        assert {row.name: row.counts["ours"] for row in calendars()}["A copier"] == 1
    assert "Copied 1" not in one.test_client().get("/en/calendars").text
