"""Rules of the hour itself: how much later it begins than announced, and what everybody is told of how it stands."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain.checks import check_number
from meetings.domain.codes import SlotState
from meetings.domain.messages import occasion_of
from meetings.domain.seasons import Holding, doors_at, ends_at

MOST_DELAY: Final = 240
TOLD_FROM: Final = 10  # minutes; a shorter delay is read at the entrance and in the status line alone
AGAIN: Final = "#"
LATE: Final = "late"
IN_TIME: Final = timedelta(
    minutes=5
)  # a mail that comes later than so much before the beginning helps nobody


class Stands(StrEnum):
    """What a status line says of an hour."""

    COMING = "coming"
    OPEN = "open"
    DELAYED = "delayed"
    ON = "on"
    OVER = "over"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"


class Version(Protocol):
    """Where a time was held, from one change to the next."""

    @property
    def platform_kind(self) -> str:
        """The kind of platform."""

    @property
    def platform_address(self) -> str | None:
        """The meeting's address there."""

    @property
    def changed_at(self) -> datetime:
        """Since when."""


def check_delay(minutes: int) -> int:
    """Give a delay in minutes; 0 takes it back.

    Raises: NotANumber, with the field.
    """
    return check_number(minutes, "delay", 0, MOST_DELAY)


def begins_at(slot: Holding, delay_minutes: int) -> datetime:
    """Give the instant at which an hour really begins."""
    return slot.starts_at + timedelta(minutes=delay_minutes)


def hour_ends_at(slot: Holding, delay_minutes: int) -> datetime:
    """Give the instant at which an hour is really over."""
    return ends_at(slot) + timedelta(minutes=delay_minutes)


def stands(slot: Holding, delay_minutes: int, now: datetime) -> Stands:
    """Say how an hour stands at a moment."""
    if slot.state != SlotState.PLANNED:
        return Stands(slot.state)
    if now >= hour_ends_at(slot, delay_minutes):
        return Stands.OVER
    if now >= begins_at(slot, delay_minutes):
        return Stands.ON
    if delay_minutes:
        return Stands.DELAYED
    return Stands.OPEN if now >= doors_at(slot) else Stands.COMING


def is_mailed(slot: Holding, delay_minutes: int, now: datetime) -> bool:
    """Say whether a delay is worth a mail: long enough, and early enough that it can be read before the beginning."""
    return delay_minutes >= TOLD_FROM and now + IN_TIME < begins_at(slot, delay_minutes)


def again_of(starts_at: datetime, changes: int, minutes: int) -> str:
    """Name the occasion of telling those anew who were told of a delay: by the change that it is, and the delay now."""
    return f"{occasion_of(starts_at)}{AGAIN}{changes}{AGAIN}{minutes}"


def is_about(occasion: str, starts_at: datetime, minutes: int) -> bool:
    """Say whether a mail of a delay is still about it: of this beginning, and told anew, of this delay."""
    first, _mark, rest = occasion.partition(AGAIN)
    if first != occasion_of(starts_at):
        return False
    return rest.rpartition(AGAIN)[2] == str(minutes) if rest else minutes > 0


def is_idle(occasion: str, slot: Holding, minutes: int, now: datetime) -> bool:
    """Say whether a mail of a delay would tell what is not so any more, or what everybody has seen by now."""
    if not is_about(occasion, slot.starts_at, minutes):
        return True
    return now >= begins_at(slot, minutes) and AGAIN not in occasion


def late_occasion(slot_id: str, occasion: str) -> str:
    """Name the occasion of telling a delay where the notice is not about the slot: by the slot, too."""
    return f"{LATE}:{slot_id}:{occasion}"


def late_of(occasion: str) -> tuple[str, str] | None:
    """Give the slot and the occasion of a delay that is told, or nothing where an occasion is none."""
    kind, _colon, rest = occasion.partition(":")
    slot_id, _colon, of = rest.partition(":")
    return (slot_id, of) if kind == LATE else None


def moved_platform_at(slot: Holding, versions: Iterable[Version]) -> datetime | None:
    """Give when the meeting last went to another platform, if that was after the entrance opened; else nothing.

    Takes: the versions of a slot, the first one first.
    """
    found, before = None, None
    for one in versions:
        here = (one.platform_kind, one.platform_address)
        if before is not None and before[1] and here != before and one.changed_at >= doors_at(slot):
            found = one.changed_at
        before = here
    return found
