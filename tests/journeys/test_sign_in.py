"""From an invitation to the desk by keyboard, and back after a sign-in that expired; in English and Arabic."""

import re
from base64 import b32decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from meetings.domain.accounts import step_at, totp
from meetings.extensions import db
from meetings.jobs import tick_staff_mails
from meetings.models import Stay, User
from meetings.services import roles, staff
from tests.conftest import Server
from tests.factories import make_programme, make_session, make_slot
from tests.web.test_sign_in import EMAIL, PASSWORD, mailed

WIDE = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_invited_signs_in_types_and_loses_nothing(
    page: Any, live_server: Server, axe: Any, tmp_path: Path, lang: str
) -> None:
    app, now = live_server.app, datetime.now(UTC)
    with app.app_context():
        make_slot(make_session(make_programme()))
        roles.invite(EMAIL, "organizer", now, "user:1", language=lang, name="Ada Example")
    page.set_viewport_size({"width": 360, "height": 740})
    text = mailed(app, tmp_path).get_body(("plain",)).get_content()
    look(page, axe, re.search(r"http://\S+", text)[0])  # type: ignore[index]
    press(page, "main form[method=post] button", "**/sign-in/password")
    look(page, axe)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-step")
    look(page, axe)
    assert page.locator("img").evaluate("one => one.naturalWidth") > 0
    secret = b32decode(page.locator("strong bdi").inner_text().replace(" ", ""))
    page.locator("[name=code]").fill(totp(secret, step_at(datetime.now(UTC)) - 1))
    page.keyboard.press("Enter")
    page.locator(".codes").wait_for()
    look(page, axe)
    press(page, "main a.button", "**/desk/season/")
    page.goto(f"/{lang}/desk/account")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    look(page, axe)
    page.goto(f"/{lang}/desk/account/second-step")
    look(page, axe)
    type_and_lose_the_stay(page, app, lang)
    look(page, axe)
    press(page, "main form button", "**/desk/sign-in")
    look(page, axe)
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code")
    look(page, axe)
    page.locator("[name=code]").fill("000000")
    page.keyboard.press("Enter")
    page.locator("#error-summary").wait_for()
    look(page, axe)
    page.locator("[name=code]").fill(totp(secret, step_at(datetime.now(UTC))))
    page.keyboard.press("Enter")
    page.wait_for_url("**?draft=*")
    assert page.locator("[name=title-en]").input_value() == "Typed before"


def type_and_lose_the_stay(page: Any, app: Any, lang: str) -> None:
    """Type a title, and save it after the sign-in has ended."""
    page.goto(f"/{lang}/desk/season/translations/session:topic")
    page.locator("[name=title-en]").fill("Typed before")
    with app.app_context():
        db.session.execute(update(Stay).values(ended_at=datetime.now(UTC)))
        db.session.commit()
    page.keyboard.press("Enter")
    page.locator("pre", has_text="Typed before").wait_for()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_administrator_gives_and_takes_roles(page: Any, live_server: Server, axe: Any, lang: str) -> None:
    app, now = live_server.app, datetime.now(UTC)
    with app.app_context():
        make_programme()
        token = staff.invite("boss@example.org", "administrator", now)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, "main form[method=post] button", "**/desk/season/")
    page.goto(f"/{lang}/desk/staff")
    look(page, axe)
    page.locator("[name=email]").fill("gmp@example.org")
    page.locator("[name=where]").select_option("season")
    page.locator("[name=partner]").fill("GMP")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=invite**")
    look(page, axe)
    press(page, "button[value=take]", "**done=take**")
    look(page, axe)
    with app.app_context():
        tick_staff_mails(app, now)
        assert db.session.scalars(select(User.email).order_by(User.id)).all()[1] == "gmp@example.org"
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/{lang}/desk/staff")
    look(page, axe)


def press(page: Any, button: str, leads_to: str) -> None:
    """Press a button by keyboard."""
    page.locator(button).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(leads_to)


def look(page: Any, axe: Any, path: str = "") -> None:
    """Look at a page: nothing that a reader trips over, and nothing wider than the telephone."""
    if path:
        page.goto(path)
    assert axe(page) == []
    assert page.evaluate(WIDE) <= page.viewport_size["width"]
