"""An interpreter from the link to the channel, and the run-sheet at the desk, on a telephone, in two languages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import Panelist, Slot
from meetings.services import staff
from meetings.services.live import interpretation
from tests.conftest import Server
from tests.factories import make_programme, make_session, make_slot
from tests.panels import make_panelist, panel_cookie, panel_link
from tests.run_sheets import make_rehearsal, make_task, ref_of

MINUTE = timedelta(minutes=1)


def prepare(server: Server, begins: datetime, now: datetime) -> tuple[str, str, str]:
    """Store a session with its panel; give the time, and the interpreter's bearer and token."""
    with server.app.app_context():
        programme = make_programme()
        session = make_session(
            programme, title={"en": "Mercury in gold mining", "ar": "الزئبق في تعدين الذهب"}
        )
        slot_id = make_slot(session, begins).id
        slot = db.session.get_one(Slot, slot_id)
        slot.channels = [
            {"kind": "web", "label": "", "address": "https://fr.example.org/c", "language": "fr", "note": ""}
        ]
        db.session.commit()
        voice = make_panelist(
            session,
            "Vera Example",
            role="interpreter",
            state="invited",
            zone="America/Lima",
            email="v@example.org",
        )
        speaker = make_panelist(session, "Siobhán Example", organization="University of Examples")
        for who, text in ((speaker, "shi-VAWN"),):
            interpretation.set_pronunciation(slot_id, ref_of(who).partition(":")[2], text, now, "user:1")
        interpretation.set_pairs(slot_id, ref_of(voice).partition(":")[2], [("en", "fr")], now, "user:1")
        make_task(slot_id, "Check each channel", now=now, kind="channels", amount="30")
        make_rehearsal(slot_id, begins - timedelta(days=1), ref_of(voice), now=now)
        link, token = panel_link(voice, programme.id, server.app.extensions["outside"].keys)
        return slot_id, link.bearer, token


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_an_interpreter_reads_the_brief_confirms_and_finds_the_channel_when_it_opens(
    page: Any, live_server: Server, axe: Any, lang: str
) -> None:
    now = datetime.now(UTC)
    begins = now + timedelta(days=3)
    slot_id, bearer, token = prepare(live_server, begins, now)
    with live_server.app.app_context():
        proof = proof_of(live_server.app.extensions["outside"].keys, bearer, 1, now)
    cookie = {"name": panel_cookie(bearer), "value": proof, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/speak/{token}/brief/{slot_id}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for words in ("Siobhán Example", "shi-VAWN", "Check each channel"):
        assert words in page.locator("main").inner_text()
    assert page.locator("a[href*='fr.example.org'], a[href*='platform.example.org']").count() == 0
    page.locator("button[value=confirmed]").click()
    page.wait_for_url("**done=answer**")
    assert axe(page) == []
    with live_server.app.app_context():
        assert db.session.query(Panelist).filter_by(role="interpreter").one().state == "confirmed"
    with time_machine.travel(begins - 10 * MINUTE):
        page.goto(f"/{lang}/speak/{token}/brief/{slot_id}")
        assert page.locator("a[href*='fr.example.org']").count() == 1
        assert axe(page) == []
        page.route("https://platform.example.org/**", lambda route: route.fulfill(body="The meeting"))
        page.locator("button[value=join]").click()
        page.wait_for_url("https://platform.example.org/room")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_run_sheet_is_made_ticked_and_printed_at_the_desk(
    page: Any, live_server: Server, axe: Any, lang: str
) -> None:
    now = datetime.now(UTC)
    with live_server.app.app_context():
        slot_id = make_slot(make_session(make_programme()), now + timedelta(days=5)).id
        token = staff.invite("organizer@example.org", "organizer", now)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{token}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/{lang}/desk/season/run-sheet/{slot_id}")
    assert axe(page) == []
    page.locator("button[value=apply]").click()
    page.wait_for_url("**done=apply**")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("button[value=tick]").first.click()
    page.wait_for_url("**done=tick**")
    assert page.locator("button[value=untick]").count() == 1
    page.emulate_media(media="print")
    assert page.locator("button:visible").count() == 0
    assert page.locator("tbody tr").count() > 15
    page.emulate_media(media="screen")
    for more in (f"run-sheet/{slot_id}/rehearsals", "interpretation", f"interpretation/{slot_id}"):
        page.goto(f"/{lang}/desk/season/{more}")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
