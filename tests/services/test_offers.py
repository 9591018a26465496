"""Seats that are offered: accepted, declined, lapsed, taken back with the slot; on both stores."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from meetings.domain import errors
from meetings.extensions import db
from meetings.models import Place, Programme, Registration, Slot
from meetings.services.offers import accept, decline, lapse
from meetings.services.registrations import Registered, cancel, register, switch
from meetings.services.slots import cancel as cancel_slot
from meetings.services.slots import edit, revive
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    make_topic,
    register_somebody,
    request_for,
    somebody,
)
from tests.mail.test_outbox import move_slot
from tests.services.test_registrations import notices, places, seats

pytestmark = pytest.mark.usefixtures("database")
HOUR = timedelta(hours=1)
START = NOW + timedelta(days=2)


def full_topic(waiting: int = 2, hours: int | None = 12) -> tuple[str, Registered, list[Registered]]:
    """Store a slot with one seat; give it, who has the seat, and who waits."""
    _topic, (first, _second) = make_topic(capacity=1)
    db.session.query(Programme).one().offer_hours = hours
    db.session.commit()
    return first, register_somebody(first), [register_somebody(first) for _number in range(waiting)]


def state(registration_id: str) -> str:
    return places(registration_id)[0][1]


def until(registration_id: str) -> datetime | None:
    return db.session.scalars(
        select(Place.offered_until).where(Place.registration_id == registration_id)
    ).one()


def revision(slot_id: str) -> int:
    db.session.rollback()
    return db.session.get_one(Slot, slot_id).revision


def test_free_seat_is_offered_to_the_next_in_line_and_counts_as_taken() -> None:
    slot, holder, (next_one, last) = full_topic()
    cancel(holder.id, NOW, "person")
    assert (state(next_one.id), until(next_one.id)) == ("offered", NOW + 12 * HOUR)
    assert (state(last.id), seats(slot)) == ("waiting", (1, 1, 2))
    assert ("offer", f"registration:{next_one.id}", "1") in notices()
    assert register_somebody(slot).state == "waiting"  # nobody takes a seat that is offered


def test_without_hours_the_next_in_line_simply_gets_the_seat() -> None:
    _slot, holder, (next_one, _last) = full_topic(hours=None)
    cancel(holder.id, NOW, "person")
    assert (state(next_one.id), until(next_one.id)) == ("confirmed", None)
    assert notices()[-1] == ("confirmation", f"registration:{next_one.id}", "1")


def test_offer_stands_no_longer_than_to_the_start() -> None:
    _slot, holder, (next_one, _last) = full_topic()
    cancel(holder.id, START - HOUR, "person")
    assert until(next_one.id) == START


def test_accepted_twice_is_accepted_once() -> None:
    slot, holder, (next_one, _last) = full_topic()
    cancel(holder.id, NOW, "person")
    for _time in range(2):
        accept(next_one.id, slot, NOW + HOUR, "person")
    assert places(next_one.id) == [(slot, "confirmed", None)]
    assert (until(next_one.id), seats(slot)) == (None, (1, 1, 2))
    assert db.session.get_one(Registration, next_one.id).sequence == 2
    assert notices().count(("confirmation", f"registration:{next_one.id}", "2")) == 1


def test_declined_seat_goes_to_the_next_and_its_person_can_register_again() -> None:
    slot, holder, (next_one, last) = full_topic()
    cancel(holder.id, NOW, "person")
    for _time in range(2):
        decline(next_one.id, slot, NOW + HOUR, "person")
    assert (places(next_one.id), state(last.id)) == ([(slot, "declined", None)], "offered")
    assert seats(slot) == (1, 0, 2)
    assert db.session.get_one(Registration, next_one.id).ended_at == NOW + HOUR
    with pytest.raises(errors.OfferOver):
        accept(next_one.id, slot, NOW + HOUR, "person")


def test_come_back_after_declining_stands_at_the_end_of_the_line() -> None:
    _topic, (slot, _second) = make_topic(capacity=1)
    db.session.query(Programme).one().offer_hours = 12
    db.session.commit()
    holder, ada = register_somebody(slot), somebody()
    first, last = register(request_for(ada, slot), NOW, KEYS), register_somebody(slot)
    cancel(holder.id, NOW, "person")
    decline(first.id, slot, NOW, "person")
    again = register(request_for(ada, slot), NOW, KEYS)
    assert again.id != first.id
    assert (again.state, again.places[0].position, state(last.id)) == ("waiting", 3, "offered")


def test_offer_lapses_at_its_moment_and_is_told_once() -> None:
    slot, holder, (next_one, last) = full_topic()
    cancel(holder.id, NOW, "person")
    over = NOW + 12 * HOUR
    lapse(over - timedelta(seconds=1))
    assert state(next_one.id) == "offered"
    with pytest.raises(errors.OfferOver):
        accept(next_one.id, slot, over, "person")
    for _time in range(2):
        lapse(over)
    assert (state(next_one.id), state(last.id), until(last.id)) == ("declined", "offered", over + 12 * HOUR)
    assert notices()[-2:] == [
        ("lapsed", f"registration:{next_one.id}", "2"),
        ("offer", f"registration:{last.id}", "1"),
    ]


def test_nobody_is_offered_a_seat_after_the_start() -> None:
    slot, holder, (next_one, last) = full_topic()
    cancel(holder.id, START - HOUR, "person")
    lapse(START)
    assert (state(next_one.id), state(last.id), seats(slot)) == ("declined", "waiting", (0, 1, 2))


def test_cancelled_slot_takes_offers_back_and_revived_it_offers_anew_in_order() -> None:
    slot, holder, (next_one, last) = full_topic()
    cancel(holder.id, NOW, "person")
    cancel_slot(slot, revision(slot), NOW + HOUR, "organizer")
    assert (places(next_one.id), seats(slot)) == ([(slot, "waiting", 1)], (0, 2, 2))
    lapse(NOW + 20 * HOUR)
    with pytest.raises(errors.NotThisMove):
        accept(next_one.id, slot, NOW + 20 * HOUR, "person")
    revive(slot, revision(slot), NOW + 20 * HOUR, "organizer")
    assert (state(next_one.id), until(next_one.id)) == ("offered", NOW + 32 * HOUR)
    assert (state(last.id), seats(slot)) == ("waiting", (1, 1, 2))


def test_slot_moved_earlier_shortens_its_offers() -> None:
    slot, holder, (next_one, _last) = full_topic()
    cancel(holder.id, START - 14 * HOUR, "person")
    move_slot(slot, -10, START - 13 * HOUR)
    assert until(next_one.id) == START - 10 * HOUR
    move_slot(slot, 10, START - 12 * HOUR)
    assert until(next_one.id) == START - 10 * HOUR


def test_cancelling_or_switching_passes_an_offered_seat_on() -> None:
    slot, holder, (next_one, last) = full_topic()
    cancel(holder.id, NOW, "person")
    other = db.session.scalars(select(Slot.id).where(Slot.id != slot)).one()
    switch(next_one.id, other, NOW, "person")
    assert (places(next_one.id), until(next_one.id)) == ([(other, "confirmed", None)], None)
    assert (state(last.id), seats(slot)) == ("offered", (1, 0, 2))
    cancel(last.id, NOW, "person")
    assert (until(last.id), seats(slot)) == (None, (0, 0, 2))


def test_raised_capacity_offers_every_new_seat() -> None:
    slot, _holder, waiting = full_topic(waiting=3)
    edit(slot, {"capacity": 3}, revision(slot), NOW, "organizer")
    assert [state(one.id) for one in waiting] == ["offered", "offered", "waiting"]
    assert seats(slot) == (3, 1, 3)


def test_of_two_parts_one_may_be_declined_and_taken_again() -> None:
    session = make_session(make_programme(offer_hours=12))
    one = make_slot(session, START, part=1)
    two = make_slot(session, START + HOUR, part=2, capacity=1)
    ids = (one.id, two.id)
    holder = register_somebody(*ids)
    waiting = register_somebody(*ids)
    cancel(holder.id, NOW, "person")
    decline(waiting.id, ids[1], NOW, "person")
    assert [each[1] for each in sorted(places(waiting.id), key=lambda each: ids.index(each[0]))] == [
        "confirmed",
        "declined",
    ]
    assert db.session.get_one(Registration, waiting.id).ended_at is None
    switch(waiting.id, ids[1], NOW, "person")
    assert {each[1] for each in places(waiting.id)} == {"confirmed"}
    assert seats(ids[1]) == (1, 0, 1)


def test_what_is_not_offered_has_no_answer() -> None:
    slot, holder, (next_one, _last) = full_topic()
    with pytest.raises(errors.NotThisMove):
        accept(next_one.id, slot, NOW, "person")
    with pytest.raises(errors.NotThisMove):
        decline(holder.id, slot, NOW, "person")
    with pytest.raises(errors.NotFound):
        accept(next_one.id, "nothing", NOW, "person")
    cancel(next_one.id, NOW, "person")
    with pytest.raises(errors.RegistrationEnded):
        accept(next_one.id, slot, NOW, "person")
