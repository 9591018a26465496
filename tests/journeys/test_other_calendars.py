"""Calendars of others by keyboard: subscribed to, read, warned of, narrowed, and let go; in English and in Arabic."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.domain.feeds import Trouble
from meetings.domain.ports import Seen
from meetings.formats.ical_foreign import read_calendar
from meetings.services import feeds
from meetings.services import staff as accounts
from tests.conftest import Server
from tests.factories import make_programme, make_session, make_slot
from tests.formats.test_ical_foreign import calendar
from tests.journeys.test_keyboard import tab_to


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_subscribe_read_and_be_warned(page: Any, live_server: Server, axe: Any, lang: str) -> None:
    app, now = live_server.app, datetime.now(UTC)
    begin = (now + timedelta(days=20)).replace(hour=12, minute=0, second=0, microsecond=0)
    with app.app_context():
        session = make_session(make_programme())
        for weeks in range(20):
            make_slot(session, begin + timedelta(weeks=weeks))
        token = accounts.invite("organizer@example.org", "organizer", now)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/{lang}/desk/calendars")
    assert axe(page) == []
    page.locator("#address").fill("not an address")
    tab_to(page, "button[value=subscribe]")
    page.keyboard.press("Enter")
    page.locator("#error-summary").wait_for()
    assert axe(page) == []
    assert page.locator("#address").input_value() == "not an address"
    page.locator("#address").fill("webcal://others.example/all.ics")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=subscribe**")
    with app.app_context():
        _read(begin, now)
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"/{lang}/desk/season/board")
    page.locator(f"a[href='/{lang}/desk/season/warnings']").click()
    page.wait_for_url("**/season/warnings**")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#w-1").inner_text().count("COP-99") == 1
    page.locator("a[href*='kind=clocks']").click()
    page.wait_for_url("**kind=clocks**")
    assert page.locator("#w-1").count() == 0
    assert axe(page) == []
    page.goto(f"/{lang}/desk/calendars")
    tab_to(page, "button[value=withdraw]")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=withdraw**")
    assert page.locator("button[value=withdraw]").count() == 0


def _read(begin: datetime, now: datetime) -> None:
    """Take in what the feed says: a meeting on the day of the first session, and one that cannot be read."""
    meeting = (
        "UID:one",
        "SUMMARY:COP-99",
        f"DTSTART;VALUE=DATE:{begin:%Y%m%d}",
        "URL:https://others.example/cop-99",
    )
    odd = ("UID:two", "SUMMARY:Too often", f"DTSTART;VALUE=DATE:{begin:%Y%m%d}", "RRULE:FREQ=SECONDLY")
    due = feeds.claim(now + timedelta(minutes=1))
    assert due is not None
    feeds.keep_reading(due, read_calendar(calendar(meeting, odd), now), Seen(), "", now)
    feeds.keep_trouble(due, Trouble.ANSWER, 503, now)
