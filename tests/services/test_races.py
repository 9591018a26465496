"""Many at once, on both stores: seats, the same person, the same key."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.errors import DoneBefore, Full, NotThisMove, OfferOver, RegistrationEnded, WouldWait
from meetings.extensions import db
from meetings.models import (
    Mailbox,
    Notice,
    Person,
    PersonConsent,
    Place,
    Programme,
    Registration,
    RegistrationEvent,
    Seats,
    Session,
    Slot,
)
from meetings.services.board import SessionGiven, create
from meetings.services.consents import agree, withdraw
from meetings.services.offers import accept, decline, lapse
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

THREADS = 50


def together(app: Flask, acts: list[Callable[[], Any]], threads: int = THREADS) -> list[Any]:
    """Run acts at once, each in an application context of its own; an error in one is the test's."""

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            return act()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, acts))


def test_fifty_for_one_seat_while_capacity_changes(app: Flask) -> None:
    with app.app_context():
        _topic, (first, _second) = make_topic(capacity=1)

    def take(number: int) -> Callable[[], Any]:
        now = NOW + timedelta(seconds=number)
        return lambda: register(request_for(somebody(), first), now, KEYS)

    def resize(capacity: int) -> Callable[[], Any]:
        def act() -> None:
            slot = db.session.get_one(Slot, first)
            edit(first, {"capacity": capacity}, slot.revision, NOW, "organizer")

        return act

    acts = [take(number) for number in range(THREADS)]
    acts.insert(10, resize(3))
    together(app, acts)
    with app.app_context():
        seats = db.session.get_one(Seats, (first, "online"))
        assert (seats.taken, seats.waiting, seats.capacity) == (3, THREADS - 3, 3)
        check_line(first)
        together(app, [resize(8)], 1)
        db.session.rollback()
        check_line(first)
        assert db.session.get_one(Seats, (first, "online")).taken == 8


def check_line(slot_id: str, kind: str = "online", *, somebody_left: bool = False) -> None:
    """Assert that seats say what places say, and that nobody was overtaken; whoever left the line leaves a gap."""
    seats = db.session.get_one(Seats, (slot_id, kind))
    places = db.session.scalars(select(Place).where(Place.slot_id == slot_id, Place.mode == kind)).all()
    states = Counter(place.state for place in places)
    assert (states["confirmed"] + states["offered"], states["waiting"]) == (seats.taken, seats.waiting)
    waiting = sorted(place.position for place in places if place.state == "waiting")
    assert len(set(waiting)) == len(waiting)
    if waiting and not somebody_left:
        served = seats.line - len(waiting)
        assert waiting == list(range(served + 1, seats.line + 1))


def test_register_switch_and_cancel_at_once_leave_seats_and_places_equal(app: Flask) -> None:
    with app.app_context():
        _topic, slots = make_topic(capacity=6)
        held = [register(request_for(somebody(), slots[n % 2]), NOW, KEYS).id for n in range(24)]
    chance = random.Random(7)

    def move_on(registration_id: str) -> Callable[[], Any]:
        if chance.random() < 0.4:
            return lambda: cancel(registration_id, NOW, "person")
        wanted = chance.choice(slots)
        return lambda: switch(registration_id, wanted, NOW, "person")

    acts = [move_on(one) for one in held]
    acts += [lambda: register(request_for(somebody(), chance.choice(slots)), NOW, KEYS) for _ in range(12)]
    chance.shuffle(acts)
    together(app, acts, 16)
    with app.app_context():
        for slot_id in slots:
            seats = db.session.get_one(Seats, (slot_id, "online"))
            states = Counter(db.session.scalars(select(Place.state).where(Place.slot_id == slot_id)))
            assert (states["confirmed"], states["waiting"]) == (seats.taken, seats.waiting)
            assert seats.taken <= 6
            assert seats.taken == 6 or seats.waiting == 0


def test_same_form_sent_many_times_is_one_registration(app: Flask) -> None:
    with app.app_context():
        _topic, (first, _second) = make_topic(capacity=5)
    person = somebody()
    answers = together(app, [lambda: register(request_for(person, first), NOW, KEYS)] * 12, 12)
    assert len({(one.id, one.token, one.code, one.state) for one in answers}) == 1
    with app.app_context():
        counts = [
            db.session.scalar(select(func.count()).select_from(table))
            for table in (Mailbox, Person, Registration, Place)
        ]
        assert counts == [1, 1, 1, 1]
        assert db.session.get_one(Seats, (first, "online")).taken == 1
        assert db.session.scalars(select(Notice.kind).order_by(Notice.kind)).all() == ["confirmation", "link"]


