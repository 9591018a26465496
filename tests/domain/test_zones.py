"""Wall times and instants, held against zoneinfo over every zone."""

import os
import shutil
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain import errors, zones

zones.check_zone_data()
EVERY = sorted(pytz.all_timezones)
PRESENT = sorted({zones.check_zone(name) for name in EVERY})
# pytz rounds to a minute, and Monrovia kept −0:44:30 until 7 January 1972.
WALLS = st.datetimes(datetime(1972, 1, 9), datetime(2037, 12, 30)).map(
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
        walls = [wall.replace(tzinfo=zoneinfo.ZoneInfo(zone)) for wall in (before, after)]
        offsets = [zones.offset_text(wall.utcoffset() or timedelta()) for wall in walls]
        assert caught.value.values["offsets"] == offsets
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
        assert local.year == 2038


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
    ("wall", "zone", "neighbours", "offsets"),
    [
        ("2027-03-28T02:30", "Europe/Zurich", ["2027-03-28T01:30", "2027-03-28T03:30"], ["+01:00", "+02:00"]),
        ("2011-12-30T12:00", "Pacific/Apia", ["2011-12-29T12:00", "2011-12-31T12:00"], ["-10:00", "+14:00"]),
        (
            "2026-10-04T02:15",
            "Australia/Lord_Howe",
            ["2026-10-04T01:45", "2026-10-04T02:45"],
            ["+10:30", "+11:00"],
        ),
        (
            "2026-09-27T03:00",
            "Pacific/Chatham",
            ["2026-09-27T02:00", "2026-09-27T04:00"],
            ["+12:45", "+13:45"],
        ),
        (
            "2026-03-08T02:10",
            "America/St_Johns",
            ["2026-03-08T01:10", "2026-03-08T03:10"],
            ["-03:30", "-02:30"],
        ),
    ],
)
def test_hour_that_does_not_exist_carries_its_neighbours(
    wall: str, zone: str, neighbours: list[str], offsets: list[str]
) -> None:
    with pytest.raises(errors.NonexistentTime) as caught:
        zones.to_instant(datetime.fromisoformat(wall), zone)
    assert caught.value.values["neighbours"] == neighbours
    assert caught.value.values["offsets"] == offsets


@pytest.mark.parametrize(
    ("wall", "zone", "choices"),
    [
        ("2027-10-31T02:30", "Europe/Zurich", ["+02:00", "+01:00"]),
        ("2026-04-05T01:45", "Australia/Lord_Howe", ["+11:00", "+10:30"]),
        ("2026-04-05T03:00", "Pacific/Chatham", ["+13:45", "+12:45"]),
        ("2026-11-01T01:30", "America/St_Johns", ["-02:30", "-03:30"]),
        ("2026-02-15T02:30", "Africa/Casablanca", ["+01:00", "+00:00"]),
    ],
)
def test_hour_that_comes_twice_carries_both_offsets(wall: str, zone: str, choices: list[str]) -> None:
    with pytest.raises(errors.AmbiguousTime) as caught:
        zones.to_instant(datetime.fromisoformat(wall), zone)
    assert caught.value.values["choices"] == choices


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


def start_with(rules: Path) -> subprocess.CompletedProcess[str]:
    """Check zone data and say the version and Zurich's clock, in a fresh process that reads its rules elsewhere."""
    words = (
        "from datetime import datetime; from meetings.domain import zones; zones.check_zone_data();"
        "print(zones.zone_data_version(), zones.check_zone('europe/kiev'), len(zones.zone_names()),"
        "zones.to_instant(datetime(2026, 7, 1, 12), 'Europe/Zurich').hour)"
    )
    return subprocess.run(
        [sys.executable, "-c", words],
        env={**os.environ, "PYTZ_TZDATADIR": str(rules)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Give a folder of rules alone, where Zurich keeps the clock of Moscow."""
    shipped = Path(pytz.__file__).parent / "zoneinfo"
    for name in ("Europe/Kiev", "Europe/Kyiv", "UTC"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(shipped / name, tmp_path / name)
    shutil.copy(shipped / "Europe/Moscow", tmp_path / "Europe/Zurich")
    return tmp_path


def test_rules_elsewhere_that_say_no_version_are_followed(rules: Path) -> None:
    ran = start_with(rules)
    assert ran.stdout.split() == ["unknown", "Europe/Kyiv", "3", "9"], ran.stderr


def test_older_rules_without_a_new_name_keep_the_old_one(rules: Path) -> None:
    (rules / "Europe/Kyiv").unlink()
    ran = start_with(rules)
    assert ran.stdout.split() == ["unknown", "Europe/Kiev", "2", "9"], ran.stderr


def test_rules_elsewhere_of_another_version_are_followed(rules: Path) -> None:
    (rules / "tzdata.zi").write_text("# version 2027a\n")
    ran = start_with(rules)
    assert ran.stdout.split() == ["2027a", "Europe/Kyiv", "3", "9"], ran.stderr
