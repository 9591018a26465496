"""When in a zone a whole length lies within some hours of one local day, asked for every quarter-hour of a day at once.

The quarter-hours of a day are numbered; a set of them is a whole number with their bits, so that sets are joined and
compared at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Final

from meetings.domain.checks import MOST_MINUTES, check_number
from meetings.domain.errors import NoSuchDay, NotHours, TooFar
from meetings.domain.registrations import WAKING_HOURS, WORK_HOURS
from meetings.domain.zones import FIRST_YEAR, LAST_YEAR, offsets_between

QUARTER: Final = timedelta(minutes=15)
QUARTERS: Final = 96
WIDEST: Final = timedelta(hours=16)  # no zone is farther from UTC
ONE_DAY: Final = timedelta(days=1)
ONE_MINUTE: Final = timedelta(minutes=1)
Offsets = tuple[tuple[datetime, timedelta], ...]
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """Some hours of the local day, in minutes after midnight; the last minute does not belong to them any more."""

    first: int
    last: int


AWAKE: Final = Hours(*WAKING_HOURS)
AT_WORK: Final = Hours(*WORK_HOURS)


@dataclass(frozen=True, slots=True)
class Quarters:
    """The quarter-hours that begin on a day of a zone, in order, as the beginnings of a length."""

    starts: tuple[datetime, ...]
    minutes: int

    @property
    def length(self) -> timedelta:
        """Give the length."""
        return timedelta(minutes=self.minutes)


def check_hours(first: object, last: object, field: str = "hours") -> Hours:
    """Give hours of the day, of numbers like 7 and 22 or 8.5.

    Raises: NotHours, where they are no quarter-hours from 0 to 24 or do not end after they begin.
    """
    minutes = []
    for value in (first, last):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 24:
            raise NotHours(field=field, value=str(value)[:20])
        if value * 4 != int(value * 4):
            raise NotHours(field=field, value=str(value)[:20])
        minutes.append(int(value * 60))
    if minutes[0] >= minutes[1]:
        raise NotHours(field=field, value=f"{first}, {last}"[:40])
    return Hours(*minutes)


def quarters_of(day: date, zone: str, minutes: object) -> Quarters:
    """Give the quarter-hours of a day: 96, and 92 to 100 where the clocks change by up to an hour.

    Raises: NotANumber (minutes), TooFar and NoSuchDay (date), UnknownZone.
    """
    length = check_number(minutes, "minutes", 1, MOST_MINUTES)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise TooFar(field="date", value=day.isoformat())
    midnight = datetime.combine(day, time(), UTC)
    offsets = offsets_between(midnight - WIDEST, midnight + ONE_DAY + WIDEST, zone)
    starts = sorted(
        midnight + number * QUARTER - offset
        for since, until, offset in _ended(offsets)
        for number in range(QUARTERS)
        if since <= midnight + number * QUARTER - offset < until
    )
    if not starts:
        raise NoSuchDay(field="date", value=day.isoformat())
    return Quarters(tuple(starts), length)


def numbered(numbers: Sequence[int]) -> int:
    """Give the set of some quarter-hours."""
    return sum(1 << number for number in numbers)


def runs(bits: int) -> Iterator[tuple[int, int]]:
    """Give the runs of a set: the number of each first quarter-hour, and that after the last."""
    at = 0
    while bits:
        skipped = (bits & -bits).bit_length() - 1
        bits >>= skipped
        length = (~bits & (bits + 1)).bit_length() - 1
        yield at + skipped, at + skipped + length
        at, bits = at + skipped + length, bits >> length


class Coverage:
    """The quarter-hours at which a length lies within some hours of one day, zone by zone.

    Zones whose clocks go alike during these hours are worked out once.
    """

    def __init__(self, quarters: Quarters) -> None:
        self.quarters = quarters
        self.last = quarters.starts[-1] + quarters.length
        self.offsets: dict[str, Offsets] = {}
        self.known: dict[tuple[Offsets, Hours, tuple[date, ...]], int] = {}

    def fitting(self, zone: str, hours: Hours, is_right: Callable[[date], bool] | None = None) -> int:
        """Give the quarter-hours of a zone, of those days alone that are right.

        Raises: UnknownZone.
        """
        offsets = self.offsets.get(zone)
        if offsets is None:
            offsets = self.offsets[zone] = offsets_between(self.quarters.starts[0], self.last, zone)
        days = tuple(self._days(offsets))
        if is_right:
            days = tuple(day for day in days if is_right(day))
        key = (offsets, hours, days)
        if key not in self.known:
            self.known[key] = self._fitting(offsets, hours, days)
        return self.known[key]

    def _days(self, offsets: Offsets) -> Iterator[date]:
        """Give the local days between the first beginning and the last end."""
        walls = [offset for _since, offset in offsets]
        day, last = (
            (self.quarters.starts[0] + min(walls)).date(),
            (self.last + max(walls)).date(),
        )
        while day <= last:
            yield day
            day += ONE_DAY

    def _fitting(self, offsets: Offsets, hours: Hours, days: Sequence[date]) -> int:
        starts, length, bits = self.quarters.starts, self.quarters.length, 0
        for day in days:
            for first, last in _stretches(day, hours, offsets):
                begin, end = bisect_left(starts, first), bisect_right(starts, last - length)
                if begin < end:
                    bits |= (1 << end) - (1 << begin)
        return bits


def _stretches(day: date, hours: Hours, offsets: Offsets) -> list[Stretch]:
    """Give when the clocks show hours of a day: once as a rule, in pieces where a change of the clocks leaves some out.

    Hours that come twice, one after the other, are one stretch.
    """
    midnight = datetime.combine(day, time(), UTC)
    first, last = midnight + hours.first * ONE_MINUTE, midnight + hours.last * ONE_MINUTE
    found: list[Stretch] = []
    for since, until, offset in _ended(offsets):
        begin, end = max(since, first - offset), min(until, last - offset)
        if begin >= end:
            continue
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def _ended(offsets: Offsets) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Give each offset with the instants from and until which it holds; the last one goes on."""
    forever = offsets[-1][0] + 9 * ONE_DAY
    until = [since for since, _offset in offsets[1:]] + [forever]
    for (since, offset), end in zip(offsets, until, strict=True):
        yield since, end, offset


def weighed(groups: Iterable[tuple[int, int]], count: int) -> list[int]:
    """Give the weight that each of so many quarter-hours covers.

    Takes: groups, each by the quarter-hours that cover it and with its weight.
    """
    steps = [0] * (count + 1)
    for bits, weight in groups:
        for begin, end in runs(bits):
            steps[begin] += weight
            steps[end] -= weight
    return list(accumulate(steps[:count]))
