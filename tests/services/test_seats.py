"""Seats online and in the room, the twin of a full time, and the line in all that befalls it; on both stores."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain import errors
from meetings.extensions import db
from meetings.models import Place, Programme, Seats, Session, Slot
from meetings.queries.lines import ranks
from meetings.queries.registrations import registration
from meetings.services import slots as slot_services
from meetings.services.erasing import erase
from meetings.services.many import Many, ManyRequest, register_many
from meetings.services.offers import accept, decline, lapse
from meetings.services.programmes import change_session
from meetings.services.registrations import Registered, RegistrationRequest, cancel, register, switch
from meetings.services.slots import edit
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    make_topic,
    register_somebody,
    somebody,
)
from tests.services.test_offers import HOUR, START, full_topic, revision, state, until

pytestmark = pytest.mark.usefixtures("database")


def enrol(*slots: str, mode: str = "online", wait: tuple[str, ...] | None = None) -> Registered:
    request = RegistrationRequest("season", "topic", somebody(), slots, mode=mode, wait=wait)
    return register(request, NOW, KEYS)


def seats(slot_id: str, kind: str = "online") -> tuple[int | None, int, int, int]:
    db.session.rollback()
    row = db.session.get_one(Seats, (slot_id, kind))
    return row.capacity, row.taken, row.waiting, row.line


def set_up(slot_id: str, **values: Any) -> None:
    edit(slot_id, values, revision(slot_id), NOW, "organizer")


def place(done: Registered) -> tuple[str, str, str]:
    db.session.rollback()
    row = db.session.scalars(select(Place).where(Place.registration_id == done.id)).one()
    return row.slot_id, row.mode, row.state


def rank(done: Registered) -> int | None:
    return ranks([done.id]).get((done.id, 1))


def hybrid(online: int | None = 1, room: int | None = 1) -> str:
    """Store a session with one time, online and in a room."""
    slot = make_slot(make_session(make_programme()), START, capacity=online).id
    set_up(slot, has_room=True, room_capacity=room)
    return slot


def test_room_and_online_have_seats_and_lines_of_their_own() -> None:
    slot = hybrid()
    online, room = enrol(slot), enrol(slot, mode="room")
    assert (place(online), place(room)) == ((slot, "online", "confirmed"), (slot, "room", "confirmed"))
    later = [enrol(slot, mode=mode) for mode in ("room", "online", "room")]
    assert [one.state for one in later] == ["waiting"] * 3
    assert [rank(one) for one in later] == [1, 1, 2]
    cancel(room.id, NOW, "person")
    assert [place(one)[1:] for one in later] == [
        ("room", "confirmed"),
        ("online", "waiting"),
        ("room", "waiting"),
    ]
    assert (seats(slot), seats(slot, "room")) == ((1, 1, 1, 1), (1, 1, 1, 2))


def test_room_is_unlimited_until_it_has_seats() -> None:
    slot = hybrid(room=None)
    assert {enrol(slot, mode="room").state for _number in range(4)} == {"confirmed"}
    set_up(slot, room_capacity=2)
    assert enrol(slot, mode="room").state == "waiting"
    assert seats(slot, "room") == (2, 4, 1, 1)


def test_time_without_a_room_takes_nobody_into_one() -> None:
    _topic, (first, second) = make_topic()
    with pytest.raises(errors.NotInRoom) as caught:
        enrol(first, mode="room")
    assert caught.value.field == "mode"
    with pytest.raises(errors.NotAChoice):
        enrol(first, mode="=1+1")
    set_up(second, has_room=True)
    assert enrol(mode="room").places[0].slot_id == second  # where none is asked for, the one that has a room
    held = enrol(first)
    with pytest.raises(errors.NotInRoom):
        switch(held.id, first, NOW, "person", "room")
    assert place(held) == (first, "online", "confirmed")


def test_of_two_parts_the_one_without_a_room_is_online() -> None:
    session = make_session(make_programme())
    one, two = (make_slot(session, START + part * HOUR, part=part).id for part in (1, 2))
    set_up(two, has_room=True)
    assert [each.mode for each in enrol(one, two, mode="room").places] == ["online", "room"]


def test_switching_the_way_is_one_act_and_passes_the_seat_on() -> None:
    slot = hybrid()
    done, waits = enrol(slot), enrol(slot)
    switch(done.id, slot, NOW, "person", "room")
    switch(done.id, slot, NOW, "person", "room")  # sent twice
    assert (place(done), place(waits)) == ((slot, "room", "confirmed"), (slot, "online", "confirmed"))
    assert registration(done.id).sequence == 1
    assert (seats(slot)[1:3], seats(slot, "room")[1:3]) == ((1, 0), (1, 0))
    switch(waits.id, slot, NOW, "person", "room")  # gives up a seat to wait, because it says nothing else
    assert place(waits) == (slot, "room", "waiting")
    assert (seats(slot)[1:3], seats(slot, "room")[1:3]) == ((0, 0), (1, 1))


def test_nobody_loses_a_seat_by_switching_to_a_full_one_unasked() -> None:
    slot = hybrid()
    done, other = enrol(slot), enrol(slot, mode="room")
    with pytest.raises(errors.WouldWait):
        switch(done.id, slot, NOW, "person", "room", wait=False)
    assert (place(done), place(other)) == ((slot, "online", "confirmed"), (slot, "room", "confirmed"))
    assert (seats(slot)[1:], seats(slot, "room")[1:]) == ((1, 0, 0), (1, 0, 0))


def test_switch_to_another_time_keeps_the_room_where_there_is_one() -> None:
    _topic, (first, second) = make_topic()
    set_up(first, has_room=True)
    done = enrol(first, mode="room")
    switch(done.id, second, NOW, "person")
    assert place(done) == (second, "online", "confirmed")
    switch(done.id, first, NOW, "person", "room")
    set_up(second, room_capacity=5)
    switch(done.id, second, NOW, "person")
    assert place(done) == (second, "room", "confirmed")
    assert [seats(slot, kind)[1] for slot in (first, second) for kind in ("online", "room")] == [0, 0, 0, 1]


def test_room_closes_only_while_nobody_holds_it() -> None:
    slot = hybrid()
    done = enrol(slot, mode="room")
    with pytest.raises(errors.RoomInUse) as caught:
        set_up(slot, has_room=False)
    assert (caught.value.field, caught.value.values) == ("has_room", {"taken": 1, "waiting": 0})
    cancel(done.id, NOW, "person")
    set_up(slot, has_room=False, room_capacity=5)
    assert db.session.get(Seats, (slot, "room")) is None
    set_up(slot, capacity=3, room_capacity=None)  # as a program sends back what it read
    assert db.session.get(Seats, (slot, "room")) is None


@pytest.mark.parametrize("values", [{"has_room": "yes"}, {"has_room": None}, {"room_capacity": "3"}])
def test_wrong_rooms_are_refused(values: dict[str, Any]) -> None:
    _topic, (first, _second) = make_topic()
    with pytest.raises(errors.Refused) as caught:
        set_up(first, **values)
    assert caught.value.field in values


def test_room_s_seat_is_offered_accepted_and_declined_apart() -> None:
    slot = hybrid()
    db.session.query(Programme).one().offer_hours = 12
    db.session.commit()
    online, holder = enrol(slot), enrol(slot, mode="room")
    ada, bea = enrol(slot, mode="room"), enrol(slot, mode="room")
    cancel(holder.id, NOW, "person")
    assert (place(ada), seats(slot, "room")[1:3]) == ((slot, "room", "offered"), (1, 1))
    decline(ada.id, slot, NOW, "person")
    accept(bea.id, slot, NOW, "person")
    assert (place(bea), place(online)) == ((slot, "room", "confirmed"), (slot, "online", "confirmed"))
    assert (seats(slot)[1:3], seats(slot, "room")[1:3]) == ((1, 0), (1, 0))


def test_cancelled_time_takes_offers_of_both_kinds_back() -> None:
    slot = hybrid()
    db.session.query(Programme).one().offer_hours = 12
    db.session.commit()
    holders = [enrol(slot, mode=mode) for mode in ("online", "room")]
    line = [enrol(slot, mode=mode) for mode in ("online", "room")]
    for one in holders:
        cancel(one.id, NOW, "person")
    slot_services.cancel(slot, revision(slot), NOW, "organizer")
    assert [place(one)[2] for one in line] == ["waiting", "waiting"]
    assert (seats(slot)[1:3], seats(slot, "room")[1:3]) == ((0, 1), (0, 1))
    slot_services.revive(slot, revision(slot), NOW, "organizer")
    assert [place(one)[2] for one in line] == ["offered", "offered"]


# The twin.


def test_full_time_asks_before_somebody_waits_where_the_twin_has_a_seat() -> None:
    _topic, (first, second) = make_topic(capacity=1)
    enrol(first)
    with pytest.raises(errors.Full) as caught:
        enrol(first, wait=())
    assert caught.value.field == "slot"
    assert caught.value.values == {
        "slot": first,
        "mode": "online",
        "others": [{"slot": second, "mode": "online"}],
    }
    assert seats(first) == (1, 1, 0, 0)  # nothing is stored by asking
    assert enrol(first, wait=(first,)).state == "waiting"
    assert enrol(second, wait=()).state == "confirmed"
    assert enrol(first, wait=()).state == "waiting"  # neither has a seat: nothing to ask


def test_twin_whose_line_waits_or_that_is_off_is_not_proposed() -> None:
    _topic, (first, second) = make_topic(capacity=1)
    enrol(first)
    slot_services.cancel(second, revision(second), NOW, "organizer")
    assert enrol(first, wait=()).state == "waiting"


def test_other_way_is_proposed_beside_the_twin() -> None:
    slot = hybrid(online=None)
    enrol(slot, mode="room")
    with pytest.raises(errors.Full) as caught:
        enrol(slot, mode="room", wait=())
    assert caught.value.values["others"] == [{"slot": slot, "mode": "online"}]


def test_known_person_is_asked_like_a_newcomer() -> None:
    _topic, (first, second) = make_topic(capacity=1)
    ada = somebody(name="Ada Example")
    register(RegistrationRequest("season", "topic", ada, (second,)), NOW, KEYS)
    set_up(second, capacity=2)
    enrol(first)
    with pytest.raises(errors.Full):
        register(RegistrationRequest("season", "topic", ada, (first,), wait=()), NOW, KEYS)


def test_where_no_time_is_asked_for_one_with_seats_is_taken() -> None:
    _topic, (first, second) = make_topic(capacity=1)
    assert [enrol().places[0].slot_id for _number in range(2)] == [first, second]
    assert enrol().places[0].slot_id == first  # none has: the one that suits, and its line


# What people are told of the line.


def test_rank_has_no_gaps_and_keeps_the_number_it_began_with() -> None:
    slot, _holder, (one, two, three) = full_topic(waiting=3, hours=None)
    cancel(two.id, NOW, "person")
    assert [rank(each) for each in (one, two, three)] == [1, None, 2]
    shown = registration(three.id).places[0]
    assert (shown.position, shown.first_rank) == (2, 3)
    late = register_somebody(slot)
    assert (rank(late), late.places[0].rank) == (3, 3)


# Capacity.


@pytest.mark.parametrize("waiting", [0, 1, 4])
@pytest.mark.parametrize(("capacity", "served"), [(0, 0), (1, 0), (2, 1), (3, 2), (None, 99)])
def test_capacity_serves_in_order_and_takes_nobody_s_seat(
    waiting: int, capacity: int | None, served: int
) -> None:
    slot, holder, line = full_topic(waiting=waiting, hours=None)
    set_up(slot, capacity=capacity)
    served = min(served, waiting)
    assert state(holder.id) == "confirmed"
    assert [state(one.id) for one in line] == ["confirmed"] * served + ["waiting"] * (waiting - served)
    assert seats(slot) == (capacity, 1 + served, waiting - served, waiting)


def test_seats_above_a_lowered_limit_are_not_passed_on() -> None:
    slot, _holder, line = full_topic(waiting=2, hours=None)
    set_up(slot, capacity=2)
    set_up(slot, capacity=1)
    cancel(line[0].id, NOW, "person")
    assert (state(line[1].id), seats(slot)) == ("waiting", (1, 1, 1, 2))


def test_limit_below_what_is_taken_lets_nobody_in() -> None:
    _topic, (slot, _second) = make_topic()
    for _number in range(3):
        enrol(slot)
    set_up(slot, capacity=2)
    assert (enrol(slot).state, seats(slot)) == ("waiting", (2, 3, 1, 1))


# What befalls a line.


def test_line_moves_on_after_registration_closed() -> None:
    slot, holder, (next_one, _last) = full_topic(hours=None)
    session = db.session.query(Session).one()
    session.register_until = NOW
    db.session.commit()
    with pytest.raises(errors.SessionNotOpen):
        register_somebody(slot, now=NOW + HOUR)
    cancel(holder.id, NOW + HOUR, "person")
    assert state(next_one.id) == "confirmed"


def test_declined_seat_is_not_taken_again_once_registration_closed() -> None:
    session = make_session(make_programme(offer_hours=12))
    one, two = make_slot(session, START, part=1).id, make_slot(session, START, part=2, capacity=1).id
    holder, waits = enrol(one, two), enrol(one, two)
    cancel(holder.id, NOW, "person")
    decline(waits.id, two, NOW, "person")
    db.session.query(Session).one().register_until = NOW
    db.session.commit()
    with pytest.raises(errors.SessionNotOpen):
        switch(waits.id, two, NOW, "person")


def test_cancelled_session_keeps_its_line_and_serves_it_when_revived() -> None:
    slot, holder, (next_one, last) = full_topic()
    cancel(holder.id, NOW, "person")
    seen = db.session.query(Session).one().revision
    change_session("season", "topic", {"state": "cancelled"}, seen, NOW, "organizer")
    assert [state(one.id) for one in (next_one, last)] == ["waiting", "waiting"]
    cancel(next_one.id, NOW, "person")  # gives up while nothing is held
    db.session.rollback()
    seen = db.session.query(Session).one().revision
    change_session("season", "topic", {"state": "published"}, seen, NOW + HOUR, "organizer")
    assert (state(last.id), until(last.id)) == ("offered", NOW + 13 * HOUR)
    assert seats(slot) == (1, 1, 0, 2)


def test_seat_given_back_after_the_start_goes_to_nobody() -> None:
    slot, holder, (next_one, _last) = full_topic(hours=None)
    cancel(holder.id, START, "person")
    assert (state(next_one.id), seats(slot)[1:3]) == ("waiting", (0, 2))


def test_offer_near_the_start_ends_with_it_and_the_seat_goes_to_nobody() -> None:
    slot, holder, (next_one, last) = full_topic(hours=48)
    cancel(holder.id, START - timedelta(minutes=10), "person")
    assert until(next_one.id) == START
    lapse(START - timedelta(seconds=1))
    assert state(next_one.id) == "offered"
    lapse(START)
    assert (state(next_one.id), state(last.id), seats(slot)[1:3]) == ("declined", "waiting", (0, 1))


def test_moved_into_the_past_serves_nobody() -> None:
    slot, holder, (next_one, _last) = full_topic(hours=None)
    set_up(slot, capacity=0)
    cancel(holder.id, NOW, "person")
    set_up_later = START + HOUR
    edit(slot, {"capacity": 5}, revision(slot), set_up_later, "organizer")
    assert (state(next_one.id), db.session.get_one(Slot, slot).version) == ("waiting", 1)


# Several people at once, and people who are no more.


def enrol_many(number: int, slot: str, **changes: Any) -> Many:
    people = tuple(somebody() for _number in range(number))
    return register_many(
        ManyRequest("season", people, sessions=("topic",), slots=(slot,), **changes), NOW, KEYS
    )


def test_colleagues_take_seats_of_their_kind_and_stand_in_line_in_their_order() -> None:
    slot = hybrid(online=5, room=2)
    done = enrol_many(4, slot, mode="room")
    given = [one.places["topic"][0] for one in done.people]
    assert [(one.mode, one.state, one.rank) for one in given] == [
        ("room", "confirmed", None),
        ("room", "confirmed", None),
        ("room", "waiting", 1),
        ("room", "waiting", 2),
    ]
    assert (seats(slot)[1:], seats(slot, "room")[1:]) == ((0, 0, 0), (2, 2, 2))


def test_colleagues_are_asked_before_any_of_them_waits() -> None:
    _topic, (first, second) = make_topic(capacity=2)
    with pytest.raises(errors.Full) as caught:
        enrol_many(3, first, wait=())
    assert caught.value.values["others"] == [{"slot": second, "mode": "online"}]
    assert seats(first)[1:] == (0, 0, 0)
    done = enrol_many(3, first, wait=(first,))
    assert [one.places["topic"][0].state for one in done.people] == ["confirmed", "confirmed", "waiting"]


def test_whole_season_takes_the_time_that_has_seats() -> None:
    _topic, (first, second) = make_topic(capacity=1)
    enrol(first)
    (one,) = register_many(ManyRequest("season", (somebody(),), whole=True), NOW, KEYS).people
    assert (one.places["topic"][0].slot_id, one.places["topic"][0].state) == (second, "confirmed")
    request = ManyRequest("season", (somebody(),), whole=True, held_twice="earlier")
    (one,) = register_many(request, NOW, KEYS).people
    assert (one.places["topic"][0].slot_id, one.places["topic"][0].state) == (first, "waiting")


def test_erased_person_s_seat_in_the_room_goes_to_the_next_there(tmp_path: Path) -> None:
    slot = hybrid()
    online, gone, waits = enrol(slot), enrol(slot, mode="room"), enrol(slot, mode="room")
    erase(gone.person_id, NOW, "person", keys=KEYS, log=FileErasureLog(tmp_path / "erasures"))
    assert (place(waits), place(online)) == ((slot, "room", "confirmed"), (slot, "online", "confirmed"))
    assert (seats(slot)[1:3], seats(slot, "room")[1:3]) == ((1, 0), (1, 0))
