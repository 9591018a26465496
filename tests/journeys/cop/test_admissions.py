"""An officer's day before a conference: a deposit, an application, credentials examined, and the Bureau's report."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.extensions import db
from meetings.models import Delegation, PartyStatus
from meetings.services import staff
from tests.conftest import Server
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.journeys.acts import press
from tests.pictures import pdf

NARROW = {"width": 360, "height": 740}
NAMES = {"en": "Kenya", "ar": "كينيا"}


def store() -> str:
    """Store a conference with a Party's delegation, and a State that is to be confirmed; gives the delegation."""
    programme = make_conference()
    kenya = make_state(names=NAMES)
    make_state("GE", "Georgia", since=None, names={"en": "Georgia", "ar": "جورجيا"}, regional_group="eeg")
    db.session.add(PartyStatus(party_code="GE", treaty="minamata", status="to_be_confirmed", source="a list"))
    db.session.commit()
    delegation = make_delegation(programme, kenya)
    make_nominee(delegation, segments_of(programme)[0], name="Invented Head", role="head")
    return delegation.id


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_officer_settles_admits_and_examines(page: Any, live_server: Server, axe: Any, lang: str) -> None:
    with live_server.app.app_context():
        delegation = store()
        token = staff.invite("officer@example.org", "officer", datetime.now(UTC))
    page.set_viewport_size(NARROW)

    def fits() -> None:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]

    _apply(page, lang, fits)
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form[method=post] button").first)
    _settle(page, lang, fits)
    _admit(page, lang, fits)
    _examine(page, lang, fits, delegation)
    with live_server.app.app_context():
        (credentials,) = db.session.get_one(Delegation, delegation).credentials
        assert (credentials.state, credentials.signer) == ("in_order", "Invented Minister")


def _apply(page: Any, lang: str, fits: Callable[[], None]) -> None:
    page.goto(f"/{lang}/cop/observers/apply")
    fits()
    page.locator("[name=name]").fill("Invented Alliance")
    page.locator("[name=category]").select_option("ngo")
    page.locator("[name=field]").fill("Mercury in fish")
    page.locator("[name=contact_name]").fill("Invented Contact")
    page.locator("[name=email]").fill("contact@example.org")
    press(page, page.locator("main form[method=post] button[type=submit]"))
    page.locator("#error-summary a[href='#statutes']").wait_for()
    fits()
    statutes = {"name": "statutes.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.locator("[name=statutes]").set_input_files(statutes)
    press(page, page.locator("main form[method=post] button[type=submit]"))
    page.locator(".code").wait_for()
    fits()


def _settle(page: Any, lang: str, fits: Callable[[], None]) -> None:
    """Confirm what Georgia is: a deposit, whose ninetieth day is shown before it is saved."""
    page.goto(f"/{lang}/desk/parties")
    fits()
    page.goto(f"/{lang}/desk/parties/to-confirm")
    fits()
    press(page, page.locator("main table a").first)
    page.locator("#minamata summary").click()
    form = page.locator("#form-minamata")
    form.locator("[value=deposited]").check()
    form.locator("[name=deposited_on]").fill("2023-11-03")
    form.locator("[name=source]").fill("C.N.1.2023")
    press(page, form.locator("button[value=look]"))
    assert page.locator("#form-minamata [name=in_force_on]").input_value() == "2024-02-01"
    fits()
    press(page, page.locator("#form-minamata button[value=status]"))
    page.locator("#done").wait_for()
    fits()
    page.goto(f"/{lang}/desk/parties/report")
    fits()
    page.goto(f"/{lang}/desk/parties/to-confirm")
    assert page.locator("main table a").count() == 0


def _admit(page: Any, lang: str, fits: Callable[[], None]) -> None:
    page.goto(f"/{lang}/desk/cop/admissions")
    fits()
    press(page, page.locator("main table a").first)
    fits()
    for to in ("complete", "notified", "admitted"):
        page.locator(f"[name=to][value={to}]").check()
        page.locator("main form [name=authority]").first.fill("COP-4" if to == "admitted" else "")
        press(page, page.locator("button[value=move]"))
        page.locator("#done").wait_for()
    fits()
    page.goto(f"/{lang}/desk/observers?state=admitted")
    assert page.locator("main table a").count() == 1
    fits()


def _examine(page: Any, lang: str, fits: Callable[[], None], delegation: str) -> None:
    page.goto(f"/{lang}/desk/cop/credentials")
    fits()
    page.goto(f"/{lang}/desk/cop/credentials/1/{delegation}")
    fits()
    scan = {"name": "credentials.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.locator("[name=file]").set_input_files(scan)
    press(page, page.locator("button[value=receive]"))
    page.locator("[name=signed_by]").select_option("foreign_minister")
    page.locator("[name=signer]").fill("Invented Minister")
    page.locator("[name=others]").fill("Invented Stranger")
    press(page, page.locator("button[value=record]"))
    page.locator("#record .note.warn").wait_for()
    fits()
    page.goto(f"/{lang}/desk/cop/credentials/1")
    page.locator("[name=delegation]").check()
    page.locator("[name=examined_on]").fill(datetime.now(UTC).date().isoformat())
    page.locator("[name=authority]").fill("Bureau")
    press(page, page.locator("button[value=examine]"))
    page.locator("#done").wait_for()
    fits()
    page.goto(f"/{lang}/desk/cop/credentials/1/report")
    fits()
    press(page, page.locator("#copies button"))
    page.locator("#done").wait_for()
    assert NAMES[lang] in page.locator("main").inner_text()
