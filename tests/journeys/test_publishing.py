"""From drafts to what is new by keyboard: published at once, announced, moved with a partner named, and told to all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from meetings.extensions import db
from meetings.models import Session, Slot
from meetings.services import staff
from tests.conftest import Server
from tests.factories import make_programme, make_session, make_slot
from tests.journeys.test_keyboard import tab_to


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_publish_announce_move_and_read_what_is_new(
    page: Any, live_server: Server, axe: Any, lang: str
) -> None:
    app, now = live_server.app, datetime.now(UTC)
    with app.app_context():
        programme = make_programme()
        for number in range(3):
            session = make_session(programme, f"topic-{number}", state="draft", partners=["GMP"])
            make_slot(session, now + timedelta(days=20 + number))
        token = staff.invite("organizer@example.org", "organizer", now)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/{lang}/desk/season/publish")
    assert axe(page) == []
    tab_to(page, "button[value=look-all]")
    page.keyboard.press("Enter")
    page.locator("#look").wait_for()
    assert axe(page) == []
    tab_to(page, "button[value=publish]")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=published**")
    page.goto(f"/{lang}/desk/season/session/topic-0/announcement")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("[name=address]").fill("https://gmp.example.org/news")
    page.locator("button[value=add]").click()
    page.wait_for_url("**done=add**")
    slot_id = _move_in_the_browser(page, app, lang)
    page.locator("#announced").wait_for()
    assert "https://gmp.example.org/news" in page.locator("#announced").inner_text()
    page.locator("button[value=move]").click()
    page.wait_for_url("**done=move**")
    page.goto(f"/{lang}/desk/season/publish")
    assert page.locator("[name=told]").count() == 1
    assert axe(page) == []
    with app.app_context():
        assert db.session.get_one(Slot, slot_id).version == 2
    with time_machine.travel(now + timedelta(hours=1)):
        page.goto(f"/{lang}/season/whats-new")
        assert page.locator(".tag.warn").count() == 1
        assert axe(page) == []


def _move_in_the_browser(page: Any, app: Any, lang: str) -> str:
    """Type another hour for the first session and ask what follows."""
    with app.app_context():
        slot = db.session.query(Slot).join(Session).filter(Session.slug == "topic-0").one()
        slot_id = slot.id
        later = (slot.local_start + timedelta(hours=2)).replace(second=0, microsecond=0)
    page.goto(f"/{lang}/desk/slot/{slot_id}")
    page.locator("[name=local_start]").fill(later.isoformat(timespec="minutes"))
    page.locator("button[value=preview-move]").click()
    return str(slot_id)
