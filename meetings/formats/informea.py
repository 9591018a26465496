"""Meetings as JSON for InforMEA: the verbose form of OData 2, and a plain one."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from meetings.domain.informea import PROPERTIES, Edm, Meeting, Value, milliseconds, written

NODE: Final = "/informea.svc"
TYPE: Final = "InforMEA.Meeting"
EVERYTHING: Final = tuple(PROPERTIES)


def address_of(meeting: Meeting, node: str) -> str:
    """Give the address of a meeting in a node."""
    return f"{node}/Meetings('{meeting.id}')"


def list_bytes(
    meetings: Iterable[Meeting],
    node: str,
    fields: Sequence[str] = EVERYTHING,
    *,
    count: int | None = None,
    following: str | None = None,
) -> bytes:
    """Write a page of meetings.

    Takes: the node's address; the fields that are wanted; `count`, where it is asked for; the address of what follows.
    """
    d: dict[str, Any] = {"results": [_entity(one, node, fields) for one in meetings]}
    if count is not None:
        d["__count"] = str(count)
    if following is not None:
        d["__next"] = following
    return _bytes({"d": d})


def single_bytes(meeting: Meeting, node: str, fields: Sequence[str] = EVERYTHING) -> bytes:
    """Write one meeting."""
    return _bytes({"d": _entity(meeting, node, fields)})


def service_bytes() -> bytes:
    """Write what the node holds."""
    return _bytes({"d": {"EntitySets": ["Meetings"]}})


def error_bytes(code: str, words: str) -> bytes:
    """Write what is wrong with a request."""
    return _bytes({"error": {"code": code, "message": {"lang": "en", "value": words}}})


def plain(meeting: Meeting) -> dict[str, Any]:
    """Give a meeting in plain JSON: texts by language, instants as RFC 3339 has them."""
    own: dict[str, Any] = {"title": dict(meeting.title), "description": dict(meeting.description)}
    return {
        name: own[name] if field.edm == Edm.WORDS else _plain(field.read(meeting))
        for name, field in PROPERTIES.items()
    }


def _entity(meeting: Meeting, node: str, fields: Sequence[str]) -> dict[str, Any]:
    own = {"title": meeting.title, "description": meeting.description}
    found: dict[str, Any] = {"__metadata": {"uri": address_of(meeting, node), "type": TYPE}}
    for name in fields:
        field = PROPERTIES[name]
        if field.edm == Edm.WORDS:
            found[name] = {"results": [{"language": lang, "value": text} for lang, text in own[name].items()]}
        else:
            found[name] = _verbose(field.read(meeting))
    return found


def _verbose(value: Value) -> Value:
    return f"/Date({milliseconds(value)})/" if isinstance(value, datetime) else value


def _plain(value: Value) -> Value:
    return written(value) if isinstance(value, datetime) else value


def _bytes(whole: Any) -> bytes:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
