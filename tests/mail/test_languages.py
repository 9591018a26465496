"""Mails mark and say the language of a title that is not in the reader's, in text, HTML, subject and calendar entry."""

import pytest
from icalendar import Calendar

from meetings.domain.codes import LANGUAGES
from meetings.domain.languages import direction
from meetings.extensions import db
from meetings.formats.languages import SAID_IN, marked
from meetings.models import Session
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import World, parts, world

__all__ = ["world"]


@pytest.mark.parametrize("reader", sorted(set(LANGUAGES) - {"en"}))
def test_title_in_another_language_is_marked_and_said(world: World, reader: str) -> None:
    _slug, slots = make_topic()
    register_somebody(slots[0], language=reader, email="reader@example.org")
    (mail,) = world.tick(NOW)
    text, html, calendar = parts(mail)
    title = marked({"en": "Session topic"}, reader)
    assert str(mail["Subject"]).endswith(title)
    assert title in text.splitlines()
    assert f'<span lang="en" dir="{direction("en")}">Session topic</span>' in html
    assert SAID_IN[reader]["en"] in html
    event = Calendar.from_ical(calendar).walk("VEVENT")[0]
    assert (event["SUMMARY"], event["SUMMARY"].params["LANGUAGE"]) == (title, "en")


def test_title_in_the_readers_language_is_only_itself(world: World) -> None:
    _slug, slots = make_topic()
    db.session.query(Session).one().title = {"en": "Session topic", "ar": "الزئبق \u202eCOP-5"}
    db.session.commit()
    register_somebody(slots[0], language="ar", email="reader@example.org")
    (mail,) = world.tick(NOW)
    text, html, calendar = parts(mail)
    assert "الزئبق COP-5" in text.splitlines()
    assert "الزئبق COP-5</h2>" in html
    assert Calendar.from_ical(calendar).walk("VEVENT")[0]["SUMMARY"].params["LANGUAGE"] == "ar"
    assert "\u202e" not in text + html + calendar + str(mail["Subject"])
