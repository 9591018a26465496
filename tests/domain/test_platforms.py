"""What is to be done at platforms, by values alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from meetings.domain.platforms import ABILITIES, CREATING, Kind, Ways, What, check_offers
from meetings.domain.platforms_accounts import NEEDS
from meetings.domain.platforms_errors import FAILURES, NotOffered, Slow
from meetings.domain.platforms_tasks import (
    MOST_FETCHES,
    Stand,
    State,
    Task,
    facts_of,
    needs_way,
    next_try,
    task_of,
    wanted_of,
)
from tests.factories import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN = NOW + 2 * DAY
FACTS = facts_of("Mercury", BEGIN, 90)
MADE = Stand(
    state=State.MADE,
    is_wanted=True,
    is_off=False,
    is_replaced=False,
    told=FACTS,
    facts=FACTS,
    looked_at=NOW,
    doors_at=BEGIN - timedelta(minutes=15),
    starts_at=BEGIN,
    ends_at=BEGIN + timedelta(minutes=90),
)
ZOOM, BBB, JITSI = ABILITIES[Kind.ZOOM], ABILITIES[Kind.BIGBLUEBUTTON], ABILITIES[Kind.JITSI]


@pytest.mark.parametrize(
    ("changes", "hours", "task"),
    [
        ({}, 0, None),
        ({"state": State.WANTED}, 0, Task.MAKE),
        ({"state": State.ENDED}, 0, Task.MAKE),
        ({"state": State.ENDED, "is_wanted": False}, 0, None),
        ({"told": facts_of("Mercury", BEGIN + HOUR, 90)}, 0, Task.TELL),
        ({"is_wanted": False, "is_off": True}, 0, Task.END),
        ({"is_wanted": False, "is_replaced": True}, 0, Task.END),
        ({"is_wanted": False}, 0, None),  # nothing stands in its place yet
        ({"is_wanted": False, "is_replaced": True}, 48.5, None),  # people are in it
        ({"is_wanted": False, "is_off": True}, 48.5, Task.END),
        ({}, 46, None),
        ({}, 47.1, Task.LOOK),
        ({"looked_at": BEGIN - HOUR / 2}, 47.6, None),
        ({}, 49.6, None),
        ({}, 50.1, Task.FETCH),
        ({"has_attendance": True}, 50.1, Task.FETCH),
        ({"has_attendance": True, "has_recordings": True}, 50.1, None),
        ({"fetches": MOST_FETCHES}, 50.1, None),
        ({"is_wanted": False, "is_replaced": True}, 50.1, Task.FETCH),  # they were in it until the change
        ({"is_off": True, "is_wanted": False}, 50.1, None),
        ({"state": State.WANTED}, 50.1, None),
    ],
)
def test_the_task_follows_from_the_facts(changes: dict, hours: float, task: Task | None) -> None:
    assert task_of(replace(MADE, **changes), ZOOM, NOW + hours * HOUR) == task


def test_a_platform_that_forgets_is_looked_after_around_the_hour() -> None:
    minute = timedelta(minutes=1)
    assert task_of(MADE, BBB, BEGIN - 31 * minute) is None
    assert task_of(MADE, BBB, BEGIN - 30 * minute) is Task.LOOK
    kept = replace(MADE, looked_at=BEGIN)
    assert task_of(kept, BBB, BEGIN + minute) is None
    assert task_of(kept, BBB, BEGIN + 2 * minute) is Task.LOOK


def test_only_what_is_offered_is_fetched() -> None:
    assert wanted_of(MADE, ZOOM) == (What.ATTENDANCE, What.RECORDINGS)
    assert wanted_of(MADE, BBB) == (What.RECORDINGS,)
    assert task_of(MADE, JITSI, BEGIN + DAY) is None


def test_who_waits_waits_longer_each_time_and_never_less_than_is_asked_for() -> None:
    waits = [next_try(number, NOW) - NOW for number in (1, 2, 3, 20)]
    assert waits == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), HOUR]
    assert next_try(1, NOW, seconds=900) == NOW + timedelta(minutes=15)
    assert next_try(1, NOW, tries_again=False) == NOW + HOUR


def test_ways_are_made_within_a_day() -> None:
    assert not needs_way(Ways.AHEAD, BEGIN, BEGIN + HOUR, NOW)
    assert needs_way(Ways.AHEAD, BEGIN, BEGIN + HOUR, BEGIN - DAY)
    assert not needs_way(Ways.AHEAD, BEGIN, BEGIN + HOUR, BEGIN + HOUR)
    assert not needs_way(Ways.HERE, BEGIN, BEGIN + HOUR, BEGIN)


def test_every_kind_says_what_it_cannot_do_and_what_it_needs() -> None:
    assert set(NEEDS) == set(CREATING) == set(Kind) - {Kind.MANUAL}
    for kind in Kind:
        for what in ABILITIES[kind].cannot:
            with pytest.raises(NotOffered):
                check_offers(kind, what)
    assert all(issubclass(one, Exception) for one in FAILURES.values())
    assert Slow(word="x").seconds == 60
