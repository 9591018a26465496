"""The time planner in a browser, by keyboard: asked, another quarter-hour chosen by arrows, held against the best."""

from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.extensions import db
from meetings.models import Party
from meetings.services import staff
from tests.conftest import Server
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody
from tests.gates.test_looks import CUT, UNSEEN
from tests.journeys.acts import press
from tests.journeys.test_keyboard import tab_to

PEOPLE = (
    ("KE", "Africa/Nairobi", "africa"),
    ("PE", "America/Lima", "grulac"),
    ("JP", "Asia/Tokyo", "asia-pacific"),
    ("NP", "Asia/Kathmandu", "asia-pacific"),
    ("WS", "Pacific/Apia", "asia-pacific"),
    ("CH", "Europe/Zurich", "weog"),
)


def store_season(server: Server) -> str:
    """Store people of six zones, and give the right to sign in."""
    now = datetime.now(UTC)
    with server.app.app_context():
        names = {"en": "A State", "ar": "دولة"}
        for code, zone, group in PEOPLE:
            db.session.add(
                Party(code=code, kind="state", names=names, zone=zone, regional_group=group, updated_at=NOW)
            )
        db.session.commit()
        slot = make_slot(make_session(make_programme()))
        for code, zone, _group in PEOPLE:
            register_somebody(slot.id, country=code, zone=zone)
        return str(staff.invite("organizer@example.org", "organizer", now))


@pytest.mark.parametrize(("lang", "back"), [("en", "ArrowLeft"), ("ar", "ArrowRight")])
def test_times_are_chosen_by_keyboard(page: Any, live_server: Server, axe: Any, lang: str, back: str) -> None:
    token = store_season(live_server)
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form[method=post] button").first)
    page.goto(f"/{lang}/desk/season/")
    tab_to(page, "a[href$='/planner']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/season/planner")
    page.locator("#date").fill("2027-10-31")  # the clocks of Europe change
    tab_to(page, "#ask button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".c-press").count() == 100
    assert page.locator(".c-chosen").count() == 2
    tab_to(page, "#curve")
    for _time in range(2):
        first = page.locator(".c-chosen").first.get_attribute("d")
        with page.expect_navigation():
            page.keyboard.press(back)
        assert page.evaluate("document.activeElement.id") == "curve"
        assert page.locator(".c-chosen").first.get_attribute("d") != first
    tab_to(page, "[data-step=later]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#difference").count() == 1
    with page.expect_navigation():
        page.locator(".c-press").nth(60).click()
    assert page.locator(".pick .mine").count() == 1
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        assert (axe(page), page.evaluate(CUT)) == ([], [])
    assert page.evaluate(UNSEEN) == []
    page.goto(f"/{lang}/desk/season/planner?minutes=0&busy=nonsense")
    assert page.locator("#error-summary a").count() == 2
    assert axe(page) == []


def test_times_are_chosen_without_scripts(browser: Any, live_server: Server) -> None:
    token = store_season(live_server)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/en/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto("/en/desk/season/planner?date=2027-11-16")
    page.locator("[data-step=earlier]").click()
    page.wait_for_url("**at=**")
    assert page.locator("#difference").count() == 1
    context.close()
