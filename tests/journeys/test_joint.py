"""The joint calendar with the seasons and the other conventions' meetings of 2020, without JavaScript, by keyboard."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meetings.domain.joint import without_ours
from meetings.formats.ical_foreign import read_calendar
from meetings.services import foreign
from meetings.services import staff as accounts
from meetings.services.seasons import import_season
from tests.conftest import Server
from tests.factories import KEYS
from tests.formats.test_ical_foreign import DATA
from tests.journeys.test_keyboard import tab_to
from tests.services.test_seasons import season

STORED: str = "Other MEA meetings 2020-2022 (sample of a joint calendar)"


def put_all(server: Server) -> None:
    """Import the seasons of 2020 and 2021, and the other conventions' meetings, which nobody shows yet."""
    now = datetime.now(UTC)
    with server.app.app_context():
        for year in (2020, 2021):
            import_season(season(year), now, KEYS)
        read = read_calendar(Path(DATA / "other_meas.ics").read_bytes(), now)
        read = without_ours(read, server.app.extensions["outside"].ours)
        foreign.import_calendar(read, "others", now, "test")


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_organizer_shows_a_calendar_and_a_reader_finds_all_meetings_on_one_page(
    browser: Any, live_server: Server, page: Any, axe: Any, lang: str
) -> None:
    put_all(live_server)
    with live_server.app.app_context():
        token = accounts.invite("organizer@example.org", "organizer", datetime.now(UTC))
    size = {"width": 360, "height": 740}
    page.set_viewport_size(size)
    page.goto(f"/{lang}/calendars?from=2020-10")
    before = page.locator("li.row").count()
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/{lang}/desk/calendars")
    assert axe(page) == []
    tab_to(page, "button[value=show]")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=show**")
    assert page.locator("button[value=hide]").count() == 1
    assert axe(page) == []
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=size)
    plain = context.new_page()
    plain.goto(f"/{lang}/minamata-online-2020/")
    plain.locator(f"main a[href='/{lang}/calendars']").click()
    plain.goto(f"/{lang}/calendars?from=2020-10")
    after = plain.locator("li.row").count()
    assert after > before
    assert plain.locator("li.row bdi", has_text=STORED).count() == after - before
    plain.locator("nav .streams a").last.click()
    assert plain.locator("li.row").count() == after - before
    plain.locator("a[rel=next]").click()
    assert "from=2021-01&origin=other-mea" in plain.url
    context.close()
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look)
        page.goto(f"/{lang}/calendars?from=2020-10")
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
