"""Panels, their assistants and delegates read that a meeting begins later, in their language and zone, each once."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.codes import BadgeState
from meetings.extensions import db
from meetings.models import Badge, Message, Notice, Person
from meetings.services.cop import badges
from meetings.services.live.telling import delay
from meetings.services.panel.answers import answer
from meetings.services.slots import cancel
from tests.cop import make_conference, segments_of
from tests.factories import NOW, make_session, make_slot
from tests.mail.cop.test_delegates import CODE, JOIN, ME, move, nominee
from tests.mail.panel.test_panels import LINK, to
from tests.mail.test_outbox import MINUTE, World, parts, revision
from tests.panels import make_assistant
from tests.services.panel.world import STAFF, Panel, make_panel, row_of

HOUR = timedelta(hours=1)
START = NOW + 5 * HOUR  # 14:00 UTC on 24 November


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def panel_now(world: World, **rosa: str) -> Panel:
    """Store a panel of Rosa in Lima, with an assistant in Tokyo, both invited; it sits in five hours."""
    panel = make_panel(START, **rosa)
    make_assistant(
        row_of(panel), panel.programme_id, email="sam@example.org", zone="Asia/Tokyo", language="fr"
    )
    world.tick(NOW)
    return panel


def put_off(world: World, slot: str, minutes: int, at: timedelta) -> dict[str, EmailMessage]:
    """Let a time begin later, and give the mails of it by their reader; a minute later there are no more."""
    delay(slot, minutes, NOW + at, "user:1")
    mails = world.tick(NOW + at + MINUTE)
    assert world.tick(NOW + at + 2 * MINUTE) == []
    assert len({to(one) for one in mails}) == len(mails)
    return {to(one): one for one in mails}


def test_panel_and_assistant_read_it_in_their_language_and_zone(world: World) -> None:
    panel = panel_now(world, language="en")
    mails = put_off(world, panel.slots[0], 30, HOUR)
    assert set(mails) == {"rosa@example.org", "sam@example.org"}
    rosa, sam = mails["rosa@example.org"], mails["sam@example.org"]
    assert rosa["Subject"] == "Begins later: Tue 24 November, 09:00 Lima: Session topic"
    assert (sam["Content-Language"], str(sam["Subject"]).partition(":")[0].strip()) == (
        "fr",
        "Commence plus tard",
    )
    for words in parts(rosa)[:2]:
        for said in (
            "09:00–10:30",
            "09:30–11:00 Lima",
            "15:30–17:00 Geneva",
            "14:30–16:00 UTC",
            "09:30 Lima",
        ):
            assert said in words
        link = LINK.search(words)
        assert link
        assert link[1] == "en"
    for words in parts(sam)[:2]:
        assert "Rosa Example" in words
        assert "23:30–01:00" in words


def test_it_is_told_again_only_where_it_begins_earlier_or_as_announced(world: World) -> None:
    slot = panel_now(world, language="en").slots[0]
    steps = [put_off(world, slot, minutes, at * HOUR) for at, minutes in enumerate((60, 90, 30, 0), 1)]
    assert [len(one) for one in steps] == [2, 0, 2, 2]
    heard = [str(one["rosa@example.org"]["Subject"]).partition(":")[0] for one in steps if one]
    assert heard == ["Begins later", "Begins later", "As announced after all"]


def test_nothing_is_sent_to_whom_it_is_not_so_any_more(world: World) -> None:
    panel = panel_now(world)
    delay(panel.slots[0], 30, NOW + HOUR, "user:1")
    answer(panel.session_id, panel.rosa, "declined", "", NOW + HOUR, actor=STAFF)
    assert world.tick(NOW + HOUR) == []
    answer(panel.session_id, panel.rosa, "confirmed", "", NOW + HOUR, actor=STAFF)
    delay(panel.slots[1], 30, NOW + HOUR, "user:1")
    cancel(panel.slots[1], revision(panel.slots[1]), NOW + HOUR, "organizer")
    late = select(Message.state).join(Notice, Notice.message_id == Message.id)
    world.tick(NOW + HOUR)
    states = db.session.scalars(late.where(Notice.occasion.startswith("late:"))).all()
    assert set(states) == {"withdrawn"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_delegates_read_it_in_their_language_and_zone_with_their_way_in(world: World, lang: str) -> None:
    programme = make_conference()
    one = nominee(language=lang)
    db.session.execute(update(Person).values(zone="Africa/Nairobi"))
    values = {"segment_id": segments_of(programme)[0].id, "audience": "participants"}
    slot = make_slot(make_session(programme, "plenary-1", **values), START).id
    move(one, "accredited")
    world.tick(NOW)
    world.tick(NOW + 3 * MINUTE)
    (mail,) = put_off(world, slot, 30, HOUR).values()
    assert mail["Content-Language"] == lang
    text, html, calendar = parts(mail)
    for words in (text, html):
        assert "17:30" in words
        assert all(found.search(words) for found in (JOIN, ME, CODE))
        assert "platform.example.org" not in words
    assert calendar == ""
    assert put_off(world, slot, 60, 2 * HOUR) == {}
    (again,) = put_off(world, slot, 0, 3 * HOUR).values()
    if lang == "en":
        assert mail["Subject"] == "Begins later: Tue 24 November, 17:00 Nairobi: Session plenary-1"
        assert "17:00–18:30" in text
        assert str(again["Subject"]).startswith("As announced after all: ")
    else:
        assert "Begins later" not in text + str(mail["Subject"])
        assert "As announced" not in parts(again)[0] + str(again["Subject"])


def test_a_delegate_whom_the_meeting_lets_in_no_more_gets_no_mail(world: World) -> None:
    programme = make_conference()
    one = nominee()
    values = {"segment_id": segments_of(programme)[0].id, "audience": "participants"}
    slot = make_slot(make_session(programme, "plenary-1", **values), START).id
    move(one, "accredited")
    world.tick(NOW)
    world.tick(NOW + 3 * MINUTE)
    badges.issue(one.participations[0].id, NOW, "user:1")
    delay(slot, 30, NOW + HOUR, "user:1")
    db.session.execute(update(Badge).values(state=BadgeState.SUSPENDED))
    db.session.commit()
    assert world.tick(NOW + HOUR) == []
