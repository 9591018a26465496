"""The shapes of programmes and streams, as programs see them."""

from typing import Any

from marshmallow import fields

from meetings.api.shapes import Given, Shown, rfc3339, words


class ProgrammeOut(Shown):
    """A season or a conference."""

    slug = fields.String(required=True, metadata={"example": "2026"})
    kind = fields.String(required=True, metadata={"example": "season"})
    title = words({"en": "Minamata Online, season 2026"})
    place = words({"en": "Geneva"})
    zone = fields.String(required=True, metadata={"example": "Europe/Zurich"})
    starts_on = fields.Date(required=True, allow_none=True, metadata={"example": "2026-11-02"})
    ends_on = fields.Date(required=True, allow_none=True, metadata={"example": "2026-12-18"})
    admission = fields.String(required=True, metadata={"example": "open"})
    treaty = fields.String(metadata={"example": "minamata"})
    other_treaties = fields.List(fields.String(), metadata={"example": ["basel"]})
    published = fields.Boolean(required=True, metadata={"example": True})
    demonstration = fields.Boolean(metadata={"example": False})
    revision = fields.Integer(required=True, metadata={"example": 3})
    updated_at = fields.Method("instant", metadata={"example": "2026-11-17T15:00:00Z", "type": "string"})
    reminders = fields.List(fields.String(), allow_none=True, metadata={"example": ["24h", "3d@09:00"]})
    digest = fields.String(allow_none=True, metadata={"example": "mon@08:00"})
    offer_hours = fields.Integer(allow_none=True, metadata={"example": 24})
    segments = fields.List(
        fields.Dict(),
        metadata={"example": [], "description": "Of a conference, where it is asked for alone."},
    )

    def instant(self, row: Any) -> str:
        """Write when it changed last."""
        return rfc3339(row.updated_at)


class ProgrammeIn(Given):
    """A programme to add or change."""

    slug = fields.Raw(metadata={"example": "2026"})
    kind = fields.Raw(metadata={"example": "season"})
    title = fields.Raw(metadata={"example": {"en": "Minamata Online, season 2026"}})
    place = fields.Raw(metadata={"example": {"en": "Geneva"}})
    zone = fields.Raw(metadata={"example": "Europe/Zurich"})
    starts_on = fields.Raw(allow_none=True, metadata={"example": "2026-11-02"})
    ends_on = fields.Raw(allow_none=True, metadata={"example": "2026-12-18"})
    admission = fields.Raw(metadata={"example": "open"})
    treaty = fields.Raw(metadata={"example": "minamata"})
    other_treaties = fields.Raw(metadata={"example": ["basel"]})
    published = fields.Raw(metadata={"example": True})
    contact = fields.Raw(allow_none=True, metadata={"example": "webinars@example.org"})
    reminders = fields.Raw(allow_none=True, metadata={"example": ["24h", "3d@09:00"]})
    digest = fields.Raw(
        allow_none=True, metadata={"example": "mon@08:00", "description": "Null: no weekly mail."}
    )
    offer_hours = fields.Raw(
        allow_none=True,
        metadata={"example": 24, "description": "1 to 168; null: the next in line gets a free seat at once."},
    )


class StreamOut(Shown):
    """A stream."""

    slug = fields.String(required=True, metadata={"example": "science"})
    title = words({"en": "Mercury science", "fr": "Science du mercure"})
    position = fields.Integer(required=True, metadata={"example": 2})
    revision = fields.Integer(required=True, metadata={"example": 3})
    reminders = fields.List(fields.String(), allow_none=True, metadata={"example": ["24h", "3d@09:00"]})


class StreamIn(Given):
    """A stream to add or change."""

    slug = fields.Raw(metadata={"example": "science"})
    title = fields.Raw(metadata={"example": {"en": "Mercury science", "fr": "Science du mercure"}})
    position = fields.Raw(metadata={"example": 2})
    reminders = fields.Raw(allow_none=True, metadata={"example": ["24h", "3d@09:00"]})
