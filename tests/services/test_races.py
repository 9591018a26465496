"""Many at once, on both stores: seats, the same person, the same key."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from meetings.domain.errors import NotThisMove, OfferOver, RegistrationEnded
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
    Slot,
)
from meetings.services.consents import agree, withdraw
from meetings.services.offers import accept, decline, lapse
from meetings.services.registrations import cancel, register, switch
from meetings.services.slots import edit
from tests.factories import KEYS, NOW, make_topic, request_for, somebody

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


def check_line(slot_id: str) -> None:
    """Assert that seats say what places say, and that nobody was overtaken."""
    seats = db.session.get_one(Seats, (slot_id, "online"))
    places = db.session.scalars(select(Place).where(Place.slot_id == slot_id)).all()
    states = Counter(place.state for place in places)
    assert (states["confirmed"] + states["offered"], states["waiting"]) == (seats.taken, seats.waiting)
    waiting = sorted(place.position for place in places if place.state == "waiting")
    assert len(set(waiting)) == len(waiting)
    if waiting:
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
