"""From facts to mails, on both stores: what is told, once, and what is not told any more."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Message, Person, Place, Slot
from meetings.services.registrations import cancel, switch
from meetings.services.slots import cancel as cancel_slot
from meetings.services.slots import move, revive
from tests.factories import NOW, make_topic, register_somebody

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class World:
    """An application whose ticks run when a test says so."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.folder = Path(app.config["INSTANCE"]) / "mail"
        self.seen: set[str] = set()

    def tick(self, now: datetime) -> list[EmailMessage]:
        """Run every tick twice, as two workers would, and give the mails that are new."""
        for _time in range(2):
            tick_notices(self.app, now)
            tick_outbox(self.app, now)
        new = sorted(path for path in self.folder.glob("*.eml") if path.name not in self.seen)
        self.seen |= {path.name for path in new}
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in new]  # type: ignore[misc]


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def parts(mail: EmailMessage) -> tuple[str, str, str]:
    """Give text, HTML and calendar of a mail."""
    found = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    calendar = found.get("text/calendar", b"")
    return (
        found["text/plain"],
        found["text/html"],
        calendar if isinstance(calendar, str) else calendar.decode(),
    )


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.state).order_by(Message.created_at, Message.id)))


def revision(slot_id: str) -> int:
    db.session.rollback()
    return db.session.get_one(Slot, slot_id).revision


def move_slot(slot_id: str, hours: int, now: datetime) -> None:
    slot = db.session.get_one(Slot, slot_id)
    local, number = slot.local_start + timedelta(hours=hours), slot.revision
    move(slot_id, Move(local_start=local), number, now, "organizer")


def test_confirmation_is_sent_once_and_says_everything(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first, name="Ada Example", email="ada@example.org", zone="Asia/Kathmandu")
    (mail,) = world.tick(NOW)
    assert mail["To"] == "Ada Example <ada@example.org>"
    assert mail["Subject"] == "Thu 26 November, 14:45 Kathmandu: Session topic"
    assert mail["Message-ID"].endswith("@meetings.example.org>")
    text, html, calendar = parts(mail)
    for words in (text, html):
        assert "Thursday 26 November, 14:45–16:15 Kathmandu, UTC+5:45" in words
        assert "Thursday 26 November, 10:00–11:30 Geneva, UTC+1" in words
        assert "09:00–10:30 UTC" in words
        assert "/en/join/" in words
        assert "/en/me/" in words
    assert "METHOD:REQUEST" in calendar
    assert "DTSTART:20261126T090000Z" in calendar
    assert "platform.example.org" not in mail.as_string()
    assert world.tick(NOW + MINUTE) == []
    assert db.session.scalars(select(Place.told_version)).one() == 1


@pytest.mark.parametrize("lang", ["ar", "fr", "ru", "zh", "es"])
def test_mail_is_in_the_readers_language(world: World, lang: str) -> None:
    make_topic()
    register_somebody(language=lang)
    (mail,) = world.tick(NOW)
    text, html, _calendar = parts(mail)
    assert mail["Content-Language"] == lang
    assert f'lang="{lang}"' in html
    assert "You are registered" not in text + html
    assert ('dir="rtl"' in html) is (lang == "ar")


