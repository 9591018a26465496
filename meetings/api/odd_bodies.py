"""Bodies that no store and no answer could hold: refused before anything else, odd text by the name of its field."""

import json
from collections.abc import Iterable
from typing import Any, Final

from flask import request
from werkzeug.exceptions import BadRequest

from meetings.domain.errors import NotOneLine

MOST_BYTES: Final = 2_000_000
MOST_LEVELS: Final = 32


def refuse_odd_body() -> None:
    """Refuse a body that is too large or too deep, has a number of thousands of figures, or a text that cannot be kept.

    Such a text has a zero or half a letter; both come only written as `\\u0000` or `\\ud800`.
    Raises: RequestEntityTooLarge, BadRequest; NotOneLine, with the field's path.
    """
    request.max_content_length = MOST_BYTES
    data = request.get_data()
    if data and request.is_json:
        check_body(data)


def check_body(data: bytes) -> None:
    """Refuse a body of JSON that is too deep, or has what cannot be kept.

    Raises: BadRequest; NotOneLine, with the field's path.
    """
    try:
        body = json.loads(data)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return  # told by whoever reads it for the route
    except (RecursionError, ValueError):
        raise BadRequest("The body cannot be read.") from None
    if _is_deep(body):
        raise BadRequest("The body is nested too deeply.")
    path = _odd(body, ()) if b"\\u" in data else None
    if path is not None:
        raise NotOneLine(field=".".join(path) or None)


def _is_deep(body: Any) -> bool:
    level = [body]
    for _number in range(MOST_LEVELS):
        level = [one for node in level for one in _inside(node)]
    return bool(level)


def _inside(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


def _odd(node: Any, path: tuple[str, ...]) -> tuple[str, ...] | None:
    """Give the path of the first text that cannot be kept, or nothing; what is in a list has the list's path."""
    if isinstance(node, str):
        return path if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in node) else None
    inside: list[tuple[Any, tuple[str, ...]]] = []
    if isinstance(node, list):
        inside = [(one, path) for one in node]
    if isinstance(node, dict):
        inside = [(name, path) for name in node] + [(one, (*path, name)) for name, one in node.items()]
    return next((found for one, at in inside if (found := _odd(one, at)) is not None), None)
