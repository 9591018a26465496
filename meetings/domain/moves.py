"""Where a slot stands after a move: a wall time in a zone, its instant and its length."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from meetings.domain import errors
from meetings.domain.checks import MOST_MINUTES, check_number
from meetings.domain.codes import SlotState
from meetings.domain.zones import check_zone, to_instant, to_local


class Times(Protocol):
    """What a move needs to know of a slot."""

    @property
    def local_start(self) -> datetime:
        """The wall time, without a zone."""

    @property
    def zone(self) -> str:
        """The zone of the wall time."""

    @property
    def fold(self) -> int:
        """Which of two, where the wall time exists twice."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""

    @property
    def state(self) -> str:
        """What the organizer decided."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where a slot is moved: a wall time in a zone; without one, `keep` says what a change of zone keeps.

    `fold` chooses where the wall time exists twice; `keep` is `wall` or `instant`.
    """

    local_start: datetime | None = None
    zone: str | None = None
    fold: int | None = None
    keep: str | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a slot stands after a move."""

    local_start: datetime
    zone: str
    fold: int
    starts_at: datetime
    minutes: int


def moved(slot: Times, to: Move) -> Moved:
    """Say where a slot stands after a move, refusing what cannot be.

    Raises: NotThisMove, NotANumber, NotAChoice, UnknownZone, NonexistentTime, AmbiguousTime, TooFar.
    """
    if slot.state != SlotState.PLANNED:
        raise errors.NotThisMove(state=slot.state, wanted="move")
    zone = check_zone(to.zone) if to.zone else slot.zone
    local, fold = _new_wall_time(slot, to, zone)
    minutes = slot.minutes if to.minutes is None else check_number(to.minutes, "minutes", 1, MOST_MINUTES)
    return Moved(local, zone, fold or 0, to_instant(local, zone, fold), minutes)


def _new_wall_time(slot: Times, to: Move, zone: str) -> tuple[datetime, int | None]:
    if to.local_start is not None:
        if to.keep is not None:
            raise errors.NotAChoice(field="keep", value=to.keep)
        return to.local_start, to.fold
    if to.keep not in (None, "wall", "instant"):
        raise errors.NotAChoice(field="keep", value=to.keep)
    if to.keep == "instant":
        local = to_local(slot.starts_at, zone)
        return local.replace(tzinfo=None, fold=0), _fold_of(slot.starts_at, local.replace(tzinfo=None), zone)
    return slot.local_start, to.fold if to.fold is not None else slot.fold if zone == slot.zone else None


def _fold_of(instant: datetime, local: datetime, zone: str) -> int | None:
    """Say which of two equal wall times an instant has, or nothing where there is only one."""
    try:
        to_instant(local, zone)
    except errors.AmbiguousTime:
        return 0 if to_instant(local, zone, 0) == instant else 1
    return None
