"""One participant from the calendar to the door, with scripts and without; and what a first visit weighs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Server
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.gates.site import make_site
from tests.journeys.acts import press

MOST_BYTES = 15_000
WALL = re.compile(r"\d{2}:\d{2}")


@pytest.fixture(params=["scripts", "no scripts"])
def visitor(request: pytest.FixtureRequest, browser: Any, live_server: Server) -> Iterator[Any]:
    """Give a page, with scripts and without; what leads elsewhere is answered here, by a line of text."""
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=request.param == "scripts",
        timezone_id="Africa/Nairobi",
    )
    context.route("**/*", lambda route: _lead(route, live_server.url))
    yield context.new_page()
    context.close()


def _lead(route: Any, home: str) -> None:
    if route.request.url.startswith(home):
        route.continue_()
    else:
        route.fulfill(body="the platform", content_type="text/plain")


def make_soon(server: Server) -> None:
    """Store a session held twice, whose first time is about to begin."""
    with server.app.app_context():
        make_party()
        session = make_session(make_programme())
        begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=5)
        for hours in (0, 6):
            make_slot(session, begin + timedelta(hours=hours))


def test_participant_registers_and_enters(visitor: Any, live_server: Server) -> None:
    make_soon(live_server)
    visitor.goto(
        "/en/season/", wait_until="networkidle"
    )  # scripts may load it once more, in the reader's zone
    press(visitor, visitor.get_by_role("link", name="Session topic").first)
    visitor.goto(visitor.url.rstrip("/") + "/register")
    press(visitor, visitor.locator("main form button[type=submit]").last)
    assert visitor.locator("#error-summary").is_visible()
    visitor.locator("[name=name]").fill("Ada Example")
    visitor.locator("[name=email]").fill("ada@example.org")
    visitor.locator("[name=slot]").first.check()
    press(visitor, visitor.locator("main form button[type=submit]").last)
    code = visitor.locator(".code").inner_text()
    assert code.strip()
    visitor.goto("/en/join")
    visitor.locator("[name=code]").fill(code.lower())
    press(visitor, visitor.locator("main form button").last)
    assert WALL.search(visitor.locator("main").inner_text())
    visitor.get_by_role("button", name="Join now").click()  # leads to a place that no test reaches
    visitor.wait_for_url("https://platform.example.org/room")


def test_language_and_zone_stay(visitor: Any, live_server: Server) -> None:
    make_soon(live_server)
    visitor.goto("/en/season/?zone=Pacific/Apia", wait_until="networkidle")
    press(visitor, visitor.locator(".langs a[lang=ru]"))
    assert visitor.locator("html").get_attribute("lang") == "ru"
    visitor.goto("/fr/zone")
    visitor.locator("[name=zone]").select_option("Asia/Kathmandu")
    press(visitor, visitor.locator("main form button").last)
    visitor.goto("/fr/season/topic/")
    assert "UTC+5:45" in visitor.locator(".zone").inner_text()


# A reader in another zone than the programme's loads the page once more, with their own times.
@pytest.mark.parametrize(("zone", "requests"), [("Europe/Zurich", 3), ("Africa/Nairobi", 4)])
@pytest.mark.parametrize("path", ["season/", "season/topic/", "season/topic/register", "join"])
def test_first_visit_is_light(browser: Any, live_server: Server, path: str, zone: str, requests: int) -> None:
    make_site(live_server.app, rows=13)
    context = browser.new_context(base_url=live_server.url, timezone_id=zone)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(f"/en/{path}", wait_until="networkidle")
    context.close()
    sent = [size for size in sizes if size]  # the rest came from the browser's own cache
    assert len(sent) <= requests
    assert sum(sent) <= MOST_BYTES
