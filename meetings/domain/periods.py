"""Three months at a time of a list that has no end."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from meetings.domain.zones import FIRST_YEAR, LAST_YEAR

MONTHS: Final = 3
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, first and last; how addresses name them and those before and after, which are nothing at the ends.

    `given` is nothing for those that begin today.
    """

    first: date
    last: date
    given: str
    earlier: str
    later: str

    def until(self, day: date) -> "Period":
        """Let it end before a day, and what is later begin there; at least its first day is left."""
        begin = max(day, self.first + DAY)
        return replace(self, last=begin - DAY, later=begin.isoformat())


def period_from(given: str, today: date) -> Period | None:
    """Read where a period begins: a month or a day, or nothing for today; nothing for what is neither."""
    try:
        first = date.fromisoformat(f"{given}-01" if len(given) == 7 else given) if given else today
    except ValueError:
        return None
    if not FIRST_YEAR + 1 < first.year < LAST_YEAR - 1:
        return None
    month = first.replace(day=1)
    later, earlier = _months(month, MONTHS), month if first > month and given else _months(month, -MONTHS)
    return Period(
        first=first,
        last=later - DAY,
        given=f"{first:%Y-%m}" if given and first == month else first.isoformat() if given else "",
        earlier=f"{earlier:%Y-%m}" if earlier.year > FIRST_YEAR + 1 else "",
        later=f"{later:%Y-%m}" if later.year < LAST_YEAR - 1 else "",
    )


def _months(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)
