"""Which segment of a conference a page of the desk is about: the one asked for, else the one that is on or next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from meetings.domain.cop.badges import day_at
from meetings.domain.errors import NotFound
from meetings.queries.cop.badges import SegmentShown, segments


@dataclass(frozen=True, slots=True)
class Chosen:
    """The segments of a conference, the one that is chosen, and the day it is there."""

    every: tuple[SegmentShown, ...]
    it: SegmentShown
    today: date

    @property
    def days(self) -> tuple[date, ...]:
        """Give the days of the segment that have come, the latest first."""
        last = min(self.today, self.it.ends_on)
        numbers = range(last.toordinal(), self.it.starts_on.toordinal() - 1, -1)
        return tuple(date.fromordinal(number) for number in numbers)


def chosen_segment(programme: str, now: datetime) -> Chosen:
    """Give the segment that `?segment=` or a form names.

    Raises: NotFound, for a programme without segments, or none of this name.
    """
    every = segments(programme)
    asked = request.values.get("segment", "")
    found = [one for one in every if one.slug == asked] if asked else every
    if not found:
        raise NotFound()
    it = found[0] if asked else _current(found, now)
    return Chosen(tuple(every), it, day_at(now, it.zone))


def _current(every: Sequence[SegmentShown], now: datetime) -> SegmentShown:
    """Give the segment that is on, else the next one, else the last."""
    left = [one for one in every if one.ends_on >= day_at(now, one.zone)]
    return min(left, key=lambda one: one.starts_on) if left else max(every, key=lambda one: one.ends_on)
