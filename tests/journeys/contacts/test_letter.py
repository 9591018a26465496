"""A letter from its first words to its correction, by three members of staff in a browser, over the season of 2020."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meetings.cli.imports import read_file
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import OfficialLetter, Session, Slot
from meetings.services import staff
from meetings.services.contacts.letters import go_on_from
from tests.conftest import Server
from tests.journeys.acts import press
from tests.journeys.test_pages import faults
from tests.letters import SIGNATORY, make_channel, make_parties

DATA = Path(__file__).parents[3] / "meetings" / "data" / "seasons"
SEASON = "minamata-online-2020"
BODY = (
    "The season has {{sessions_in_words}} sessions in three streams: {{streams}}. The first: {{first_session}}.\n\n"
    "{{calendar}}\n\n[Register here]({{registration}})."
)
PEOPLE = {"drafter": "organizer", "clearer": "organizer", "signer": "administrator"}


@pytest.fixture
def tokens(live_server: Server) -> dict[str, str]:
    """Store the season, three Parties, of which one has no channel, and three members of staff; give their links."""
    now = datetime.now(UTC)
    path = DATA / f"{SEASON}.json"
    with live_server.app.app_context():
        read_file(path.read_bytes(), path.stem)(now)
        make_parties(KE="Kenya", FR="France", BR="Brazil")
        make_channel("KE")
        make_channel("FR", language="fr")
        go_on_from("MC/ES", 2020, 30, now, "user:1")
        return {name: staff.invite(f"{name}@example.org", role, now) for name, role in PEOPLE.items()}


def come(page: Any, token: str, lang: str) -> None:
    """Sign in by a link, in place of whoever was there."""
    page.context.clear_cookies()
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form[method=post] button").first)


def do(page: Any, act: str) -> None:
    press(page, page.locator(f"button[value={act}]"))
    page.locator("#done").wait_for()


def see(page: Any, name: str) -> None:
    """Keep a picture of a page, where somebody wants to look at it."""
    if folder := os.environ.get("LETTERS_SEEN"):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_letter_is_drafted_cleared_signed_sent_and_corrected(
    page: Any, live_server: Server, axe: Any, tokens: dict[str, str], lang: str
) -> None:
    app = live_server.app
    come(page, tokens["drafter"], lang)
    page.goto(f"/{lang}/desk/letters")
    assert faults(page, axe, lang) == []
    page.locator("#programme").select_option(SEASON)
    press(page, page.locator("button[value=draft]"))
    page.locator("summary", has_text="English").click()
    page.locator("[name=subject-en]").fill("Opening of a season of online sessions")
    page.locator("[name=body-en]").fill(BODY)
    page.locator("[name=dated_on]").fill("2020-09-07")
    page.locator("[name=signatory]").fill(SIGNATORY)
    do(page, "save")
    assert faults(page, axe, lang) == []
    see(page, f"draft-{lang}")
    here = page.url.partition("?")[0]
    assert page.request.get(f"{here}/pdf/en").body()[:5] == b"%PDF-"
    assert page.locator("button[value=clear]").count() == 0
    come(page, tokens["clearer"], lang)
    page.goto(here)
    do(page, "clear")
    assert page.locator("button[value=sign]").count() == 0
    come(page, tokens["signer"], lang)
    page.goto(here)
    do(page, "sign")
    assert "MC/ES/2020/31" in page.locator("h1").inner_text()
    page.locator("#sure").check()
    do(page, "send")
    with app.app_context():
        for _time in range(2):
            tick_notices(app, datetime.now(UTC))
            tick_outbox(app, datetime.now(UTC))
    page.goto(here)
    assert page.locator("tbody tr").count() == 3
    assert page.locator("tbody tr .tag.warn").count() == 1
    assert faults(page, axe, lang) == []
    see(page, f"sent-{lang}")
    mails = sorted((Path(app.config["INSTANCE"]) / "mail").glob("*.eml"))
    assert len(mails) == 2
    _moved_and_corrected(page, live_server, axe, lang)


def _moved_and_corrected(page: Any, live_server: Server, axe: Any, lang: str) -> None:
    """Move the first session from 15 to 17 September, and draft the correction from the page of the time."""
    with live_server.app.app_context():
        slot_id = db.session.scalars(db.select(Slot.id).join(Session).order_by(Slot.starts_at)).first()
    page.goto(f"/{lang}/desk/slot/{slot_id}")
    page.locator("[name=local_start]").fill("2020-09-17T14:00")
    press(page, page.locator("button[value=preview-move]"))
    assert "MC/ES/2020/31" in page.locator("#announced").inner_text()
    assert faults(page, axe, lang) == []
    press(page, page.locator("button[value=move]"))
    assert "MC/ES/2020/31" in page.locator("#old-times").inner_text()
    assert faults(page, axe, lang) == []
    see(page, f"moved-{lang}")
    press(page, page.locator("#old-times button[value=correct]"))
    page.locator("#done").wait_for()
    assert "MC/ES/2020/31" in page.locator("[name=body-en]").input_value()
    assert "15 September 2020" in page.locator("[name=body-en]").input_value()
    assert page.locator("tbody tr").count() == 3
    assert faults(page, axe, lang) == []
    see(page, f"correction-{lang}")
    page.goto(f"/{lang}/desk/letters")
    see(page, f"list-{lang}")
    with live_server.app.app_context():
        first, second = db.session.scalars(db.select(OfficialLetter).order_by(OfficialLetter.made_at))
        assert (second.corrects_id, second.state) == (first.id, "draft")
