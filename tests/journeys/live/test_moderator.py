"""The hour in two browsers: asked on a telephone, shown and answered by a moderator's link, delayed from the desk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.domain.devices import proof_of
from meetings.services import staff
from tests.conftest import Server
from tests.live import TheHour, make_hour
from tests.panels import make_panelist, panel_cookie, panel_link

QUESTION = {"en": "How much is left?", "ar": "كم بقي من الزئبق؟"}
ANSWER = {"en": "Forty tonnes.", "ar": "أربعون طنا."}


def fill(server: Server) -> tuple[TheHour, str, str, str, str]:
    """Store an hour that is open now; give it, a link for staff, and a moderator's with what proves their device."""
    now = datetime.now(UTC)
    with server.app.app_context():
        hour = make_hour(now.replace(second=0, microsecond=0) + timedelta(minutes=10))
        slot = hour.slot
        keys = server.app.extensions["outside"].keys
        moderator = make_panelist(
            slot.session, "Moderator Example", email="moderator@example.org", role="moderator"
        )
        link, token = panel_link(moderator, slot.session.programme_id, keys)
        proof = proof_of(keys, link.bearer, link.generation, now)
        return hour, staff.invite("organizer@example.org", "organizer", now), token, link.bearer, proof


def check(page: Any, axe: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_question_on_a_telephone_is_answered_and_a_delay_is_read_at_once(
    page: Any, browser: Any, live_server: Server, axe: Any, lang: str
) -> None:
    hour, sign_in, token, bearer, proof = fill(live_server)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/join/{hour.tokens['rosa']}")
    page.locator(f"a[href$='/live/{hour.slot_id}']").click()
    check(page, axe)
    page.locator("#text").fill(QUESTION[lang])
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**done=asked**")
    assert QUESTION[lang] in page.locator("main").inner_text()
    check(page, axe)

    there = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740})
    there.add_cookies([{"name": panel_cookie(bearer), "value": proof, "url": live_server.url}])
    moderator = there.new_page()
    base = f"/{lang}/speak/{token}/live/{hour.slot_id}"
    moderator.goto(base)
    assert QUESTION[lang] in moderator.locator("main").inner_text()
    check(moderator, axe)
    moderator.locator("button[value^='shown:']").click()
    moderator.locator("a[href*='?question=']").click()
    check(moderator, axe)
    moderator.locator("#answer").fill(ANSWER[lang])
    moderator.locator("button[value=written]").click()
    moderator.wait_for_url("**done=1**")
    page.reload()
    assert ANSWER[lang] in page.locator("main").inner_text()

    desk = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}).new_page()
    desk.goto(f"/{lang}/desk/sign-in/{sign_in}")
    desk.locator("main form[method=post] button").first.click()
    desk.wait_for_url("**/desk/**")
    desk.goto(f"/{lang}/desk/season/live/{hour.slot_id}")
    check(desk, axe)
    before = page.locator("[data-status]").inner_text()
    desk.locator("#delay").fill("20")
    desk.locator("button[value=delay]").click()
    desk.wait_for_url("**done=delay**")
    page.wait_for_function(
        "before => document.querySelector('[data-status]').textContent !== before", arg=before, timeout=15000
    )
    assert "20" in page.locator("[data-status]").inner_text()
    desk.goto(f"/{lang}/desk/season/live/{hour.slot_id}/answers")
    check(desk, axe)
    there.close()
    desk.context.close()


def test_desk_looks_again_by_itself_and_keeps_what_is_typed(
    page: Any, browser: Any, live_server: Server
) -> None:
    hour, sign_in, _token, _bearer, _proof = fill(live_server)
    page.goto(f"/en/desk/sign-in/{sign_in}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/en/desk/season/live/{hour.slot_id}")
    page.locator("#note").fill("Half a note")
    phone = browser.new_context(base_url=live_server.url).new_page()
    phone.goto(f"/en/join/{hour.tokens['sam']}/live/{hour.slot_id}")
    phone.locator("#text").fill("Seen without reloading?")
    phone.locator("main form[method=post] button").last.click()
    page.get_by_text("Seen without reloading?").first.wait_for(timeout=15000)
    assert page.locator("#note").input_value() == "Half a note"
    phone.context.close()
