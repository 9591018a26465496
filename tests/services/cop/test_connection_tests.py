"""Testing connections, on both stores: the last seat is given once, changed and given back, and outcomes are kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.cop.connection_tests import Standing
from meetings.domain.cop.entering_errors import NotAccredited, PassedBefore, TimeBooked, TimeFull, TimeGone
from meetings.extensions import db
from meetings.models import Audit, ConnectionTest, ConnectionTime, Nomination, Programme
from meetings.queries.cop.connection_tests import own_tests, people_to_test, times_of
from meetings.queries.cop.entering import host_of
from meetings.queries.own_data import own_data
from meetings.services.cop.connection_tests import (
    NewTimes,
    Outcome,
    book,
    give_up,
    offer_times,
    record,
    take_away,
)
from meetings.services.cop.entering import delegate_links
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.erasing import erase
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW
from tests.services.test_races import together

FIRST = datetime(2026, 11, 26, 10, 0)
NEW = NewTimes(local_start=FIRST, minutes="15", capacity="1", count="3", address="https://test.example.org/a")


def make_times(new: NewTimes = NEW) -> list[str]:
    """Store a conference with times for testing in its first segment; gives them."""
    programme = make_conference()
    assert offer_times("cop", "1", new, NOW, "user:1") == int(new.count)
    return [one.id for one in times_of([segments_of(programme)[0].id])]


def delegates(number: int, **changes: Any) -> list[str]:
    """Store accredited delegates of one State; gives their bearers."""
    programme = db.session.scalars(select(Programme)).one()
    delegation = make_delegation(programme, make_state())
    values = {"state": "accredited"} | changes
    first = segments_of(programme)[0]
    return [
        delegate_bearer(make_nominee(delegation, first, name=f"Delegate {one:02}", **values).id)
        for one in range(number)
    ]


def taken() -> list[int]:
    return list(db.session.scalars(select(ConnectionTime.taken).order_by(ConnectionTime.starts_at)))


def states() -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(ConnectionTest.state, ConnectionTest.sequence).order_by(ConnectionTest.id)
    )
    return [(row[0], row[1]) for row in rows]


def own(bearer: str, now: datetime = NOW) -> Any:
    (found,) = own_tests(host_of(bearer), now).values()
    return found


def part_of(bearer: str) -> str:
    return host_of(bearer).parts[0].id


@pytest.mark.usefixtures("database")
def test_times_follow_each_other_in_the_zone_of_the_segment_and_are_offered_once() -> None:
    make_times()
    assert offer_times("cop", "1", NEW, NOW, "user:1") == 0
    rows = db.session.scalars(select(ConnectionTime).order_by(ConnectionTime.starts_at)).all()
    assert [f"{one.starts_at:%d %H:%M}" for one in rows] == ["26 09:00", "26 09:15", "26 09:30"]
    assert [(one.local_start, one.zone) for one in rows[:1]] == [(FIRST, "Europe/Zurich")]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"minutes": "0"}, errors.NotANumber, "minutes"),
        ({"capacity": "101"}, errors.NotANumber, "capacity"),
        ({"count": "many"}, errors.NotANumber, "count"),
        ({"address": "ftp://test"}, errors.NotAWebAddress, "address"),
        ({"local_start": datetime(2026, 11, 24, 9, 0)}, TimeGone, "local_start"),
        ({"local_start": datetime(2027, 3, 28, 2, 30)}, errors.NonexistentTime, None),
        ({"zone": "Geneva"}, errors.UnknownZone, None),
    ],
)
def test_times_that_cannot_be_are_not_offered(
    changes: dict[str, Any], error: type[Exception], field: str
) -> None:
    make_conference()
    with pytest.raises(error) as told:
        offer_times("cop", "1", replace(NEW, **changes), NOW, "user:1")
    if field:
        assert told.value.field == field  # type: ignore[attr-defined]
    with pytest.raises(errors.NotFound):
        offer_times("cop", "9", NEW, NOW, "user:1")


def test_last_seat_is_given_to_one_of_fifty(app: Flask) -> None:
    with app.app_context():
        first, *_others = make_times()
        bearers = delegates(50)

    def press(bearer: str) -> Callable[[], bool]:
        def act() -> bool:
            try:
                book(bearer, first, NOW)
            except TimeFull:
                return False
            return True

        return act

    assert sum(together(app, [press(one) for one in bearers], 50)) == 1
    with app.app_context():
        assert taken() == [1, 0, 0]
        assert states() == [("booked", 0)]


def test_two_who_change_places_do_not_wait_for_each_other(app: Flask) -> None:
    with app.app_context():
        first, second, _third = make_times(replace(NEW, capacity="2"))
        one, other = delegates(2)
        book(one, first, NOW)
        book(other, second, NOW)
    swaps = [lambda: book(one, second, NOW), lambda: book(other, first, NOW)] * 10
    together(app, swaps)
    with app.app_context():
        assert taken() == [1, 1, 0]


@pytest.mark.usefixtures("database")
def test_booking_is_changed_and_given_up() -> None:
    first, second, _third = make_times()
    one, other = delegates(2)
    for _twice in range(2):
        book(one, first, NOW)
    assert (taken(), states()) == ([1, 0, 0], [("booked", 0)])
    with pytest.raises(TimeFull):
        book(other, first, NOW)
    assert own(other).times[0].is_full
    book(one, second, NOW)
    assert (taken(), states()) == ([0, 1, 0], [("booked", 1)])
    booked = own(one).booked
    with pytest.raises(errors.NotFound):
        give_up(other, booked.id, NOW)
    for _twice in range(2):
        give_up(one, booked.id, NOW)
    assert (taken(), states()) == ([0, 0, 0], [("cancelled", 2)])
    book(one, first, NOW)
    assert taken() == [1, 0, 0]


@pytest.mark.usefixtures("database")
def test_time_that_has_begun_is_neither_booked_nor_given_up() -> None:
    first, *_others = make_times()
    (one,) = delegates(1)
    begun = times_of([host_of(one).parts[0].segment_id])[0].starts_at
    with pytest.raises(TimeGone):
        book(one, first, begun)
    book(one, first, begun - timedelta(seconds=1))
    with pytest.raises(TimeGone):
        give_up(one, own(one).booked.id, begun)


@pytest.mark.usefixtures("database")
def test_where_it_is_held_is_shown_from_fifteen_minutes_before_to_its_end() -> None:
    first, *_others = make_times()
    (one,) = delegates(1)
    book(one, first, NOW)
    begins = own(one).booked.time.starts_at
    at = [timedelta(minutes=minutes) for minutes in (-16, -15, 14, 15)]
    assert [own(one, begins + each).address for each in at] == [None, NEW.address, NEW.address, None]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("changes", [{"state": "nominated"}, {"state": "withdrawn"}, {"mode": "room"}])
def test_who_has_no_connection_to_test_books_nothing(changes: dict[str, str]) -> None:
    first, *_others = make_times()
    (one,) = delegates(1, **changes)
    with pytest.raises(NotAccredited):
        book(one, first, NOW)
    assert people_to_test(host_of(one).parts[0].segment_id) == []


@pytest.mark.usefixtures("database")
def test_outcome_is_kept_and_a_passed_test_is_passed() -> None:
    first, second, _third = make_times()
    one, other = delegates(2)
    book(one, first, NOW)
    after = NOW + timedelta(days=3)
    parts = {"sound": "good", "video": "poor", "channel": "good", "line": "none"}
    record("cop", part_of(one), Outcome("again", parts, "Headset missing"), after, "user:1")
    assert own(one).standing == Standing.AGAIN
    assert (own(one).last.video, own(one).last.note, own(one).booked) == ("poor", "Headset missing", None)
    book(one, second, NOW)
    record("cop", part_of(one), Outcome("passed", {"sound": "good"}), after, "user:1")
    assert states() == [("again", 0), ("passed", 0)] or states() == [("passed", 0), ("again", 0)]
    with pytest.raises(PassedBefore):
        book(one, second, NOW)
    record("cop", part_of(other), Outcome("passed"), after, "user:1")
    record("cop", part_of(other), Outcome("not_tested"), after + timedelta(minutes=1), "user:1")
    people = people_to_test(host_of(one).parts[0].segment_id)
    assert [one.standing for one in people] == [Standing.PASSED, Standing.NOTHING]
    acts = db.session.scalars(select(Audit.act).where(Audit.act == "connection_test.record")).all()
    assert len(acts) == 4


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        (Outcome("fine"), "outcome"),
        (Outcome("passed", {"sound": "loud"}), "sound"),
        (Outcome("again", {}, "a\nb"), "note"),
    ],
)
def test_outcome_that_is_none_is_refused(outcome: Outcome, field: str) -> None:
    make_times()
    (one,) = delegates(1)
    with pytest.raises(errors.Refused) as told:
        record("cop", part_of(one), outcome, NOW, "user:1")
    assert told.value.field == field
    with pytest.raises(errors.NotFound):
        record("season", part_of(one), Outcome("passed"), NOW, "user:1")


@pytest.mark.usefixtures("database")
def test_time_is_taken_away_only_where_nobody_booked_it() -> None:
    first, second, third = make_times()
    (one,) = delegates(1)
    book(one, first, NOW)
    with pytest.raises(TimeBooked):
        take_away("cop", first, NOW, "user:1")
    take_away("cop", second, NOW, "user:1")
    book(one, third, NOW)
    give_up(one, own(one).booked.id, NOW)
    take_away("cop", third, NOW, "user:1")
    assert taken() == [0]
    with pytest.raises(errors.NotFound):
        take_away("cop", third, NOW, "user:1")


@pytest.mark.usefixtures("database")
def test_speakers_come_first_among_who_is_to_test() -> None:
    programme = make_conference()
    delegation = make_delegation(programme, make_state())
    first = segments_of(programme)[0]
    for name, role, rights in (
        ("C", "adviser", "speaker"),
        ("A", "head", "viewer"),
        ("B", "head", "speaker"),
    ):
        make_nominee(delegation, first, name=name, role=role, rights=rights, state="accredited")
    assert [one.name for one in people_to_test(first.id)] == ["B", "C", "A"]


@pytest.mark.usefixtures("database")
def test_own_data_has_ones_tests_and_links_and_nobody_elses() -> None:
    first, *_others = make_times()
    one, other = delegates(2)
    book(one, first, NOW)
    record("cop", part_of(other), Outcome("again", {"sound": "poor"}, "Weak"), NOW, "user:1")
    delegate_links([one.removeprefix("nomination:")], NOW, KEYS)
    mine, theirs = (own_data(host_of(each).person_id) for each in (one, other))
    assert [(each["state"], each["segment"], each["at"]) for each in mine["connection_tests"]] == [
        ("booked", "1", own(one).booked.time.starts_at)
    ]
    assert [(each["state"], each["note"]) for each in theirs["connection_tests"]] == [("again", "Weak")]
    assert sorted(each["purpose"] for each in mine["links"]) == ["feed", "join", "me"]
    assert theirs["links"] == []


def test_erasing_takes_what_was_written_and_leaves_how_it_went(app: Flask, database: None) -> None:
    make_times()
    (one,) = delegates(1)
    record("cop", part_of(one), Outcome("again", {"sound": "poor"}, "Her line is weak"), NOW, "user:1")
    person = db.session.scalars(select(Nomination.person_id)).one()
    erase(person, NOW, "user:1", keys=KEYS, log=app.extensions["outside"].erasures)
    row = db.session.scalars(select(ConnectionTest)).one()
    assert (row.note, row.sound, row.state) == (None, "poor", "again")
