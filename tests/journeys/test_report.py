"""A report from its numbers to a published copy, by keyboard and without JavaScript."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.extensions import db
from meetings.models import Attendance
from meetings.services import staff
from tests.conftest import Server
from tests.factories import make_party, make_programme, make_session, make_slot, register_somebody
from tests.journeys.acts import press


def store(server: Server) -> str:
    """Store a season with a session held twice, to which people came; give a link to sign in."""
    now = datetime.now(UTC)
    with server.app.app_context():
        make_party()
        session = make_session(make_programme())
        for hours in (30, 24):
            slot = make_slot(session, now - timedelta(hours=hours))
            for number in range(7):
                done = register_somebody(slot.id, now=now - timedelta(days=3), country="KE")
                known = {"country": "KE", "category": "government" if number else "ngo", "language": "en"}
                begin = slot.starts_at + timedelta(minutes=number)
                row = Attendance(slot_id=slot.id, person_id=done.person_id, joined_at=begin, **known)
                row.left_at = begin + timedelta(minutes=50 + number)
                db.session.add(row)
                db.session.commit()
        return staff.invite("organizer@example.org", "organizer", now)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_from_a_number_to_its_rows_and_to_a_published_copy(
    browser: Any, live_server: Server, axe: Any, lang: str
) -> None:
    token = store(live_server)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form[method=post] button").first)
    page.goto(f"/{lang}/desk/season/report")
    assert axe(page) == []
    press(page, page.locator("a[href$='rows/attendances']").first)
    assert page.locator("tbody tr").count() == 14
    assert axe(page) == []
    page.goto(f"/{lang}/desk/season/report/publish")
    assert axe(page) == []
    press(page, page.locator("main button"))
    assert page.url.endswith(f"/{lang}/season/report/1")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_a_published_report_is_read_without_javascript(browser: Any, live_server: Server) -> None:
    token = store(live_server)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/en/desk/sign-in/{token}")
    press(page, page.locator("main form[method=post] button").first)
    page.goto("/en/desk/season/report/publish")
    press(page, page.locator("main button"))
    assert page.locator("#paragraph p").inner_text().startswith("Minamata Online")
    assert page.locator("#seal bdi").inner_text() == page.locator("#seal bdi").inner_text().lower()
    page.goto("/en/season/")
    press(page, page.locator("a[href='/en/season/report']"))
    assert page.locator("dl.figures .big").first.inner_text() == "1"
    context.close()
