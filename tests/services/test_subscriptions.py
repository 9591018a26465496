"""Following a stream or a season, on both stores: what it takes in, what it leaves out, and leaving it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Notice,
    Person,
    Place,
    Programme,
    Registration,
    Seats,
    Session,
    Slot,
    Subscription,
    SubscriptionException,
)
from meetings.services import programmes
from meetings.services.joining import enter
from meetings.services.registrations import cancel, register
from meetings.services.slots import cancel as cancel_slot
from meetings.services.slots import revive
from meetings.services.subscriptions import follow, leave
from tests.factories import KEYS, NOW, make_session, make_slot, request_for, somebody
from tests.services.test_many import make_season, many

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def publish(
    slug: str, starts_at: datetime = NOW + 20 * DAY, *, stream: str = "science", **changes: object
) -> str:
    """Publish one more session, as the desk would; gives its slot."""
    db.session.rollback()
    programme = db.session.scalars(select(Programme)).one()
    stream_id = next((one.id for one in programme.streams if one.slug == stream), None)
    slot = make_slot(make_session(programme, slug, stream_id=stream_id), starts_at, **changes)
    touch()
    return slot.id


def touch() -> None:
    """Keep what was changed, as a change of content."""
    db.session.scalars(select(Programme)).one().changes += 1
    db.session.commit()


def held(*, ended: bool = False) -> dict[str, int]:
    """Count registrations that stand, or that ended, by session."""
    db.session.rollback()
    has_ended = Registration.ended_at.is_not(None) if ended else Registration.ended_at.is_(None)
    rows = db.session.execute(
        select(Session.slug, func.count()).join(Registration.session).where(has_ended).group_by(Session.slug)
    )
    return {row[0]: row[1] for row in rows}


def registration(slug: str) -> str:
    db.session.rollback()
    return db.session.scalars(
        select(Registration.id)
        .join(Registration.session)
        .where(Session.slug == slug, Registration.ended_at.is_(None))
    ).one()


def subscription() -> int:
    return db.session.scalars(select(Subscription.id).order_by(Subscription.id.desc())).first() or 0


def test_later_sessions_are_taken_in_once() -> None:
    make_season(3)
    many(somebody(), streams=("science",), held_twice="later", consents=("recording",))
    many(somebody(), whole=True)
    follow(NOW)
    assert held() == {"topic-0": 2, "topic-1": 2, "topic-2": 1}
    publish("new")
    publish("other", stream="cop")
    publish("neither", stream="none")
    for _time in range(2):
        follow(NOW + HOUR)
    assert held() == {"topic-0": 2, "topic-1": 2, "topic-2": 1, "new": 2, "other": 1, "neither": 1}
    rows = db.session.scalars(select(Registration).join(Registration.session).where(Session.slug == "new"))
    assert [one.source for one in rows] == ["subscription"] * 2
    kinds = select(Notice.kind, func.count()).group_by(Notice.kind).order_by(Notice.kind)
    assert [tuple(row) for row in db.session.execute(kinds)] == [("enrolled", 4), ("several", 5)]


def test_the_wanted_one_of_two_times_is_taken_in() -> None:
    make_season(2)
    many(somebody(zone="Africa/Nairobi"), whole=True, held_twice="later")
    first = publish("new")
    programme = db.session.scalars(select(Session).where(Session.slug == "new")).one()
    second = make_slot(programme, NOW + 20 * DAY + 6 * HOUR).id
    touch()
    follow(NOW)
    places = select(Place.slot_id).where(Place.registration_id == registration("new"))
    assert db.session.scalars(places).all() == [second]
    assert first != second


def test_who_follows_a_stream_and_all_is_taken_in_once_for_the_stream() -> None:
    make_season(2)
    person = somebody()
    many(person, whole=True)
    many(person, streams=("science",))
    publish("new")
    follow(NOW)
    row = db.session.get_one(Registration, registration("new"))
    assert row.subscription_id == subscription()


def test_what_was_dropped_is_not_taken_in_again() -> None:
    slots = make_season(3)
    many(somebody(), whole=True)
    cancel(registration("topic-1"), NOW, "person")
    assert db.session.query(SubscriptionException).count() == 1
    for state in ("draft", "published"):  # the desk takes it back, and publishes it again
        db.session.rollback()
        session = db.session.scalars(select(Session).where(Session.slug == "topic-1")).one()
        session.state = state
        touch()
        follow(NOW)
    slot = db.session.get_one(Slot, slots[2])
    cancel_slot(slot.id, slot.revision, NOW, "organizer")
    follow(NOW)
    db.session.rollback()
    revive(slots[2], db.session.get_one(Slot, slots[2]).revision, NOW, "organizer")
    follow(NOW)
    assert held() == {"topic-0": 1, "topic-2": 1}
    assert held(ended=True) == {"topic-1": 1}


def test_what_cannot_be_had_is_not_taken_in_until_it_can() -> None:
    make_season(1)
    many(somebody(), whole=True)
    programme = db.session.scalars(select(Programme)).one()
    make_slot(make_session(programme, "closed", register_until=NOW), NOW + DAY)
    make_slot(make_session(programme, "over"), NOW - DAY)
    make_slot(make_session(programme, "draft", state="draft"), NOW + DAY)
    make_slot(make_session(programme, "off"), NOW + DAY, state="cancelled")
    make_session(programme, "no-time")
    touch()
    follow(NOW)
    assert held() == {"topic-0": 1}
    db.session.scalars(select(Session).where(Session.slug == "draft")).one().state = "published"
    programme = db.session.scalars(select(Programme)).one()
    programme.published = False
    touch()
    follow(NOW)
    assert held() == {"topic-0": 1}
    db.session.scalars(select(Programme)).one().published = True
    touch()
    follow(NOW)
    assert held() == {"topic-0": 1, "draft": 1}


def test_who_was_erased_is_not_taken_in() -> None:
    make_season(1)
    many(somebody(), whole=True)
    db.session.scalars(select(Person)).one().erased_at = NOW
    db.session.commit()
    publish("new")
    follow(NOW)
    assert held() == {"topic-0": 1}


def test_new_session_that_is_full_gives_places_in_line() -> None:
    make_season(1)
    many(somebody(), somebody(), somebody(), whole=True)
    slot = publish("new", capacity=1)
    follow(NOW)
    seats = db.session.get_one(Seats, (slot, "online"))
    assert (seats.taken, seats.waiting) == (1, 2)


def test_those_new_within_an_hour_are_due_together_unless_they_begin_soon() -> None:
    make_season(1)
    many(somebody(), whole=True)
    for minute in (0, 10, 50):
        publish(f"new-{minute}")
        follow(NOW + timedelta(minutes=minute))
    publish("soon", NOW + 2 * HOUR)
    follow(NOW + timedelta(minutes=55))
    due = select(Notice.due_at).where(Notice.kind == "enrolled").order_by(Notice.id)
    assert db.session.scalars(due).all() == [NOW, NOW + HOUR, NOW + HOUR, NOW + timedelta(minutes=55)]


def test_leaving_ends_what_is_ahead_and_nothing_else() -> None:
    slots = make_season(3, capacity=1)
    person = somebody(zone="Africa/Nairobi")
    register(request_for(person, session="topic-2"), NOW, KEYS)
    many(person, whole=True)
    begun = NOW + 2 * DAY + timedelta(minutes=10)
    enter(f"registration:{registration('topic-0')}", None, begun)
    leave(subscription(), begun, "person")
    leave(subscription(), begun + HOUR, "person")
    assert held() == {"topic-0": 1, "topic-2": 1}
    assert held(ended=True) == {"topic-1": 1}
    assert db.session.query(Attendance).count() == 1
    assert [db.session.get_one(Seats, (slot, "online")).taken for slot in slots[::2]] == [1, 0, 1]
    told = select(Notice.kind, func.count()).where(Notice.kind == "unfollowed").group_by(Notice.kind)
    assert [tuple(row) for row in db.session.execute(told)] == [("unfollowed", 1)]
    publish("new")
    follow(begun)
    assert "new" not in held()
    with pytest.raises(NotFound):
        leave(999, NOW, "person")


def test_who_entered_before_the_start_stays() -> None:
    make_season(1)
    many(somebody(zone="Africa/Nairobi"), whole=True)
    early = NOW + 2 * DAY - timedelta(minutes=10)
    enter(f"registration:{registration('topic-0')}", None, early)
    leave(subscription(), early, "person")
    assert held() == {"topic-0": 1}


def test_leaving_the_stream_keeps_what_the_season_takes_in() -> None:
    make_season(3)
    person = somebody()
    many(person, streams=("science",))
    stream = subscription()
    many(person, whole=True)
    leave(stream, NOW, "person")
    assert held() == {"topic-0": 1, "topic-1": 1, "topic-2": 1}
    assert set(db.session.scalars(select(Registration.subscription_id))) == {subscription()}


def test_leaving_and_following_again_works() -> None:
    make_season(2)
    person = somebody()
    many(person, whole=True)
    leave(subscription(), NOW, "person")
    assert held() == {}
    many(person, whole=True)
    assert held() == {"topic-0": 1, "topic-1": 1}
    assert db.session.query(Subscription).count() == 2
    publish("new")
    follow(NOW)
    assert held()["new"] == 1


def test_following_asks_one_question_when_nothing_is_new(count_queries: object) -> None:
    make_season(1)
    many(somebody(), whole=True)
    follow(NOW)
    db.session.rollback()
    with count_queries() as seen:  # type: ignore[operator]
        follow(NOW)
    assert len(seen) == 1


def test_desk_that_publishes_is_followed() -> None:
    make_season(1)
    many(somebody(), whole=True)
    programme = db.session.scalars(select(Programme)).one()
    make_slot(make_session(programme, "new", state="draft"), NOW + DAY)
    follow(NOW)
    assert "new" not in held()
    session = db.session.scalars(select(Session).where(Session.slug == "new")).one()
    programmes.change_session("season", "new", {"state": "published"}, session.revision, NOW, "organizer")
    follow(NOW)
    assert held()["new"] == 1
