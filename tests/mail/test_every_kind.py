"""Every kind of mail in every language: whole, in its own words, and inert where strangers wrote."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from meetings.domain.codes import LANGUAGES
from tests.mail.every_kind import every_kind
from tests.mail.test_outbox import World, parts

EVIL = "Eve https://evil.example/x www.evil.example eve@evil.example \u202egpj"
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|[\w.]+@[\w-]+\.[\w.]+")


class Links(HTMLParser):
    """Collects what a page leads to or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses of any kind."""
        self.found += [
            value or "" for name, value in attrs if name in ("href", "src", "background", "action")
        ]


@pytest.fixture
def world(app_sqlite: Flask, database_sqlite: object) -> World:
    return World(app_sqlite)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_reads_back(world: World, lang: str) -> None:
    mails = every_kind(world, lang)
    assert len({str(mail["Subject"]) for mail in mails.values()}) == len(mails)
    for kind, mail in mails.items():
        text, html, calendar = parts(mail)
        assert (mail.defects, mail["Content-Language"]) == ([], lang), kind
        assert mail.get_content_type() == "multipart/alternative", kind
        assert ("BEGIN:VCALENDAR" in calendar) is (kind in CALENDARS), kind
        assert f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in html, kind
        assert links(html) == set(LINK.findall(text)), kind  # the text alone is enough
        assert all(one.startswith("https://meetings.example.org/") for one in links(html)), kind
        assert not re.search(r"<(img|script|link|iframe|object)\b", html), kind
        if lang == "en":
            continue
        assert not ENGLISH.search(text), kind


CALENDARS = (
    "confirmation",
    "change",
    "moved_begun",
    "moved_over",
    "clocks",
    "cancelled",
    "cancellation",
    "cancelled_over",
    "revival",
    "several",
    "enrolled",
    "enrolled_several",
    "unfollowed",
    "rehearsal_invited",
    "rehearsal_moved",
    "rehearsal_off",
)
ENGLISH = re.compile(r"\b(?:the|your|session|registration|this|and)\b", re.IGNORECASE)


def links(html: str) -> set[str]:
    reader = Links()
    reader.feed(html)
    return set(reader.found)


def test_no_strangers_word_is_a_link(world: World) -> None:
    for kind, mail in every_kind(world, "en", EVIL).items():
        text, html, _calendar = parts(mail)
        assert "evil. example" in text, kind
        for words in (text, re.sub("<[^>]+>", " ", html)):
            assert [one for one in LINK.findall(words) if "evil" in one] == [], kind
        assert not any("evil" in one for one in links(html)), kind


@pytest.mark.parametrize("end", ["\r\nBcc: all@example.org", "\u2028Bcc: x", "\x85Bcc: x", "\x0bBcc: x"])
def test_line_ends_in_titles_give_no_header(world: World, end: str) -> None:
    from meetings.extensions import db
    from meetings.models import Session
    from tests.factories import NOW, make_topic, register_somebody

    make_topic()
    db.session.query(Session).one().title = {"en": f"Topic{end}"}
    db.session.commit()
    register_somebody(language="en")
    (mail,) = world.tick(NOW)
    assert mail["Bcc"] is None
    assert "Topic" in str(mail["Subject"])
    assert headers(mail) == headers_wanted


headers_wanted = {
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}


def headers(mail: EmailMessage) -> set[Any]:
    return set(mail.keys())
