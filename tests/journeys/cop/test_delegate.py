"""A delegate on a telephone: tests their connection, enters from their page and by code, and is told when it closes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from meetings.extensions import db
from meetings.models import Attendance, ConnectionTest, Session
from meetings.services.cop.connection_tests import NewTimes, offer_times
from meetings.services.cop.entering import delegate_links
from tests.conftest import Server
from tests.cop import make_conference, make_delegation, make_meeting, make_nominee, make_state, segments_of
from tests.factories import make_slot
from tests.gates.test_looks import AXE, CUT
from tests.journeys.acts import press

FLOOR = "https://platform.example.org/room"


@dataclass
class World:
    """The links of somebody whose State is no Party yet, and the meeting that is open."""

    me: str
    code: str


@pytest.fixture
def world(live_server: Server) -> World:
    """Store a conference with a meeting that is open to all, and times for tests."""
    now = datetime.now(UTC)
    with live_server.app.app_context():
        programme = make_conference()
        first = segments_of(programme)[0]
        begin = now.replace(second=0, microsecond=0) + timedelta(minutes=5)
        make_slot(make_meeting(first, "group", title={"en": "Contact group", "ar": "فريق الاتصال"}), begin)
        state = make_state("ZW", "Zimbabwe", since=None, names={"en": "Zimbabwe", "ar": "زمبابوي"})
        delegation = make_delegation(programme, state)
        one = make_nominee(delegation, first, name="Tariro Invented", state="accredited", rights="speaker")
        keys = live_server.app.extensions["outside"].keys
        found = delegate_links([one.id], now, keys)
        new = NewTimes(datetime(2026, 12, 1, 10, 0), "15", "1", count="2")
        offer_times("cop", "1", new, now, "user:1")
        return World(found[one.id, "me"].text, found[one.id, "join"].code)


@pytest.fixture(params=["scripts", "no scripts"])
def telephone(request: pytest.FixtureRequest, browser: Any, live_server: Server) -> Iterator[Any]:
    """Give a page of 360 pixels, with scripts and without; what leads elsewhere is answered here."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        java_script_enabled=request.param == "scripts",
        timezone_id="Africa/Harare",
        bypass_csp=True,
    )
    context.route("**/*", lambda route: _lead(route, live_server.url))
    yield context.new_page()
    context.close()


def _lead(route: Any, home: str) -> None:
    if route.request.url.startswith(home):
        route.continue_()
    else:
        route.fulfill(body="the platform", content_type="text/plain")


def count(server: Server, table: Any) -> int:
    with server.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_delegate_tests_enters_and_is_told_when_it_closes(
    telephone: Any, live_server: Server, world: World, lang: str
) -> None:
    page = telephone
    page.goto(f"/{lang}/me/{world.me}", wait_until="networkidle")
    assert "Tariro Invented" in page.locator("main").inner_text()
    press(page, page.locator("button[value=book]"))
    assert page.locator("#done").is_visible()
    assert count(live_server, ConnectionTest) == 1
    press(page, page.locator("a.button[href*='/join/']").first)
    assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
    page.locator("button[value=enter]").click()
    page.wait_for_url(FLOOR)
    assert count(live_server, Attendance) == 1
    page.goto(f"/{lang}/join")
    page.locator("[name=code]").fill(world.code.replace("-", " "))
    press(page, page.locator("main form button").last)
    assert page.locator("button[value=enter]").is_visible()
    with live_server.app.app_context():  # closed to observers while the page is open
        db.session.execute(update(Session).values(audience="parties"))
        db.session.commit()
    press(page, page.locator("button[value=enter]"))
    assert page.locator(".note.bad").is_visible()
    assert page.locator("button[value=enter]").count() == 0
    assert count(live_server, Attendance) == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_of_a_delegate_have_no_violation_and_no_cut_text(
    browser: Any, live_server: Server, world: World, npm: Path, lang: str
) -> None:
    axe = (npm / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    context = browser.new_context(base_url=live_server.url, bypass_csp=True)
    page, wrong = context.new_page(), {}
    for width, height in ((360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for name in (f"/{lang}/me/{world.me}", "the entrance"):
            if name == "the entrance":
                press(page, page.locator("a.button[href*='/join/']").first)
            else:
                page.goto(name, wait_until="networkidle")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.evaluate(axe)
                found = [*page.evaluate(AXE, []), *page.evaluate(CUT)]
                if found:
                    wrong[name, width, scheme] = found
    context.close()
    assert wrong == {}
