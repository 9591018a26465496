"""Refusals for programs: `application/problem+json` with title, detail and the field to blame."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from meetings.domain.errors import Refused
from meetings.extensions import db

log = logging.getLogger("meetings.api")
SHOWN = (
    "neighbours",
    "choices",
    "current",
    "least",
    "most",
    "opens_at",
    "state",
    "wanted",
    "value",
    "expected",
    "slot",
    "mode",
    "others",
    "taken",
    "waiting",
    "problems",
)


def problem(status: int, title: str, detail: str, field: str | None = None, **more: Any) -> Response:
    """Answer with a problem; fields that are empty are left out."""
    body = {"title": title, "status": status, "detail": detail, "field": field, **more}
    kept = {name: value for name, value in body.items() if value is not None}
    return Response(
        json.dumps(kept, ensure_ascii=False, default=str), status, content_type="application/problem+json"
    )


def refused(error: Exception) -> Response:
    """Answer any error of the API."""
    db.session.rollback()
    if isinstance(error, Refused):
        return _refusal(error)
    if isinstance(error, HTTPException):
        return problem_page(error)
    log.exception("%s %s failed", request.method, request.path)
    return problem(500, "server_error", "Something went wrong on our side; it is noted.")


def problem_page(error: HTTPException) -> Response:
    """Answer an HTTP error of the API, among them bodies that do not have the shape described."""
    if error.response is not None and not hasattr(error, "data"):
        return error.response  # type: ignore[return-value]
    messages = getattr(error, "data", {}).get("messages")
    if messages:
        field, words = _first(messages)
        return problem(error.code or 422, "wrong_shape", words, field)
    answer = problem(
        error.code or 500, (error.name or "error").lower().replace(" ", "_"), error.description or ""
    )
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def _refusal(error: Refused) -> Response:
    said = " ".join((type(error).__doc__ or error.code).partition("Values:")[0].split())
    more = {name: value for name, value in error.values.items() if name in SHOWN}
    answer = problem(error.status, error.code, said, error.field, **more)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _first(messages: Mapping[str, Any]) -> tuple[str, str]:
    """Give the first field that has the wrong shape, as a path, and what is wrong with it."""
    path: list[str] = []
    node: Any = messages
    while isinstance(node, Mapping) and node:
        name, node = next(iter(node.items()))
        path.append(str(name))
    words = node[0] if isinstance(node, list) and node else str(node)
    return ".".join(path[1:]) or path[0], str(words)
