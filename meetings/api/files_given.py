"""Answers with a file: described, and given as an attachment for whoever asked alone."""

from typing import Any
from urllib.parse import quote

from flask import Response
from werkzeug.http import dump_options_header

from meetings.api.access import outside
from meetings.api.described import FILE
from meetings.domain.kept_files import ascii_name
from meetings.domain.ports import NoSuchFile
from meetings.domain.recording_errors import FileGone


def answers_with(media_type: str = "*/*") -> dict[str, Any]:
    """Describe that an operation answers with a file."""
    return {"200": {"description": "The file.", "content": {media_type: {"schema": FILE}}}}


def given_back(key: str | None, size: int | None, media_type: str | None, name: str) -> Response:
    """Answer with a file that is kept, piece by piece.

    Raises: FileGone.
    """
    if key is None:
        raise FileGone()
    try:
        body = outside().storage.read(key, 0, size or 0)
    except NoSuchFile:
        raise FileGone() from None
    answer = Response(body, mimetype=media_type or "application/octet-stream")
    answer.headers["Content-Length"] = str(size or 0)
    return _attached(answer, name)


def as_file(body: Any, content_type: str, name: str) -> Response:
    """Answer with bytes under a name."""
    return _attached(Response(body, content_type=content_type), name)


def _attached(answer: Response, name: str) -> Response:
    """Say of an answer that it is a file of a name, which nobody between keeps and no browser takes for anything else.

    Source: RFC 6266, appendix D: a plain name for all programs, and beside it the name as it is.
    """
    shown = "".join(one for one in name if one.isprintable()) or "file"
    names = {"filename": shown}
    if not shown.isascii():
        names = {"filename": ascii_name(shown), "filename*": f"UTF-8''{quote(shown, safe='')}"}
    answer.headers["Content-Disposition"] = dump_options_header("attachment", names)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
