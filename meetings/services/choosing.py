"""Which time and which way is meant: those with seats come first, and nobody waits unasked where one is free."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import Mode, PlaceState
from meetings.domain.registrations import check_mode, is_slot_open
from meetings.extensions import store
from meetings.models.slots import Seats
from meetings.services.seats import AT_ONCE, Seat, take_seat

Parts = Mapping[int, list[Any]]
Way = tuple[str, str]


class Given(Protocol):
    """What was given for a part."""

    @property
    def part(self) -> int:
        """The part."""

    @property
    def slot_id(self) -> str:
        """The slot."""

    @property
    def state(self) -> str:
        """A seat, or a place in line."""

    @property
    def mode(self) -> str:
        """Online or in the room."""


def prefer_seats(parts: Parts, wanted: Collection[str], mode: str, now: datetime) -> dict[int, list[Any]]:
    """Narrow each part of which no slot is asked for to those that are held this way, of these to those with seats."""
    asked = set(wanted)
    wide = {
        part: [slot for slot in slots if is_slot_open(slot, now)]
        for part, slots in parts.items()
        if not any(slot.id in asked for slot in slots)
    }
    choices = {part: slots for part, slots in wide.items() if len(slots) > 1}
    if not choices:
        return dict(parts)
    ways = _ways(slot.id for slots in choices.values() for slot in slots)
    narrow = dict(parts)
    for part, slots in choices.items():
        held = [slot for slot in slots if (slot.id, mode) in ways] or slots
        narrow[part] = [slot for slot in held if ways.get((slot.id, mode))] or held
    return narrow


def modes_of(chosen: Mapping[int, Any], mode: str) -> dict[int, str]:
    """Give the way for each part: what is asked for, but online where a part is held online only.

    Raises: NotInRoom, with field `mode`, where none of the times is held in a room.
    """
    if mode == Mode.ONLINE:
        return dict.fromkeys(chosen, mode)
    ways = _ways(slot.id for slot in chosen.values())
    modes = {part: mode if (slot.id, mode) in ways else Mode.ONLINE for part, slot in chosen.items()}
    if mode not in modes.values():
        raise errors.NotInRoom(field="mode")
    return modes


def mode_at(slot_id: str, mode: str | None, present: str) -> str:
    """Give the way somebody takes part in a slot: what they ask for, else what they have where that can be.

    Raises: NotAChoice, with field `mode`.
    """
    if mode is not None:
        return check_mode(mode)
    return present if (slot_id, present) in _ways([slot_id]) else Mode.ONLINE


def seat_instead(slot_id: str, mode: str, *, wait: bool) -> Seat:
    """Give a seat to somebody who gives up another place for it.

    Takes: `wait`, whether they give it up for a place in line too.
    Raises: NotInRoom; WouldWait, with field `slot`.
    """
    seat = take_seat(slot_id, mode)
    if seat.state == PlaceState.WAITING and not wait:
        raise errors.WouldWait(field="slot", slot=slot_id, mode=mode)
    return seat


def check_waiting(
    given: Iterable[Given], parts: Parts, accepted: Collection[str] | None, now: datetime
) -> None:
    """Ask before somebody waits where the same part has a free seat: at another time, or in the other way.

    Takes: what was given; the slots of each part; the slots in which waiting is accepted, or nothing for all.
    Raises: Full, with field `slot`, for the first that waits.
    """
    if accepted is None:
        return
    for place in sorted(given, key=lambda one: one.part):
        if place.state != PlaceState.WAITING or place.slot_id in accepted:
            continue
        others = _free(place, [slot for slot in parts[place.part] if is_slot_open(slot, now)])
        if others:
            raise errors.Full(field="slot", slot=place.slot_id, mode=place.mode, others=others)


def _free(place: Given, slots: Iterable[Any]) -> list[dict[str, str]]:
    """Give where a seat is free: first at other times in the same way, in their order, then in the other way."""
    every = list(slots)
    ways = _ways(slot.id for slot in every)
    same = [(slot.id, place.mode) for slot in every if slot.id != place.slot_id]
    other = [(place.slot_id, str(mode)) for mode in Mode if mode != place.mode]
    return [
        {"slot": slot_id, "mode": str(mode)} for slot_id, mode in (*same, *other) if ways.get((slot_id, mode))
    ]


def _ways(slot_ids: Iterable[str]) -> dict[Way, bool]:
    """Say for each way in which slots are held whether a seat is free at once."""
    question = select(Seats.slot_id, Seats.kind, AT_ONCE.label("is_free")).where(
        Seats.slot_id.in_(set(slot_ids))
    )
    return {(row.slot_id, row.kind): bool(row.is_free) for row in store(question)}
