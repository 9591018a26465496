"""Texts in bodies that no store and no answer could hold: refused by the name of their field, before anything else."""

from typing import Any

from flask import request

from meetings.domain.errors import NotOneLine


def refuse_odd_text() -> None:
    """Refuse a body with a zero or half a letter in any text; both come only written as `\\u0000` or `\\ud800`.

    Raises: NotOneLine, with the field's path.
    """
    if request.mimetype == "multipart/form-data":
        return  # a file, whose size is looked at before it is read
    if b"\\u" not in request.get_data():
        return
    path = _odd(request.get_json(silent=True), ())
    if path is not None:
        raise NotOneLine(field=".".join(path) or None)


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
