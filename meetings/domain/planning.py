"""Which one and which two times of a day find most of an audience awake: exactly, not by trying some."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from itertools import accumulate
from math import lcm
from operator import add
from typing import Final

from meetings.domain.audiences import Audience, Listeners
from meetings.domain.checks import check_number
from meetings.domain.covering import (
    AT_WORK,
    AWAKE,
    Coverage,
    Hours,
    Quarters,
    numbered,
    quarters_of,
    runs,
    weighed,
)
from meetings.domain.errors import Missing, NotASpan, NoTimeLeft, NoTwoTimes, TooManyLines

MOST_TIMES: Final = 2
MOST_BUSY: Final = 1_000
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a length that begins on a day of a zone, once or twice, outside busy times (half-open)."""

    day: date
    zone: str
    minutes: int
    weights: Mapping[str, Fraction]
    hours: Hours = AWAKE
    times: int = 1
    busy: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer: quarter-hours by their number, and the share of the audience that they find within its hours.

    `reached` is the share at each quarter-hour, busy or not; `free` are those that are not busy; `best` is the best
    single one, and `chosen` the best one or two, which together find `covered`.
    """

    quarters: Quarters
    reached: tuple[Fraction, ...]
    free: int
    best: int
    chosen: tuple[int, ...]
    covered: Fraction


@dataclass(frozen=True, slots=True)
class Heard:
    """Some listeners, and the quarter-hours that find them awake, and at work on a working day of their country."""

    listeners: Listeners
    awake: int
    at_work: int


def plan(question: Question) -> Plan:
    """Find the best single time, and the best two where two are wanted; of equals the earliest.

    Raises: NotANumber (minutes, slots), TooFar and NoSuchDay (date), UnknownZone, Missing (audience), NotASpan and
    TooManyLines (busy), NoTimeLeft, NoTwoTimes.
    """
    check_number(question.times, "slots", 1, MOST_TIMES)
    quarters = quarters_of(question.day, question.zone, question.minutes)
    free = free_of(quarters, question.busy)
    if not question.weights:
        raise Missing(field="audience")
    coverage = Coverage(quarters)
    bits = {zone: coverage.fitting(zone, question.hours) for zone in question.weights}
    weights, total = _whole(question.weights)
    reached = weighed(bits, weights, len(quarters.starts))
    best = best_one(reached, free)
    chosen: tuple[int, ...] = (best,)
    covered = reached[best]
    if question.times == MOST_TIMES:
        chosen, covered = best_two(quarters, reached, free, _alike(bits, weights))
    return Plan(
        quarters,
        tuple(Fraction(one, total) for one in reached),
        free,
        best,
        chosen,
        Fraction(covered, total),
    )


def best_one(reached: Sequence[int], free: int) -> int:
    """Give the quarter-hour that reaches most, of those that are free; of equals the earliest.

    Raises: NoTimeLeft.
    """
    numbers = [number for number in range(len(reached)) if free >> number & 1]
    if not numbers:
        raise NoTimeLeft(field="busy")
    return max(numbers, key=lambda number: (reached[number], -number))


def best_two(
    quarters: Quarters, reached: Sequence[int], free: int, groups: Mapping[int, int]
) -> tuple[tuple[int, int], int]:
    """Give two quarter-hours, not overlapping, that together reach most, and what they reach; of equals the earliest.

    Two reach what each reaches, less what both do. What both do is a sum of rectangles over all pairs, one for each
    two runs of a group, so that all pairs are known after one pass, however many groups there are.
    Takes: `groups`, the weight of those who are covered at just these quarter-hours.
    Raises: NoTwoTimes.
    """
    starts, count = quarters.starts, len(quarters.starts)
    corners = [[0] * (count + 1) for _ in range(count + 1)]
    for bits, weight in groups.items():
        spans = list(runs(bits))
        for first, after in spans:
            for second, behind in spans:
                corners[first][second] += weight
                corners[first][behind] -= weight
                corners[after][second] -= weight
                corners[after][behind] += weight
    best, pair = -1, (0, 0)
    column = [0] * (count + 1)
    for one in range(count):
        column = list(map(add, column, corners[one]))
        begin = bisect_left(starts, starts[one] + quarters.length)
        if not free >> one & 1 or begin >= count:
            continue
        both = list(accumulate(column))
        for other in range(begin, count):
            together = reached[one] + reached[other] - both[other]
            if together > best and free >> other & 1:
                best, pair = together, (one, other)
    if best < 0:
        raise NoTwoTimes(field="slots")
    return pair, best


def free_of(quarters: Quarters, busy: Sequence[Span]) -> int:
    """Give the quarter-hours at which the length meets no busy time; busy times may overlap and reach beyond the day.

    Raises: TooManyLines; NotASpan, for one that ends before it begins.
    """
    if len(busy) > MOST_BUSY:
        raise TooManyLines(field="busy", most=MOST_BUSY)
    taken = 0
    for first, last in busy:
        if last < first:
            raise NotASpan(field="busy", value=f"{first.isoformat()}, {last.isoformat()}")
        since = max(first, quarters.starts[0])  # busy times may begin in the year 1
        begin = bisect_right(quarters.starts, since - quarters.length)
        end = bisect_left(quarters.starts, last)
        if first < last and begin < end:
            taken |= (1 << end) - (1 << begin)
    return numbered(range(len(quarters.starts))) & ~taken


def hear(
    quarters: Quarters, audience: Audience, hours: Hours, is_working: Callable[[str | None, date], bool]
) -> tuple[Heard, ...]:
    """Say for all listeners when a length finds them awake, and when at work.

    Takes: `is_working`, whether people of a country work on a day.
    """
    coverage = Coverage(quarters)
    return tuple(
        Heard(
            one,
            coverage.fitting(one.zone, hours),
            coverage.fitting(one.zone, AT_WORK, partial(is_working, one.country)),
        )
        for one in audience.listeners
    )


def weight_awake(heard: Iterable[Heard], at: Sequence[int]) -> Fraction:
    """Give the weight of those whom one of some quarter-hours finds awake."""
    wanted = numbered(at)
    return sum((one.listeners.weight for one in heard if one.awake & wanted), Fraction())


def weight_at_work(heard: Iterable[Heard], at: Sequence[int]) -> Fraction:
    """Give the weight of those whom one of some quarter-hours finds at work."""
    wanted = numbered(at)
    return sum((one.listeners.weight for one in heard if one.at_work & wanted), Fraction())


def shares_awake(heard: Sequence[Heard], count: int) -> list[Fraction]:
    """Give for each of so many quarter-hours the share of those awake."""
    return _shares([(one.awake, one.listeners.weight) for one in heard], count)


def shares_at_work(heard: Sequence[Heard], count: int) -> list[Fraction]:
    """Give for each of so many quarter-hours the share of those at work."""
    return _shares([(one.at_work, one.listeners.weight) for one in heard], count)


@dataclass(frozen=True, slots=True)
class Difference:
    """Whom other times find awake whom some do not, and the other way round."""

    gained: tuple[Listeners, ...]
    lost: tuple[Listeners, ...]


def compare(heard: Iterable[Heard], before: Sequence[int], after: Sequence[int]) -> Difference:
    """Say who gains and who loses where quarter-hours take the place of others."""
    old, new = numbered(before), numbered(after)
    seen = [(one.listeners, bool(one.awake & old), bool(one.awake & new)) for one in heard]
    return Difference(
        tuple(one for one, was, is_now in seen if is_now and not was),
        tuple(one for one, was, is_now in seen if was and not is_now),
    )


def _shares(seen: Sequence[tuple[int, Fraction]], count: int) -> list[Fraction]:
    total = sum((weight for _bits, weight in seen), Fraction())
    steps = [Fraction()] * (count + 1)
    for bits, weight in seen:
        for begin, end in runs(bits):
            steps[begin] += weight
            steps[end] -= weight
    return [one / total for one in accumulate(steps[:count])] if total else [Fraction()] * count


def _whole(weights: Mapping[str, Fraction]) -> tuple[dict[str, int], int]:
    """Give weights as whole numbers in the same relation, and their sum, so that no sum is rounded."""
    most = lcm(*(weight.denominator for weight in weights.values()))
    whole = {zone: int(weight * most) for zone, weight in weights.items()}
    return whole, sum(whole.values())


def _alike(bits: Mapping[str, int], weights: Mapping[str, int]) -> dict[int, int]:
    """Put together zones that are covered at the same quarter-hours."""
    groups: dict[int, int] = {}
    for zone, weight in weights.items():
        groups[bits[zone]] = groups.get(bits[zone], 0) + weight
    return groups
