"""Wall times and instants, held against zoneinfo over every zone."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain import errors, zones

zones.check_zone_data()
EVERY = sorted(pytz.all_timezones)
PRESENT = sorted({zones.check_zone(name) for name in EVERY})
WALLS = st.datetimes(datetime(1970, 1, 2), datetime(2037, 12, 30)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)


def folds(wall: datetime, zone: str) -> list[datetime]:
    """Give the instants that zoneinfo knows for a wall time: none, one or two."""
    info = zoneinfo.ZoneInfo(zone)
    instants = {wall.replace(tzinfo=info, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(one for one in instants if one.astimezone(info).replace(tzinfo=None, fold=0) == wall)


def check_against_zoneinfo(wall: datetime, zone: str) -> None:
    expected = folds(wall, zone)
    if not expected:
        with pytest.raises(errors.NonexistentTime) as caught:
            zones.to_instant(wall, zone)
        before, after = map(datetime.fromisoformat, caught.value.values["neighbours"])
        assert before < wall < after
        assert folds(before, zone)
        assert folds(after, zone)
    elif len(expected) == 1:
        assert zones.to_instant(wall, zone) == expected[0]
    else:
        with pytest.raises(errors.AmbiguousTime) as choice:
            zones.to_instant(wall, zone)
        assert len(set(choice.value.values["choices"])) == 2
        assert [zones.to_instant(wall, zone, fold) for fold in (0, 1)] == expected


@settings(max_examples=1500, deadline=None)
@given(WALLS, st.sampled_from(PRESENT))
def test_any_wall_time_agrees_with_zoneinfo(wall: datetime, zone: str) -> None:
    check_against_zoneinfo(wall, zone)


@pytest.mark.parametrize("year", [1995, 2021, 2026, 2037])
def test_hours_around_each_change_of_clocks_agree(year: int) -> None:
    changes = 0
    for zone in PRESENT:
        for at in getattr(pytz.timezone(zone), "_utc_transition_times", []):
            if at.year == year and at.month < 12:
                changes += 1
                wall = zones.to_local(at.replace(tzinfo=UTC), zone).replace(tzinfo=None, second=0)
                for minutes in (-75, -30, -15, 0, 15, 45):
                    check_against_zoneinfo(wall + timedelta(minutes=minutes), zone)
    assert changes > 50


@settings(max_examples=500, deadline=None)
@given(WALLS, st.sampled_from(EVERY))
def test_instant_survives_the_way_there_and_back(wall: datetime, zone: str) -> None:
    instant = wall.replace(tzinfo=UTC)
    local = zones.to_local(instant, zone)
    assert local == instant
    try:
        assert zones.to_instant(local.replace(tzinfo=None), zone) == instant
    except errors.AmbiguousTime:
        again = {zones.to_instant(local.replace(tzinfo=None), zone, fold) for fold in (0, 1)}
        assert instant in again
    except errors.TooFar:
        assert local.year in (1969, 2038)


@pytest.mark.parametrize("name", EVERY)
def test_every_name_leads_to_a_zone_with_the_same_clock(name: str) -> None:
    present = zones.check_zone(name)
    for month in (1, 7):
        instant = datetime(2026, month, 1, tzinfo=UTC)
        there = zones.to_local(instant, present).utcoffset()
        assert there == instant.astimezone(zoneinfo.ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize(
    ("name", "present"),
    [
        ("Asia/Katmandu", "Asia/Kathmandu"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("europe/zurich", "Europe/Zurich"),
        (" Europe/Amsterdam ", "Europe/Amsterdam"),
        ("Zulu", "UTC"),
    ],
)
def test_renamed_zones_are_followed(name: str, present: str) -> None:
    assert zones.check_zone(name) == present


@pytest.mark.parametrize("name", ["", "Mars/Base", "Europe/Zurich\r\nX: y", "../etc/passwd", "x" * 500])
def test_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(errors.UnknownZone):
        zones.check_zone(name)


@pytest.mark.parametrize(
    ("wall", "zone", "neighbours"),
    [
        ("2027-03-28T02:30", "Europe/Zurich", ["2027-03-28T01:30", "2027-03-28T03:30"]),
        ("2011-12-30T12:00", "Pacific/Apia", ["2011-12-29T12:00", "2011-12-31T12:00"]),
        ("2026-10-04T02:15", "Australia/Lord_Howe", ["2026-10-04T01:45", "2026-10-04T02:45"]),
    ],
)
def test_hour_that_does_not_exist_carries_its_neighbours(wall: str, zone: str, neighbours: list[str]) -> None:
    with pytest.raises(errors.NonexistentTime) as caught:
        zones.to_instant(datetime.fromisoformat(wall), zone)
    assert caught.value.values["neighbours"] == neighbours


def test_hour_that_comes_twice_carries_both_offsets() -> None:
    with pytest.raises(errors.AmbiguousTime) as caught:
        zones.to_instant(datetime(2027, 10, 31, 2, 30), "Europe/Zurich")
    assert caught.value.values["choices"] == ["+02:00", "+01:00"]


@pytest.mark.parametrize("year", [1, 1969, 2038, 9999])
def test_years_without_rules_are_refused(year: int) -> None:
    with pytest.raises(errors.TooFar):
        zones.to_instant(datetime(year, 6, 1), "Europe/Zurich")


def test_time_without_or_with_a_zone_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="instant"):
        zones.to_local(datetime(2026, 1, 1), "UTC")
    with pytest.raises(ValueError, match="wall"):
        zones.to_instant(datetime(2026, 1, 1, tzinfo=UTC), "UTC")


def test_differing_zone_data_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones.pytz, "OLSON_VERSION", "2019a")
    with pytest.raises(zones.ZoneDataMismatch, match="2019a"):
        zones.check_zone_data()
