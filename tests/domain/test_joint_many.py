"""The joint calendar of very many meetings of one name: the same as by looking through all of them, and soon."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetings.domain.joint import Told, folded, merged
from tests.domain.test_joint import DAY, NOON, told

MANY = 5_000
CALLS_EACH = 250
PAGES = ("", "https://x.example/1", "https://x.example/2#top")
TITLES = ("A", "B", "Same", "")


def page(one: Told) -> str:
    return one.address.partition("#")[0].partition("://")[2]


def is_known(group: list[Told], mark: tuple[Any, ...]) -> bool:
    return any(mark in marks(each) for each in group)


def marks(one: Told) -> list[tuple[Any, ...]]:
    days = (one.starts_on, one.ends_on)
    found: list[tuple[Any, ...]] = [("uid", one.uid, one.occurrence), ("page", page(one), days)]
    titles = dict.fromkeys(folded(title) for title in (one.title, *one.titles.values()))
    return found + [("title", title, days) for title in titles]


def is_same(group: list[Told], one: Told, kind: str) -> bool:
    first = group[0]
    if kind == "uid":
        return first.starts_on <= one.ends_on and one.starts_on <= first.ends_on
    if one.calendar in [each.calendar for each in group]:
        return False
    if (first.starts_on, first.ends_on) != (one.starts_on, one.ends_on):
        return False
    if first.starts_at is None or one.starts_at is None or first.starts_at == one.starts_at:
        return True
    first_end, one_end = (each.ends_at or each.starts_at for each in (first, one))
    assert first_end is not None
    assert one_end is not None
    return first.starts_at < one_end and one.starts_at < first_end


def slowly(every: Iterable[Told]) -> list[list[Told]]:
    """Put together what is one meeting, by looking at each group in the order in which it came to a mark."""
    known = sorted(
        every, key=lambda one: (one.calendar, len(one.hops), one.starts_on, one.uid, one.occurrence)
    )
    shared = {
        page(one)
        for one in known
        for other in known
        if one.calendar == other.calendar
        and page(one) == page(other)
        and folded(one.title) != folded(other.title)
    }
    found: list[list[Told]] = []
    came: dict[tuple[Any, ...], list[list[Told]]] = {}
    for one in known:
        mine = [mark for mark in marks(one) if mark[1] and not (mark[0] == "page" and mark[1] in shared)]
        same = (each for mark in mine for each in came.get(mark, []) if is_same(each, one, mark[0]))
        group = next(same, None)
        if group is None:
            group = []
            found.append(group)
        group.append(one)
        for mark in mine:
            if all(each is not group for each in came.setdefault(mark, [])):
                came[mark].append(group)
    return found


@some.composite
def tellings(draw: some.DrawFn) -> list[Told]:
    """Draw what few calendars tell of few days and hours, under few names, so that much is alike."""
    few = some.integers(0, 2)
    found = {}
    for number in range(draw(some.integers(0, 24))):
        begin, length = DAY + timedelta(days=draw(few)), timedelta(days=draw(some.sampled_from((0, 0, 0, 1))))
        hour = draw(some.none() | some.integers(8, 11))
        hours: dict[str, Any] = {"starts_at": None, "ends_at": None}
        if hour is not None:
            at = NOON.replace(hour=hour) + (begin - DAY)
            hours = {"starts_at": at, "ends_at": at + timedelta(hours=draw(few)) if draw(few) else None}
        one = told(
            draw(some.integers(0, 3)),
            draw(some.sampled_from((f"{number}@x", f"{number}@x", "same@x", "other@x"))),
            title=draw(some.sampled_from(TITLES)),
            titles=draw(some.dictionaries(some.sampled_from(("en", "fr")), some.sampled_from(TITLES))),
            address=draw(some.sampled_from(PAGES)),
            occurrence=draw(some.sampled_from(("", "", "2"))),
            path="a.example" * draw(some.booleans()),
            place=str(number),
            starts_on=begin,
            ends_on=begin + length,
            **hours,
        )
        found[one.calendar, one.uid, one.occurrence, one.starts_on] = one
    return list(found.values())


@given(tellings())
def test_many_are_put_together_as_by_looking_through_all(every: list[Told]) -> None:
    found = {one.told.place: [each.name for each in one.origins] for one in merged(every, "We")}
    expected = {
        group[0].place: list(dict.fromkeys("We" if one.calendar == 0 else one.name for one in group))
        for group in slowly(every)
    }
    assert found == expected


@contextmanager
def calls_at_most(most: int) -> Iterator[None]:
    """End what calls functions of Python more often, generators that go on included."""
    count = 0

    def note(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal count
        count += event == "call"
        if count > most:
            sys.setprofile(None)
            pytest.fail(f"more than {most} calls")

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def seconds(number: int) -> dict[str, Any]:
    at = NOON + timedelta(seconds=number)
    return {"starts_at": at, "ends_at": at + timedelta(seconds=1)}


def long_hours(number: int) -> dict[str, Any]:
    at = NOON.replace(hour=0) + timedelta(seconds=number)
    return {"starts_at": at, "ends_at": at + timedelta(hours=9)}


HOURS: dict[str, tuple[Callable[[int, int], dict[str, Any]], int]] = {
    "whole days": (lambda _number, _calendar: {}, MANY),
    "one hour": (lambda _number, _calendar: seconds(0), MANY),
    "hours that all overlap": (lambda number, _calendar: long_hours(number), MANY),
    "hours apart": (lambda number, calendar: seconds(4 * number + 2 * calendar), 2 * MANY),
    "one page": (lambda _number, _calendar: {"address": PAGES[1]}, MANY),
    "one UID on days apart": (
        lambda number, calendar: {
            "uid": "one@x",
            "starts_on": DAY + timedelta(days=2 * number + calendar),
            "ends_on": DAY + timedelta(days=2 * number + calendar),
        },
        2 * MANY,
    ),
    "one UID on the same days": (lambda _number, _calendar: {"uid": "one@x"}, 1),
}


@pytest.mark.parametrize(("changes", "expected"), HOURS.values(), ids=list(HOURS))
def test_thousands_of_one_title_in_two_calendars_take_few_steps_each(
    changes: Callable[[int, int], dict[str, Any]], expected: int
) -> None:
    every = [
        told(calendar, **({"uid": f"{number * 7919 % MANY}@{calendar}"} | changes(number, calendar)))
        for calendar in (1, 2)
        for number in range(MANY)
    ]
    with calls_at_most(2 * MANY * CALLS_EACH):
        found = merged(every, "We")
    assert len(found) == expected
