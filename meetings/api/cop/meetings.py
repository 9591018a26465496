"""Segments and meetings of conferences as programs see them."""

from collections.abc import Iterable
from typing import Any

from marshmallow import fields

from meetings.api.bodies import inferred, session_body
from meetings.api.shapes import Shown, rfc3339, words
from meetings.queries.cop import meeting_catalogue as catalogue
from meetings.queries.cop.meeting_catalogue import MeetingFacts


class RoomOut(Shown):
    """A room of a segment."""

    slug = fields.String(required=True, metadata={"example": "room-1"})
    name = words({"en": "Room 1"})
    capacity = fields.Integer(allow_none=True, metadata={"example": 300})


class SegmentOut(Shown):
    """A part of a conference with its own dates, place and zone."""

    slug = fields.String(required=True, metadata={"example": "second-segment"})
    title = words({"en": "Second segment"})
    mode = fields.String(required=True, metadata={"example": "room"})
    starts_on = fields.Date(required=True, metadata={"example": "2026-11-02"})
    ends_on = fields.Date(required=True, metadata={"example": "2026-12-18"})
    zone = fields.String(required=True, metadata={"example": "Europe/Zurich"})
    place = words({"en": "Geneva"})
    venue = fields.String(allow_none=True, metadata={"example": "Palais des Nations"})
    languages = fields.List(fields.String(), metadata={"example": ["en", "fr"]})
    nominate_until = fields.Method(
        "until", metadata={"example": "2026-11-17T15:00:00Z", "type": ["string", "null"]}
    )
    statements_hours = fields.Integer(metadata={"example": 48})
    rooms = fields.List(fields.Nested(RoomOut))
    inferred = fields.Method("marked", metadata={"example": [], "type": "array", "items": {"type": "string"}})
    revision = fields.Integer(required=True, metadata={"example": 3})

    def until(self, row: Any) -> str | None:
        """Write until when delegations are named."""
        return rfc3339(row.nominate_until) if row.nominate_until else None

    def marked(self, row: Any) -> list[str]:
        """Name what was filled in."""
        return inferred(row.marks)


def segments_body(programme: Any) -> list[Any]:
    """Write the segments of a conference."""
    found: list[Any] = SegmentOut(many=True).dump(catalogue.segments(programme))
    return found


def session_bodies(programme: Any, rows: Iterable[Any], *, staff: Iterable[bool]) -> list[dict[str, Any]]:
    """Write sessions, with what makes them meetings where they are.

    Takes: for each of them, whether whoever asks is of the staff there.
    """
    every = list(rows)
    facts = catalogue.meetings(programme, every)
    return [
        _with_facts(session_body(row, staff=inside), facts.get(row.id))
        for row, inside in zip(every, staff, strict=True)
    ]


def _with_facts(body: dict[str, Any], facts: MeetingFacts | None) -> dict[str, Any]:
    if facts is None:
        return body
    for slot in body["slots"]:
        slot["room"] = facts.rooms.get(slot["id"])
    return body | {
        "segment": facts.segment,
        "audience": facts.audience,
        "regions": facts.regions,
        "agenda_items": facts.items,
    }
