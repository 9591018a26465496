"""When panellists can: hours of days and weekdays in their zone, exact where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.errors import NotAChoice, NotATime, UnknownZone
from meetings.domain.panel.availability import Statement, away, check_statement, is_away, united
from meetings.domain.panel.availability_errors import NotHoursOfADay

DAY = date(2026, 12, 7)  # a Monday
LIMA = "America/Lima"


def at(hour: int, day: int = 7, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def said(**changes: Any) -> Statement:
    values = {"day": DAY, "weekday": None, "first": 9 * 60, "last": 12 * 60, "zone": LIMA, "can": False}
    return Statement(**values | changes)


def within(*statements: Statement) -> list[tuple[datetime, datetime]]:
    return away(statements, (at(0), at(0, 8)))


def test_hours_of_a_day_are_those_of_its_zone() -> None:
    assert within(said()) == [(at(14), at(17))]
    assert within(said(zone="Asia/Tokyo")) == [(at(0), at(3))]
    assert is_away([said()], at(16), at(18))
    assert not is_away([said()], at(17), at(18))


def test_who_can_at_some_hours_cannot_for_the_rest_of_the_day() -> None:
    assert within(said(can=True, zone="UTC")) == [(at(0), at(9)), (at(12), at(0, 8))]
    assert within(said(can=True, zone="UTC"), said(zone="UTC", first=600, last=660)) == [
        (at(0), at(9)),
        (at(10), at(11)),
        (at(12), at(0, 8)),
    ]


def test_day_counts_before_its_weekday() -> None:
    weekly = said(day=None, weekday=0, zone="UTC", first=0, last=1440)
    assert within(weekly) == [(at(0), at(0, 8))]
    assert within(weekly, said(zone="UTC")) == [(at(9), at(12))]
    assert away([weekly], (at(0, 8), at(0, 14))) == []


@pytest.mark.parametrize(
    ("zone", "day", "first", "last", "hours"),
    [
        ("Europe/Zurich", date(2027, 3, 28), 120, 180, 0),  # this hour is left out: nothing of it is taken
        ("Europe/Zurich", date(2026, 10, 25), 120, 180, 2),  # this one comes twice: both are
        ("Europe/Zurich", date(2026, 10, 25), 0, 1440, 25),
        ("Asia/Kathmandu", DAY, 0, 1440, 24),
    ],
)
def test_hours_are_exact_where_the_clocks_change(
    zone: str, day: date, first: int, last: int, hours: int
) -> None:
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = away(
        [said(day=day, first=first, last=last, zone=zone)],
        (begin - 2 * timedelta(1), begin + 3 * timedelta(1)),
    )
    assert sum(((end - start) for start, end in found), timedelta()) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("typed", "refused", "field"),
    [
        ({"when": "8"}, NotAChoice, "when"),
        ({"day": "31-12-2026"}, NotATime, "on_day"),
        ({"day": "1300-01-01"}, NotATime, "on_day"),
        ({"first": "9"}, NotATime, "first"),
        ({"last": "24:01"}, NotATime, "last"),
        ({"first": "12:00", "last": "12:00"}, NotHoursOfADay, "last"),
        ({"zone": "Nowhere/Else"}, UnknownZone, None),
    ],
)
def test_what_is_none_is_refused(typed: dict[str, str], refused: type[Exception], field: str | None) -> None:
    right = {"when": "day", "day": "2026-12-07", "first": "9:00", "last": "24:00", "zone": LIMA}
    with pytest.raises(refused) as caught:
        check_statement(**right | typed, can=False)  # type: ignore[arg-type]
    assert caught.value.field == field  # type: ignore[attr-defined]
    assert check_statement(**right, can=False) == said(last=1440)  # type: ignore[arg-type]


def test_nothing_typed_is_a_whole_day() -> None:
    found = check_statement(when="2", day="", first=" ", last="", zone="america/lima", can=True)
    assert found == Statement(None, 2, 0, 1440, LIMA, True)


SPANS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 20)), max_size=12)


@given(SPANS)
def test_united_spans_hold_the_same_minutes_once(pairs: list[tuple[int, int]]) -> None:
    minute = timedelta(minutes=1)
    spans = [(at(0) + first * minute, at(0) + (first + long) * minute) for first, long in pairs]
    held = {first + one for first, long in pairs for one in range(long)}
    found = united(spans)
    assert sum(((end - start) for start, end in found), timedelta()) == len(held) * minute
    assert all(one[1] < other[0] for one, other in pairwise(found))