def test_reminder_comes_once_a_day_before(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    assert world.tick(NOW + DAY - MINUTE) == []
    (mail,) = world.tick(NOW + DAY)
    assert mail["Subject"].startswith("Reminder: Thu 26 November, 12:00 Nairobi")
    assert world.tick(NOW + DAY + MINUTE) == []


def test_late_registration_is_not_reminded_of_what_it_was_just_told(world: World) -> None:
    _topic, (first, _second) = make_topic()
    late = NOW + DAY + timedelta(hours=1)
    register_somebody(first, now=late)
    assert len(world.tick(late)) == 1
    assert world.tick(late + timedelta(hours=2)) == []


def test_change_is_told_after_it_settled_old_and_new(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    move_slot(first, 3, NOW)
    assert world.tick(NOW + 9 * MINUTE) == []
    (mail,) = world.tick(NOW + 10 * MINUTE)
    assert mail["Subject"] == "New time: Thu 26 November, 15:00 Nairobi: Session topic"
    text, html, calendar = parts(mail)
    for words in (text, html):
        assert "12:00–13:30 Nairobi" in words
        assert "15:00–16:30 Nairobi" in words
    assert "SEQUENCE:1" in calendar
    assert "DTSTART:20261126T120000Z" in calendar
    assert world.tick(NOW + 20 * MINUTE) == []


def test_change_taken_back_is_told_to_nobody(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    move_slot(first, 3, NOW)
    move_slot(first, -3, NOW + MINUTE)
    assert world.tick(NOW + 40 * MINUTE) == []
    assert db.session.scalars(select(Place.told_version)).one() == 3


def test_change_after_change_is_one_mail_and_waits_no_longer_than_thrice(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    for number in range(6):
        move_slot(first, 1, NOW + number * 5 * MINUTE)
        assert world.tick(NOW + number * 5 * MINUTE) == []
    (mail,) = world.tick(NOW + 30 * MINUTE)
    assert "18:00–19:30 Nairobi" in parts(mail)[0]


def test_change_shortly_before_is_told_at_once(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    soon = NOW + 2 * DAY - timedelta(minutes=100)
    world.tick(soon)
    move_slot(first, 1, soon)
    (mail,) = world.tick(soon)
    assert mail["Subject"].startswith("New time:")


def test_cancelling_and_reviving_are_told_in_turn(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    cancel_slot(first, revision(first), NOW, "organizer")
    (mail,) = world.tick(NOW + 10 * MINUTE)
    assert mail["Subject"].startswith("Cancelled: ")
    assert "METHOD:CANCEL" in parts(mail)[2]
    assert "/join/" not in parts(mail)[0]
    assert world.tick(NOW + DAY) == []
    revive(first, revision(first), NOW + DAY - timedelta(hours=2), "organizer")
    (mail,) = world.tick(NOW + DAY - timedelta(hours=1))
    assert mail["Subject"].startswith("Held after all: ")
    assert "METHOD:REQUEST" in parts(mail)[2]


def test_nobody_hears_the_old_time_once_it_moved(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    move_slot(first, 3, NOW)
    (mail,) = world.tick(NOW + MINUTE)
    assert "15:00–16:30 Nairobi" in parts(mail)[0]
    assert "12:00–13:30 Nairobi" not in parts(mail)[0]
    assert world.tick(NOW + 20 * MINUTE) == []


def test_reminder_for_a_time_that_moved_is_withdrawn(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    tick_notices(world.app, NOW + DAY)
    move_slot(first, 30, NOW + DAY)
    mails = world.tick(NOW + DAY + 10 * MINUTE)
    assert [mail["Subject"].partition(":")[0] for mail in mails] == ["New time"]
    assert "withdrawn" in states()
    again = world.tick(NOW + 2 * DAY + timedelta(hours=6))
    assert [mail["Subject"].partition(":")[0] for mail in again] == ["Reminder"]


def test_register_switch_and_cancel_before_the_mail_is_one_mail(world: World) -> None:
    _topic, (first, second) = make_topic()
    done = register_somebody(first)
    switch(done.id, second, NOW, "person")
    (mail,) = world.tick(NOW)
    assert "18:00–19:30 Nairobi" in parts(mail)[0]
    cancel(done.id, NOW + MINUTE, "person")
    (mail,) = world.tick(NOW + MINUTE)
    assert mail["Subject"] == "No longer registered: Session topic"
    assert "METHOD:CANCEL" in parts(mail)[2]


def test_names_cannot_break_a_mail(world: World) -> None:
    make_topic()
    register_somebody(name='=1+1 <script>alert(1)</script> "a\u202eb', email="odd@example.org")
    (mail,) = world.tick(NOW)
    text, html, _calendar = parts(mail)
    assert "<script>" not in html
    assert "\u2068=1+1 <script>" in text
    assert mail["To"].addresses[0].addr_spec == "odd@example.org"
    assert mail.defects == []


def test_message_too_late_is_not_sent(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    tick_notices(world.app, NOW + DAY)
    assert world.tick(NOW + 2 * DAY + MINUTE) == []
    assert states() == ["sent", "too_late"]


@pytest.mark.parametrize("what", ["erased", "cancelled"])
def test_reminder_of_somebody_who_left_after_planning_is_withdrawn(world: World, what: str) -> None:
    _topic, (first, _second) = make_topic()
    done = register_somebody(first)
    world.tick(NOW)
    tick_notices(world.app, NOW + DAY)
    assert states() == ["sent", "due"]
    if what == "erased":
        db.session.get_one(Person, done.person_id).erased_at = NOW + DAY
        db.session.commit()
        assert world.tick(NOW + DAY) == []
        assert states() == ["sent", "withdrawn"]
    else:
        cancel(done.id, NOW + DAY, "person")
        (mail,) = world.tick(NOW + DAY)
        assert mail["Subject"] == "No longer registered: Session topic"
        assert sorted(states()) == ["sent", "sent", "withdrawn"]
