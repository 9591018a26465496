"""What the clock and the seats make of a slot: open, held, few seats, full; and what is coming."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain.codes import SlotState

FEW_SEATS: Final = 5
FEW_PERCENT: Final = 10


class Standing(StrEnum):
    """How a slot stands at a moment."""

    COMING = "coming"
    OPEN = "open"
    HELD = "held"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"


class Room(StrEnum):
    """How many seats are left, in words that seldom change."""

    FREE = ""
    FEW = "few"
    FULL = "full"


class Holding(Protocol):
    """What these rules need to know of a slot."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""

    @property
    def doors_minutes(self) -> int:
        """How long before the start one may enter."""

    @property
    def state(self) -> str:
        """What the organizer decided."""


def ends_at(slot: Holding) -> datetime:
    """Give the instant at which a slot is over."""
    return slot.starts_at + timedelta(minutes=slot.minutes)


def doors_at(slot: Holding) -> datetime:
    """Give the first instant at which one may enter."""
    return slot.starts_at - timedelta(minutes=slot.doors_minutes)


def standing(slot: Holding, now: datetime) -> Standing:
    """Say how a slot stands at a moment; a decision of the organizer wins over the clock."""
    if slot.state != SlotState.PLANNED:
        return Standing(slot.state)
    if now >= ends_at(slot):
        return Standing.HELD
    return Standing.OPEN if now >= doors_at(slot) else Standing.COMING


def is_over(slot: Holding, now: datetime) -> bool:
    """Say whether a slot lies behind, whatever became of it."""
    return now >= ends_at(slot)


def room(capacity: int | None, taken: int) -> Room:
    """Say whether seats are free, few or gone; without a capacity they are free.

    Takes: capacity as set now, which may have been lowered below taken.
    Gives: few, when at most five seats or a tenth of them are left.
    """
    if capacity is None:
        return Room.FREE
    left = capacity - taken
    if left <= 0:
        return Room.FULL
    return Room.FEW if left <= FEW_SEATS or left * 100 <= capacity * FEW_PERCENT else Room.FREE


def freest(rooms: Iterable[Room]) -> Room:
    """Say how many seats are left where a slot is held in several ways; full, when it is full in all of them."""
    order = (Room.FREE, Room.FEW, Room.FULL)
    return min(rooms, key=order.index)


def seats_to_pass_on(capacity: int | None, taken: int, waiting: int) -> int:
    """Say how many of those who wait can have a seat; all, where there is no limit."""
    return waiting if capacity is None else max(0, min(waiting, capacity - taken))
