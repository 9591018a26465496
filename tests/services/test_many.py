"""Registering for many at once, on both stores: what is stored, what stays, and who is who."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from meetings.domain import errors
from meetings.domain.consents import present
from meetings.extensions import db
from meetings.models import (
    Consent,
    Link,
    Notice,
    Person,
    Place,
    Programme,
    Registration,
    RegistrationEvent,
    Seats,
    Session,
    Stream,
    Subscription,
)
from meetings.queries.links import bearer_of, bearer_of_code
from meetings.services.many import Many, ManyRequest, register_many
from meetings.services.registrations import cancel, register
from tests.factories import KEYS, NOW, make_programme, make_session, make_slot, request_for, somebody

pytestmark = pytest.mark.usefixtures("database")


def make_season(count: int = 4, **changes: Any) -> list[str]:
    """Store a season of sessions, each held twice on one day, the last of another stream; gives the slots' ids."""
    programme = make_programme()
    db.session.add(
        Stream(
            programme_id=programme.id,
            slug="cop",
            title={"en": "COP preparations"},
            position=1,
            updated_at=NOW,
        )
    )
    db.session.commit()
    other = db.session.scalars(select(Stream.id).where(Stream.slug == "cop")).one()
    slots = []
    for number in range(count):
        last = {"stream_id": other} if number == count - 1 else {}
        session = make_session(programme, f"topic-{number}", **last)
        begin = NOW + timedelta(days=2 + number)
        slots += [make_slot(session, begin + timedelta(hours=hours), **changes).id for hours in (0, 6)]
    return slots


def many(*people: Any, now: Any = NOW, **wish: Any) -> Many:
    """Register people for what is wished; somebody for all, where nothing is said."""
    wish = wish or {"whole": True}
    return register_many(ManyRequest("season", people or (somebody(),), **wish), now, KEYS)


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_season_is_stored_with_all_that_follows() -> None:
    slots = make_season()
    person = somebody(zone="Africa/Nairobi")
    done = many(person, whole=True, consents=("recording",))
    (one,) = done.people
    assert done.is_several
    assert list(one.places) == ["topic-0", "topic-1", "topic-2", "topic-3"]
    assert [places[0].slot_id for places in one.places.values()] == slots[::2]
    tables = (Person, Registration, Place, RegistrationEvent, Consent, Notice, Link, Subscription)
    assert [count(table) for table in tables] == [1, 4, 4, 4, 4, 4, 1, 1]
    programme = db.session.scalars(select(Programme.id)).one()
    bearer = f"season:{one.person_id}:{programme}"
    assert bearer_of(one.token, "join", KEYS) == bearer_of_code(one.code, KEYS) == bearer
    subscription = db.session.scalars(select(Subscription)).one()
    assert (subscription.stream_id, subscription.held_twice) == (None, "best")
    assert (subscription.consents, subscription.shown_in) == ({"recording": present("recording")}, "en")
    assert set(db.session.scalars(select(Registration.subscription_id))) == {subscription.id}
    assert set(db.session.scalars(select(Notice.kind))) == {"several"}
    assert [row.taken for row in db.session.scalars(select(Seats).order_by(Seats.slot_id))].count(1) == 4


@pytest.mark.parametrize(
    ("held_twice", "zone", "chosen"),
    [
        ("best", "America/Lima", 1),
        ("earlier", "America/Lima", 0),
        ("later", "Africa/Nairobi", 1),
        ("", "Africa/Nairobi", 0),
    ],
)
def test_of_two_times_the_wanted_one_is_taken(held_twice: str, zone: str, chosen: int) -> None:
    slots = make_season(2)
    (one,) = many(somebody(zone=zone), whole=True, held_twice=held_twice).people
    assert [places[0].slot_id for places in one.places.values()] == slots[chosen::2]


def test_ticked_sessions_are_no_subscription() -> None:
    make_season()
    (one,) = many(somebody(), sessions=("topic-2", "topic-0", "topic-2")).people
    assert list(one.places) == ["topic-0", "topic-2"]
    assert (count(Subscription), count(Registration), count(Link)) == (0, 2, 1)
    assert set(db.session.scalars(select(Registration.subscription_id))) == {None}


def test_one_ticked_session_is_as_on_its_own_page() -> None:
    make_season()
    done = many(somebody(), sessions=("topic-1",))
    registration = db.session.scalars(select(Registration.id)).one()
    assert not done.is_several
    assert bearer_of(done.people[0].token, "join", KEYS) == f"registration:{registration}"
    assert db.session.scalars(select(Notice.kind)).all() == ["confirmation"]


def test_stream_and_another_session_belong_to_whom_they_should() -> None:
    make_season()
    many(somebody(), streams=("science",), sessions=("topic-3", "topic-0"))
    rows = db.session.execute(select(Session.slug, Registration.subscription_id).join(Registration.session))
    subscription = db.session.scalars(select(Subscription.id)).one()
    assert dict(rows.all()) == {
        "topic-0": subscription,
        "topic-1": subscription,
        "topic-2": subscription,
        "topic-3": None,
    }


def test_stream_before_any_session_is_open_can_be_followed() -> None:
    make_programme()
    done = many(somebody(), streams=("science",))
    assert (dict(done.people[0].places), count(Subscription), count(Notice)) == ({}, 1, 0)
    assert done.people[0].code


