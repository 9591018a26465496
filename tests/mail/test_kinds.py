"""The registry of kinds: a new one is one entry, and is delivered, named, merged and stopped like the others."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import true

from meetings.domain.codes import LANGUAGES, NoticeKind
from meetings.domain.phrases import Phrases
from meetings.extensions import transaction
from meetings.formats.languages import marked
from meetings.mail.kinds import KINDS, Kind, every_mail, kind_of
from meetings.mail.phrases import BUILT_IN, Mail
from meetings.mail.scopes import Scope
from meetings.mail.words import Body, slot_of, told_of, values_of
from meetings.queries.messages import Item
from meetings.services.notices import Due, insert_notices
from meetings.services.planning import Manner
from meetings.web.desk.kinds import kind_words
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, parts, world

__all__ = ["world"]
SLIDES = "slides"


def notice_slides(now: datetime, _seconds: int) -> None:
    """Make a notice due for everybody, a day after `NOW`."""
    if now < NOW + DAY:
        return
    with transaction():
        insert_notices(true(), Due(SLIDES, "slides", "first", now, now + timedelta(hours=6)), now)


def slides(item: Item) -> Body | None:
    slot = slot_of(item, item.registration.places[0].slot_id)
    return Body(SLIDES, values_of(item, slot), may_join=False, told=(told_of(item, slot),), parts=(1,))


def some_kind() -> Kind:
    return Kind(
        name=lambda: "Slides to read before",
        words=slides,
        mails={
            SLIDES: Mail(
                lambda: "Slides", lambda: Phrases("Slides: {title}", "Slides are there", "Read them.")
            )
        },
        manner=Manner(30),
        due=notice_slides,
        stop=Scope(
            SLIDES,
            title=lambda: "Slides",
            line=lambda: "No more slides",
            about=lambda: "We send slides.",
            stopped=lambda: "You get no more slides.",
        ),
    )


def test_kind_that_is_added_is_delivered_named_and_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_topic()
    for lang in LANGUAGES:
        register_somebody(name=f"Person {lang}", email=f"{lang}@example.org", language=lang)
    world.tick(NOW)
    for code in [code for code in KINDS if code.startswith("reminder")]:
        monkeypatch.setitem(KINDS, code, kind_without_due(KINDS[code]))
    monkeypatch.setitem(KINDS, SLIDES, some_kind())
    assert world.tick(NOW + DAY - MINUTE) == []
    mails = {str(mail["Content-Language"]): mail for mail in world.tick(NOW + DAY)}
    assert set(mails) == set(LANGUAGES)
    for lang, mail in mails.items():
        text, html, calendar = parts(mail)
        assert mail["Subject"] == "Slides: " + marked({"en": "Session topic"}, lang)
        assert f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in html
        assert "Read them." in text
        assert "No more slides" in text
        assert "METHOD:REQUEST" in calendar
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert world.tick(NOW + DAY + MINUTE) == []
    assert kind_words(SLIDES) == "Slides to read before"
    assert every_mail()[SLIDES].name() == "Slides"
    path = urlsplit(mails["en"]["List-Unsubscribe"].strip("<>")).path
    client = world.app.test_client()
    assert "We send slides." in client.get(path).text
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "You get no more slides." in client.get(path).text
    monkeypatch.delitem(KINDS, SLIDES)
    assert client.get(path).status_code == 404
    assert kind_words(SLIDES) == SLIDES


def kind_without_due(kind: Kind) -> Kind:
    return Kind(kind.name, kind.words, kind.mails, kind.manner)


@pytest.mark.usefixtures("app_sqlite")
def test_every_kind_is_whole() -> None:
    assert {str(kind) for kind in NoticeKind} <= {str(code) for code in KINDS}
    assert set(every_mail()) == set(BUILT_IN)
    for code, kind in KINDS.items():
        assert kind.name(), code
        assert not kind.several or kind.several in kind.mails, code
        assert bool(kind.manner.merges) is bool(kind.several), code
    assert kind_of("reminder_3d@09:00") is kind_of("reminder_24h")
    assert kind_of("reminder_open") is not kind_of("reminder_24h")
    assert all(re.fullmatch(r"[a-z_]+", code) for code in map(str, KINDS))
