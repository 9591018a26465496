"""A delegate on a phone reads COP-4, and an organizer closes a contact group: in a browser, in English and Arabic."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meetings.formats.cop.cop_file import read_cop
from meetings.formats.json_file import read_json
from meetings.services import staff
from meetings.services.cop.imports import import_cop
from tests.conftest import Server
from tests.journeys.acts import press

COP_4 = Path(__file__).parents[3] / "meetings" / "data" / "cops" / "cop-4.json"
CONFERENCE = "/cop-4/"
DESK = (
    "",
    "/segment/4-2",
    "/item/cop4-item-05",
    "/meeting/opening-ceremony",
    "/programme/facts",
    "/item/new",
)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def cop_4(live_server: Server) -> Server:
    """Give a server that has COP-4."""
    with live_server.app.app_context():
        import_cop(read_cop(read_json(COP_4.read_bytes())), datetime.now(UTC))
    return live_server


def look(page: Any, axe: Callable[[Any], list[str]]) -> list[str]:
    """Name what is wrong with a page on a phone, light and dark."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the phone")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {one}" for one in axe(page)]
    return found


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_delegate_reads_the_programme_on_a_phone(
    page: Any, cop_4: Server, axe: Callable[[Any], list[str]], lang: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"/{lang}{CONFERENCE}", wait_until="networkidle")  # the script loads it in the reader's zone
    opening = page.locator("#segment-4-2 li", has=page.locator("#opening-ceremony-cop4-2-tt-01"))
    hours = re.findall(r"\d{2}:\d{2}", opening.inner_text())
    assert hours == ["10:00", "10:40", "05:00"]  # in Bali, and when that is in Nairobi
    wrong = {"programme": look(page, axe)}
    press(page, page.locator(f"a[href='/{lang}/cop-4/agenda']").first)
    assert page.locator("main li[id^=cop4-item-]").count() == 22
    wrong["agenda"] = look(page, axe)
    press(page, page.locator("#cop4-item-18 ul a[href*=contact-group]").first)
    assert page.locator(f"a[href='/{lang}/cop-4/agenda#cop4-item-18']").count() == 1
    assert page.locator("a[href$=register]").count() == 0
    wrong["meeting"] = look(page, axe)
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_organizer_closes_a_contact_group_to_observers(
    page: Any, cop_4: Server, axe: Callable[[Any], list[str]], lang: str
) -> None:
    with cop_4.app.app_context():
        token = staff.invite("organizer@example.org", "organizer", datetime.now(UTC))
    page.set_viewport_size(PHONE)
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form button"))
    row = "#m-contact-group-on-the-2022-programme-of-work-and-budget"
    page.goto(f"/{lang}/desk/cop-4/conference")
    press(page, page.locator(f"{row} button[value=close]"))
    assert page.locator("#done").is_visible()
    assert page.locator(f"{row} button[value=open]").count() == 1
    wrong = {}
    for path in DESK:
        page.goto(f"/{lang}/desk/cop-4/conference{path}")
        wrong[path] = look(page, axe)
    page.goto(f"/{lang}/desk/cop-4/conference/segment/4-1")
    page.locator("#ends_on").fill("2021-10-01")
    press(page, page.locator("#form-thing button:not([formaction])").first)
    assert page.locator("#error-summary a[href='#ends_on']").is_visible()
    wrong["refused"] = look(page, axe)
    assert {name: found for name, found in wrong.items() if found} == {}
