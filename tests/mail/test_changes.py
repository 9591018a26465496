"""A slot that is moved, cancelled and revived while mails leave: each is told once, with the time of today."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.errors import Stale
from meetings.extensions import db
from meetings.jobs import tick_notices, worker_of
from meetings.models import Place
from meetings.services.slots import cancel, edit, revive
from tests.factories import NOW, make_topic, register_somebody
from tests.mail.test_calendars import read
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, parts, revision, states

PEOPLE = 25
START = NOW + 2 * DAY
HOUR = timedelta(hours=1)


@pytest.fixture
def world(app: Flask, database: object) -> World:
    return World(app)


def kinds(mails: list[Any]) -> list[str]:
    return [str(mail["Subject"]).partition(":")[0] for mail in mails]


@pytest.mark.parametrize("minutes", [9, 31, 60])
def test_moved_three_times_and_back_is_told_to_nobody(world: World, minutes: int) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    for number, hours in enumerate((3, -1, 4, -6)):
        move_slot(first, hours, NOW + number * 2 * MINUTE)
        assert world.tick(NOW + number * 2 * MINUTE) == []
    assert world.tick(NOW + minutes * MINUTE) == []
    assert db.session.scalars(select(Place.told_version)).one() == 5


def test_change_of_platform_alone_is_told_to_nobody(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    edit(first, {"platform_address": "https://other.example.org/"}, revision(first), NOW, "organizer")
    assert world.tick(NOW + DAY - MINUTE) == []
    assert kinds(world.tick(NOW + DAY)) == ["Reminder"]


def test_moved_cancelled_and_revived_while_the_batch_leaves(
    world: World, tmp_path: Path, node: Callable[..., Any]
) -> None:
    _topic, (first, _second) = make_topic()
    for number in range(PEOPLE):
        register_somebody(first, name=f"Person {number}", email=f"p{number}@example.org")
    confirmations = {str(mail["To"]): mail for mail in world.tick(NOW)}
    half_past = START - DAY
    tick_notices(world.app, half_past)
    worker_of(world.app).sending.batch(half_past)
    seen = revision(first)
    move_slot(first, -3, half_past + MINUTE)
    old, new = "12:00–13:30 Nairobi", "09:00–10:30 Nairobi"

    with pytest.raises(Stale):  # the second tab saw what stood before
        cancel(first, seen, half_past + MINUTE, "organizer")
    cancel(first, revision(first), half_past + 2 * MINUTE, "organizer")
    revive(first, revision(first), half_past + 3 * MINUTE, "organizer")
    edit(
        first,
        {"platform_address": "https://other.example.org/"},
        revision(first),
        half_past + 3 * MINUTE,
        "organizer",
    )

    reminded = world.tick(half_past + 4 * MINUTE)  # what was under way before the move
    assert set(kinds(reminded)) <= {"Reminder"}
    told = world.tick(half_past + 14 * MINUTE)
    assert kinds(told) == ["New time"] * PEOPLE
    assert len({str(mail["To"]) for mail in told}) == PEOPLE
    for mail in told:
        text, _html, _calendar = parts(mail)
        assert old in text.partition("Now:")[0]
        assert new in text.partition("Now:")[2]
        assert old not in text.partition("Now:")[2]
        assert links(text) == links(parts(confirmations[str(mail["To"])])[0])
    later = [mail for hours in range(1, 22) for mail in world.tick(half_past + timedelta(hours=hours))]
    assert all(old not in parts(mail)[0] for mail in later)

    address = str(told[0]["To"])
    events = read([parts(confirmations[address])[2], parts(told[0])[2]], tmp_path, node)
    assert [one["start"] for one in events] == ["2026-11-26T09:00:00.000Z", "2026-11-26T06:00:00.000Z"]
    assert events[0]["uid"] == events[1]["uid"]
    assert events[0]["sequence"] < events[1]["sequence"]
    assert events[1]["status"] == "CONFIRMED"
    client = world.app.test_client()
    (join,) = links(parts(told[0])[0])
    assert "other.example.org" not in client.get(join).text
    enter(client, join, START - timedelta(hours=3), "https://other.example.org/")


def links(text: str) -> list[str]:
    """Give the paths of the pages to join that a text names."""
    return [urlsplit(one).path for one in re.findall(r"https://\S+/join/\S+", text)]


def enter(client: Any, path: str, now: datetime, address: str) -> None:
    """Press the button at a moment when the meeting is open, and see where it leads."""
    import time_machine

    with time_machine.travel(now, tick=False):
        assert client.post(path).location == address


@pytest.mark.parametrize(
    ("act", "hours", "late", "subject", "may_join"),
    [
        ("move", -3, 20, "Held at another time", False),
        ("move", 1, -10, "New time", True),
        ("cancel", 0, 20, "Not held", False),
    ],
)
def test_change_that_could_not_be_brought_in_time_is_told_in_other_words(
    world: World, act: str, hours: int, late: int, subject: str, may_join: bool
) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    if act == "move":
        move_slot(first, hours, START - DAY)
    else:
        cancel(first, revision(first), START - DAY, "organizer")
    tick_notices(
        world.app, START - DAY + 10 * MINUTE
    )  # planned, and no relay until the end, or until it has begun
    over = START + max(hours, 0) * HOUR + 90 * MINUTE
    (mail,) = world.tick(over + late * MINUTE)
    text, _html, _calendar = parts(mail)
    assert kinds([mail]) == [subject]
    assert "We could not tell you in time" in text or "we could not tell you in time" in text
    assert ("/en/join/" in text) is may_join
    assert world.tick(over + DAY) == []


def test_reminder_that_could_not_be_brought_in_time_is_dropped_and_named(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    tick_notices(world.app, START - DAY)
    assert world.tick(START + 110 * MINUTE) == []
    assert states() == ["sent", "too_late"]


def test_change_made_after_the_end_corrects_the_record_and_tells_nobody(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register_somebody(first)
    world.tick(NOW)
    world.tick(START - DAY)
    cancel(first, revision(first), START + 2 * HOUR, "organizer")
    assert world.tick(START + 2 * HOUR + 11 * MINUTE) == []
