"""A full time, the way to take part, and the line, in a real browser: six languages, without one violation."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.domain.codes import LANGUAGES
from meetings.services.registrations import register
from tests.conftest import Server
from tests.factories import make_party, make_programme, make_session, make_slot, request_for, somebody
from tests.journeys.acts import press
from tests.journeys.test_pages import faults

WAYS = ".page form button"
SEND = f"{WAYS}[type=submit]"


@pytest.fixture
def full(live_server: Server) -> str:
    """Store a full time that is also held in a room, and a twin with seats."""
    now = datetime.now(UTC)
    with live_server.app.app_context():
        make_party()
        session = make_session(make_programme())
        begin = now.replace(second=0, microsecond=0) + timedelta(days=3)
        slot = make_slot(session, begin, capacity=1, has_room=True, room_capacity=1).id
        make_slot(session, begin + timedelta(hours=6))
        register(request_for(somebody(), slot), now, live_server.app.extensions["outside"].keys)
        return slot


@pytest.mark.parametrize("lang", LANGUAGES)
def test_full_time_asks_and_takes_the_other_with_everything_kept(
    page: Any, full: str, axe: Callable[[Any], list[str]], lang: str
) -> None:
    page.goto(f"/{lang}/season/topic/register")
    page.locator("[name=name]").fill("Ada Example")
    page.locator("[name=email]").fill("ada@example.org")
    page.locator(f"#slot-{full}").check()
    wrong = {"form": faults(page, axe, lang)}
    press(page, page.locator(SEND))
    wrong["full"] = faults(page, axe, lang)
    assert page.locator(WAYS).count() == 4  # the other time, the room, the line, back
    press(page, page.locator(WAYS).last)
    assert page.locator("[name=name]").input_value() == "Ada Example"
    press(page, page.locator(SEND))
    press(page, page.locator(WAYS).nth(2))
    wrong["waits"] = faults(page, axe, lang)
    assert page.locator(".code").count() == 1
    assert {path: found for path, found in wrong.items() if found} == {}
