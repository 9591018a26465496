"""The shapes of figures, as programs see them."""

from typing import Any, Final

from marshmallow import fields

from meetings.api.shapes import Shown, words

COUNT: Final[dict[str, Any]] = {
    "value": 13,
    "definition": "Sessions published and not cancelled.",
    "sourced": True,
    "inferred": False,
    "reported": [],
}
STAGES: Final = {"registered": 212, "came": 118, "stayed": 97, "answered": 41}
LEVEL: Final[dict[str, Any]] = {
    "title": {"en": "Mercury science", "fr": "Science du mercure"},
    "counts": {"sessions": COUNT},
    "stages": STAGES,
}
CELL: Final = {"key": "africa", "people": 41, "times": 66}


class CountOut(Shown):
    """A count with its definition; what others reported stands beside it and is never mixed into it."""

    value = fields.Raw(required=True, metadata={"type": ["number", "string", "null"], "example": 13})
    definition = fields.String(required=True, metadata={"example": COUNT["definition"]})
    sourced = fields.Boolean(required=True, metadata={"example": True})
    inferred = fields.Boolean(required=True, metadata={"example": False})
    reported = fields.List(
        fields.Dict(),
        required=True,
        metadata={
            "example": [{"value": 1739, "qualifier": "more than", "source": "A report to the Parties"}]
        },
    )


class LevelOut(Shown):
    """The counts of a stream or a session."""

    title = words(LEVEL["title"])
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(CountOut),
        required=True,
        metadata={"example": {"sessions": COUNT}},
    )
    stages = fields.Dict(required=True, metadata={"example": STAGES})


class ReportOut(LevelOut):
    """A report: counts in all, by stream and by session, and the cuts of the participants."""

    programme = fields.String(required=True, metadata={"example": "2026"})
    zone = fields.String(required=True, metadata={"example": "Europe/Zurich"})
    starts_on = fields.String(required=True, allow_none=True, metadata={"example": "2026-11-02"})
    ends_on = fields.String(required=True, allow_none=True, metadata={"example": "2026-12-18"})
    complete = fields.Boolean(required=True, metadata={"example": True})
    finished = fields.Boolean(required=True, metadata={"example": False})
    demonstration = fields.Boolean(required=True, metadata={"example": False})
    drawn_up_at = fields.String(required=True, metadata={"example": "2026-11-29T08:00:00Z"})
    streams = fields.Dict(
        keys=fields.String(), values=fields.Nested(LevelOut), metadata={"example": {"science": LEVEL}}
    )
    sessions = fields.Dict(
        keys=fields.String(), values=fields.Nested(LevelOut), metadata={"example": {"mercury-in-air": LEVEL}}
    )
    cuts = fields.Dict(
        metadata={
            "example": {"region": {"known": True, "cells": [CELL], "streams": {"science": [CELL]}}},
            "description": "Participants by region, country, category, language, gender, new or returning.",
        }
    )
    by = fields.Dict(
        metadata={"example": {"region": [CELL]}, "description": "The one cut that `?by=` asked for."}
    )
    panel = fields.Dict(
        metadata={"example": {"people": 50, "gender": [{"key": "female", "people": 27}], "region": []}}
    )
    adds_up = fields.Dict(metadata={"example": {"streams": ["sessions"], "not": ["participants"]}})


class RateOut(Shown):
    """How many Parties have notified a national focal point."""

    notified = fields.Integer(required=True, metadata={"example": 121})
    parties = fields.Integer(required=True, metadata={"example": 153})
    percent = fields.Float(required=True, metadata={"example": 79.1})


class RateOnOut(RateOut):
    """The same on a day."""

    on = fields.Date(required=True, metadata={"example": "2026-11-29"})


class StandingOut(Shown):
    """Where a Party stands: `notified`, `ended` or `none`."""

    party = fields.String(required=True, metadata={"example": "KE"})
    region = fields.String(required=True, allow_none=True, metadata={"example": "africa"})
    state = fields.String(required=True, metadata={"example": "notified"})
    ended_on = fields.Date(required=True, allow_none=True, metadata={"example": None})
    is_unreached = fields.Boolean(required=True, metadata={"example": False})


class FocalFiguresOut(RateOnOut):
    """National focal points in numbers, and by Party."""

    progress = fields.List(fields.Nested(RateOnOut), required=True)
    items = fields.List(fields.Nested(StandingOut), required=True)


class CutQuery(Shown):
    """Which cut."""

    by = fields.String(metadata={"example": "region", "description": "One cut alone."})


class DayQuery(Shown):
    """On which day."""

    on = fields.String(
        metadata={"example": "2026-11-29", "description": "The day; today, where none is said."}
    )
