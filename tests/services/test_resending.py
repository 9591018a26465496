"""Telling somebody again, on both stores: what stands now, to an address and in a language that were chosen."""

from datetime import datetime

import pytest
from flask import Flask

from meetings.domain.errors import NotAChoice, NotAnAddress, NotFound, SameName
from meetings.domain.messages import Failure
from meetings.extensions import db
from meetings.jobs import tick_notices
from meetings.models import Audit, Message, PersonMailbox
from meetings.queries.changes import not_told
from meetings.services import outbox
from meetings.services.registrations import cancel
from meetings.services.resending import send_again, send_again_to_all
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, parts, world
from tests.services.test_races import together

__all__ = ["world"]
HOW = {"now": NOW + MINUTE, "actor": "user:1", "host": "meetings.example.org"}


def test_again_says_what_stands_now(world: World) -> None:
    _topic, (first, _second) = make_topic()
    done = register_somebody(first, name="Ada Example", email="ada@example.org")
    world.tick(NOW)
    move_slot(first, 3, NOW)
    send_again(done.id, "Other@example.org", "fr", **HOW, keep=True)  # type: ignore[arg-type]
    (mail,) = world.tick(NOW + MINUTE)
    text, _html, calendar = parts(mail)
    assert (mail["To"].addresses[0].addr_spec, mail["Content-Language"]) == ("Other@example.org", "fr")
    assert "15:00" in text
    assert "09:00" not in text
    assert "METHOD:REQUEST" in calendar
    assert world.tick(NOW + 20 * MINUTE) == []  # the change is told by now
    assert db.session.query(PersonMailbox).filter_by(person_id=done.person_id).count() == 2
    assert db.session.query(Audit).filter_by(act="registration.again").count() == 1


def test_again_of_a_cancelled_registration_says_that(world: World) -> None:
    _topic, (first, _second) = make_topic()
    done = register_somebody(first)
    cancel(done.id, NOW, "person")
    world.tick(NOW)
    send_again(done.id, "other@example.org", "en", **HOW)  # type: ignore[arg-type]
    (mail,) = world.tick(NOW + MINUTE)
    assert str(mail["Subject"]).startswith("No longer registered:")


def test_what_is_wrong_is_refused_and_leaves_nothing(app: Flask, database: object) -> None:
    _topic, (first, _second) = make_topic()
    done = register_somebody(first, name="Ada Example", email="ada@example.org")
    register_somebody(first, name="ADA  example", email="namesake@example.org")
    for registration, address, language, error in (
        ("nothing", "a@example.org", "en", NotFound),
        (done.id, "nobody", "en", NotAnAddress),
        (done.id, "a@example.org", "xx", NotAChoice),
        (done.id, "namesake@example.org", "en", SameName),
    ):
        with pytest.raises(error):
            send_again(registration, address, language, **HOW, keep=True)  # type: ignore[arg-type]
        db.session.rollback()
    assert db.session.query(PersonMailbox).filter_by(person_id=done.person_id).count() == 1


ALL = {**HOW, "settling_seconds": 600}


def refuse(world: World, now: datetime, *, failure: Failure = Failure.REFUSED) -> None:
    """Let a mail server refuse everything that is due."""
    tick_notices(world.app, now)
    for message_id in outbox.claim(100, "refused", now, 60):
        outbox.mark_failed(message_id, "refused", "550 no such mailbox", failure, now)


def again(slot_id: str, now: datetime = NOW + MINUTE) -> int:
    return send_again_to_all(slot_id, **(ALL | {"now": now}))  # type: ignore[arg-type]


def test_all_whose_mail_failed_are_told_again_once(world: World) -> None:
    _topic, (first, second) = make_topic()
    register_somebody(first, name="Ada Example", email="ada@example.org", language="fr")
    register_somebody(second, name="Elsewhere")
    refuse(world, NOW)
    register_somebody(first, name="Bob Example", email="bob@example.org")
    world.tick(NOW)
    assert [again(first), again(first), again("nothing")] == [1, 0, 0]
    (mail,) = world.tick(NOW + MINUTE)
    assert (str(mail["To"]), mail["Content-Language"]) == ("Ada Example <ada@example.org>", "fr")
    assert not_told(first) == []
    assert again(first, NOW + 2 * MINUTE) == 0
    acts = db.session.query(Audit.act, Audit.subject, Audit.actor, Audit.after).filter(
        Audit.act.like("%.again")
    )
    assert [(act, actor) for act, _subject, actor, _after in acts] == [
        ("registration.again", "user:1"),
        ("slot.again", "user:1"),
    ]


def test_what_fails_again_can_be_told_again(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    refuse(world, NOW)
    assert again(first) == 1
    refuse(world, NOW + MINUTE)
    assert again(first, NOW + 2 * MINUTE) == 1


def test_who_will_hear_anyhow_is_not_told_twice(world: World) -> None:
    _topic, (first, _second) = make_topic()
    for number in range(3):
        register_somebody(first, name=f"Person {number}")
    world.tick(NOW)
    move_slot(first, 1, NOW)
    assert again(first) == 0  # the change rests still
    refuse(world, NOW + 10 * MINUTE, failure=Failure.DEFERRED)
    assert again(first, NOW + 10 * MINUTE) == 0  # tried again in a minute
    refuse(world, NOW + 11 * MINUTE)
    move_slot(first, 1, NOW + 12 * MINUTE)
    assert again(first, NOW + 12 * MINUTE) == 0  # the next change is told to them
    assert len(world.tick(NOW + 22 * MINUTE)) == 3


def test_too_late_is_told_again(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    move_slot(first, 1, NOW)
    tick_notices(world.app, NOW + 10 * MINUTE)
    assert world.tick(NOW + 4 * DAY) == []
    assert {one.state for one in db.session.query(Message)} == {"sent", "too_late"}
    assert again(first, NOW + 4 * DAY) == 1


def test_nobody_without_a_mailbox_is_written_to(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    refuse(world, NOW)
    db.session.query(PersonMailbox).delete()
    db.session.commit()
    assert again(first) == 0


def test_pressed_by_many_at_once_it_tells_once(world: World) -> None:
    _topic, (first, _second) = make_topic()
    for number in range(5):
        register_somebody(first, name=f"Person {number}")
    refuse(world, NOW)
    assert sorted(together(world.app, [lambda: again(first)] * 8, 8)) == [0] * 7 + [5]
    assert len(world.tick(NOW + MINUTE)) == 5
