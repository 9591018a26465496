"""An organizer makes lists of contacts, and reminds missions whose Parties have no focal point, in a browser."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.domain.contacts.filters import Filter
from meetings.jobs import tick_notices, tick_outbox
from meetings.services import staff
from tests.conftest import Server
from tests.contacts import make_contact, make_list
from tests.focal_points import make_world
from tests.journeys.acts import press
from tests.journeys.test_pages import faults

Axe = Callable[[Any], list[str]]


def arrive(page: Any, server: Server, lang: str) -> str:
    """Store Parties and contacts, and sign in; give the address of a list of chosen contacts."""
    now = datetime.now(UTC)
    with server.app.app_context():
        make_world()
        ada = make_contact("Ada Example", "expert", country="KE", email="ada@example.org")
        make_list("Experts", asked=Filter(roles=("expert",)))
        chosen = make_list("Chosen", ada).id
        token = staff.invite("organizer@example.org", "organizer", now)
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form button").first)
    return f"/{lang}/desk/contacts/lists/{chosen}"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_filter_is_seen_saved_and_taken_along(page: Any, live_server: Server, axe: Axe, lang: str) -> None:
    chosen = arrive(page, live_server, lang)
    page.goto(f"/{lang}/desk/contacts/lists")
    wrong = {"lists": faults(page, axe, lang)}
    page.goto(f"/{lang}/desk/contacts/lists/new")
    page.locator("#name").fill("Focal points of today")
    page.locator("#roles-focal_point").check()
    press(page, page.locator("button[value=preview]"))
    assert page.locator("#whom tbody a").all_inner_texts() == ["Focal KE", "Focal FR"]
    wrong["preview"] = faults(page, axe, lang)
    press(page, page.locator("button[value=save]"))
    wrong["saved"] = faults(page, axe, lang)
    with page.expect_download() as taken:
        page.locator("form[action$='.xlsx'] button").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.goto(f"{chosen}?find=focal")
    page.locator("#put input[name=people]").first.check()
    press(page, page.locator("button[value=put]"))
    assert page.locator("#whom tbody a").count() == 2
    wrong["chosen"] = faults(page, axe, lang)
    assert wrong == {name: [] for name in wrong}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_missions_are_reminded_after_a_look(page: Any, live_server: Server, axe: Axe, lang: str) -> None:
    arrive(page, live_server, lang)
    page.goto(f"/{lang}/desk/contacts/focal-points")
    wrong = {"figures": faults(page, axe, lang)}
    press(page, page.locator("button[value=preview]"))
    wrong["preview"] = faults(page, axe, lang)
    press(page, page.locator("button[value=remind]"))
    now = datetime.now(UTC)
    with live_server.app.app_context():
        tick_notices(live_server.app, now)
        tick_outbox(live_server.app, now)
    page.reload()
    assert page.locator("#missing input[name=parties]").count() == 0
    assert page.locator("button[value=preview]").count() == 0
    wrong["reminded"] = faults(page, axe, lang)
    assert wrong == {name: [] for name in wrong}
