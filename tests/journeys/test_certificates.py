"""A certificate taken by whoever came and checked by a stranger, and a season of them at the desk, in a browser."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from meetings.jobs import tick_jobs
from meetings.services import staff
from meetings.services.links import rights_of
from tests.certificates import make_held, person_there
from tests.conftest import Server
from tests.factories import KEYS, NOW
from tests.journeys.acts import press
from tests.journeys.test_board import sign_in
from tests.papers import text_of

NAME = "مي زيادة"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def slot(live_server: Server) -> str:
    with live_server.app.app_context():
        return make_held()[0]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_somebody_takes_theirs_and_a_stranger_checks_it(
    page: Any, live_server: Server, slot: str, axe: Callable[[Any], list[str]], tmp_path: Path, lang: str
) -> None:
    with live_server.app.app_context():
        person = person_there(slot, 54, name=NAME)
        token = rights_of(person, None, NOW, KEYS).me_token
    page.goto(f"/{lang}/me/{token}")
    press(page, page.locator("button[value=certificate]"))
    assert page.locator(".big").inner_text() == NAME
    assert axe(page) == []
    for language in (lang, "zh"):
        address = page.locator(f'a[hreflang={language}][type="application/pdf"]').get_attribute("href")
        assert all(word in text_of(page.request.get(address).body(), tmp_path) for word in NAME.split())
    page.emulate_media(media="print")
    assert [page.locator(one).first.is_visible() for one in (".langs", ".noprint", ".foot")] == [False] * 3
    page.emulate_media(media="screen")
    press(page, page.locator('a[href*="/verify/"]'))
    assert "م… ز…" in page.locator(".facts").inner_text()
    assert axe(page) == []
    page.locator("[name=name]").fill("مي أخرى")
    press(page, page.locator("main form[method=post] button"))
    assert page.locator("#error-summary").count() == 1
    assert axe(page) == []
    page.locator("[name=name]").fill(NAME)
    press(page, page.locator("main form[method=post] button"))
    assert NAME in page.locator(".facts").inner_text()
    wrong = page.url[:-1] + ("A" if page.url[-1] != "A" else "B")
    page.goto(wrong)
    assert page.locator(".facts").count() == 0
    assert axe(page) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_desk_issues_revokes_and_prints_without_script(
    page: Any, live_server: Server, slot: str, axe: Callable[[Any], list[str]], tmp_path: Path, lang: str
) -> None:
    with live_server.app.app_context():
        for number in range(3):
            person_there(slot, name=f"Person{number}")
        token = staff.invite("organizer@example.org", "organizer", datetime.now(UTC))
    sign_in(page, token, lang)
    page.goto(f"/{lang}/desk/season/certificates")
    press(page, page.locator("button[value=issue]"))
    assert page.locator("#done").count() == 1
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(WIDER) is False
    first = page.locator("details", has=page.locator("button[value=revoke]")).first
    first.locator("summary").click()
    press(page, first.locator("button"))
    assert page.locator("#error-summary a").count() == 1
    assert axe(page) == []
    page.locator("[name=reason]").first.fill("Somebody else")
    press(page, page.locator("button[value=revoke]").first)
    press(page, page.locator("button[value=bundle]"))
    assert page.locator("progress").count() == 1
    assert axe(page) == []
    with live_server.app.app_context():
        tick_jobs(live_server.app, datetime.now(UTC))
    page.wait_for_selector("a.button")  # the page comes again by itself
    assert axe(page) == []
    address = page.locator("a.button").get_attribute("href")
    with zipfile.ZipFile(BytesIO(page.request.get(address).body())) as archive:
        words = "".join(text_of(archive.read(name), tmp_path) for name in archive.namelist())
    assert sum(f"Person{number}" in words for number in range(3)) == 2
