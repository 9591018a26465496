"""What speaks against a time: somebody or something twice at once, other meetings, days off, the night."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from meetings.domain.days import DaysOff
from meetings.domain.foreign import ForeignMeeting
from meetings.domain.panel.availability import Statement, is_away
from meetings.domain.zones import to_local

ASLEEP_FROM, ASLEEP_UNTIL = 22, 7
# A region has many registrations: so many, and such a share of all.
MANY: Final = 10
MANY_SHARE: Final = 0.1
# No time is so long that it began more days before than these.
NEAR: Final = timedelta(days=2)


class Kind(StrEnum):
    """What a warning is about."""

    PANELIST = "panelist"
    CANNOT = "cannot"
    ROOM = "room"
    PLATFORM = "platform"
    FOREIGN = "foreign"
    HOLIDAY = "holiday"
    NIGHT = "night"
    CLOCKS = "clocks"


@dataclass(frozen=True, slots=True)
class Held:
    """A time at which a session is held; `room` and `platform` are keys of what it uses, empty for none.

    `is_open` says whether whoever asks may see it, `is_public` whether everybody may.
    """

    id: str
    session_id: int
    part: int
    starts_at: datetime
    minutes: int
    zone: str
    title: Mapping[str, str]
    is_open: bool = True
    is_public: bool = True
    is_here: bool = True
    room: str = ""
    platform: str = ""

    @property
    def ends_at(self) -> datetime:
        """Give the instant at which it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class OnPanel:
    """Somebody on the panel of a session, with the country and the zone they live in where these are known."""

    session_id: int
    person_id: int
    name: str
    country: str | None
    zone: str | None


@dataclass(frozen=True, slots=True)
class Twice:
    """Somebody or something that two times use at once, the earlier first."""

    key: Hashable
    first: Held
    second: Held


@dataclass(frozen=True, slots=True)
class Beside:
    """A meeting of somebody else, and the times held while it is."""

    meeting: ForeignMeeting
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class DayOff:
    """A time on a day on which people of its panel do not work; `holiday` is empty at a weekend."""

    held: Held
    on: date
    country: str
    holiday: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cannot:
    """A time at which people of its panel said that they cannot."""

    held: Held
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Night:
    """A part of a session of which every time lies in the night of a region; `percent` of its people are asleep.

    `held` is the time at which the fewest of them are.
    """

    held: Held
    region: str
    people: int
    percent: int


def twice(held: Iterable[Held], uses: Callable[[Held], Iterable[Hashable]]) -> list[Twice]:
    """Give what is used at two times at once, of which at least one is open to whoever asks, in order of time.

    Takes: what a time uses.
    """
    by_key: dict[Hashable, list[Held]] = defaultdict(list)
    for one in held:
        for key in uses(one):
            by_key[key].append(one)
    found = [
        Twice(key, first, second) for key, each in by_key.items() for first, second in _overlapping(each)
    ]
    mine = [one for one in found if _is_mine(one.first) or _is_mine(one.second)]
    return sorted(mine, key=lambda one: (one.second.starts_at, one.first.id, one.second.id, str(one.key)))


def _is_mine(held: Held) -> bool:
    return held.is_open and held.is_here


def _overlapping(held: Iterable[Held]) -> Iterable[tuple[Held, Held]]:
    running: list[Held] = []
    for one in sorted(held, key=lambda one: (one.starts_at, one.id)):
        running = [before for before in running if before.ends_at > one.starts_at]
        yield from ((before, one) for before in running)
        running.append(one)


def beside(held: Iterable[Held], meetings: Iterable[ForeignMeeting]) -> list[Beside]:
    """Give the meetings of others during which something is held, by their first days."""
    ordered = sorted(held, key=lambda one: (one.starts_at, one.id))
    days = [one.starts_at.date() for one in ordered]
    found = []
    for meeting in meetings:
        near = ordered[
            bisect_left(days, meeting.starts_on - NEAR) : bisect_right(days, meeting.ends_on + NEAR)
        ]
        during = tuple(one for one in near if meeting.overlaps(one.starts_at, one.ends_at))
        if during:
            found.append(Beside(meeting, during))
    return sorted(found, key=lambda one: (one.meeting.starts_on, one.meeting.title, one.meeting.uid))


