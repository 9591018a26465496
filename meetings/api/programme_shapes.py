"""The shapes of programmes and streams, as programs see them."""

from typing import Any

from marshmallow import fields

from meetings.api.shapes import Given, Shown, rfc3339, words


class ProgrammeOut(Shown):
    """A season or a conference."""

    slug = fields.String(required=True)
    kind = fields.String(required=True)
    title = words()
    place = words()
    zone = fields.String(required=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    admission = fields.String(required=True)
    treaty = fields.String()
    other_treaties = fields.List(fields.String())
    published = fields.Boolean(required=True)
    demonstration = fields.Boolean()
    revision = fields.Integer(required=True)
    updated_at = fields.Method("instant")
    reminders = fields.List(fields.String(), allow_none=True)
    digest = fields.String(allow_none=True)
    offer_hours = fields.Integer(allow_none=True)
    segments = fields.List(fields.Dict())  # of a conference, where it is asked for alone

    def instant(self, row: Any) -> str:
        """Write when it changed last."""
        return rfc3339(row.updated_at)


class ProgrammeIn(Given):
    """A programme to add or change."""

    slug = fields.Raw()
    kind = fields.Raw()
    title = fields.Raw()
    place = fields.Raw()
    zone = fields.Raw()
    starts_on = fields.Raw(allow_none=True)
    ends_on = fields.Raw(allow_none=True)
    admission = fields.Raw()
    treaty = fields.Raw()
    other_treaties = fields.Raw()
    published = fields.Raw()
    contact = fields.Raw(allow_none=True)
    reminders = fields.Raw(allow_none=True)  # like ["24h", "3d@09:00"]
    digest = fields.Raw(allow_none=True)  # like "mon@08:00"; null: no weekly mail
    offer_hours = fields.Raw(allow_none=True)  # 1 to 168; null: the next in line gets a free seat at once


class StreamOut(Shown):
    """A stream."""

    slug = fields.String(required=True)
    title = words()
    position = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    reminders = fields.List(fields.String(), allow_none=True)


class StreamIn(Given):
    """A stream to add or change."""

    slug = fields.Raw()
    title = fields.Raw()
    position = fields.Raw()
    reminders = fields.Raw(allow_none=True)  # like ["24h", "3d@09:00"]
