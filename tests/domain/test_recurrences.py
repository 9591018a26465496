"""Rules of what recurs, held against another library on random rules, and never followed for long."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.recurrences import Budget, Frequency, Rule, TooMuch, days_of

KINDS = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}


@st.composite
def rules(draw: Any) -> Rule:
    """Make rules of days that come; a place among them only of a month or year, where other libraries agree."""
    frequency = draw(st.sampled_from(list(Frequency)))
    by_day = st.frozensets(
        st.tuples(
            st.integers(0, 6),
            st.sampled_from([0, 1, 2, -1] if frequency in (Frequency.MONTHLY, Frequency.YEARLY) else [0]),
        ),
        max_size=3,
    ).filter(lambda days: len({bool(each) for _day, each in days}) < 2)
    month_days = st.frozensets(st.integers(-28, 28).filter(bool), max_size=3)
    week_days, days = draw(by_day), draw(month_days) if frequency is not Frequency.WEEKLY else frozenset()
    may_place = (week_days or days) and frequency in (Frequency.MONTHLY, Frequency.YEARLY)
    return Rule(
        frequency=frequency,
        interval=draw(st.integers(1, 4)),
        until=None,
        months=draw(st.frozensets(st.integers(1, 12), max_size=3)),
        month_days=days,
        week_days=week_days,
        positions=draw(st.sampled_from([(), (1,), (-1,), (1, -1)])) if may_place else (),
        week_starts=draw(st.sampled_from([0, 6])),
    )


def reference(rule: Rule, first: date, last: date) -> list[date]:
    found = rrule.rrule(
        KINDS[rule.frequency],
        dtstart=datetime.combine(first, time()),
        until=datetime.combine(last, time()),
        interval=rule.interval,
        wkst=rule.week_starts,
        bymonth=sorted(rule.months) or None,
        bymonthday=sorted(rule.month_days) or None,
        byweekday=[rrule.weekday(day, each or None) for day, each in sorted(rule.week_days)] or None,
        bysetpos=rule.positions or None,
    )
    return sorted({first, *(one.date() for one in found)})


@settings(deadline=None)
@given(rules(), st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_days_are_those_of_another_library(rule: Rule, first: date) -> None:
    last = min(first + timedelta(days=900), date(2030, 12, 31))
    if last >= first:
        assert list(days_of(rule, first, last, Budget(100_000))) == reference(rule, first, last)


@pytest.mark.parametrize("frequency", list(Frequency))
def test_day_that_never_comes_is_not_waited_for(frequency: Frequency) -> None:
    never = Rule(frequency, months=frozenset((2,)), month_days=frozenset((30,)))
    budget = Budget(30_000)
    assert list(days_of(never, date(1971, 1, 1), date(2036, 12, 31), budget)) == [date(1971, 1, 1)]
    with pytest.raises(TooMuch):
        list(days_of(never, date(1971, 1, 1), date(2036, 12, 31), budget))


def test_count_and_until_end_a_rule() -> None:
    first, last = date(2020, 10, 20), date(2030, 1, 1)
    weekly = [first + timedelta(days=7 * number) for number in range(3)]
    assert list(days_of(Rule(Frequency.WEEKLY, count=3), first, last, Budget(1_000))) == weekly
    assert list(days_of(Rule(Frequency.WEEKLY, until=weekly[2]), first, last, Budget(1_000))) == weekly
    assert list(days_of(Rule(Frequency.WEEKLY), first, first - timedelta(days=1), Budget(1_000))) == []


def test_end_of_all_years_ends_a_rule() -> None:
    first = date(9998, 1, 31)
    found = list(days_of(Rule(Frequency.YEARLY), first, date.max, Budget(10_000)))
    assert found == [first, date(9999, 1, 31)]
