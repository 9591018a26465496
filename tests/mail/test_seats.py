"""Seats online and in the room, and the twin of a full time, as mails tell them; on both stores."""

from dataclasses import replace
from datetime import timedelta

from meetings.extensions import db
from meetings.models import Programme
from meetings.services.registrations import cancel, register, switch
from meetings.services.slots import edit
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    make_topic,
    request_for,
    somebody,
)
from tests.mail.test_outbox import MINUTE, World, parts, revision, world

__all__ = ["world"]


def hybrid(**values: int) -> str:
    """Store a time that is held online and in a room."""
    slot = make_slot(make_session(make_programme(reminders=[])), capacity=1).id
    edit(slot, {"has_room": True, **values}, revision(slot), NOW, "organizer")
    return slot


def test_confirmation_and_entry_say_the_way_and_move_with_it(world: World) -> None:
    slot = hybrid()
    ada = register(replace(request_for(somebody(), slot), mode="room"), NOW, KEYS)
    (mail,) = world.tick(NOW)
    text, html, calendar = parts(mail)
    for words in (text, html):
        assert "You take part in the room." in words
    assert "LOCATION:In the room\\, Geneva" in calendar
    assert "SEQUENCE:0" in calendar
    switch(ada.id, slot, NOW + MINUTE, "person", "online")
    (mail,) = world.tick(NOW + MINUTE)
    text, _html, calendar = parts(mail)
    assert "You take part online." in text
    assert "You take part in the room." not in text
    assert "SEQUENCE:1" in calendar
    assert "In the room" not in calendar


def test_time_without_a_room_says_nothing_of_the_way(world: World) -> None:
    _topic, (first, _second) = make_topic()
    register(request_for(somebody(), first), NOW, KEYS)
    (mail,) = world.tick(NOW)
    assert "You take part" not in parts(mail)[0]


def test_who_waits_is_told_of_the_time_that_has_seats(world: World) -> None:
    _topic, (first, second) = make_topic(capacity=1)
    holder = register(request_for(somebody(), first), NOW, KEYS)
    gone, waits = (register(request_for(somebody(), first), NOW, KEYS) for _number in range(2))
    cancel(gone.id, NOW, "person")
    mails = {mail["Subject"]: parts(mail)[0] for mail in world.tick(NOW)}
    (text,) = [text for subject, text in mails.items() if subject.startswith("Waiting list")]
    assert "Your number in line: 1." in text  # of those who wait when it leaves
    assert "At the other time, Thu 26 November, 18:00 Nairobi, seats are free" in text
    register(request_for(somebody(), second), NOW, KEYS)
    register(request_for(somebody(), first), NOW + MINUTE, KEYS)
    texts = [parts(mail)[0] for mail in world.tick(NOW + MINUTE)]
    assert not any("At the other time" in text for text in texts)
    cancel(waits.id, NOW + MINUTE, "person")
    cancel(holder.id, NOW + MINUTE, "person")


def test_offer_of_a_seat_in_the_room_says_so(world: World) -> None:
    slot = hybrid(room_capacity=1)
    db.session.query(Programme).one().offer_hours = 12
    db.session.commit()
    people = [
        register(replace(request_for(somebody(), slot), mode="room"), NOW, KEYS) for _number in range(2)
    ]
    world.tick(NOW)
    cancel(people[0].id, NOW + timedelta(hours=1), "person")
    (offer,) = [one for one in world.tick(NOW + timedelta(hours=1)) if "A seat is free" in one["Subject"]]
    assert "You take part in the room. A seat is offered to you until" in parts(offer)[0]