def test_one_offered_seat_answered_by_all_at_once_is_never_two_and_keeps_its_order(app: Flask) -> None:
    with app.app_context():
        _topic, (slot, _second) = make_topic(capacity=1)
        db.session.query(Programme).one().offer_hours = 1
        db.session.commit()
        holder = register(request_for(somebody(), slot), NOW, KEYS)
        line = [register(request_for(somebody(), slot), NOW, KEYS).id for _number in range(THREADS)]
        cancel(holder.id, NOW, "person")
    moment, chance = NOW, random.Random(11)
    for number in range(6):
        with app.app_context():
            (offered,) = having(slot, "offered")
        moment += timedelta(hours=1)
        others = chance.sample(line, THREADS - 20)
        acts = [answer(one, slot, moment, chance) for one in [offered] * 20 + others]
        chance.shuffle(acts)
        together(app, acts)
        with app.app_context():
            check_line(slot)
            assert db.session.get_one(Seats, (slot, "online")).taken == 1
            for one in having(slot, "confirmed"):  # free the seat again for the next round
                cancel(one, moment, "person")
            offers = db.session.scalars(
                select(RegistrationEvent.registration_id)
                .where(RegistrationEvent.kind == "offered")
                .order_by(RegistrationEvent.id)
            ).all()
            assert list(offers) == line[: len(offers)]
            assert len(offers) > number + 1


def having(slot_id: str, state: str) -> list[str]:
    question = select(Place.registration_id).where(Place.slot_id == slot_id, Place.state == state)
    return list(db.session.scalars(question))


def answer(registration_id: str, slot_id: str, moment: Any, chance: random.Random) -> Callable[[], Any]:
    """Accept just in time or too late, decline, or let offers lapse; what is refused is named."""
    late = chance.random() < 0.5
    just = moment if late else moment - timedelta(minutes=1)
    chosen = chance.choice(
        [
            lambda: accept(registration_id, slot_id, just, "person"),
            lambda: decline(registration_id, slot_id, just, "person"),
            lambda: lapse(moment),
        ]
    )

    def act() -> None:
        with suppress(OfferOver, NotThisMove, RegistrationEnded):
            chosen()

    return act


def hybrid(**capacities: Any) -> str:
    """Store a time that is held online and in a room."""
    slot = make_slot(make_session(make_programme()), capacity=capacities.get("online")).id
    edit(slot, {"has_room": True, "room_capacity": capacities.get("room")}, 1, NOW, "organizer")
    return slot


def check_way(slot_id: str, kind: str) -> Counter[str]:
    """Assert that the seats of a kind say what its places say; give how many places there are of each state."""
    seats = db.session.get_one(Seats, (slot_id, kind))
    rows = db.session.scalars(select(Place).where(Place.slot_id == slot_id, Place.mode == kind)).all()
    states = Counter(row.state for row in rows)
    assert (states["confirmed"] + states["offered"], states["waiting"]) == (seats.taken, seats.waiting)
    positions = [row.position for row in rows if row.state == "waiting"]
    assert len(set(positions)) == len(positions)
    return states


def test_fifty_for_the_last_seat_online_and_fifty_for_the_last_in_the_room(app: Flask) -> None:
    with app.app_context():
        slot = hybrid(online=1, room=1)

    def take(mode: str) -> Callable[[], Any]:
        request = replace(request_for(somebody(), slot), mode=mode)
        return lambda: register(request, NOW, KEYS)

    together(app, [take(mode) for _number in range(THREADS) for mode in ("online", "room")])
    with app.app_context():
        for kind in ("online", "room"):
            assert check_way(slot, kind) == {"confirmed": 1, "waiting": THREADS - 1}
            check_line(slot, kind)


def test_fifty_for_the_last_seat_of_a_twin_wait_only_where_neither_has_one(app: Flask) -> None:
    with app.app_context():
        _topic, slots = make_topic(capacity=5)

    def take(number: int) -> Callable[[], Any]:
        """Take the time asked for, or the other one that is proposed, as somebody does who presses the button."""
        person, wanted = somebody(), slots[number % 2]

        def act() -> Any:
            request = replace(request_for(person, wanted), wait=())
            try:
                return register(request, NOW, KEYS)
            except Full as full:
                other = full.values["others"][0]["slot"]  # type: ignore[index]
                return register(replace(request, slots=(other,), wait=(other,)), NOW, KEYS)

        return act

    together(app, [take(number) for number in range(THREADS)])
    with app.app_context():
        for slot in slots:
            check_line(slot)
            assert db.session.get_one(Seats, (slot, "online")).taken == 5
        assert db.session.scalar(select(func.count()).select_from(Place)) == THREADS


