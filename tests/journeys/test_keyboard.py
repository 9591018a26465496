"""The way from the calendar to a changed registration by keyboard alone, without scripts, in English and Arabic."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.extensions import db
from meetings.models import Place, Registration
from meetings.services.links import rights_of
from tests.conftest import Server
from tests.factories import make_party, make_programme, make_session, make_slot

MOST_TABS = 150


@pytest.fixture
def keys(browser: Any, live_server: Server) -> Iterator[Any]:
    """Give a page without scripts, to be used with keys only."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until an element has the focus, and see that the focus shows."""
    wanted = page.locator(selector).first
    for _time in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            assert wanted.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
            return
    raise AssertionError(f"no way to {selector} by Tab")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_register_switch_and_cancel_by_keyboard(keys: Any, live_server: Server, lang: str) -> None:
    app = live_server.app
    with app.app_context():
        make_party()
        session = make_session(make_programme())
        begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=3)
        slots = [make_slot(session, begin + timedelta(hours=hours)).id for hours in (0, 6)]
    keys.goto(f"/{lang}/season/")
    keys.keyboard.press("Tab")
    assert keys.locator(".skip").evaluate("one => one === document.activeElement")
    tab_to(keys, ".row h3 a")
    keys.keyboard.press("Enter")
    keys.wait_for_url("**/season/topic/")
    tab_to(keys, "aside a.button")
    keys.keyboard.press("Enter")
    keys.wait_for_url("**/register")
    tab_to(keys, "[name=slot]:checked")
    keys.keyboard.press("ArrowDown")
    tab_to(keys, "[name=name]")
    keys.keyboard.type("Ada Example")
    tab_to(keys, "[name=email]")
    keys.keyboard.type("ada@example.org")
    keys.keyboard.press("Enter")
    keys.locator(".code").wait_for()
    with app.app_context():
        (registration,) = db.session.query(Registration).all()
        first = db.session.query(Place).one().slot_id
        assert first in slots
        outside = app.extensions["outside"]
        rights = rights_of(registration.person_id, registration.id, datetime.now(UTC), outside.keys)
    keys.goto(f"/{lang}/me/{rights.me_token}")
    tab_to(keys, "details:has([name=slot]) > summary")
    keys.keyboard.press("Enter")
    tab_to(keys, "[name=slot]")
    tab_to(keys, "button[value=switch]")
    keys.keyboard.press("Enter")
    keys.wait_for_url("**done=switch**")
    tab_to(keys, "li > details:has([value=cancel]) > summary")
    keys.keyboard.press("Enter")
    tab_to(keys, "button[value=cancel]")
    keys.keyboard.press("Enter")
    keys.wait_for_url("**done=cancel**")
    with app.app_context():
        place = db.session.query(Place).one()
        assert (place.slot_id != first, place.state) == (True, "cancelled")
