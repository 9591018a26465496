"""The list of participants in the browser: made and published at the desk, seen by a delegation, found by everybody."""

from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import ListCopy
from meetings.services import staff
from tests.conftest import Server
from tests.cop import (
    make_conference,
    make_delegation,
    make_focal_point,
    make_nominee,
    make_state,
    segments_of,
)

SYMBOL = "UNEP/MC/COP.7/INF/27"
NAMES = ("Amina Example", "张伟", "أمينة مثال", "=1+1", "<script>alert(1)</script>")


def fill(server: Server) -> tuple[str, str, str, str]:
    """Store a delegation of five; give the links of an officer and of a focal point, and what proves the latter."""
    now = datetime.now(UTC)
    with server.app.app_context():
        programme = make_conference()
        kenya = make_delegation(programme, make_state())
        facts: dict[str, Any] = {"state": "accredited", "lists": ["name", "email"], "function": "Director"}
        for at, name in enumerate(NAMES):
            role = "head" if at == 0 else "adviser"
            make_nominee(
                kenya, segments_of(programme)[0], name=name, role=role, email=f"n{at}@example.org", **facts
            )
        point, token = make_focal_point(kenya)
        keys = server.app.extensions["outside"].keys
        proof = proof_of(keys, point.id, 1, now)
        return staff.invite("officer@example.org", "officer", now), token, point.id, proof


def check(page: Any, axe: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_list_is_made_seen_and_published(page: Any, live_server: Server, axe: Any, lang: str) -> None:
    officer, token, point, proof = fill(live_server)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{officer}")
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"/{lang}/desk/cop/list/1")
    check(page, axe)
    page.locator("[name=symbol]").fill("no symbol")
    page.locator("button[value=setting]").click()
    page.locator("#error-summary").wait_for()
    check(page, axe)
    assert page.locator("[name=symbol]").input_value() == "no symbol"
    page.locator("[name=symbol]").fill(SYMBOL)
    page.locator("[name=corrections_until]").fill("2026-12-04")
    page.locator("[name=audience]").select_option("public")
    page.locator("button[value=setting]").click()
    page.wait_for_url("**done=saved**")
    _see(page, live_server, axe, lang, token, point, proof)
    page.goto(f"/{lang}/desk/cop/list/1")
    page.locator("button[value=publish]").click()
    page.wait_for_url("**done=published-1**")
    check(page, axe)
    page.goto(f"/{lang}/desk/cop/kronos")
    check(page, axe)
    page.goto(f"/{lang}/cop/participants")
    check(page, axe)
    assert SYMBOL in page.locator("main").inner_text()
    with page.expect_download() as download:
        page.locator("a[href$='.docx']").click()
    assert download.value.suggested_filename == f"UNEP-MC-COP.7-INF-27-1-{lang}.docx"
    with live_server.app.app_context():
        assert [one.symbol for one in db.session.query(ListCopy)] == [SYMBOL]


def _see(page: Any, server: Server, axe: Any, lang: str, token: str, point: str, proof: str) -> None:
    """Look as the focal point, correct a line, and sign off."""
    page.context.add_cookies([{"name": f"device_{point}", "value": proof, "url": server.url}])
    page.goto(f"/{lang}/delegation/{token}/list")
    check(page, axe)
    text = page.locator("main ol").inner_text()
    assert all(name in text for name in NAMES)
    page.locator("[name=function]").first.fill("Minister")
    page.locator("button[value=correct]").first.click()
    page.wait_for_url("**done=corrected**")
    assert "Minister" in page.locator("main ol").inner_text()
    page.locator("button[value=seen]").click()
    page.wait_for_url("**done=seen**")
    check(page, axe)
