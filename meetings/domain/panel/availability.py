"""When panellists can and cannot: wall times of a day or of every week in a zone, and the instants that follow."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from meetings.domain.errors import NonexistentTime, NotAChoice, NotATime, TooFar
from meetings.domain.panel.availability_errors import NotHoursOfADay
from meetings.domain.zones import check_zone, to_instant, to_local

Span = tuple[datetime, datetime]
WHOLE_DAY: Final = 24 * 60
MOST: Final = 100
HOUR: Final = re.compile(r"(\d{1,2})[:.](\d{2})")
FIRST_YEAR, LAST_YEAR = 1971, 2036


@dataclass(frozen=True, slots=True)
class Statement:
    """That somebody can, or cannot, from one minute to another of a day, or of each weekday (0 is Monday).

    Just one of `day` and `weekday` is said. Who says when they can on a day cannot for the rest of it. What is said of
    a day counts there instead of what is said of its weekday.
    """

    day: date | None
    weekday: int | None
    first: int
    last: int
    zone: str
    can: bool = False

    def is_of(self, day: date) -> bool:
        """Say whether it is about a day."""
        return self.day == day if self.day is not None else self.weekday == day.weekday()


def check_statement(*, when: str, day: str, first: str, last: str, zone: str, can: bool) -> Statement:
    """Give what somebody says of when they can.

    Takes: `when`, a weekday from `0` or `day`; hours like 9:00, both empty for a whole day.
    Raises: NotAChoice, with field `when`; NotATime, with field `on_day`, `first` or `last`; NotHoursOfADay;
        UnknownZone.
    """
    begins = _minute(first, "first") if first.strip() else 0
    ends = _minute(last, "last") if last.strip() else WHOLE_DAY
    if ends <= begins:
        raise NotHoursOfADay(field="last")
    if when == "day":
        return Statement(_day(day), None, begins, ends, check_zone(zone), can)
    if when not in ("0", "1", "2", "3", "4", "5", "6"):
        raise NotAChoice(field="when", value=when[:20])
    return Statement(None, int(when), begins, ends, check_zone(zone), can)


def _minute(text: str, field: str) -> int:
    found = HOUR.fullmatch(text.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found else -1
    if found is None or int(found[2]) > 59 or not 0 <= minute <= WHOLE_DAY:
        raise NotATime(field=field, value=text[:20])
    return minute


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(field="on_day", value=text[:20]) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NotATime(field="on_day", value=text[:20])
    return found


def away(statements: Iterable[Statement], between: Span) -> list[Span]:
    """Give the instants from and to at which somebody cannot, in order and without overlaps, within two instants."""
    every = list(statements)
    found: list[Span] = []
    for zone in sorted({one.zone for one in every}):
        own = [one for one in every if one.zone == zone]
        day = to_local(between[0], zone).date() - timedelta(days=1)
        while day <= to_local(between[1], zone).date():
            found += _away_on(day, [one for one in own if one.is_of(day)], zone)
            day += timedelta(days=1)
    clipped = [(max(first, between[0]), min(last, between[1])) for first, last in found]
    return united(one for one in clipped if one[0] < one[1])


def is_away(statements: Sequence[Statement], starts_at: datetime, ends_at: datetime) -> bool:
    """Say whether somebody cannot at some moment between two instants."""
    return bool(away(statements, (starts_at, ends_at)))


def united(spans: Iterable[Span]) -> list[Span]:
    """Put together what overlaps or follows at once."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _away_on(day: date, said: Sequence[Statement], zone: str) -> list[Span]:
    of_day = [one for one in said if one.day is not None]
    counted = of_day or said
    hours = [(one.first, one.last) for one in counted if not one.can]
    can = sorted((one.first, one.last) for one in counted if one.can)
    if can:
        hours += _without(can)
    return [(_instant(day, first, zone, fold=0), _instant(day, last, zone, fold=1)) for first, last in hours]


def _without(can: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the minutes of a day that lie in none of some hours, which are in order."""
    found, at = [], 0
    for first, last in can:
        if first > at:
            found.append((at, first))
        at = max(at, last)
    return [*found, (at, WHOLE_DAY)] if at < WHOLE_DAY else found


def _instant(day: date, minute: int, zone: str, *, fold: int) -> datetime:
    """Give the instant of a minute of a day; of one that is left out, where the clocks jump."""
    local = datetime.combine(day, time()) + timedelta(minutes=minute)
    try:
        return to_instant(local, zone, fold)
    except NonexistentTime as refusal:
        neighbours: list[str] = list(refusal.values["neighbours"])  # type: ignore[call-overload]
        return to_instant(datetime.fromisoformat(neighbours[-1]), zone, 0)
    except TooFar:
        return datetime(2038, 1, 1, tzinfo=UTC)
