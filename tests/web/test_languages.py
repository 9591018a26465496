"""A reader whose language a text is not in gets another one, marked and said, wherever it is shown."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from meetings.domain.codes import LANGUAGES
from meetings.domain.languages import direction
from meetings.extensions import db
from meetings.formats.languages import SAID_IN, marked
from meetings.models import Material
from meetings.services.links import rights_of
from meetings.services.registrations import register
from tests.factories import make_programme, make_session, make_slot, request_for, somebody

NOW = datetime.now(UTC)


@pytest.fixture
def token(app: Flask) -> str:
    """Store a season in one language only, with somebody registered; give their link."""
    with app.app_context():
        programme = make_programme(title={"en": "The season"}, place={"en": "Lake Town"})
        programme.streams[0].title = {"fr": "Le volet"}
        session = make_session(programme, title={"en": "The topic"}, abstract={"en": "One.\n\nTwo."})
        slot = make_slot(session, NOW + timedelta(days=9))
        db.session.add(
            Material(
                session_id=session.id,
                title={"en": "The slides"},
                language="en",
                address="https://example.org/s",
                updated_at=NOW,
            )
        )
        db.session.commit()
        keys = app.extensions["outside"].keys
        done = register(request_for(somebody(language="ar"), slot.id), NOW, keys)
        return rights_of(done.person_id, done.id, NOW, keys).me_token


def pattern(text: str, language: str, reader: str) -> str:
    return (
        f'<span lang="{language}" dir="{direction(language)}">{text}</span> '
        f'<small class="count">{SAID_IN[reader][language]}</small>'
    )


@pytest.mark.parametrize("reader", sorted(set(LANGUAGES) - {"en", "fr"}))
def test_pages_mark_and_say_the_language(client: FlaskClient, token: str, reader: str) -> None:
    calendar, session, mine = (
        client.get(f"/{reader}/{path}").text for path in ("season/", "season/topic/", f"me/{token}")
    )
    assert f"<h1>{pattern('The season', 'en', reader)}</h1>" in calendar
    assert pattern("The topic", "en", reader) in calendar
    assert pattern("Le volet", "fr", reader) in calendar
    assert f"<title>{marked({'en': 'The season'}, reader)}" in calendar
    assert marked({"en": "Lake Town"}, reader) in calendar  # in the line of the zone
    assert pattern("The slides", "en", reader) in session
    said = SAID_IN[reader]["en"]
    assert (
        f'<p class="small muted">{said}</p><div class="text" lang="en" dir="ltr"><p>One.</p><p>Two.</p></div>'
        in session
    )
    assert pattern("The topic", "en", reader) in mine
    register_page = client.get(f"/{reader}/season/topic/register").text
    assert pattern("The topic", "en", reader) in register_page
    assert f"{marked({'en': 'The topic'}, reader)} · " in register_page


@pytest.mark.usefixtures("token")
def test_own_language_is_not_marked(client: FlaskClient) -> None:
    page = client.get("/en/season/topic/").text
    assert "<h1>The topic</h1>" in page
    assert "(in English)" not in page
    assert pattern("Le volet", "fr", "en") in page


@pytest.mark.parametrize("reader", ["ar", "fr", "zh"])
def test_calendars_mark_and_say_the_language(client: FlaskClient, token: str, reader: str) -> None:
    feed = read(client.get(f"/calendars/season.ics?lang={reader}").data)
    event = feed.walk("VEVENT")[0]
    assert event["SUMMARY"] == marked({"en": "The topic"}, reader)
    assert event["SUMMARY"].params["LANGUAGE"] == "en"
    assert feed["X-WR-CALNAME"] == marked({"en": "The season"}, reader)
    assert marked({"en": "Lake Town"}, reader) in event["DESCRIPTION"]
    own = read(client.get(f"/calendars/me/{token}.ics").data).walk("VEVENT")[0]
    assert own["SUMMARY"] == "\u2068The topic\u2069 (بالإنكليزية)"
    assert own["SUMMARY"].params["LANGUAGE"] == "en"


def test_api_gives_texts_as_they_are(client: FlaskClient, token: str) -> None:
    topic = client.get("/api/v1/programmes/season/sessions/topic").json
    assert topic["title"] == {"en": "The topic"}


def test_every_language_is_said_in_every_other() -> None:
    assert {reader: sorted(said) for reader, said in SAID_IN.items()} == {
        reader: sorted(set(LANGUAGES) - {reader}) for reader in LANGUAGES
    }
    words = [one for said in SAID_IN.values() for one in said.values()]
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"\(.+\)|（.+）", one) for one in words)


def read(content: bytes) -> Any:
    return Calendar.from_ical(content)
