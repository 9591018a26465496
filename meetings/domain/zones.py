"""Wall times in named zones: the one place that turns what an organizer decided into an instant, and back."""

import os
import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final

import pytz
from pytz.tzinfo import BaseTzInfo

from meetings.domain.errors import AmbiguousTime, NonexistentTime, TooFar, UnknownZone

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2037
LOOK_AROUND: Final = tuple(timedelta(hours=hours) for hours in (-24, -12, 0, 12, 24))
STEP: Final = timedelta(hours=3)  # no zone changes its offset twice within these
UNKNOWN: Final = "unknown"


class ZoneDataMismatch(Exception):
    """The two copies of zone data differ, so that the same hour could be told in two ways."""


def check_zone(name: str) -> str:
    """Give the present name of a zone; capitals are forgiven, renamed zones (`Europe/Kiev`) are followed.

    Raises: UnknownZone.
    """
    found = _names().get(name.strip().casefold())
    if found is None:
        raise UnknownZone(value=name[:60])
    return found


def zone_names() -> tuple[str, ...]:
    """Give the zones to choose from: those where people live, and UTC."""
    return (*sorted(_inhabited()), "UTC")


def to_local(instant: datetime, zone: str) -> datetime:
    """Give the wall time of an instant in a zone, with its offset.

    Raises: ValueError, for an instant without a zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(_zone(zone))


def to_instant(local: datetime, zone: str, fold: int | None = None) -> datetime:
    """Give the instant (UTC) of a wall time in a zone.

    Takes: `fold`, 0 for the first and 1 for the second where the wall time comes twice; else it does not matter.
    Raises: UnknownZone; TooFar, outside 1970–2037, where the rules end; NonexistentTime with `neighbours`, the
    wall times as much before and after as the clocks jump, and their `offsets`; AmbiguousTime with `choices`, the
    two offsets in the order of `fold`.
    """
    if local.tzinfo is not None:
        raise ValueError("a wall time has no zone of its own")
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise TooFar(value=local.isoformat(timespec="minutes"))
    offsets = _offsets_near(local, zone)
    instants = sorted({local - offset for offset in offsets})
    fitting = [one for one in instants if _wall(one, zone) == local]
    if not fitting:
        walls = [(_wall(one, zone), one) for one in (instants[0], instants[-1])]
        raise NonexistentTime(
            value=_written(local),
            neighbours=[_written(wall) for wall, _one in walls],
            offsets=[offset_text(wall - one) for wall, one in walls],
        )
    if len(fitting) == 1:
        return fitting[0].replace(tzinfo=UTC)
    if fold is None:
        raise AmbiguousTime(value=_written(local), choices=[offset_text(local - one) for one in fitting])
    return fitting[1 if fold else 0].replace(tzinfo=UTC)


def offsets_between(first: datetime, last: datetime, zone: str) -> tuple[tuple[datetime, timedelta], ...]:
    """Give the offsets from UTC from one instant to another, in order, each with the instant from which it holds.

    Gives: at least one pair, whose instant is `first`.
    Raises: UnknownZone.
    """
    tz = _zone(zone)
    at, end = (one.astimezone(UTC).replace(tzinfo=None) for one in (first, last))
    found = [(first, _offset(tz, at))]
    while at < end:
        following = min(at + STEP, end)
        if _offset(tz, following) != found[-1][1]:
            change = _change(tz, at, following)
            found.append((change.replace(tzinfo=UTC), _offset(tz, change)))
        at = following
    return tuple(found)


def zone_country(zone: str) -> str | None:
    """Give the country in which a zone lies, by alpha-2 code; nothing for UTC and other zones where nobody lives."""
    return _countries().get(zone)


def country_zone(country: str) -> str | None:
    """Give the zone of a country that has one alone; of one with several, nobody knows where somebody sits."""
    zones = [zone for zone, code in _countries().items() if code == country]
    return zones[0] if len(zones) == 1 else None


def offset_minutes(instant: datetime, zone: str) -> int:
    """Give the offset from UTC at an instant, in minutes, east positive."""
    offset = to_local(instant, zone).utcoffset()
    return round((offset or timedelta()).total_seconds() / 60)


def offset_text(offset: timedelta) -> str:
    """Write an offset for programs: `+02:00`, `-09:30`."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_data_version() -> str:
    """Give the version of the zone data in use, as `2026f`; `unknown` for files elsewhere that do not say theirs."""
    if "PYTZ_TZDATADIR" not in os.environ:
        return str(pytz.OLSON_VERSION)  # type: ignore[attr-defined]
    try:
        with pytz.open_resource("tzdata.zi") as file:  # type: ignore[attr-defined]
            first: str = file.readline().decode("ascii", "replace")
    except OSError:
        return UNKNOWN
    return first.removeprefix("# version ").strip() if first.startswith("# version ") else UNKNOWN


