"""A time as it would be after a change that is not made, and whom the change would mean what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.changes import Group, Moment, Outcome, seats_given, who_is_told
from meetings.domain.codes import Mode
from meetings.domain.moves import SHOWN, Move, moved, new_in
from meetings.queries.changes import holders
from meetings.queries.desk import RoomRow, SlotPage, SlotRow

PLATFORM: Final = "manual"  # the only kind there is


def moved_slot(slot: SlotRow, move: Move) -> SlotRow:
    """Give a time as it would be after a move.

    Raises: what the move itself raises.
    """
    to = moved(slot, move)
    return replace(
        slot,
        local_start=to.local_start,
        zone=to.zone,
        fold=to.fold,
        starts_at=to.starts_at,
        minutes=to.minutes,
    )


def set_up_slot(slot: SlotRow, kept: Mapping[str, Any]) -> SlotRow:
    """Give a time as it would be after something of it is set.

    Raises: RoomInUse.
    """
    own = {name: value for name, value in kept.items() if name not in ("has_room", "room_capacity")}
    return replace(slot, **own, room=room_after(slot.room, kept))


def room_after(room: RoomRow | None, kept: Mapping[str, Any]) -> RoomRow | None:
    """Give the room's seats as they would be after what is set.

    Raises: RoomInUse, with field `has_room`, where it would be closed while somebody has a seat or waits.
    """
    capacity = kept.get("room_capacity")
    if kept.get("has_room", room is not None or capacity is not None):
        held = room or RoomRow(None, 0, 0)
        return replace(held, capacity=kept.get("room_capacity", held.capacity))
    if room is not None and (room.taken or room.waiting):
        raise errors.RoomInUse(field="has_room", taken=room.taken, waiting=room.waiting)
    return None


def rising(after: SlotRow, now: datetime) -> dict[str, int]:
    """Say how many of those who wait a change gives a seat, online and in the room."""
    given = {str(Mode.ONLINE): seats_given(after, now)}
    if after.room:
        of_room = replace(
            after, capacity=after.room.capacity, taken=after.room.taken, waiting=after.room.waiting
        )
        given[str(Mode.ROOM)] = seats_given(of_room, now)
    return given


def has_new_limit(before: SlotRow, after: SlotRow) -> bool:
    """Say whether a limit differs, so that somebody may move up."""
    return (before.capacity, before.room) != (after.capacity, after.room)


def is_new_version(before: SlotRow, after: SlotRow) -> bool:
    """Say whether a change is one that people see."""
    return bool(new_in(_facts(before), _facts(after)))


def told_groups(page: SlotPage, after: SlotRow, at: Moment) -> list[Group]:
    """Give whom a change means what; where it makes no new version, only those to whom it gives a seat."""
    is_new = is_new_version(page.slot, after)
    if not is_new and not has_new_limit(page.slot, after):
        return []
    groups = who_is_told(holders(page.slot.id, rising(after, at.now)), page.versions, after, at)
    return [one for one in groups if is_new or one.outcome is Outcome.SEAT]


def _facts(slot: SlotRow) -> dict[str, object]:
    return {name: getattr(slot, name, PLATFORM) for name in SHOWN}
