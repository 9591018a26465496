"""Mails come in the language and by the clock that people chose last, whatever they said when they registered."""

from datetime import timedelta

import pytest
from flask import Flask

from meetings.extensions import db
from meetings.models import Programme
from meetings.services.people import keep_settings
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, parts


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def test_next_mail_is_in_the_language_chosen_since(world: World) -> None:
    _topic, (first, _second) = make_topic()
    done = register_somebody(first)
    (mail,) = world.tick(NOW)
    assert mail["Content-Language"] == "en"
    keep_settings(done.person_id, "fr", "Asia/Kathmandu", NOW + MINUTE)
    (mail,) = world.tick(NOW + DAY)
    text, html, _calendar = parts(mail)
    assert mail["Content-Language"] == "fr"
    assert 'lang="fr"' in html
    assert "14:45–16:15" in text  # as Kathmandu's clocks have it
    assert "/fr/join/" in text


def test_who_is_known_is_written_to_in_their_language_and_not_in_that_of_a_form(world: World) -> None:
    _topic, (first, second) = make_topic()
    known = register_somebody(first, name="Ada Example", email="ada@example.org")
    keep_settings(known.person_id, "es", "Africa/Nairobi", NOW)
    world.tick(NOW)
    register_somebody(second, name="Ada Example", email="ada@example.org", language="ru", now=NOW + MINUTE)
    assert [mail["Content-Language"] for mail in world.tick(NOW + MINUTE)] == ["es"]


def test_reminder_comes_at_the_hour_of_the_zone_chosen_since(world: World) -> None:
    _topic, (first, _second) = make_topic()
    db.session.query(Programme).one().reminders = ["1d@09:00"]
    db.session.commit()
    done = register_somebody(first, zone="Europe/Zurich")
    world.tick(NOW)
    keep_settings(done.person_id, "en", "Asia/Kathmandu", NOW + MINUTE)
    nine = NOW.replace(hour=3, minute=15) + DAY  # 9:00 in Kathmandu, a day before
    assert world.tick(nine - MINUTE) == []
    (mail,) = world.tick(nine)
    assert "14:45 Kathmandu" in mail["Subject"]
    assert world.tick(nine + timedelta(hours=6)) == []