def check_zone_data() -> None:
    """Let zoneinfo read what pytz reads, and refuse to start when the two would tell different times.

    Data elsewhere (`PYTZ_TZDATADIR`) are read by both; else both bring their own, which must be of one version.
    Raises: ZoneDataMismatch, naming both versions.
    """
    elsewhere = os.environ.get("PYTZ_TZDATADIR")
    if elsewhere is not None:
        zoneinfo.reset_tzpath(to=[os.path.abspath(elsewhere)])
        return
    zoneinfo.reset_tzpath(to=[])
    year, _, number = version("tzdata").partition(".")
    other = year + chr(ord("a") + int(number.partition(".")[0]) - 1)
    if zone_data_version() != other:
        raise ZoneDataMismatch(f"zone data differ: pytz has {zone_data_version()}, tzdata has {other}")


def _offset(tz: BaseTzInfo, at: datetime) -> timedelta:
    """Give the offset at an instant that is written as UTC without saying so."""
    return tz.fromutc(at).utcoffset() or timedelta()


def _change(tz: BaseTzInfo, before: datetime, after: datetime) -> datetime:
    """Give the first second at which the later one of two offsets holds."""
    offset = _offset(tz, after)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (before, middle) if _offset(tz, middle) == offset else (middle, after)
    return after


def _offsets_near(local: datetime, zone: str) -> set[timedelta]:
    tz = _zone(zone)
    near = (pytz.utc.localize(local + step).astimezone(tz).utcoffset() for step in LOOK_AROUND)
    return {offset for offset in near if offset is not None}


def _wall(instant: datetime, zone: str) -> datetime:
    """Give the wall time of an instant that is written as UTC without saying so."""
    return pytz.utc.localize(instant).astimezone(_zone(zone)).replace(tzinfo=None)


def _written(local: datetime) -> str:
    return local.isoformat(timespec="minutes")


@lru_cache(maxsize=700)
def _zone(name: str) -> BaseTzInfo:
    zone: BaseTzInfo = pytz.timezone(check_zone(name))
    return zone


@lru_cache(maxsize=1)
def _inhabited() -> frozenset[str]:
    return frozenset(row[2] for row in _table("zone.tab")) & frozenset(
        pytz.all_timezones
    )  # their set fills late


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {row[2]: row[0] for row in _table("zone.tab")}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Map each name in small letters to the present one: itself where people live, else where its link leads."""
    links = _links()
    names = {}
    for name in pytz.all_timezones:
        present = name
        while present not in _inhabited() and present in links:
            present = links[present]
        names[name.casefold()] = "UTC" if present in ("Etc/UTC", "Etc/UCT") else present
    return names


def _links() -> dict[str, str]:
    """Map renamed zones to what they are called now, as far as the rules in use know that name."""
    rows = (row for row in _table("tzdata.zi") if len(row) == 3 and row[0] == "L")
    return {name: target for _link, target, name in rows if target in pytz.all_timezones_set}


def _table(name: str) -> list[list[str]]:
    """Read a table of names; pytz's own, because zone data elsewhere may be rules alone."""
    lines = (files("pytz") / "zoneinfo" / name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if line.strip() and not line.startswith("#")]
