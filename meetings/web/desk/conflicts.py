"""Two organizers at once: what stood when a form was opened, what is stored now, and what was typed, side by side."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.codes import SlotState
from meetings.queries.changes import facts_at
from meetings.queries.desk import SlotRow
from meetings.web.desk.capacity import seats_words
from meetings.web.desk.channels import channel_lines
from meetings.web.desk.overview import slot_state_words
from meetings.web.desk.sides import Side
from meetings.web.desk.typed import Typed
from meetings.web.readers import current_reader

LONGEST: Final = 200
NONE: Final = frozenset(("", "–"))
WANTED: Final = {"cancel": SlotState.CANCELLED, "revive": SlotState.PLANNED}


def stored_fields(slot: SlotRow) -> dict[str, str | list[str]]:
    """Give the fields of a time that one may choose, as its forms write them."""
    return {
        "local_start": slot.local_start.isoformat(timespec="minutes"),
        "zone": slot.zone,
        "minutes": str(slot.minutes),
        "capacity": "" if slot.capacity is None else str(slot.capacity),
        "platform_address": slot.platform_address or "",
        "platform_meeting": slot.platform_meeting or "",
        "doors_minutes": str(slot.doors_minutes),
    }


def both_sides(slot: SlotRow, act: str, typed: Typed) -> list[Side]:
    """Give every field of a time on both sides.

    Takes: what was typed, with the revision that was seen.
    """
    seen = typed.get("revision", "").strip()
    was = facts_at(slot.id, int(seen)) if seen.isascii() and seen.isdigit() and len(seen) <= 9 else {}
    now = {name: getattr(slot, name) for name in ("zone", "minutes", "state", "channels", *SET_UP)}
    now["local_start"] = slot.local_start.isoformat(timespec="minutes")
    mine: dict[str, Any] = {name: value for name, value in typed.items() if name in now}
    if act == "edit":
        open_room = typed.get("has_room") or (
            typed.get("room_capacity", "").strip() and not typed.get("had_room")
        )
        mine |= {"has_room": bool(open_room), "room_capacity": typed.get("room_capacity", "")}
    now |= {"has_room": slot.room is not None, "room_capacity": slot.room.capacity if slot.room else None}
    if act in WANTED:
        mine["state"] = WANTED[act]
    choices = stored_fields(slot) if act in ("edit", "move") else {}
    has_room = any(side.get("has_room") for side in (was, now, mine))
    sides = [
        Side(
            words,
            _worded(name, was),
            _worded(name, now),
            _worded(name, mine),
            name if name in mine and name in choices else "",
        )
        for name, words in _names().items()
        if has_room or name != "room_capacity"
    ]
    seldom = {_names()[name] for name in ("channels", "platform_meeting")}
    return [one for one in sides if one.field not in seldom or {one.was, one.now, one.mine} - NONE]


SET_UP: Final = ("capacity", "platform_address", "platform_meeting", "doors_minutes")


def recording_sides(slot: SlotRow, typed: Typed, captions: list[str]) -> list[Side]:
    """Give a recording on both sides; what stood when its form was opened is not kept."""
    language = typed.get("recording_language", "")
    stored = next((one for one in slot.recordings if one.language == language), None)
    return [
        Side(
            _("Address of the recording"),
            "",
            stored.address if stored else "–",
            typed.get("recording_address", "").strip()[:LONGEST] or "–",
        ),
        Side(
            _("Captions"), "", " ".join(stored.captions if stored else ()) or "–", " ".join(captions) or "–"
        ),
    ]


def _names() -> dict[str, str]:
    return {
        "local_start": _("Day and hour there"),
        "zone": _("Time zone"),
        "minutes": _("Minutes"),
        "state": _("State"),
        "capacity": _("Seats"),
        "room_capacity": _("Seats in the room"),
        "platform_address": _("Address of the meeting"),
        "platform_meeting": _("Number of the meeting"),
        "doors_minutes": _("People can join this many minutes before"),
        "channels": _("If the video fails"),
    }


def _worded(name: str, side: Mapping[str, Any]) -> str:
    """Word a value the same on every side; nothing for a side that does not have it."""
    if name not in side:
        return ""
    value = side[name]
    if name == "channels" and not isinstance(value, str):
        value = channel_lines(value, current_reader().language)
    text = "" if value is None else str(value).strip()[:LONGEST]
    if name == "state":
        return slot_state_words(text)
    if name == "room_capacity" and not side.get("has_room"):
        return _("no room")
    if name in ("capacity", "room_capacity"):
        return text or seats_words(None)
    return text.replace("T", " ") if name == "local_start" else text or "–"
