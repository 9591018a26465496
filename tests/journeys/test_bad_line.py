"""A season joined over a bad line: 64 kbit/s and 800 ms, by keyboard alone, without scripts."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
import pytz

from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models import Attendance, Person, Place, Registration
from tests.conftest import Server
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.journeys.test_keyboard import tab_to
from tests.mail.test_outbox import World, parts

BYTES_A_SECOND = 64_000 / 8
LATENCY_MS = 800
READABLE_SECONDS = 6
REGISTERED_SECONDS = 30
STREAM = 4
REQUESTS = 2
ROW = "section.group:first-of-type .rows > li:nth-child"
ENTER = "main form button[value=enter], main form button:not([value]):not([type]):has-text('Join now')"


class Line:
    """A page behind a bad line, and what each request brought over it, in bytes."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )
        self.sent: list[float] = []  # what came over the wire; the rest is in the browser's own cache
        wire.on("Network.loadingFinished", self._note)

    def _note(self, told: Any) -> None:
        if told["encodedDataLength"]:
            self.sent.append(told["encodedDataLength"])

    def open(self, path: str) -> float:
        """Open a page; give the seconds until it can be read."""
        begun = monotonic()
        self.page.goto(path, wait_until="load")
        return monotonic() - begun

    def press(self, selector: str) -> None:
        """Go to a control by Tab, press Enter, and wait for the page that answers."""
        tab_to(self.page, selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, selector: str) -> None:
        """Go to a summary by Tab and unfold it."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Enter")

    def type(self, selector: str, text: str) -> None:
        """Go to a field by Tab and type."""
        tab_to(self.page, selector)
        self.page.keyboard.type(text)


@pytest.fixture
def line(browser: Any, live_server: Server) -> Iterator[Line]:
    """Give a bad line to a browser without scripts."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield Line(context)
    context.close()


def morning_zone() -> str:
    """Give a zone where it is morning, so that both times of one day are waking hours there."""
    now = datetime.now(UTC)
    return next(zone for zone in pytz.common_timezones if 9 <= to_local(now, zone).hour < 12)


def make_stream(server: Server) -> None:
    """Store a stream of four sessions held twice, the first of which is about to begin."""
    with server.app.app_context():
        make_party()
        zone = morning_zone()
        programme = make_programme(zone=zone)
        begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=8)
        for number in range(STREAM):
            session = make_session(programme, f"topic-{number}")
            for hours in (0, 6):
                make_slot(
                    session,
                    begin + timedelta(days=7 * number, hours=hours),
                    zone=zone,
                    platform_address=f"{server.url}/healthz",
                )


def mailed(server: Server) -> str:
    """Give the address of my registrations, as the one mail says it."""
    with server.app.app_context():
        (mail,) = World(server.app).tick(datetime.now(UTC))
    found = re.search(r"/en/me/[\w-]+", parts(mail)[0])
    assert found is not None
    return found[0]


def test_season_over_a_bad_line(line: Line, live_server: Server) -> None:
    make_stream(live_server)
    page = line.page
    assert line.open("/en/season/") < READABLE_SECONDS
    assert page.get_by_text("Session topic-3").first.is_visible()

    line.sent.clear()
    begun = monotonic()
    line.open("/en/season/register?stream=science")
    assert page.locator("#stream-science").is_checked()
    line.type("[name=name]", "Afi Example")
    line.type("[name=email]", "afi@example.org")
    line.press("main form button[type=submit]")
    code = page.locator(".code").inner_text()
    assert monotonic() - begun < REGISTERED_SECONDS
    assert len(line.sent) == REQUESTS
    with live_server.app.app_context():
        assert db.session.query(Registration).count() == STREAM

    me = mailed(live_server)
    line.open(me)
    line.unfold(f"{ROW}(2) details:has([name=slot]) > summary")
    tab_to(page, f"{ROW}(2) [name=slot]")
    line.press(f"{ROW}(2) button[value=switch]")
    with live_server.app.app_context():
        assert db.session.query(Registration).filter(Registration.sequence == 1).count() == 1

    line.open("/en/join")
    line.type("[name=code]", code.replace("-", " ").upper())
    line.press("main form button[type=submit], main form button:not([type])")
    assert "Afi Example" in page.locator("main").inner_text()
    line.press(ENTER)
    assert page.url.endswith("/healthz")
    with live_server.app.app_context():
        (attendance,) = db.session.query(Attendance).all()
        assert attendance.source == "door"

    line.open(me)
    line.unfold(f"{ROW}(3) > details:has([value=cancel]) > summary")
    line.press(f"{ROW}(3) button[value=cancel]")
    with live_server.app.app_context():
        assert db.session.query(Registration).filter(Registration.ended_at.is_not(None)).count() == 1

    line.unfold("details:has([name=erase]) > summary")
    tab_to(page, "[name=sure]")
    page.keyboard.press("Space")
    line.press("[name=erase]")
    with live_server.app.app_context():
        person = db.session.query(Person).one()
        assert (person.name, person.erased_at is not None) == ("", True)
        assert db.session.query(Attendance).count() == 1
        assert {one.state for one in db.session.query(Place)} == {"cancelled"}