def test_same_again_changes_nothing_and_is_answered_alike() -> None:
    make_season()
    person = somebody()
    first = many(person, whole=True)
    before = [count(table) for table in (Person, Registration, Place, Subscription, Link, Consent)]
    again = many(person, whole=True, now=NOW + timedelta(minutes=1))
    assert again == first
    assert [count(table) for table in (Person, Registration, Place, Subscription, Link, Consent)] == before
    many(person, whole=True, now=NOW + timedelta(minutes=2))
    assert sorted(db.session.scalars(select(Notice.kind))) == ["link", *["several"] * 4]


def test_what_is_held_stays_and_is_not_shown() -> None:
    slots = make_season(2)
    person = somebody(zone="Africa/Nairobi")
    held = register(request_for(person, slots[1], session="topic-0"), NOW, KEYS)
    (one,) = many(person, whole=True).people
    assert [places[0].slot_id for places in one.places.values()] == [slots[0], slots[2]]  # as asked
    assert db.session.scalars(select(Place.slot_id).where(Place.registration_id == held.id)).one() == slots[1]
    assert db.session.get_one(Registration, held.id).subscription_id is None
    kinds = db.session.execute(select(Notice.kind, Notice.registration_id == held.id)).all()
    assert sorted(kinds) == [("confirmation", True), ("several", False), ("several", True)]
    assert len(many(person, whole=True).people[0].places) == 2


def test_what_was_dropped_can_be_registered_again() -> None:
    make_season(2)
    person = somebody()
    many(person, whole=True)
    cancel(db.session.scalars(select(Registration.id).order_by(Registration.id)).first() or "", NOW, "person")
    many(person, whole=True)
    assert db.session.scalar(select(func.count()).where(Registration.ended_at.is_(None))) == 2
    assert count(Registration) == 3


def test_colleagues_are_people_of_their_own_with_links_of_their_own() -> None:
    make_season(2)
    ada = somebody(name="Ada Example", email="ministry@example.org")
    bo = somebody(name="Bo Example", email="MINISTRY@example.org")
    same = somebody(name="ADA  example", email="ministry@example.org")
    cy = somebody(name="Cy Example")
    done = many(ada, bo, same, cy, ada, whole=True)
    assert [one.name for one in done.people] == ["Ada Example", "Bo Example", "Cy Example"]
    assert len({one.code for one in done.people}) == 3
    assert (count(Person), count(Registration), count(Subscription)) == (3, 6, 3)
    one = many(ada, bo, sessions=("topic-0",))
    assert not one.is_several
    assert len({each.token for each in one.people}) == 2


def test_line_is_in_the_order_of_the_form() -> None:
    slots = make_season(1, capacity=2)
    people = [somebody(name=f"Person {letter}") for letter in "dacb"]
    done = many(*people, sessions=("topic-0",), slots=(slots[0],))
    given = [one.places["topic-0"][0] for one in done.people]
    assert [(place.state, place.position) for place in given] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waiting", 1),
        ("waiting", 2),
    ]
    seats = db.session.get_one(Seats, (slots[0], "online"))
    assert (seats.taken, seats.waiting, seats.line) == (2, 2, 2)
    (late,) = many(somebody(), sessions=("topic-0",), slots=(slots[0],)).people
    assert late.places["topic-0"][0].position == 3


@pytest.mark.parametrize(
    ("wish", "error", "field"),
    [
        ({"sessions": ()}, errors.NothingChosen, None),
        ({"sessions": ("topic-0", "nowhere")}, errors.NotAChoice, "session"),
        ({"streams": ("\u202ex",)}, errors.NotAChoice, "stream"),
        ({"whole": True, "held_twice": "never"}, errors.NotAChoice, "held_twice"),
        ({"sessions": ("topic-0",), "slots": ("nothing",)}, errors.NotAChoice, "slot"),
        ({"sessions": ("over",)}, errors.SessionNotOpen, None),
        ({"sessions": ("closed", "topic-0")}, errors.SessionNotOpen, None),
        ({"whole": True, "consents": ("all",)}, errors.NotAChoice, "consents"),
    ],
)
def test_what_cannot_be_had_is_refused_whole(wish: dict[str, Any], error: type, field: str | None) -> None:
    make_season(1)
    programme = db.session.scalars(select(Programme)).one()
    make_slot(make_session(programme, "over"), NOW - timedelta(days=1))
    make_slot(make_session(programme, "closed", register_until=NOW))
    with pytest.raises(error) as refused:
        many(somebody(), **wish)
    assert getattr(refused.value, "field", "?") == field
    assert [count(table) for table in (Person, Registration, Subscription, Link)] == [0, 0, 0, 0]


def test_eleven_colleagues_are_too_many_and_hidden_programmes_are_not_there() -> None:
    make_season(1)
    with pytest.raises(errors.TooMany):
        many(*(somebody() for _number in range(12)), whole=True)
    assert len(many(*(somebody() for _number in range(11)), whole=True).people) == 11
    db.session.scalars(select(Programme)).one().published = False
    db.session.commit()
    with pytest.raises(errors.NotFound):
        many(somebody(), whole=True)


def test_season_takes_in_only_what_is_open() -> None:
    make_season(1)
    programme = db.session.scalars(select(Programme)).one()
    make_slot(make_session(programme, "over"), NOW - timedelta(days=1))
    make_slot(make_session(programme, "draft", state="draft"))
    make_slot(make_session(programme, "off", state="cancelled"))
    make_slot(make_session(programme, "closed", register_until=NOW))
    make_slot(make_session(programme, "dropped"), state="cancelled")
    make_session(programme, "no-time")
    assert list(many().people[0].places) == ["topic-0"]


def test_season_asks_the_store_little(count_queries: Any) -> None:
    make_season(13)
    many()
    with count_queries() as seen:
        many(somebody())
    assert len(seen) <= 16
