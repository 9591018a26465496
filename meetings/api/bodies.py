"""Slots and sessions as programs see them: what the public may know, and more for staff."""

from datetime import timedelta
from typing import Any

from meetings.api.shapes import rfc3339
from meetings.queries.cop.meeting_catalogue import rooms_of


def slot_body(slot: Any, *, staff: bool, names: bool = True) -> dict[str, Any]:
    """Write a slot; its platform and channels only for staff."""
    seats, in_room = slot.seats, slot.room_seats
    body = {
        "id": slot.id,
        "part": slot.part,
        "local_start": slot.local_start.isoformat(timespec="minutes"),
        "zone": slot.zone,
        "fold": slot.fold,
        "starts_at": rfc3339(slot.starts_at),
        "ends_at": rfc3339(slot.starts_at + timedelta(minutes=slot.minutes)),
        "minutes": slot.minutes,
        "capacity": seats.capacity,
        "state": slot.state,
        "version": slot.version,
        "revision": slot.revision,
        "seats_left": _left(seats),
        "has_room": in_room is not None,
        "room_capacity": in_room.capacity if in_room else None,
        "room_seats_left": _left(in_room) if in_room else None,
        "inferred": inferred(slot.marks),
    }
    if names:
        body |= {"session": slot.session.slug, "programme": slot.session.programme.slug}
        if slot.session.segment_id is not None:
            body["room"] = rooms_of([slot]).get(slot.id)
    if staff:
        body["platform"] = {"kind": slot.platform_kind, "address": slot.platform_address}
        if slot.platform_meeting:
            body["platform"]["meeting"] = slot.platform_meeting
        body["channels"] = slot.channels
    return body


def _left(seats: Any) -> int | None:
    return None if seats.capacity is None else max(0, seats.capacity - seats.taken)


def session_body(session: Any, *, staff: bool) -> dict[str, Any]:
    """Write a session with slots and panel."""
    return {
        "slug": session.slug,
        "stream": session.stream.slug if session.stream else None,
        "title": session.title,
        "abstract": session.abstract,
        "languages": session.languages,
        "partners": session.partners,
        "articles": session.articles,
        "state": session.state,
        "reminders": session.reminders,
        "revision": session.revision,
        "slots": [slot_body(slot, staff=staff, names=False) for slot in session.slots],
        "panelists": [
            {
                "name": one.person.name or None,
                "role": one.role,
                "function": one.function,
                "organization": one.organization,
            }
            for one in session.on_panel
        ],
        "inferred": inferred(session.marks),
    }


def inferred(marks: dict[str, str]) -> list[str]:
    """Name the fields that were filled in rather than found."""
    return sorted(name for name, mark in marks.items() if mark == "inferred")
