"""Weeks in which the clocks change: for whom the same wall time is then another hour, from which time on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Final

from meetings.domain.zones import check_zone, offset_minutes, to_local

MOST_ZONES: Final = 60
# Where the United Nations has seats, for an audience nobody knows yet.
SEATS: Final = (
    "America/New_York",
    "Europe/Zurich",
    "Africa/Nairobi",
    "Asia/Bangkok",
    "Africa/Addis_Ababa",
    "Asia/Beirut",
    "America/Santiago",
    "Pacific/Fiji",
)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A change of clocks after which what keeps its wall time in `zone` is heard at another hour elsewhere.

    Clocks change in `changing`, forward or back, at `changes_at`; the first time after it is `first_at`. It is heard
    `later_minutes` later (earlier: negative) in `zones`: the names that stand for all with their clocks, the most
    people first.
    """

    changes_at: datetime
    changing: str
    is_forward: bool
    zone: str
    first_at: datetime
    later_minutes: int
    zones: tuple[str, ...]

    @property
    def on(self) -> date:
        """Give the day on which the clocks change, as they have it until then: put back at midnight, it has begun."""
        minute = timedelta(minutes=1)
        return (to_local(self.changes_at - minute, self.changing).replace(tzinfo=None) + minute).date()


def clock_changes(times: Iterable[tuple[datetime, str]], audience: Mapping[str, int]) -> list[ClockChange]:
    """Give the changes of clocks between times that follow each other, in order of time.

    Takes: instants with the zone in which each keeps its wall time; how many people live in which zone, of whom the
    60 zones with the most count.
    """
    ordered = sorted(times, key=lambda one: (check_zone(one[1]), one[0]))
    heaviest = sorted(audience, key=lambda zone: (-audience[zone], zone))[:MOST_ZONES]
    found: list[ClockChange] = []
    for zone, group in groupby(ordered, key=lambda one: check_zone(one[1])):
        instants = [instant for instant, _zone in group]
        zones = _like_clocks(heaviest, instants)
        for before, after in pairwise(instants):
            found += _between(before, after, zone, zones)
    return sorted(found, key=lambda one: (one.on, one.first_at, one.zone, one.zones))


def _like_clocks(zones: Sequence[str], instants: Sequence[datetime]) -> list[str]:
    """Let one zone, the first, stand for all whose clocks agree at every instant."""
    first: dict[tuple[int, ...], str] = {}
    for name in zones:
        zone = check_zone(name)
        first.setdefault(tuple(offset_minutes(one, zone) for one in instants), zone)
    return list(first.values())


def _between(before: datetime, after: datetime, zone: str, zones: Iterable[str]) -> Iterable[ClockChange]:
    """Give the changes between two times, one for all whose clocks change alike on the same day."""
    here = offset_minutes(after, zone) - offset_minutes(before, zone)
    found: dict[tuple[date, bool, bool, int], ClockChange] = {}
    for one in zones:
        there = offset_minutes(after, one) - offset_minutes(before, one)
        if there == here:
            continue
        cause, jump = (zone, here) if here else (one, there)
        changes_at = _when_it_changes(before, after, cause)
        new = ClockChange(changes_at, cause, jump > 0, zone, after, there - here, (one,))
        key = (new.on, cause == zone, new.is_forward, new.later_minutes)
        found[key] = replace(found[key], zones=(*found[key].zones, one)) if key in found else new
    return found.values()


def _when_it_changes(before: datetime, after: datetime, zone: str) -> datetime:
    """Find the instant, to the minute, at which the clocks of a zone leave what they said before."""
    offset = offset_minutes(before, zone)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        if offset_minutes(middle, zone) == offset:
            before = middle
        else:
            after = middle
    return after
