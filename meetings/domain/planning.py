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
Group = tuple[int, int]  # the quarter-hours of those who are covered alike, and their weight


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


def plan(question: Question, heard: Sequence[Heard] = ()) -> Plan:
    """Find the best single time, and the best two where two are wanted; of equals the earliest.

    Takes: `heard`, of the same day: of times that find as many awake, those come first that find more of these at work,
    then two that each find more awake, and then the earliest.
    Raises: NotANumber (minutes, slots), TooFar and NoSuchDay (date), UnknownZone, Missing (audience), NotASpan and
    TooManyLines (busy), NoTimeLeft, NoTwoTimes.
    """
    check_number(question.times, "slots", 1, MOST_TIMES)
    quarters = quarters_of(question.day, question.zone, question.minutes)
    free = free_of(quarters, question.busy)
    if not question.weights:
        raise Missing(field="audience")
    coverage = Coverage(quarters)
    awake = _alike((coverage.fitting(zone, question.hours), each) for zone, each in question.weights.items())
    at_work = _alike((one.at_work, one.listeners.weight) for one in heard)
    groups, unit = _ranked(awake, at_work)
    ranks = weighed(groups, len(quarters.starts))
    best = best_one(ranks, free)
    chosen: tuple[int, ...] = (best,)
    rank = ranks[best]
    if question.times == MOST_TIMES:
        each = weighed(_whole(awake).items(), len(quarters.starts)) if heard else ()
        chosen, rank = best_two(quarters, ranks, free, groups, each=each)
    total = unit * sum(_whole(awake).values())
    reached = tuple(Fraction(one // unit * unit, total) for one in ranks)
    return Plan(quarters, reached, free, best, chosen, Fraction(rank // unit * unit, total))


def folds_of(walls: Sequence[datetime]) -> list[int]:
    """Say of wall times in order, each without its zone, which come for the second time: 1, else 0."""
    return [int(wall in walls[:number]) for number, wall in enumerate(walls)]


def best_one(reached: Sequence[int], free: int) -> int:
    """Give the quarter-hour that reaches most, of those that are free; of equals the earliest.

    Raises: NoTimeLeft.
    """
    numbers = [number for number in range(len(reached)) if free >> number & 1]
    if not numbers:
        raise NoTimeLeft(field="busy")
    return max(numbers, key=lambda number: (reached[number], -number))


def best_two(
    quarters: Quarters,
    reached: Sequence[int],
    free: int,
    groups: Iterable[Group],
    *,
    each: Sequence[int] = (),
) -> tuple[tuple[int, ...], int]:
    """Give two quarter-hours, not overlapping, that together reach most, and what they reach; of equals the earliest.

    Two reach what each reaches, less what both do. What both do is a sum of rectangles over all pairs, one for each
    two runs of a group, so that all pairs are known after one pass, however many groups there are.
    Takes: `groups`, who are covered at the same quarter-hours; `each`, what a quarter-hour adds whatever the other is.
    Raises: NoTwoTimes.
    """
    starts, count = quarters.starts, len(quarters.starts)
    alone = list(map(add, reached, each)) if each else reached
    corners = [[0] * (count + 1) for _ in range(count + 1)]
    for bits, weight in groups:
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
            together = alone[one] + alone[other] - both[other]
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
    whole = _whole(_alike(seen))
    total = sum(whole.values())
    return [Fraction(one, total or 1) for one in weighed(whole.items(), count)]


def _alike(seen: Iterable[tuple[int, Fraction]]) -> dict[int, Fraction]:
    """Put together those who are covered at the same quarter-hours."""
    groups: dict[int, Fraction] = {}
    for bits, weight in seen:
        groups[bits] = groups.get(bits, Fraction()) + weight
    return groups


def _whole(groups: Mapping[int, Fraction]) -> dict[int, int]:
    """Give weights as whole numbers in the same relation, so that no sum is rounded."""
    most = lcm(*(weight.denominator for weight in groups.values()))
    return {bits: int(weight * most) for bits, weight in groups.items()}


def _ranked(awake: Mapping[int, Fraction], at_work: Mapping[int, Fraction]) -> tuple[list[Group], int]:
    """Give groups whose sums put first who is awake, then who is at work, and what one who is awake counts in them.

    Where somebody is at work, they leave room for a third thing to add: twice the sum of those awake at most.
    """
    first, second = _whole(awake), _whole(at_work)
    step = 2 * sum(first.values()) + 1 if second else 1
    unit = (sum(second.values()) + 1) * step
    return [
        *((bits, unit * weight) for bits, weight in first.items()),
        *((bits, step * weight) for bits, weight in second.items()),
    ], unit
