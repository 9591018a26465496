"""Where a slot stands after a move: a wall time in a zone, its instant and its length."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from meetings.domain import errors
from meetings.domain.channels import check_channels
from meetings.domain.checks import (
    MOST_DOORS_MINUTES,
    MOST_MINUTES,
    MOST_SEATS,
    check_number,
    check_web_address,
)
from meetings.domain.codes import SlotState
from meetings.domain.live.told import check_meeting
from meetings.domain.zones import check_zone, to_instant, to_local

SHOWN: Final = (
    "local_start",
    "zone",
    "fold",
    "starts_at",
    "minutes",
    "state",
    "platform_kind",
    "platform_address",
)


def new_in(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Name what differs so that it makes a new version; without any, a slot keeps the one it has."""
    changed = {name for name in SHOWN if before[name] != after[name]}
    if before["platform_address"] is None:
        changed -= {
            "platform_address",
            "platform_kind",
        }  # given for the first time, they change nobody's meeting
    return changed


SWITCHES: Final = {
    "cancel": (SlotState.PLANNED, SlotState.CANCELLED),
    "revive": (SlotState.CANCELLED, SlotState.PLANNED),
}


def switched(state: str, act: str) -> SlotState:
    """Give the state of a slot that is cancelled or revived.

    Takes: `act`, `cancel` or `revive`.
    Raises: NotThisMove.
    """
    needed, wanted = SWITCHES[act]
    if state != needed:
        raise errors.NotThisMove(state=state, wanted=act)
    return wanted


def check_set_up(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is set of a slot as it is kept: `capacity` and `room_capacity` (null is unlimited), `has_room`,
    `doors_minutes`, platform, channels.

    Raises: NotANumber, NotAChoice, NotAWebAddress, NotAPhoneNumber, NotOneLine, TooLong, TooManyLines, with the field.
    """
    kept = dict(values)
    if "doors_minutes" in kept:
        check_number(kept["doors_minutes"], "doors_minutes", 0, MOST_DOORS_MINUTES)
    if kept.get("platform_kind", "manual") != "manual":  # others follow from the account a time is held with
        raise errors.NotAChoice(field="platform_kind", value=kept["platform_kind"])
    if "platform_meeting" in kept:
        kept["platform_meeting"] = check_meeting(kept["platform_meeting"], "platform_meeting")
    if "platform_address" in kept:
        kept["platform_address"] = check_web_address(kept["platform_address"], "platform_address")
    for name in ("capacity", "room_capacity"):
        if kept.get(name) is not None:
            check_number(kept[name], name, 0, MOST_SEATS)
    if not isinstance(kept.get("has_room", False), bool):
        raise errors.NotAChoice(field="has_room", value=str(kept["has_room"])[:20], choices=[True, False])
    if "channels" in kept:
        kept["channels"] = check_channels(kept["channels"])
    return kept


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
    instant = to_instant(local, zone, fold)
    return Moved(local, zone, _fold_of(instant, local, zone) or 0, instant, minutes)


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
