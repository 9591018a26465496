"""All that is stored of one person, as a program gets it."""

import json
from datetime import UTC, datetime
from typing import Any

from flask import Response
from marshmallow import fields

from meetings.api.shapes import Shown, rfc3339


def _rows(example: dict[str, Any]) -> fields.List:
    return fields.List(fields.Dict(), required=True, metadata={"example": [example]})


class MyDataOut(Shown):
    """Everything that is stored of a person, by what it is; sections beside these are lists of facts, too."""

    person = fields.Dict(required=True, metadata={"example": {"name": "Ana Example", "language": "en"}})
    mailboxes = _rows({"address": "ana@example.org"})
    registrations = _rows({"id": "r8d2m4k1x7", "session": "air"})
    consents = _rows({"kind": "recording", "at": "2026-11-17T15:00:00Z"})
    followed = _rows({"programme": "season"})
    attendances = _rows({"joined_at": "2026-11-17T15:00:00Z"})
    messages = _rows({"kind": "confirmation"})
    links = _rows({"purpose": "me"})


def written(found: dict[str, Any]) -> Response:
    """Answer with all that is stored, every instant in UTC."""
    return Response(json.dumps(found, default=_plain, ensure_ascii=False), content_type="application/json")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return rfc3339(value.astimezone(UTC))
    raise TypeError(type(value).__name__)
