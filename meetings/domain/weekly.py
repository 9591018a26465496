"""Sessions that come again each week at one wall time, whatever the clocks do in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from meetings.domain import errors
from meetings.domain.checks import check_number
from meetings.domain.zones import check_zone, to_instant

MOST_WEEKS: Final = 60
WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a series: the wall time that was decided, and the instant (UTC) that follows from it."""

    local_start: datetime
    fold: int
    starts_at: datetime


def weekly(
    first: datetime, zone: str, count: int, *, every: int = 1, fold: int | None = None
) -> list[Occurrence]:
    """Give the times of a series that keeps its weekday and wall time.

    Takes: the first wall time; how many there are; `every` so many weeks; `fold`, which of two where the clocks are
    put back over it.
    Raises: NotANumber, UnknownZone, TooFar; NonexistentTime with `neighbours` and AmbiguousTime with `choices`, whose
    `value` is the wall time of the week in which it is so.
    """
    check_number(count, "count", 1, MOST_WEEKS)
    check_number(every, "every", 1, MOST_WEEKS)
    zone = check_zone(zone)
    try:
        walls = [first + WEEK * every * number for number in range(count)]
    except OverflowError:
        raise errors.TooFar(value=first.isoformat(timespec="minutes")) from None
    return [Occurrence(wall, fold or 0, to_instant(wall, zone, fold)) for wall in walls]


def series_titles(given: Sequence[str], count: int) -> list[str]:
    """Give a title for each session of a series; the last one is numbered on where there are fewer.

    Raises: Missing, without any; TooManyLines, for more than there are sessions.
    """
    if not given:
        raise errors.Missing(field="titles")
    if len(given) > count:
        raise errors.TooManyLines(field="titles", most=count)
    more = count - len(given)
    return [*given, *(f"{given[-1]} ({number})" for number in range(2, more + 2))]
