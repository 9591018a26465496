"""Registrations day by day, and Parties nobody has seen."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.glance import GroupSeen, Grown, by_group, days_from, grown, seen, total_on

DAY = date(2026, 11, 3)


def test_a_day_is_a_day_of_the_programmes_zone() -> None:
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert days_from(DAY, [late, late], "UTC") == [-1, -1]
    assert days_from(DAY, [late, late], "Europe/Zurich") == [0, 0]
    assert days_from(DAY, [late], "America/New_York") == [-1]
    nearly = datetime(2026, 11, 2, 18, 14, 59, tzinfo=UTC)
    assert days_from(DAY, [nearly], "Asia/Kathmandu") == [-1]  # 23:59:59 there
    assert days_from(DAY, [nearly.replace(minute=15, second=0)], "Asia/Kathmandu") == [0]


def test_days_add_up_and_stay_level_between() -> None:
    assert grown([]) == ()
    assert grown([-2, -2, 1]) == ((-2, 2), (-1, 2), (0, 2), (1, 3))
    assert grown([-1], until=1) == ((-1, 1), (0, 1), (1, 1))
    assert grown([5], until=1) == ((5, 1),)
    long = grown([-900, 0, 0])
    assert (long[0], long[-1], len(long)) == (Grown(-400, 1), Grown(0, 3), 401)


@given(st.lists(st.integers(-200, 150)))
def test_growth_never_falls_and_ends_with_all(days: list[int]) -> None:
    found = grown(days)
    assert [one.total for one in found] == sorted(one.total for one in found)
    assert (found[-1].total if found else 0) == len(days)
    for one in found:
        assert total_on(found, one.day) == one.total == sum(day <= one.day for day in days)


@pytest.mark.parametrize(("day", "total"), [(-9, 0), (-2, 2), (0, 2), (1, 3), (99, 3)])
def test_what_there_was_on_a_day(day: int, total: int) -> None:
    assert total_on(grown([-2, -2, 1]), day) == total
    assert total_on((), day) is None


def test_parties_nobody_has_seen_stand_by_their_group() -> None:
    groups = {"KE": "africa", "GH": "africa", "TO": "asia-pacific", "EU": None, "XX": "a new group"}
    found = seen(groups, {"KE", "EU", "US"}, {"EU", "TO"})
    assert [(one.code, one.registered, one.came) for one in found] == [
        ("GH", False, False),
        ("KE", True, False),
        ("TO", True, True),
        ("EU", True, True),
        ("XX", False, False),
    ]
    assert by_group(found) == (
        GroupSeen("africa", 2, 1, 2),
        GroupSeen("asia-pacific", 1, 0, 0),
        GroupSeen("", 2, 1, 1),
    )
    assert by_group(()) == ()
