"""What was typed into the forms of a time, as values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.checks import MOST_SEATS
from meetings.domain.moves import Move
from meetings.domain.zones import check_zone
from meetings.queries.desk import SlotRow

Typed = Mapping[str, str]
# What a change of zone keeps, and which of two where the hour comes twice in the new one.
KEEPS: Final[dict[str, tuple[str, int | None]]] = {
    "wall": ("wall", None),
    "wall0": ("wall", 0),
    "wall1": ("wall", 1),
    "instant": ("instant", None),
}


def typed_number(typed: Typed, name: str, least: int) -> int:
    """Read a whole number.

    Raises: NotANumber.
    """
    text = typed.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.NotANumber(field=name, least=least, most=MOST_SEATS)
    return int(text)


def typed_move(typed: Typed, slot: SlotRow) -> Move:
    """Read where a time is moved; the hour typed counts, unless another zone was typed beside the hour as it was.

    Raises: NotATime, UnknownZone, NotANumber, with the field.
    """
    local, zone = _local(typed), _zone(typed.get("zone", "") or slot.zone)
    minutes = typed_number(typed, "minutes", 1)
    keep, fold = KEEPS.get(typed.get("keep", ""), (None, None))
    if keep and local == whole_minute(slot.local_start) and zone != slot.zone:
        return Move(zone=zone, keep=keep, fold=fold, minutes=minutes)
    fold = {"0": 0, "1": 1}.get(typed.get("fold", ""))
    return Move(local_start=local, zone=zone, fold=fold, minutes=minutes)


def typed_set_up(typed: Typed) -> dict[str, Any]:
    """Read what is set of a time.

    Raises: NotANumber, with the field.
    """
    seats = typed.get("capacity", "").strip()
    return {
        "capacity": typed_number(typed, "capacity", 0) if seats else None,
        **_typed_room(typed),
        "doors_minutes": typed_number(typed, "doors_minutes", 0),
        "platform_address": typed.get("platform_address", ""),
        **({"platform_meeting": typed["platform_meeting"]} if "platform_meeting" in typed else {}),
    }


def _typed_room(typed: Typed) -> dict[str, Any]:
    """Read the room's seats; it is closed only by a form that showed it open."""
    seats = typed.get("room_capacity", "").strip()
    values: dict[str, Any] = {"room_capacity": typed_number(typed, "room_capacity", 0) if seats else None}
    if typed.get("has_room"):
        return values | {"has_room": True}
    return {"has_room": False} if typed.get("had_room") else values if seats else {}


def whole_minute(local: datetime) -> datetime:
    """Give a wall time as forms hold it."""
    return local.replace(second=0, microsecond=0)


def _local(typed: Typed) -> datetime:
    text = typed.get("local_start", "").strip()
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field="local_start", value=text[:40]) from None
    if local.tzinfo is not None or not text:
        raise errors.NotATime(field="local_start", value=text[:40])
    return whole_minute(local)


def _zone(name: str) -> str:
    try:
        return check_zone(name)
    except errors.UnknownZone as refusal:
        raise errors.UnknownZone(field="zone", **refusal.values) from None
