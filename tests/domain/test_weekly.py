"""Weekly series keep their wall time; instants follow, and an hour that is not there is refused by its week."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain import errors
from meetings.domain.weekly import series_titles, weekly
from meetings.domain.zones import to_local

ZONES = ("Europe/Zurich", "America/New_York", "Africa/Nairobi", "Asia/Kathmandu", "Australia/Lord_Howe")


def test_tuesdays_in_zurich_are_heard_at_other_hours_elsewhere() -> None:
    found = weekly(datetime(2020, 10, 20, 14), "Europe/Zurich", 3)
    assert [one.local_start for one in found] == [
        datetime(2020, 10, 20, 14),
        datetime(2020, 10, 27, 14),
        datetime(2020, 11, 3, 14),
    ]
    assert [one.starts_at.hour for one in found] == [12, 13, 13]
    assert [to_local(one.starts_at, "America/New_York").hour for one in found] == [8, 9, 8]


def test_every_second_week() -> None:
    found = weekly(datetime(2021, 1, 5, 9, 30), "Africa/Nairobi", 3, every=2)
    assert [one.local_start.day for one in found] == [5, 19, 2]


@pytest.mark.parametrize(
    ("first", "zone", "refusal", "values"),
    [
        (
            datetime(2021, 3, 21, 2, 30),
            "Europe/Zurich",
            errors.NonexistentTime,
            {"value": "2021-03-28T02:30", "neighbours": ["2021-03-28T01:30", "2021-03-28T03:30"]},
        ),
        (
            datetime(2020, 10, 18, 2, 30),
            "Europe/Zurich",
            errors.AmbiguousTime,
            {"value": "2020-10-25T02:30", "choices": ["+02:00", "+01:00"]},
        ),
        (datetime(2037, 12, 29, 9), "Europe/Zurich", errors.TooFar, {"value": "2038-01-05T09:00"}),
        (datetime(9999, 12, 28, 9), "Europe/Zurich", errors.TooFar, {"value": "9999-12-28T09:00"}),
        (datetime(2021, 1, 5, 9), "Europe/Nowhere", errors.UnknownZone, {"value": "Europe/Nowhere"}),
    ],
)
def test_an_hour_that_is_not_there_names_its_week(
    first: datetime, zone: str, refusal: type[errors.Refused], values: dict[str, object]
) -> None:
    with pytest.raises(refusal) as caught:
        weekly(first, zone, 3)
    assert {name: caught.value.values[name] for name in values} == values


def test_which_of_two_is_chosen_once_for_all() -> None:
    for fold, hour in ((0, 0), (1, 1)):
        found = weekly(datetime(2020, 10, 18, 2, 30), "Europe/Zurich", 2, fold=fold)
        assert [one.starts_at.hour for one in found] == [0, hour]


@pytest.mark.parametrize("count", [0, 61, True])
def test_a_series_has_an_end(count: int) -> None:
    with pytest.raises(errors.NotANumber):
        weekly(datetime(2021, 1, 5, 9), "UTC", count)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2035, 12, 31)),
    st.sampled_from(ZONES),
    st.integers(1, 60),
    st.integers(0, 1),
)
def test_series_hold_against_zoneinfo(first: datetime, zone: str, count: int, fold: int) -> None:
    try:
        found = weekly(first, zone, count, fold=fold)
    except errors.NonexistentTime as refusal:
        wall = datetime.fromisoformat(str(refusal.values["value"]))
        there = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert there.replace(tzinfo=None) != wall
        return
    for number, one in enumerate(found):
        wall = first + timedelta(weeks=number)
        assert one.local_start == wall
        assert one.starts_at == wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def test_titles_are_numbered_on() -> None:
    assert series_titles(["A", "B"], 4) == ["A", "B", "B (2)", "B (3)"]
    with pytest.raises(errors.Missing):
        series_titles([], 3)
    with pytest.raises(errors.TooManyLines):
        series_titles(["A", "B"], 1)
