"""The entries that mails put into calendars, as ical.js and node-ical read them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from flask import Flask

from meetings.domain.moves import Move
from meetings.services.registrations import cancel, register, switch
from meetings.services.slots import move
from tests.factories import KEYS, NOW, make_topic, request_for, somebody
from tests.mail.test_outbox import World, parts

HOUR = timedelta(hours=1)


@pytest.fixture
def world(app_sqlite: Flask, database_sqlite: object) -> World:
    return World(app_sqlite)


def read(calendars: list[str], folder: Path, node: Callable[..., Any]) -> list[dict[str, Any]]:
    """Read calendars with both programs, which must agree, and give their one entry each."""
    names = []
    for number, text in enumerate(calendars):
        path = folder / f"{number}.ics"
        path.write_text(text, "utf-8", newline="")
        names.append(str(path))
    found = []
    for answer in node("read_calendars.mjs", *names):
        assert [without_method(one) for one in answer["icalJs"]] == [
            without_method(one) for one in answer["nodeIcal"]
        ]
        assert len(answer["icalJs"]) == 1
        found.append(answer["icalJs"][0])
    return found


def without_method(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "method"}


def test_one_entry_moves_and_goes_and_a_new_one_comes(
    world: World, tmp_path: Path, node: Callable[..., Any]
) -> None:
    _topic, (first, second) = make_topic()
    person = somebody()
    mails = []
    done = register(request_for(person, first), NOW, KEYS)
    mails += world.tick(NOW)
    switch(done.id, second, NOW + HOUR, "person")
    mails += world.tick(NOW + HOUR)
    slot_move(second)
    mails += world.tick(NOW + 3 * HOUR)
    cancel(done.id, NOW + 4 * HOUR, "person")
    mails += world.tick(NOW + 4 * HOUR)
    again = register(request_for(person, first), NOW + 5 * HOUR, KEYS)
    mails += world.tick(NOW + 5 * HOUR)
    assert len(mails) == 5
    events = read([parts(mail)[2] for mail in mails], tmp_path, node)
    assert [one["method"] for one in events] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert [one["status"] for one in events] == ["CONFIRMED"] * 3 + ["CANCELLED", "CONFIRMED"]
    assert [one["sequence"] for one in events] == [0, 1, 2, 3, 0]
    assert len({one["uid"] for one in events[:4]}) == 1
    assert events[4]["uid"] != events[0]["uid"]
    assert again.id in events[4]["uid"]
    starts = [one["start"] for one in events]
    assert starts == [
        "2026-11-26T09:00:00.000Z",
        "2026-11-26T15:00:00.000Z",
        "2026-11-26T16:00:00.000Z",
        "2026-11-26T16:00:00.000Z",
        "2026-11-26T09:00:00.000Z",
    ]


def slot_move(slot_id: str) -> None:
    from meetings.extensions import db
    from meetings.models import Slot

    slot = db.session.get_one(Slot, slot_id)
    later = Move(local_start=slot.local_start + HOUR)
    move(slot_id, later, slot.revision, NOW + HOUR, "organizer")


def test_invitation_has_what_calendar_programs_ask_for(world: World) -> None:
    make_topic()
    register(request_for(somebody(name='Ada "A." Example; x', email="ada@example.org")), NOW, KEYS)
    (mail,) = world.tick(NOW)
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    text = parts(mail)[2]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event = vobject.readOne(text).vevent
    assert event.attendee.params["RSVP"] == ["FALSE"]
    assert event.attendee.params["PARTSTAT"] == ["ACCEPTED"]
    assert event.attendee.value == "mailto:ada@example.org"
    assert event.organizer.value == "mailto:meetings@example.org"
    assert text.count("BEGIN:VEVENT") == 1
