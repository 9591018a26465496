"""The desk in a real browser: narrow and wide, light and dark, without one violation."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.jobs import tick_notices, tick_outbox
from meetings.services import staff
from meetings.services.slots import edit
from tests.conftest import Server
from tests.gates.site import Site, make_site
from tests.journeys.acts import press

SIZES = ((360, 740), (1280, 800))
SCHEMES = ("light", "dark")
DESK = (
    "desk/conferences/new",
    "desk/cop/conference",
    "desk/cop/conference/segment/1",
    "desk/mails",
    "desk/mails/moved/ar",
    "desk/season/",
    "desk/season/consents",
    "desk/season/reminders",
    "desk/season/report",
    "desk/season/sent?text=participant",
    "desk/season/translations",
    "desk/season/translations/session:topic",
    "desk/people?text=participant",
    "desk/slot/{slot_id}",
)


@pytest.fixture
def site(live_server: Server) -> Site:
    """Give the site that the browser looks at."""
    return make_site(live_server.app, rows=3)


@pytest.fixture
def said(page: Any) -> Iterator[list[str]]:
    """Fail a test whose pages complain: a script's error, or something the policy forbids."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


def faults(page: Any, axe: Callable[[Any], list[str]], lang: str) -> list[str]:
    """Name what is wrong with a page in any size and colours."""
    found = []
    root = page.locator("html")
    if root.get_attribute("lang") != lang or root.get_attribute("dir") != ("rtl" if lang == "ar" else "ltr"):
        found.append("wrong language or direction")
    if page.locator("h1").count() != 1:
        found.append("not one h1")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"wider than {width} px")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {one}" for one in axe(page)]
    return found


@pytest.mark.usefixtures("said")
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_desk_has_no_violation(page: Any, site: Site, axe: Callable[[Any], list[str]], lang: str) -> None:
    with site.app.app_context():
        token = staff.link("organizer@example.org", datetime.now(UTC))
    page.goto(f"/{lang}/desk/sign-in/{token}")
    wrong = {"sign-in": faults(page, axe, lang)}
    press(page, page.locator("main form button"))
    for path in (*DESK, "desk/person/{public_id}", "desk/slot/{slot_id}/sent"):
        page.goto(f"/{lang}/{path.format(**site.names)}")
        wrong[path] = faults(page, axe, lang)
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_changes_at_the_desk_have_no_violation(
    page: Any, site: Site, axe: Callable[[Any], list[str]], lang: str
) -> None:
    with site.app.app_context():
        token = staff.link("organizer@example.org", datetime.now(UTC))
        tick_notices(site.app, datetime.now(UTC))
        tick_outbox(site.app, datetime.now(UTC))
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form button"))
    wrong = {}
    for act, typed in (
        ("cancel", {}),
        ("move", {"local_start": "2027-06-01T15:00"}),
        ("move", {"zone": "Asia/Kathmandu"}),
        ("edit", {"platform_address": "https://other.example.org/" + "long/" * 30, "capacity": "3"}),
        ("edit", {"capacity": "nothing"}),
    ):
        page.goto(f"/{lang}/desk/slot/{site.names['slot_id']}")
        for name, value in typed.items():
            page.locator(f"#{name}").fill(value)
        press(page, page.locator(f"button[value=preview-{act}]"))
        wrong[f"{act} {typed}"] = faults(page, axe, lang)
    page.goto(f"/{lang}/desk/slot/{site.names['slot_id']}")
    page.locator("#capacity").fill("3")
    revision = int(page.locator("form:has(#capacity) [name=revision]").first.get_attribute("value"))
    with site.app.app_context():
        edit(site.names["slot_id"], {"capacity": 30}, revision, datetime.now(UTC), "organizer")
    press(page, page.locator("button[value=preview-edit]"))
    assert page.locator("#error-summary table").count() == 1
    wrong["stale"] = faults(page, axe, lang)
    assert {act: found for act, found in wrong.items() if found} == {}
