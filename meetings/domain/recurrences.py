"""On which days something that recurs happens: the day rules of iCalendar, in bounded time whatever a rule says.

Source: RFC 5545, section 3.3.10. Rules finer than a day, by week numbers or by days of the year are not read.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

DAY: Final = timedelta(days=1)
WEEK_DAYS: Final = 7
MONTHS: Final = 12


class Frequency(StrEnum):
    """How often a rule begins anew."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class TooMuch(Exception):
    """Rules that would be followed over more days than there is time for."""


@dataclass(slots=True)
class Budget:
    """How many days may still be looked at, for all rules of a calendar together."""

    days: int

    def spend(self, days: int) -> None:
        """Take some days away.

        Raises: TooMuch.
        """
        self.days -= days
        if self.days < 0:
            raise TooMuch()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; weekdays count from 0, Monday, with the how-many-th (0: each one, negative: from the end)."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    week_days: frozenset[tuple[int, int]] = frozenset()
    positions: tuple[int, ...] = ()
    week_starts: int = 0


def days_of(rule: Rule, first: date, last: date, budget: Budget) -> Iterator[date]:
    """Give the days of a rule from its first one on, which counts itself, up to the last one wanted, in order.

    Raises: TooMuch, when the budget is spent.
    """
    last = min(last, rule.until or last)
    fits, found = _filter(rule, first), 0
    if first <= last:
        yield first
        found = 1
    for period in _periods(rule, first, last):
        budget.spend(len(period))
        chosen = [day for day in period if fits(day)]
        for day in _at_positions(chosen, rule.positions):
            if day <= first:
                continue
            if day > last or (rule.count is not None and found >= rule.count):
                return
            yield day
            found += 1


def _periods(rule: Rule, first: date, last: date) -> Iterator[Sequence[date]]:
    """Give the days, wanted or not, of each period in which a rule begins anew."""
    begin: date | None = _period_begin(rule, first)
    while begin is not None and begin <= last:
        following = _later(rule.frequency, begin, 1)
        length = (following - begin).days if following else (date.max - begin).days + 1
        yield [begin + number * DAY for number in range(length)]
        begin = _later(rule.frequency, begin, rule.interval)


def _period_begin(rule: Rule, first: date) -> date:
    if rule.frequency is Frequency.WEEKLY:
        return first - (first.weekday() - rule.week_starts) % WEEK_DAYS * DAY
    if rule.frequency is Frequency.MONTHLY:
        return first.replace(day=1)
    return first.replace(month=1, day=1) if rule.frequency is Frequency.YEARLY else first


def _later(frequency: Frequency, begin: date, number: int) -> date | None:
    """Give the beginning of the period so many periods later; nothing where all years end before."""
    try:
        if frequency is Frequency.DAILY:
            return begin + number * DAY
        if frequency is Frequency.WEEKLY:
            return begin + number * WEEK_DAYS * DAY
        months = number * (MONTHS if frequency is Frequency.YEARLY else 1) + begin.month - 1
        return date(begin.year + months // MONTHS, months % MONTHS + 1, 1)
    except (OverflowError, ValueError):
        return None


def _filter(rule: Rule, first: date) -> Callable[[date], bool]:
    """Give what says whether a day of a period fits; what a rule leaves open is as on its first day."""
    months, month_days, week_days = rule.months, rule.month_days, rule.week_days
    if not (month_days or week_days):
        if rule.frequency is Frequency.WEEKLY:
            week_days = frozenset(((first.weekday(), 0),))
        elif rule.frequency in (Frequency.MONTHLY, Frequency.YEARLY):
            month_days = frozenset((first.day,))
            if rule.frequency is Frequency.YEARLY:
                months = months or frozenset((first.month,))
    by_year = rule.frequency is Frequency.YEARLY and not rule.months

    def fits(day: date) -> bool:
        if months and day.month not in months:
            return False
        length = monthrange(day.year, day.month)[1]
        if month_days and day.day not in month_days and day.day - length - 1 not in month_days:
            return False
        return not week_days or _is_week_day(day, week_days, by_year=by_year, length=length)

    return fits


def _is_week_day(day: date, wanted: Iterable[tuple[int, int]], *, by_year: bool, length: int) -> bool:
    weekday = day.weekday()
    if (weekday, 0) in wanted:
        return True
    if by_year:
        before = day.timetuple().tm_yday - 1
        after = (date(day.year, MONTHS, 31) - day).days
    else:
        before, after = day.day - 1, length - day.day
    return (weekday, before // WEEK_DAYS + 1) in wanted or (weekday, -(after // WEEK_DAYS) - 1) in wanted


def _at_positions(days: Sequence[date], positions: Sequence[int]) -> Sequence[date]:
    if not positions:
        return days
    places = {place - 1 if place > 0 else len(days) + place for place in positions}
    return [days[place] for place in sorted(places) if 0 <= place < len(days)]
