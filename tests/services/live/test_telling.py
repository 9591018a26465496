"""What tells everybody at once: a delay, once by mail, and a new platform; on both stores."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.live.hours import Stands
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Audit, Message, Notice, Programme, Registration
from meetings.queries.live.desk import notes, presence
from meetings.queries.live.hours import Decided, decided_of, hour_of
from meetings.services import slots
from meetings.services.joining import enter
from meetings.services.live.notes import add_note
from meetings.services.live.telling import delay, let_read, move_platform
from tests.factories import NOW, make_slot
from tests.live import MINUTE, TheHour, make_hour
from tests.services.test_races import together

DAY = timedelta(days=1)


@pytest.fixture
def hour(database: SQLAlchemy) -> TheHour:
    """Store an hour that is open."""
    return make_hour()


def delays() -> list[Notice]:
    db.session.expire_all()
    return list(db.session.scalars(select(Notice).where(Notice.kind == "delay").order_by(Notice.id)))


def test_delay_is_said_at_once_and_moves_nothing(hour: TheHour) -> None:
    slot, changes = hour.slot, db.session.scalars(select(Programme.changes)).one()
    before = (slot.starts_at, slot.version, slot.revision)
    sequences = set(db.session.scalars(select(Registration.sequence)))
    delay(hour.slot_id, 20, NOW, "user:1")
    found = hour_of(hour.slot_id)
    assert (found.decided.delay_minutes, found.stands(NOW + 10 * MINUTE)) == (20, Stands.DELAYED)
    assert (hour.slot.starts_at, hour.slot.version, hour.slot.revision) == before
    assert set(db.session.scalars(select(Registration.sequence))) == sequences
    assert db.session.scalars(select(Programme.changes)).one() == changes + 1


def test_everybody_is_written_to_once_however_often_it_is_put_off(hour: TheHour) -> None:
    delay(hour.slot_id, 9, NOW, "user:1")
    assert delays() == []
    delay(hour.slot_id, 20, NOW, "user:1")
    delay(hour.slot_id, 40, NOW + MINUTE, "user:1")
    rows = delays()
    assert len(rows) == 2
    assert {one.not_after for one in rows} == {NOW + 45 * MINUTE}
    assert all(one.withdrawn_at is None for one in rows)


def test_delay_taken_back_takes_its_mail_back_and_comes_again(hour: TheHour) -> None:
    delay(hour.slot_id, 20, NOW, "user:1")
    delay(hour.slot_id, 0, NOW, "user:1")
    assert decided_of(hour.slot_id).delay_minutes == 0
    assert all(one.withdrawn_at is not None for one in delays())
    delay(hour.slot_id, 30, NOW, "user:1")
    assert [one.withdrawn_at for one in delays()] == [None, None]


def test_delay_told_too_late_is_not_mailed(hour: TheHour) -> None:
    delay(hour.slot_id, 10, NOW + 11 * MINUTE, "user:1")
    assert delays() == []


def test_delay_needs_an_hour_that_is_held(hour: TheHour) -> None:
    with pytest.raises(errors.NotANumber):
        delay(hour.slot_id, 500, NOW, "user:1")
    slots.cancel(hour.slot_id, hour.slot.revision, NOW, "user:1")
    with pytest.raises(errors.NotThisMove):
        delay(hour.slot_id, 20, NOW, "user:1")
    with pytest.raises(errors.NotFound):
        delay("none", 20, NOW, "user:1")


def test_delay_is_said_of_one_beginning_and_goes_when_the_time_moves(hour: TheHour) -> None:
    delay(hour.slot_id, 60, NOW, "user:1")
    slot, changes = hour.slot, decided_of(hour.slot_id).changes
    slots.move(hour.slot_id, Move(local_start=slot.local_start + 2 * DAY), slot.revision, NOW, "user:1")
    assert decided_of(hour.slot_id) == Decided(0, False, changes + 1)
    begins = hour.slot.starts_at
    assert (begins, hour_of(hour.slot_id).stands(begins)) == (NOW + 2 * DAY + 5 * MINUTE, Stands.ON)


def test_delay_does_not_come_back_with_a_time_that_was_cancelled(hour: TheHour) -> None:
    delay(hour.slot_id, 60, NOW, "user:1")
    slots.cancel(hour.slot_id, hour.slot.revision, NOW, "user:1")
    slots.revive(hour.slot_id, hour.slot.revision, NOW, "user:1")
    assert decided_of(hour.slot_id).delay_minutes == 0


def test_delay_stays_when_only_the_length_changes(hour: TheHour) -> None:
    delay(hour.slot_id, 60, NOW, "user:1")
    slots.move(hour.slot_id, Move(minutes=30), hour.slot.revision, NOW, "user:1")
    assert decided_of(hour.slot_id).delay_minutes == 60


def test_delay_keeps_the_entrance_open_as_long_as_it_lasts(hour: TheHour) -> None:
    after = NOW + timedelta(minutes=5 + 90 + 10)
    with pytest.raises(errors.DoorClosed):
        enter(hour.rosa, hour.slot_id, after)
    delay(hour.slot_id, 20, NOW, "user:1")
    assert enter(hour.rosa, hour.slot_id, after).address == "https://platform.example.org/room"


def test_platform_moved_in_the_hour_leads_there_at_once(hour: TheHour) -> None:
    assert hour_of(hour.slot_id).moved_at is None
    move_platform(hour.slot_id, "https://other.example.org/new", hour.slot.revision, NOW, "user:1")
    assert hour_of(hour.slot_id).moved_at == NOW
    assert enter(hour.rosa, hour.slot_id, NOW + MINUTE).address == "https://other.example.org/new"
    with pytest.raises(errors.Stale):
        move_platform(hour.slot_id, "https://third.example.org/", 1, NOW, "user:2")
    for wrong, error in (("", errors.Missing), ("javascript:alert(1)", errors.NotAWebAddress)):
        with pytest.raises(error):
            move_platform(hour.slot_id, wrong, hour.slot.revision, NOW, "user:1")


@pytest.mark.parametrize("keeps", [False, True])
def test_platform_moved_takes_the_other_ways_into_the_old_one_with_it(hour: TheHour, keeps: bool) -> None:
    phone = {"kind": "phone", "address": "+41 22 000 00 00", "language": None, "note": ""}
    slots.edit(hour.slot_id, {"channels": [phone]}, hour.slot.revision, NOW, "user:1")
    stood, changes, seen = hour.slot.channels, decided_of(hour.slot_id).changes, hour.slot.revision
    address = "https://other.example.org/new"
    move_platform(hour.slot_id, address, seen, NOW, "user:1", keeps_channels=keeps)
    assert (hour.slot.channels, hour.slot.platform_address) == (stood if keeps else [], address)
    last = db.session.scalars(select(Audit).where(Audit.act == "slot.edit").order_by(Audit.id)).all()[-1]
    assert (last.before["channels"], last.after["channels"]) == (stood, stood if keeps else [])
    assert decided_of(hour.slot_id).changes == changes + 1


def test_delays_told_at_once_are_all_counted_so_that_no_page_is_kept_that_lacks_one(app: Flask) -> None:
    with app.app_context():
        first = make_hour()
        second = make_slot(first.slot.session, NOW + DAY)
        slot_ids, before = (first.slot_id, second.id), db.session.scalars(select(Programme.changes)).one()

    def put_off(slot_id: str) -> None:
        for minutes in range(1, 21):
            delay(slot_id, minutes, NOW, "user:1")

    together(app, [lambda one=slot_id: put_off(one) for slot_id in slot_ids], threads=2)
    with app.app_context():
        assert db.session.scalars(select(Programme.changes)).one() == before + 40


def test_questions_are_opened_to_everybody_and_closed_again(hour: TheHour) -> None:
    let_read(hour.slot_id, shows=True, now=NOW, actor="user:1")
    assert decided_of(hour.slot_id).shows_questions
    let_read(hour.slot_id, shows=False, now=NOW, actor="user:1")
    assert not decided_of(hour.slot_id).shows_questions


def test_notes_are_added_and_never_changed(hour: TheHour) -> None:
    add_note(hour.slot_id, "Sound of the second channel fails", NOW, "user:1")
    add_note(hour.slot_id, "It is back", NOW + MINUTE, "user:2")
    assert [(one.text, one.by) for one in notes(hour.slot_id)] == [
        ("It is back", "user:2"),
        ("Sound of the second channel fails", "user:1"),
    ]
    with pytest.raises(errors.Missing):
        add_note(hour.slot_id, " \u202e ", NOW, "user:1")


def test_who_entered_is_counted_by_language_until_the_platform_tells(hour: TheHour) -> None:
    enter(hour.rosa, hour.slot_id, NOW)
    enter(hour.sam, hour.slot_id, NOW)
    found = presence(hour.slot_id, NOW)
    assert (found.is_told, found.entered, found.inside, found.at_entrance) == (False, 2, 2, 0)
    assert {(one.code, one.inside) for one in found.languages} == {("ar", 1), ("en", 1)}


def test_mail_of_a_delay_names_the_new_hour_and_falls_away_with_it(app: Flask) -> None:
    with app.app_context():
        hour = make_hour()
        delay(hour.slot_id, 30, NOW, "user:1")
        tick_notices(app, NOW + MINUTE)
        tick_outbox(app, NOW + MINUTE)
        rows: Any = db.session.execute(
            select(Message.state, Message.subject)
            .join(Notice, Notice.message_id == Message.id)
            .where(Notice.kind == "delay", Message.language == "en")
        ).all()
        assert [row.state for row in rows] == ["sent"]
        assert rows[0].subject == "Begins later: Tue 24 November, 12:05 Nairobi: Session topic"


def subjects() -> list[str]:
    rows = select(Message.subject).join(Notice, Notice.message_id == Message.id)
    sent = (Notice.kind == "delay", Message.language == "en", Message.state == "sent")
    return list(db.session.scalars(rows.where(*sent).order_by(Notice.id)))


def test_whoever_was_written_to_hears_once_that_it_begins_earlier_or_as_announced(app: Flask) -> None:
    with app.app_context():
        hour = make_hour(NOW + 60 * MINUTE)
        for step, minutes in enumerate((60, 90, 30, 0)):
            at = NOW + 2 * step * MINUTE
            delay(hour.slot_id, minutes, at, "user:1")
            tick_notices(app, at + MINUTE)
            tick_outbox(app, at + MINUTE)
        when = "Tue 24 November, 13:00 Nairobi: Session topic"
        assert subjects() == [f"Begins later: {when}"] * 2 + [f"As announced after all: {when}"]
        assert [one.occasion.partition("#")[2] for one in delays()] == ["", "", *["3#30"] * 2, *["4#0"] * 2]
        assert max(one.not_after for one in delays() if one.occasion.endswith("#0")) == NOW + 90 * MINUTE


def test_what_was_put_off_again_before_its_mail_left_says_nothing_of_the_step_between(app: Flask) -> None:
    with app.app_context():
        hour = make_hour(NOW + 60 * MINUTE)
        delay(hour.slot_id, 60, NOW, "user:1")
        tick_notices(app, NOW + MINUTE)
        tick_outbox(app, NOW + MINUTE)
        delay(hour.slot_id, 30, NOW + 2 * MINUTE, "user:1")
        tick_notices(app, NOW + 3 * MINUTE)
        delay(hour.slot_id, 0, NOW + 4 * MINUTE, "user:1")
        tick_notices(app, NOW + 5 * MINUTE)
        tick_outbox(app, NOW + 5 * MINUTE)
        assert [one.partition(":")[0] for one in subjects()] == ["Begins later", "As announced after all"]


def test_mail_of_a_delay_that_was_taken_back_is_not_sent(app: Flask) -> None:
    with app.app_context():
        hour = make_hour()
        delay(hour.slot_id, 30, NOW, "user:1")
        tick_notices(app, NOW + MINUTE)
        delay(hour.slot_id, 0, NOW + MINUTE, "user:1")
        tick_outbox(app, NOW + MINUTE)
        states = select(Message.state).join(Notice, Notice.message_id == Message.id)
        assert set(db.session.scalars(states.where(Notice.kind == "delay"))) == {"withdrawn"}
        delay(hour.slot_id, 20, NOW + 2 * MINUTE, "user:1")
        tick_notices(app, NOW + 3 * MINUTE)
        tick_outbox(app, NOW + 3 * MINUTE)
        assert [one.partition(":")[0] for one in subjects()] == ["Begins later"]