def on_days_off(
    held: Iterable[Held],
    panel: Mapping[int, Sequence[OnPanel]],
    days_off: Callable[[str, int], DaysOff],
) -> list[DayOff]:
    """Give the times on days off of their panels, each day as people there have it, a country at a time."""
    found: dict[tuple[str, str, date, str], list[str]] = defaultdict(list)
    by_id = {}
    for one in held:
        by_id[one.id] = one
        for person in panel.get(one.session_id, ()):
            if person.country:
                on = to_local(one.starts_at, person.zone or one.zone).date()
                rest = days_off(person.country, on.year)
                if not rest.is_working(on):
                    found[one.id, person.country, on, rest.holidays.get(on, "")].append(person.name)
    every = [
        DayOff(by_id[slot_id], on, country, holiday, tuple(dict.fromkeys(names)))
        for (slot_id, country, on, holiday), names in found.items()
    ]
    return sorted(every, key=lambda one: (one.held.starts_at, one.held.id, one.country))


def against_what_was_said(
    held: Iterable[Held],
    panel: Mapping[int, Sequence[OnPanel]],
    said: Mapping[int, Sequence[Statement]],
) -> list[Cannot]:
    """Give the times at which people of their panels said that they cannot, in order of time.

    Takes: what people said of when they can, by their numbers.
    """
    found = []
    for one in held:
        names = [
            person.name
            for person in panel.get(one.session_id, ())
            if is_away(said.get(person.person_id, ()), one.starts_at, one.ends_at)
        ]
        if names:
            found.append(Cannot(one, tuple(dict.fromkeys(names))))
    return sorted(found, key=lambda one: (one.held.starts_at, one.held.id))


def is_asleep(held: Held, zone: str) -> bool:
    """Say whether people of a zone are asleep in the middle of a time."""
    hour = to_local(held.starts_at + timedelta(minutes=held.minutes) / 2, zone).hour
    return hour >= ASLEEP_FROM or hour < ASLEEP_UNTIL


def nights(held: Iterable[Held], audience: Mapping[int, Mapping[tuple[str, str], int]]) -> list[Night]:
    """Give the parts of sessions that lie in the night of a region of many, whichever of its times one takes.

    Takes: how many people of which region (empty for none) and zone registered, by session; a session that has not
    many of a region yet is held against all of them.
    """
    whole = _by_region(audience.values())
    total = sum(sum(zones.values()) for zones in whole.values())
    parts = groupby(
        sorted(held, key=lambda one: (one.session_id, one.part)), key=lambda one: (one.session_id, one.part)
    )
    found = []
    for (session_id, _part), each in parts:
        slots, own = list(each), _by_region([audience.get(session_id, {})])
        for region, all_zones in whole.items():
            here = own.get(region, {})
            zones = here if sum(here.values()) >= MANY else all_zones
            if not region or sum(all_zones.values()) < max(MANY, total * MANY_SHARE):
                continue
            night = _night(slots, region, zones)
            if night is not None:
                found.append(night)
    return sorted(found, key=lambda one: (one.held.starts_at, one.held.id, one.region))


def _night(slots: Iterable[Held], region: str, zones: Mapping[str, int]) -> Night | None:
    people = sum(zones.values())
    asleep = [(sum(number for zone, number in zones.items() if is_asleep(one, zone)), one) for one in slots]
    fewest, held = min(asleep, key=lambda pair: (pair[0], pair[1].starts_at))
    if fewest * 2 <= people:
        return None
    return Night(held, region, people, round(100 * fewest / people))


def _by_region(audiences: Iterable[Mapping[tuple[str, str], int]]) -> dict[str, dict[str, int]]:
    regions: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in audiences:
        for (region, zone), number in each.items():
            regions[region][zone] += number
    return regions
