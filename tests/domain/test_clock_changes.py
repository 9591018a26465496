"""For whom a wall time is another hour after clocks change, and from which time on."""

from datetime import date, datetime, timedelta

import pytest

from meetings.domain.clock_changes import SEATS, clock_changes
from meetings.domain.zones import to_instant, to_local

ZURICH = "Europe/Zurich"


def weekly(
    first: datetime, times: int, zone: str = ZURICH, every_days: int = 7
) -> list[tuple[datetime, str]]:
    """Give instants that keep a wall time, so many days from each other."""
    return [(to_instant(first + timedelta(days=every_days * number), zone), zone) for number in range(times)]


def told(times: list[tuple[datetime, str]], *zones: str) -> list[tuple[str, str, str, int, tuple[str, ...]]]:
    """Give the changes, shortly: day of the change, whose clocks, first day after, minutes later, for whom."""
    audience = {zone: len(zones) - number for number, zone in enumerate(zones)}
    return [
        (
            f"{one.on:%d %b}",
            one.changing,
            f"{to_local(one.first_at, one.zone):%d %b}",
            one.later_minutes,
            one.zones,
        )
        for one in clock_changes(times, audience)
    ]


def test_tuesdays_over_two_changes() -> None:
    times = weekly(datetime(2020, 10, 20, 14), 3)
    assert [instant.hour for instant, _zone in times] == [12, 13, 13]
    assert [to_local(instant, "America/New_York").hour for instant, _zone in times] == [8, 9, 8]
    assert told(times, "America/New_York", "Europe/Berlin") == [
        ("25 Oct", ZURICH, "27 Oct", 60, ("America/New_York",)),
        ("01 Nov", "America/New_York", "03 Nov", -60, ("America/New_York",)),
    ]


def test_those_whose_clocks_never_change_hear_one_change() -> None:
    assert told(weekly(datetime(2020, 10, 20, 14), 3), "Africa/Nairobi", "Asia/Kolkata") == [
        ("25 Oct", ZURICH, "27 Oct", 60, ("Africa/Nairobi", "Asia/Kolkata"))
    ]


def test_zones_that_change_on_one_day_are_told_together() -> None:
    found = told(weekly(datetime(2020, 10, 27, 14), 2), "America/New_York", "America/Chicago", "Africa/Cairo")
    assert found == [
        ("01 Nov", "America/New_York", "03 Nov", -60, ("America/New_York", "America/Chicago")),
    ]


def test_zones_of_like_clocks_are_named_once_by_where_most_people_are() -> None:
    found = told(weekly(datetime(2020, 10, 20, 14), 2), "America/Toronto", "America/New_York")
    assert [one[4] for one in found] == [("America/Toronto",)]


def test_change_there_and_back_between_two_times_is_none() -> None:
    assert told(weekly(datetime(2020, 10, 20, 14), 2, every_days=14), "America/New_York") == []
    assert told(weekly(datetime(2020, 7, 1, 14), 2, every_days=364), "America/New_York", "Asia/Tokyo") == []


def test_south_and_north_change_by_two_hours() -> None:
    found = told(weekly(datetime(2021, 3, 23, 14), 2, every_days=14), "Australia/Sydney")
    assert found == [("28 Mar", ZURICH, "06 Apr", -120, ("Australia/Sydney",))]


def test_half_an_hour_is_told_as_it_is() -> None:
    found = told(weekly(datetime(2021, 3, 30, 14), 2), "Australia/Lord_Howe")
    assert found == [("04 Apr", "Australia/Lord_Howe", "06 Apr", -30, ("Australia/Lord_Howe",))]


def test_day_of_a_change_is_the_day_there() -> None:
    (found,) = clock_changes(weekly(datetime(2020, 10, 20, 14), 2, "Asia/Beirut"), {"Africa/Nairobi": 1})
    assert (found.on, found.changing, found.is_forward) == (date(2020, 10, 25), "Asia/Beirut", False)


def test_each_zone_of_the_times_stands_alone() -> None:
    times = [*weekly(datetime(2020, 10, 20, 14), 1), *weekly(datetime(2020, 10, 27, 14), 1, "Africa/Nairobi")]
    assert clock_changes(times, {"America/New_York": 1}) == []


@pytest.mark.parametrize("times", [[], weekly(datetime(2020, 10, 20, 14), 1)])
def test_nothing_follows_from_less_than_two_times(times: list[tuple[datetime, str]]) -> None:
    assert clock_changes(times, dict.fromkeys(SEATS, 1)) == []


def test_order_of_what_is_given_does_not_matter() -> None:
    times = weekly(datetime(2020, 9, 1, 14), 14)
    audience = {zone: len(SEATS) - place for place, zone in enumerate(SEATS)}
    assert clock_changes(reversed(times), audience) == clock_changes(times, audience)
