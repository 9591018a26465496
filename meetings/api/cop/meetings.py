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

    slug = fields.String(required=True)
    name = words()
    capacity = fields.Integer(allow_none=True)


class SegmentOut(Shown):
    """A part of a conference with its own dates, place and zone."""

    slug = fields.String(required=True)
    title = words()
    mode = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    zone = fields.String(required=True)
    place = words()
    venue = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    nominate_until = fields.Method("until")
    statements_hours = fields.Integer()
    rooms = fields.List(fields.Nested(RoomOut))
    inferred = fields.Method("marked")
    revision = fields.Integer(required=True)

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
