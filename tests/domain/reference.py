"""The time planner once more over zoneinfo, by trying everything: what `domain/planning` is held against."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
Span = tuple[datetime, datetime]


def quarter_hours(day: date, zone: str) -> list[datetime]:
    """Give every instant at which the clocks of a zone show a quarter-hour of a day."""
    info, found = ZoneInfo(zone), set()
    for number in range(96):
        wall = datetime.combine(day, time()) + number * QUARTER
        for fold in (0, 1):
            instant = wall.replace(tzinfo=info, fold=fold).astimezone(UTC)
            if instant.astimezone(info).replace(tzinfo=None, fold=0) == wall:
                found.add(instant)
    return sorted(found)


class Clock:
    """The days on which a zone's clocks show some hours, as far as they were asked for."""

    def __init__(self, zone: str, hours: tuple[int, int]) -> None:
        self.info, self.hours = ZoneInfo(zone), hours
        self.seen: dict[datetime, date | None] = {}

    def day(self, instant: datetime) -> date | None:
        """Give the local day, if its hours are the right ones."""
        if instant not in self.seen:
            local = instant.astimezone(self.info)
            is_right = self.hours[0] <= local.hour < self.hours[1]
            self.seen[instant] = local.date() if is_right else None
        return self.seen[instant]

    def covers(self, start: datetime, minutes: int) -> bool:
        """Say whether all of a length lies in the hours of one day, which begin and end at quarter-hours."""
        days = {self.day(start + number * QUARTER) for number in range(-(-minutes // 15))}
        return len(days) == 1 and None not in days


def coverage(
    starts: Sequence[datetime], minutes: int, weights: Mapping[str, int], hours: tuple[int, int]
) -> list[frozenset[str]]:
    """Give the zones that each quarter-hour covers."""
    clocks = {zone: Clock(zone, hours) for zone in weights}
    return [
        frozenset(zone for zone, clock in clocks.items() if clock.covers(start, minutes)) for start in starts
    ]


def share(zones: frozenset[str], weights: Mapping[str, int]) -> Fraction:
    """Give the share of some zones."""
    return Fraction(sum(weights[zone] for zone in zones), sum(weights.values()))


def is_free(start: datetime, minutes: int, busy: Sequence[Span]) -> bool:
    """Say whether a length meets no busy time."""
    end = start + timedelta(minutes=minutes)
    return not any(first < end and start < last and first < last for first, last in busy)


def best_one(reached: Sequence[Fraction], free: Sequence[bool]) -> int | None:
    """Try each quarter-hour, the earliest first."""
    best = None
    for number, each in enumerate(reached):
        if free[number] and (best is None or each > reached[best]):
            best = number
    return best


def best_two(
    starts: Sequence[datetime],
    minutes: int,
    seen: Sequence[frozenset[str]],
    free: Sequence[bool],
    weights: Mapping[str, int],
) -> tuple[tuple[int, int], Fraction] | None:
    """Try all pairs, the earliest first."""
    best: tuple[tuple[int, int], int] | None = None
    sums: dict[frozenset[str], int] = {}
    for one, start in enumerate(starts):
        for other in range(one + 1, len(starts)):
            if not (free[one] and free[other]) or starts[other] < start + timedelta(minutes=minutes):
                continue
            together = seen[one] | seen[other]
            if together not in sums:
                sums[together] = sum(weights[zone] for zone in together)
            if best is None or sums[together] > best[1]:
                best = (one, other), sums[together]
    return (best[0], Fraction(best[1], sum(weights.values()))) if best else None
