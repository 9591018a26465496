"""A speaker in Lima on a telephone, and their assistant: from the mailed code to a moved hour, without a violation."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.domain.devices import device_code
from meetings.extensions import db
from meetings.models import Assistant, Panelist, Release, Slot
from meetings.queries.panel.holders import assistant_bearer, own_bearer
from tests.conftest import Server
from tests.factories import KEYS
from tests.journeys.acts import press
from tests.mail.test_outbox import World, move_slot, parts
from tests.panels import panel_link
from tests.services.panel.world import Panel, make_panel, row_of

DAY = timedelta(days=1)
LINK = re.compile(r"/(\w\w)/speak/([a-z0-9-]+)")


def begin(live_server: Server, lang: str) -> tuple[Panel, World, str]:
    """Store the panel, and give it with the mailroom and the token of the speaker's mailed link."""
    at = (datetime.now(UTC) + 20 * DAY).replace(hour=15, minute=0, second=0, microsecond=0)
    with live_server.app.app_context():
        panel = make_panel(at, language=lang)
        world = World(live_server.app)
        (mail,) = world.tick(datetime.now(UTC))
        found = LINK.search(parts(mail)[0])
        assert found is not None
        assert found[1] == lang
        return panel, world, found[2]


def telephone(browser: Any, live_server: Server) -> Any:
    """Open a telephone in Lima."""
    size = {"width": 360, "height": 740}
    return browser.new_context(base_url=live_server.url, timezone_id="America/Lima", viewport=size).new_page()


def hours(page: Any) -> list[str]:
    """Give the hours of the times as they stand in the page, the reader's own."""
    return [one.inner_text() for one in page.locator(".when .big time").all()]


def prove(page: Any, bearer: str, axe: Any) -> None:
    """Ask for a code, mistype it, and type it right."""
    assert axe(page) == []
    press(page, page.locator("button[value=code]"))
    page.locator("[name=code]").fill("wrong")
    press(page, page.locator("button[value=prove]"))
    assert page.locator("#error-summary").count() == 1
    assert axe(page) == []
    page.locator("[name=code]").fill(device_code(KEYS, bearer, 1, 1))
    press(page, page.locator("button[value=prove]"))
    assert page.locator("#done").count() == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_speaker_in_lima_confirms_releases_and_hears_of_a_moved_hour_once(
    browser: Any, live_server: Server, axe: Any, lang: str
) -> None:
    panel, world, token = begin(live_server, lang)
    page = telephone(browser, live_server)
    page.goto(f"/{lang}/speak/{token}")
    assert "Rosa" not in page.content()
    prove(page, own_bearer(panel.rosa, panel.programme_id), axe)
    assert axe(page) == []
    assert page.locator("#wanted li").count() >= 1
    assert len(hours(page)) == 2
    assert all("10:00" in one or "16:00" in one for one in hours(page))  # 15:00 and 21:00 UTC, in Lima
    press(page, page.locator("#answer-topic button").first)
    assert page.locator("#done").count() == 1
    for slot in panel.slots:
        page.locator(f"#release-{slot}").check()
        press(page, page.locator(f"details:has(#release-{slot}) button[value=release]"))
    assert axe(page) == []
    with live_server.app.app_context():
        assert row_of(panel).state == "confirmed"
        given = db.session.query(Release).filter_by(person_id=panel.rosa)
        assert [one.state for one in given] == ["given", "given"]
        now = datetime.now(UTC)
        world.tick(now)
        move_slot(panel.slots[1], 1, now)
        (mail,) = world.tick(now + timedelta(minutes=11))
        assert mail["To"].addresses[0].addr_spec == "rosa@example.org"
        assert "17:00" in parts(mail)[0]
        assert world.tick(now + timedelta(minutes=30)) == []
    page.reload()
    assert any("17:00" in one for one in hours(page))
    assert not any("16:00" in one for one in hours(page))
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_assistant_acts_by_a_link_of_their_own_and_it_says_so(
    browser: Any, live_server: Server, axe: Any
) -> None:
    panel, _world, token = begin(live_server, "en")
    page = telephone(browser, live_server)
    page.goto(f"/en/speak/{token}")
    prove(page, own_bearer(panel.rosa, panel.programme_id), axe)
    page.locator("#assistants summary").click()
    page.locator("#assistants [name=name]").fill("Sam Example")
    page.locator("#assistants [name=email]").fill("sam@example.org")
    press(page, page.locator("#assistants button[value=assistant]"))
    assert page.locator("#assistants li").count() == 1
    with live_server.app.app_context():
        sam = db.session.query(Assistant).one()
        _link, theirs = panel_link(sam, panel.programme_id, KEYS)
        bearer = assistant_bearer(sam.id)
    page.goto(f"/en/speak/{theirs}")
    prove(page, bearer, axe)
    assert axe(page) == []
    assert page.locator("#assistants").count() == 0
    press(page, page.locator("#answer-topic button").first)
    page.goto(f"/en/speak/{token}")
    assert "Sam Example (assistant) confirmed on" in page.locator("#answer-topic").inner_text()
    press(page, page.locator("#assistants button[value=end_assistant]"))
    page.goto(f"/en/speak/{theirs}")
    assert "Rosa" not in page.content()
    with live_server.app.app_context():
        assert db.session.query(Panelist).filter_by(person_id=panel.rosa).one().state == "confirmed"
        assert db.session.query(Slot).count() == 2