def test_strict_order_while_many_cancel_at_once(app: Flask) -> None:
    with app.app_context():
        _topic, (slot, _second) = make_topic(capacity=20)
        held = [register(request_for(somebody(), slot), NOW, KEYS).id for _number in range(20)]
        line = [register(request_for(somebody(), slot), NOW, KEYS).id for _number in range(25)]
    leaving = [*held[:10], *line[3:6]]
    together(app, [lambda one=one: cancel(one, NOW, "person") for one in leaving])
    with app.app_context():
        staying = [one for one in line if one not in leaving]
        got = list(
            db.session.scalars(
                select(RegistrationEvent.registration_id)
                .where(RegistrationEvent.kind == "seat")
                .order_by(RegistrationEvent.id)
            )
        )
        assert got == [one for one in line if one in got]  # in the order of the line, nobody overtaken
        confirmed = set(having(slot, "confirmed"))
        waiting = [one for one in staying if one not in confirmed]
        assert staying == [one for one in staying if one in confirmed] + waiting
        assert (len(confirmed), len(waiting)) == (20, 12)
        check_way(slot, "online")


def test_two_switch_to_the_last_seat_in_the_room_at_once_and_the_other_keeps_theirs(app: Flask) -> None:
    with app.app_context():
        slot = hybrid(online=2, room=1)
        two = [register(request_for(somebody(), slot), NOW, KEYS).id for _number in range(2)]

    def move_in(registration_id: str) -> Callable[[], Any]:
        def act() -> str:
            try:
                switch(registration_id, slot, NOW, "person", "room", wait=False)
            except WouldWait:
                return "stays"
            return "moves"

        return act

    assert sorted(together(app, [move_in(one) for one in two], 2)) == ["moves", "stays"]
    with app.app_context():
        assert (check_way(slot, "online"), check_way(slot, "room")) == ({"confirmed": 1}, {"confirmed": 1})


def test_switching_both_ways_at_once_never_stands_still_and_keeps_count(app: Flask) -> None:
    with app.app_context():
        slot = hybrid(online=6, room=6)
        modes = ["online", "room"] * 8
        held = [register(replace(request_for(somebody(), slot), mode=mode), NOW, KEYS).id for mode in modes]
    acts = [
        lambda one=one, mode=mode: switch(one, slot, NOW, "person", mode)
        for one, mode in zip(held, reversed(modes), strict=True)
    ]
    together(app, acts, 16)
    with app.app_context():
        for kind in ("online", "room"):
            states = check_way(slot, kind)
            assert states["confirmed"] == 6 or states["waiting"] == 0


def test_consents_pressed_by_many_at_once_are_one_row_each(app: Flask) -> None:
    with app.app_context():
        _topic, (first, _second) = make_topic()
        done = register(replace(request_for(somebody(), first), consents=("list",)), NOW, KEYS)
    later = NOW + timedelta(hours=1)
    together(app, [lambda: withdraw(done.person_id, "list", later)] * 8, 8)
    together(app, [lambda: agree(done.person_id, ["list", "news"], "en", later)] * 8, 8)
    with app.app_context():
        rows = db.session.scalars(select(PersonConsent).order_by(PersonConsent.id)).all()
        said = [(row.kind, row.withdrawn_at is not None) for row in rows]
        assert sorted(said) == [("list", False), ("list", True), ("news", False)]


@pytest.mark.parametrize("once", ["0123456789abcdef", ""])
def test_one_form_sent_ten_times_at_once_begins_one_session_and_ten_forms_ten(app: Flask, once: str) -> None:
    with app.app_context():
        make_programme()
    given = SessionGiven({"title": {"en": "Article 8 emissions"}, "languages": ["en"], "stream": "science"})

    def begin() -> str:
        try:
            (slug,) = create("season", [given], NOW, "user:1", once=once)
        except DoneBefore:
            return ""
        return slug

    slugs = [slug for slug in together(app, [begin] * 10) if slug]
    with app.app_context():
        stored = db.session.scalars(select(Session.slug)).all()
    assert sorted(slugs) == sorted(stored)
    assert len(stored) == (1 if once else 10)
