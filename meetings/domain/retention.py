"""How many people were in a slot, minute by minute."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import ceil, floor
from typing import Final

from meetings.domain.statistics import Holding, Presence, Stretch

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """People present in each minute of a slot, and how many of them have no known end.

    Those without one entered by our door and count to the slot's end.
    """

    present: tuple[int, ...]
    people: int
    open_ended: int

    @property
    def most(self) -> int:
        """Give the largest number at once."""
        return max(self.present, default=0)


def retention(slot: Holding, present: Iterable[Presence]) -> Retention:
    """Count who was there in each minute: whoever was there at any moment of it, once.

    Takes: who was present in this slot for at least a minute in all.
    """
    steps, here, open_ended = [0] * (slot.minutes + 1), 0, 0
    for one in present:
        if one.slot_id != slot.id:
            continue
        here += 1
        open_ended += any(row.left_at is None for row in one.rows)
        for begin, end in _spans(one.rows, slot):
            steps[begin] += 1
            steps[end] -= 1
    return Retention(tuple(accumulate(steps[:-1])), here, open_ended)


def _spans(rows: Iterable[Stretch], slot: Holding) -> list[tuple[int, int]]:
    """Give the minutes of a person's stretches, joined where they touch, first included, last not."""
    spans: list[tuple[int, int]] = []
    for row in sorted(rows, key=lambda row: row.joined_at):
        begin, end = _minute(row.joined_at, slot, floor), _minute(row.left_at or slot.ends_at, slot, ceil)
        if begin >= end:
            continue
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((begin, end))
    return spans


def _minute(at: datetime, slot: Holding, rounded: Callable[[float], int]) -> int:
    return min(max(rounded((at - slot.begins_at) / MINUTE), 0), slot.minutes)
