"""Telling somebody again, on both stores: what stands now, to an address and in a language that were chosen."""

import pytest
from flask import Flask

from meetings.domain.errors import NotAChoice, NotAnAddress, NotFound
from meetings.extensions import db
from meetings.models import Audit, PersonMailbox
from meetings.services.registrations import cancel
from meetings.services.resending import send_again
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import MINUTE, World, move_slot, parts, world

__all__ = ["world"]
HOW = {"now": NOW + MINUTE, "actor": "user:1", "host": "meetings.example.org"}


def test_again_says_what_stands_now(world: World) -> None:
    _topic, (first, _second) = make_topic()
    done = register_somebody(first, name="Ada Example", email="ada@example.org")
    world.tick(NOW)
    move_slot(first, 3, NOW)
    send_again(done.id, "Other@example.org", "fr", **HOW)  # type: ignore[arg-type]
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
        (done.id, "namesake@example.org", "en", NotAnAddress),
    ):
        with pytest.raises(error):
            send_again(registration, address, language, **HOW)  # type: ignore[arg-type]
        db.session.rollback()
    assert db.session.query(PersonMailbox).filter_by(person_id=done.person_id).count() == 1
