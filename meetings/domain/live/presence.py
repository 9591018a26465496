"""How long somebody was there, by the stretches that are known of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol


class Presented(Protocol):
    """A stretch, as far as its time matters."""

    @property
    def joined_at(self) -> datetime:
        """When it began."""

    @property
    def left_at(self) -> datetime | None:
        """When it ended, where that is known."""


def presence(rows: Sequence[Presented], ends_at: datetime) -> timedelta:
    """Give the time covered by stretches, overlaps counted once; one without an end lasts to the slot's end."""
    if len(rows) == 1:
        return max((rows[0].left_at or ends_at) - rows[0].joined_at, timedelta())
    total, reached = timedelta(), None
    for row in sorted(rows, key=lambda row: row.joined_at):
        left = row.left_at or ends_at
        begin = row.joined_at if reached is None else max(row.joined_at, reached)
        if left > begin:
            total += left - begin
        reached = left if reached is None else max(reached, left)
    return total
