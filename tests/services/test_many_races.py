"""Many at once through the form for many, on both stores: seats, the same form, leaving, following."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import (
    Consent,
    Link,
    Mailbox,
    Notice,
    Person,
    Place,
    Programme,
    Registration,
    Seats,
    Subscription,
    SubscriptionException,
)
from meetings.services.registrations import cancel, register, switch
from meetings.services.subscriptions import follow, leave
from tests.factories import KEYS, NOW, make_session, make_slot, request_for, somebody
from tests.services.test_many import make_season, many
from tests.services.test_races import THREADS, check_line, together


def counts(*tables: type) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def check_seats(slots: list[str]) -> None:
    """Assert that seats say what places say."""
    for slot_id in slots:
        seats = db.session.get_one(Seats, (slot_id, "online"))
        held = Counter(db.session.scalars(select(Place.state).where(Place.slot_id == slot_id)))
        assert (held["confirmed"], held["waiting"]) == (seats.taken, seats.waiting)
        assert seats.capacity is None or seats.taken <= seats.capacity


def test_fifty_for_the_last_seat_in_any_order(app: Flask) -> None:
    with app.app_context():
        slots = make_season(4, capacity=1)
    chance = random.Random(3)

    def take(number: int) -> Callable[[], Any]:
        names = [f"topic-{n}" for n in range(4)]
        chance.shuffle(names)
        people = [somebody() for _person in range(1 + number % 2)]
        wish = {"whole": True} if number % 3 else {"sessions": tuple(names)}
        return lambda: many(*people, held_twice="earlier", now=NOW + timedelta(seconds=number), **wish)

    answers = together(app, [take(number) for number in range(THREADS)])
    with app.app_context():
        for slot_id in slots[::2]:
            assert db.session.get_one(Seats, (slot_id, "online")).taken == 1
            check_line(slot_id)
    got = [
        place.state
        for one in answers
        for each in one.people
        for places in each.places.values()
        for place in places
    ]
    assert Counter(got) == {"confirmed": 4, "waiting": 4 * (THREADS + THREADS // 2) - 4}


def test_same_form_sent_many_times_is_one_set_of_rows(app: Flask) -> None:
    with app.app_context():
        make_season(4, capacity=9)
    people = [somebody(name=name, email="ministry@example.org") for name in ("Ada Example", "Bo Example")]
    turned = list(reversed(people))
    acts = [lambda: many(*people, whole=True), lambda: many(*turned, whole=True)] * 6
    answers = together(app, acts, 12)
    rights = {tuple(sorted((each.name, each.token, each.code) for each in one.people)) for one in answers}
    assert len(rights) == 1
    with app.app_context():
        assert counts(Mailbox, Person, Subscription, Registration, Place, Link) == [1, 2, 2, 8, 8, 2]
        kinds = Counter(db.session.scalars(select(Notice.kind)))
        assert kinds == {"several": 8, "link": 2}
        assert sum(db.session.scalars(select(Seats.taken))) == 8


def test_different_forms_of_one_known_person_at_once(app: Flask) -> None:
    with app.app_context():
        make_season(4)
        person = somebody()
        many(person, sessions=("topic-0",))
    wishes: list[dict[str, Any]] = [
        {"whole": True},
        {"streams": ("science",)},
        {"sessions": ("topic-3", "topic-1")},
    ]
    together(app, [lambda wish=wish: many(person, **wish) for wish in wishes] * 4, 12)  # type: ignore[misc]
    with app.app_context():
        assert counts(Person, Subscription, Registration, Place) == [1, 2, 4, 4]
        assert len(set(db.session.scalars(select(Link.bearer)))) == counts(Link)[0]


def test_single_form_after_the_season_gives_one_link_at_once(app: Flask) -> None:
    with app.app_context():
        make_season(1)
        person = somebody()
        many(person, whole=True)
    answers = together(app, [lambda: register(request_for(person, session="topic-0"), NOW, KEYS)] * 8, 8)
    assert len({(one.token, one.code) for one in answers}) == 1


def test_following_by_many_workers_is_once(app: Flask) -> None:
    with app.app_context():
        make_season(2)
        for _person in range(6):
            many(somebody(), whole=True, consents=("recording",))
        programme = db.session.scalars(select(Programme)).one()
        slot = make_slot(make_session(programme, "new"), NOW + timedelta(days=9), capacity=4).id
        programme.changes += 1
        db.session.commit()
    together(app, [lambda: follow(NOW)] * 8, 8)
    with app.app_context():
        assert counts(Registration, Place, Consent) == [18, 18, 18]
        assert Counter(db.session.scalars(select(Notice.kind))) == {"several": 12, "enrolled": 6}
        check_line(slot)


def test_everything_at_once_leaves_seats_and_places_equal(app: Flask) -> None:
    with app.app_context():
        slots = make_season(4, capacity=5)
        for _person in range(12):
            many(somebody(), whole=True)
        registrations = list(db.session.scalars(select(Registration.id)))
        subscriptions = list(db.session.scalars(select(Subscription.id)))
        places = dict(db.session.execute(select(Place.registration_id, Place.slot_id)).all())  # type: ignore[arg-type]
    chance = random.Random(5)
    other = {one: slots[slots.index(one) ^ 1] for one in slots}
    acts: list[Callable[[], Any]] = [
        *(lambda one=one: leave(one, NOW, "person") for one in chance.sample(subscriptions, 5)),  # type: ignore[misc]
        *(lambda one=one: cancel(one, NOW, "person") for one in chance.sample(registrations, 12)),  # type: ignore[misc]
        *(lambda: many(somebody(), somebody(), whole=True) for _number in range(8)),
        *(lambda: follow(NOW) for _number in range(3)),
        *(lambda one=one: moved(one, other[places[one]]) for one in chance.sample(registrations, 12)),  # type: ignore[misc]
    ]
    chance.shuffle(acts)
    together(app, acts, 16)
    with app.app_context():
        check_seats(slots)
        ended = select(func.count()).select_from(Subscription).where(Subscription.ended_at.is_not(None))
        assert db.session.scalar(ended) == 5
        active = (
            select(Registration.id)
            .join(Subscription)
            .where(Subscription.ended_at.is_not(None), Registration.ended_at.is_(None))
        )
        assert db.session.scalars(active).all() == []
        assert counts(SubscriptionException)[0] <= 12


def moved(registration_id: str, slot_id: str) -> None:
    from contextlib import suppress

    from meetings.domain.errors import NotAChoice, RegistrationEnded

    with suppress(RegistrationEnded, NotAChoice):
        switch(registration_id, slot_id, NOW, "person")
