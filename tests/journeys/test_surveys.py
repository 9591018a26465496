"""A survey from the desk to its results: built, published, mailed, answered by six, closed, read and moderated."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.extensions import db
from meetings.jobs import tick_surveys
from meetings.models import Asked, Person
from meetings.services import staff
from meetings.services.links import SURVEY, survey_bearer, tokens_of
from tests.conftest import Server
from tests.journeys.acts import press
from tests.surveys import came, held_session


def links(live_server: Server) -> list[str]:
    """Let the worker ask whoever is to be asked; give the tokens that their mails bring."""
    app, now = live_server.app, datetime.now(UTC)
    with app.app_context():
        tick_surveys(app, now)
        asked = db.session.query(Asked).join(Person, Person.id == Asked.person_id).order_by(Person.name).all()
        bearers = [(SURVEY, survey_bearer(one.person_id, one.survey_id)) for one in asked]
        found = tokens_of(bearers, now, app.extensions["outside"].keys)
        return [found[one].text for one in bearers]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_built_answered_closed_and_read(page: Any, live_server: Server, axe: Any, lang: str) -> None:
    app, now = live_server.app, datetime.now(UTC)
    with app.app_context():
        came(held_session(), 8)
        token = staff.invite("organizer@example.org", "organizer", now)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form[method=post] button").first)
    build(page, lang, axe)
    tokens = links(live_server)
    assert len(tokens) == 8
    for number, each in enumerate(tokens[:6]):
        answer(page, f"/{lang}/survey/{each}", number, axe)
    page.goto(f"/{lang}/survey/{tokens[0]}")
    assert page.locator(".note.done").count() == 1
    close(page, lang)
    with app.app_context():
        tick_surveys(app, datetime.now(UTC))
    page.goto(f"/{lang}/survey/{tokens[7]}")
    assert page.locator("textarea").count() == 0
    assert axe(page) == []
    read(page, lang, axe)


def build(page: Any, lang: str, axe: Any) -> None:
    """Build a survey of two questions and publish it, by its forms alone."""
    page.goto(f"/{lang}/desk/season/surveys")
    assert axe(page) == []
    page.locator("[name=session]").select_option("topic")
    page.locator("#title-en").fill("How was it?")
    page.locator("#title-ar").fill("كيف كانت؟")
    press(page, page.locator("main form[method=post] button").last)
    for kind, words, choices in (("choice", "Useful?", "Yes\nNo"), ("text", "Why?", "")):
        press(page, page.locator("#questions a.button"))
        page.locator("[name=kind]").select_option(kind)
        page.locator("#words-en").fill(words)
        page.locator("#choices-en").fill(choices)
        assert axe(page) == []
        press(page, page.locator("#form-question button").first)
    page.locator("[name=closes_on]").fill((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    press(page, page.locator("button[value=save]"))
    assert axe(page) == []
    press(page, page.locator("button[value=publish]"))
    assert page.locator("#done").count() == 1


def answer(page: Any, path: str, number: int, axe: Any) -> None:
    """Answer once; the first one sends an empty form before."""
    page.goto(path)
    send = page.locator("main form[method=post] button").last
    if not number:
        assert axe(page) == []
        press(page, send)
        assert page.locator("#error-summary").count() == 1
        assert axe(page) == []
        send = page.locator("main form[method=post] button").last
    page.locator("[type=radio]").nth(number % 2).check()
    page.locator("textarea").fill(f"Words of number {number}.")
    press(page, send)
    if page.locator("#error-summary").count():  # faster than people fill in: once more, as the page asks
        assert page.locator("textarea").input_value() == f"Words of number {number}."
        press(page, page.locator("main form[method=post] button").last)
    assert page.locator(".note.done").count() == 1
    if not number:
        assert axe(page) == []


def close(page: Any, lang: str) -> None:
    """Close the survey at the desk."""
    page.goto(f"/{lang}/desk/season/surveys")
    press(page, page.locator("ul.rows a").first)
    page.locator("[name=sure]").check()
    press(page, page.locator("button[value=close]"))
    assert page.locator("#done").count() == 1


def read(page: Any, lang: str, axe: Any) -> None:
    """Read what it gave, and show two of the six texts."""
    page.goto(f"/{lang}/desk/season/surveys")
    press(page, page.locator("ul.rows a[href$=results]").first)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".figures .big").all_inner_texts() == ["8", "6", "75 %", "6"]
    assert [re.sub(r"\s", "", one) for one in page.locator("tbody td.n").all_inner_texts()] == ["3", "50"] * 2
    boxes = page.locator("[name=text]")
    assert boxes.count() == 6
    for at in range(2):
        boxes.nth(at).check()
    press(page, page.locator("button[value=shown]"))
    assert page.locator("#texts fieldset").first.locator("[name=text]").count() == 2
    press(page, page.locator("a[href*=compare]").first)
    assert axe(page) == []
