"""A delegate on a telephone, the chair at a desk: asked, given, cut off, recalled, and a statement with a receipt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Statement
from meetings.services import staff
from meetings.services.cop.entering import delegate_links
from meetings.services.live.floor_asking import Wish, ask
from meetings.services.live.floor_lists import ListGiven, set_list
from tests.conftest import Server
from tests.cop import make_conference, make_delegation, make_meeting, make_nominee, make_state, segments_of
from tests.factories import make_slot
from tests.gates.test_looks import AXE, CUT
from tests.journeys.acts import press

NAMES = {
    "KE": {"en": "Kenya", "ar": "كينيا"},
    "GH": {"en": "Ghana", "ar": "غانا"},
    "BR": {"en": "Brazil", "ar": "البرازيل"},
}


@dataclass
class World:
    """A meeting that is held now, and who comes to it: the addresses of a delegate and of the desk, and its sign-in."""

    slot: str
    phone: str
    desk: str
    sign_in: str


@pytest.fixture
def world(live_server: Server) -> World:
    """Store a meeting in which delegates of three Parties may take the floor."""
    now = datetime.now(UTC)
    with live_server.app.app_context():
        programme = make_conference(demonstration=True)
        first = segments_of(programme)[0]
        begin = now.replace(second=0, microsecond=0) - timedelta(minutes=5)
        slot = make_slot(make_meeting(first, title={"en": "Plenary", "ar": "الجلسة العامة"}), begin).id
        tokens = {}
        for code, names in NAMES.items():
            delegation = make_delegation(programme, make_state(code, names["en"], names=names))
            values = {"state": "accredited", "rights": "speaker", "name": f"Invented {names['en']}"}
            one = make_nominee(delegation, first, **values)
            keys = live_server.app.extensions["outside"].keys
            tokens[code] = delegate_links([one.id], now, keys)[one.id, "join"].text, one.id
        sign_in = staff.invite("chair@example.org", "organizer", now)
        links = {code: token for code, (token, _one) in tokens.items()}
        world = World(slot, f"join/{links['KE']}/floor/{slot}", f"desk/cop/floor/{slot}", sign_in)
        set_list(slot, ListGiven(True, True), 0, now, "user:1")
        for code in ("GH", "BR"):
            ask(f"nomination:{tokens[code][1]}", slot, Wish("party"), now)
    return world


@pytest.fixture
def pages(request: Any, browser: Any, live_server: Server) -> Iterator[tuple[Any, Any]]:
    """Give a telephone, with scripts or without, and a screen at the desk."""
    contexts = []
    for width, scripts in ((360, request.param), (1280, True)):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            timezone_id="Africa/Nairobi",
            bypass_csp=True,
        )
        contexts.append(context)
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


def sign_in(page: Any, world: World, lang: str) -> None:
    page.goto(f"/{lang}/desk/sign-in/{world.sign_in}")
    press(page, page.locator("main form[method=post] button").last)
    page.goto(f"/{lang}/{world.desk}")


def chair(page: Any, act: str, at: int = 0) -> None:
    press(page, page.locator(f"#floor button[value={act}]").nth(at))
    assert page.locator("#error-summary").count() == 0


@pytest.mark.parametrize(("lang", "pages"), [("en", True), ("ar", False)], indirect=["pages"])
def test_delegation_is_cut_off_recalled_and_sends_its_statement(
    pages: tuple[Any, Any], live_server: Server, world: World, lang: str
) -> None:
    phone, desk = pages
    here = f"/{lang}/{world.phone}"
    phone.goto(here, wait_until="networkidle")
    phone.locator("#kind").select_option("region")
    press(phone, phone.locator("button[value=ask]"))
    assert phone.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
    assert phone.locator("#floor section.note").count() == 1
    sign_in(desk, world, lang)
    chair(desk, "take")
    chair(desk, "next")  # the region comes before Parties that asked before
    assert NAMES["KE"][lang] in desk.locator("#floor section").first.inner_text()
    _see(phone, here, lang, "#floor .clock")
    assert re.fullmatch(r"[45]:\d\d", phone.locator("#floor .clock").inner_text())
    chair(desk, "lost")
    _see(phone, here, lang, "#floor button[value=again]")
    assert phone.locator("#floor a[href='#send']").is_visible()
    chair(desk, "next")
    press(phone, phone.locator("button[value=again]"))
    assert phone.locator("#floor button[value=again]").count() == 0
    desk.goto(f"/{lang}/{world.desk}")
    assert NAMES["KE"][lang] in desk.locator("#next").inner_text()
    chair(desk, "next")
    chair(desk, "lost")
    chair(desk, "recall")
    assert NAMES["KE"][lang] in desk.locator("#floor section").first.inner_text()
    chair(desk, "lost")
    phone.goto(here, wait_until="networkidle")
    phone.locator("#words").fill("We thank everybody. شكرا")
    press(phone, phone.locator("button[value=send]"))
    with live_server.app.app_context():
        sent = db.session.scalars(select(Statement)).one()
        assert (sent.delivered, sent.behalf_of) == ("partly", "africa")
        number, digest = sent.id, sent.digest
    receipt = phone.locator("#receipts").inner_text()
    assert number in receipt
    assert digest in receipt
    desk.goto(f"/{lang}/{world.desk}")
    assert number in desk.locator("#record").inner_text()


def _see(phone: Any, here: str, lang: str, what: str) -> None:
    """Wait until a telephone with scripts shows it by itself; one without looks again."""
    if lang == "ar":
        phone.goto(here)
    phone.locator(what).first.wait_for(timeout=15_000)


@pytest.mark.parametrize("pages", [True], indirect=True)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_of_the_list_have_no_violation_and_no_cut_text(
    pages: tuple[Any, Any], npm: Path, world: World, lang: str
) -> None:
    axe, wrong = (npm / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"), {}
    phone, desk = pages
    phone.goto(f"/{lang}/{world.phone}", wait_until="networkidle")
    press(phone, phone.locator("button[value=ask]"))
    sign_in(desk, world, lang)
    chair(desk, "next")
    chair(desk, "lost")
    chair(desk, "next")
    chair(desk, "pass")
    for page, path in ((phone, world.phone), (desk, world.desk)):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/{lang}/{path}", wait_until="networkidle")
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.evaluate(axe)
                found = [*page.evaluate(AXE, []), *page.evaluate(CUT)]
                if found:
                    wrong[path, width, scheme] = found
    assert wrong == {}
