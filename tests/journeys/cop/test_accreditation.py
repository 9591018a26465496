"""An officer takes a delegation from the queue to accreditation, follows up and grants travel, in a browser."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Nomination, Participation, Programme
from meetings.services import staff
from tests.conftest import Server
from tests.cop import make_delegation, make_focal_point, make_state
from tests.journeys.acts import press
from tests.journeys.test_board import sign_in
from tests.web.cop.desk import make_desk

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def ids(live_server: Server) -> dict[str, str]:
    with live_server.app.app_context():
        made = make_desk()
        programme = db.session.scalars(select(Programme)).one()
        palau = make_delegation(programme, make_state("PW", "Palau", regional_group="asia-pacific"))
        make_focal_point(palau, email="palau@example.org")
        return made


def states(server: Server, name: str) -> set[str]:
    with server.app.app_context():
        rows = select(Participation.state).join(Nomination).where(Nomination.name == name)
        return set(db.session.scalars(rows))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_officer_takes_a_delegation_through(
    page: Any, live_server: Server, ids: dict[str, str], axe: Callable[[Any], list[str]], lang: str
) -> None:
    with live_server.app.app_context():
        token = staff.invite("officer@example.org", "officer", datetime.now(UTC))
    sign_in(page, token, lang)
    page.set_viewport_size(DESK)
    page.goto(f"/{lang}/desk/cop/")
    press(page, page.locator(f'a[href="/{lang}/desk/cop/accreditation"]'))
    assert axe(page) == []
    press(page, page.locator("a[href*='task=letter']"))
    press(page, page.locator("tbody a").first)
    assert axe(page) == []
    press(page, page.locator("button[value='letter:accepted']"))
    assert page.locator("#done").count() == 1
    for box in page.locator("#people input[type=checkbox][name=person]").all():
        box.check()
    press(page, page.locator("button[value='people:letter_checked']"))
    assert states(live_server, "Baraka Example") == {"letter_checked"}
    assert axe(page) == []
    press(page, page.locator(".undo button"))
    assert states(live_server, "Baraka Example") == {"nominated"}
    for box in page.locator("#people input[type=checkbox][name=person]").all():
        box.check()
    press(page, page.locator("button[value='people:letter_checked']"))
    press(page, page.locator(".head a").first)
    boxes = page.locator("#queue input[name=delegation]")
    assert boxes.count() == 2
    for box in boxes.all():
        box.check()
    press(page, page.locator("button[value=accredit]"))
    assert states(live_server, "Baraka Example") == {"accredited"}
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDER) is False


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_officer_returns_answers_follows_up_and_grants(
    page: Any, live_server: Server, ids: dict[str, str], axe: Callable[[Any], list[str]], lang: str
) -> None:
    with live_server.app.app_context():
        token = staff.invite("officer@example.org", "officer", datetime.now(UTC))
    sign_in(page, token, lang)
    page.set_viewport_size(PHONE)
    page.goto(f"/{lang}/desk/cop/accreditation/{ids['kenya']}")
    assert page.evaluate(WIDER) is False
    page.locator("#letter details summary").first.click()
    page.locator("#letter-not_signed").check()
    press(page, page.locator("button[value='letter:returned']"))
    assert page.locator("#done").count() == 1
    assert axe(page) == []
    page.goto(f"/{lang}/desk/cop/accreditation/{ids['ghana']}")
    press(page, page.locator("button[value^='request:decline']"))
    assert page.locator("#error-summary a").count() == 1
    assert axe(page) == []
    press(page, page.locator("button[value^='request:accept']"))
    assert states(live_server, "Kofi Corrected") == {"nominated"}
    page.goto(f"/{lang}/desk/cop/accreditation/{ids['ghana']}/person/new")
    assert page.evaluate(WIDER) is False
    assert axe(page) == []
    page.goto(f"/{lang}/desk/cop/follow-up")
    assert page.evaluate(WIDER) is False
    assert axe(page) == []
    press(page, page.locator("button[value=look]"))
    assert "palau@example.org" in page.locator("#look").inner_text()
    assert axe(page) == []
    press(page, page.locator("button[value=remind]"))
    assert page.locator("#done").count() == 1
    page.goto(f"/{lang}/desk/cop/funding?segment=1")
    row = page.locator("tr", has_text="Efua Example")
    row.locator("summary").click()
    press(page, row.locator("button[value=ask]"))
    press(page, page.locator("tr", has_text="Efua Example").locator("button[value='to:granted']"))
    assert page.locator("#done").count() == 1
    assert axe(page) == []
    assert page.evaluate(WIDER) is False
