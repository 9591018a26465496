"""Documents, statements and journal of a conference, from the desk and a focal point to readers, in a browser."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from meetings.domain.devices import proof_of
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models import AgendaItem
from meetings.services import staff
from tests.conftest import Server
from tests.cop import (
    OPENING,
    make_conference,
    make_delegation,
    make_focal_point,
    make_meeting,
    make_nominee,
    make_state,
    me_token,
    segments_of,
)
from tests.cop_files import pdf
from tests.factories import NOW, make_slot

SCRIPT = pdf(b"4 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n")


def _conference(app: Any) -> dict[str, str]:
    """Store a conference with a plenary and a group for Parties, a focal point and a delegate; give their links."""
    with app.app_context():
        keys: Keys = app.extensions["outside"].keys
        programme = make_conference(title={"en": "Invented Conference", "ar": "مؤتمر مخترع"})
        first = segments_of(programme)[0]
        db.session.add(
            AgendaItem(
                programme_id=programme.id, slug="one", number="1", title={"en": "Opening"}, updated_at=NOW
            )
        )
        starts = NOW.replace(year=2026, month=12, day=7, hour=9, minute=0, second=0, microsecond=0)
        make_slot(make_meeting(first, "plenary", title={"en": "Plenary"}), starts)
        group = make_meeting(first, "group", title={"en": "Group on products"}, audience="parties")
        make_slot(group, starts + timedelta(hours=4))
        delegation = make_delegation(programme, make_state())
        point, token = make_focal_point(delegation)
        delegate = make_nominee(delegation, first, state="accredited")
        return {
            "delegation": token,
            "device": f"device_{point.id}",
            "proof": proof_of(keys, point.id, 1, NOW),
            "me": me_token(delegate.person_id),
            "desk": staff.invite("organizer@example.org", "organizer", NOW),
        }


def _opened(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def _write_down(page: Any, here: str, symbol: str, meeting: str, file: Path) -> None:
    """Write a document down at the desk, and put its file there."""
    page.goto(here)
    _opened(page)
    page.locator("#symbol-new").fill(symbol)
    page.locator("#form-new input[name^=title-]").first.fill(f"Paper {symbol}")
    page.locator("#items-new-1").check()
    page.locator("#meeting-new").select_option(meeting)
    page.locator("#form-new > p button:not([formaction])").click()
    page.wait_for_url("**/papers/*?done=saved*")
    page.locator("#file-version").set_input_files(file)
    page.locator("button[value=version]").click()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_paper_goes_from_the_desk_to_whom_it_is_for(
    page: Any, live_server: Server, axe: Any, tmp_path: Path, lang: str
) -> None:
    links = _conference(live_server.app)
    paper, script = tmp_path / "paper.pdf", tmp_path / "script.pdf"
    paper.write_bytes(pdf())
    script.write_bytes(SCRIPT)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{links['desk']}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    here = f"/{lang}/desk/cop/papers"
    _write_down(page, here, "UNEP/MC/COP.6/1", "", script)
    assert page.locator("#error-summary a[href='#file-version']").count() == 1
    _opened(page)
    assert axe(page) == []
    page.locator("#file-version").set_input_files(paper)
    page.locator("button[value=version]").click()
    page.wait_for_url("**?done=version*")
    _write_down(page, here, "UNEP/MC/COP.6/CRP.1", "group", paper)
    page.wait_for_url("**?done=version*")

    page.goto(f"/{lang}/cop/papers")
    assert page.locator("main li h3").count() == 1
    assert "UNEP/MC/COP.6/1" in page.locator("main li h3").first.inner_text()
    assert axe(page) == []
    with page.expect_download() as got:
        page.locator("main li a[href^='/papers/']").first.click()
    assert Path(got.value.path()).read_bytes() == pdf()

    page.goto(f"/{lang}/me/{links['me']}")
    page.locator("#papers a").click()
    page.locator("main li h3").nth(1).wait_for()
    assert page.locator("main li h3").count() == 2
    with page.expect_download() as got:
        page.locator("main li a[href*='for=']").first.click()
    assert Path(got.value.path()).read_bytes() == pdf()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_statement_is_sent_published_and_stands_in_the_journal(
    page: Any, live_server: Server, axe: Any, tmp_path: Path, lang: str
) -> None:
    links = _conference(live_server.app)
    paper = tmp_path / "statement.pdf"
    paper.write_bytes(pdf())
    page.set_viewport_size({"width": 360, "height": 740})
    page.context.add_cookies([{"name": links["device"], "value": links["proof"], "url": live_server.url}])
    page.goto(f"/{lang}/delegation/{links['delegation']}/statements")
    page.locator("#behalf-region").check()
    page.locator("#check_delivery").check()
    page.locator("#file").set_input_files(paper)
    page.locator("button[value=send]").click()
    page.wait_for_url("**?done=sent*")
    assert page.locator("main .tag.warn").count() == 1
    assert axe(page) == []

    page.goto(f"/{lang}/desk/sign-in/{links['desk']}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/{lang}/desk/cop/statements")
    _opened(page)
    assert axe(page) == []
    page.locator("input[value=partly]").check()
    page.locator("button[value=publish]").click()
    page.wait_for_url("**?done=publish*")
    page.goto(f"/{lang}/desk/cop/journal/{OPENING.isoformat()}")
    _opened(page)
    page.locator(f"#text-0-{lang}").fill("Please bring your badge.")
    page.locator("button[value=announce]").click()
    page.wait_for_url("**?done=announce*")
    page.locator("button[value=publish]").click()
    page.wait_for_url("**?done=publish*")
    assert axe(page) == []

    page.goto(f"/{lang}/cop/papers")
    assert page.locator("main ul.rows > li").count() == 1
    assert page.locator("main .tag").count() == 2
    page.goto(f"/{lang}/cop/journal")
    page.locator("main ul.rows a").click()
    assert "Plenary" in page.locator("main").inner_text()
    assert "Please bring your badge." in page.locator("main").inner_text()
    assert axe(page) == []
