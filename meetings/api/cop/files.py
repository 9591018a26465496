"""Files that programs send to conferences and get from them: looked through and kept as those of pages are."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

from flask import Response, current_app, request

from meetings.domain.errors import NotFound, NotOneLine, TooLarge
from meetings.domain.kept_files import DOCUMENTS, MEDIA, FileGiven, tidy_name
from meetings.domain.ports import NoSuchFile, Storage
from meetings.domain.recording_errors import EmptyFile, FileGone, NotThisMedia
from meetings.formats.cop.file_checks import check_file
from meetings.formats.cop.letters import LETTERS, check_letter
from meetings.formats.media import kind_of
from meetings.services import uploads

FILE: Final = "file"
PIECE: Final = 262_144
MOST_SCAN_MB: Final = 20
PAPERS: Final = {kind: ending for kind, ending in DOCUMENTS.items() if kind not in MEDIA}


def form_of(needs: tuple[str, ...] = (FILE,), **texts: str) -> dict[str, Any]:
    """Describe a form with a file, and texts beside it, each with an example."""
    properties: dict[str, Any] = {name: {"type": "string", "example": one} for name, one in texts.items()}
    properties[FILE] = {"type": "string", "format": "binary"}
    schema = {"type": "object", "required": list(needs), "properties": properties}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def begin_form() -> None:
    """Hold the form to what is kept of a file, before it is read.

    Raises: TooLarge.
    """
    most = current_app.config["UPLOAD_MB"]
    request.max_content_length = most * 1_000_000
    if (request.content_length or 0) > most * 1_000_000:
        raise TooLarge(field=FILE, most=most)


def typed(name: str) -> str:
    """Give a text of the form.

    Raises: NotOneLine, with the field.
    """
    text = request.form.get(name, "")
    if "\0" in text:
        raise NotOneLine(field=name)
    return text


def is_sent() -> bool:
    """Say whether the form has a file."""
    return bool(request.files.get(FILE))


def sent_bytes(most_mb: int) -> tuple[bytes, str]:
    """Give the file of the form and its name.

    Raises: EmptyFile, TooLarge, with the field.
    """
    file, most = request.files.get(FILE), most_mb * 1_000_000
    raw = file.stream.read(most + 1) if file else b""
    if file is None or not raw:
        raise EmptyFile(field=FILE)
    if len(raw) > most:
        raise TooLarge(field=FILE, most=most_mb)
    return raw, (file.filename or "").replace("\0", "")


@contextmanager
def kept_scan(folder: str, most_mb: int) -> Iterator[FileGiven]:
    """Keep a letter or another scan that was sent, whole and doing nothing, while a block makes something of it.

    Raises: EmptyFile, TooLarge, NotThisMedia, CutOff, RunsPrograms, Locked, Swells, TooManyPixels, with the field.
    """
    raw, name = sent_bytes(most_mb)
    kind = check_letter(raw, FILE)
    with _kept(folder, raw, kind, tidy_name(name, LETTERS[kind], folder.removesuffix("s"))) as given:
        yield given


@contextmanager
def kept_paper(folder: str) -> Iterator[FileGiven]:
    """Keep a document that was sent, looked through, while a block makes something of it.

    Raises: CutFile, FileWithPrograms, LockedFile, UnpacksTooLarge, TooManyPixels; EmptyFile, NotThisMedia, TooLarge.
    """
    raw, name = sent_bytes(current_app.config["UPLOAD_MB"])
    check_file(BytesIO(raw), FILE)
    kind = kind_of(BytesIO(raw))
    if kind is None or kind not in PAPERS:
        raise NotThisMedia(field=FILE)
    with _kept(folder, raw, kind, tidy_name(name, PAPERS[kind], folder.removesuffix("s"))) as given:
        yield given


@contextmanager
def _kept(folder: str, raw: bytes, kind: str, name: str) -> Iterator[FileGiven]:
    storage: Storage = current_app.extensions["outside"].storage
    most = current_app.config["UPLOAD_MB"]
    with uploads.put(storage, FILE, folder, lambda: _pieces(raw), most=most) as stored:
        yield FileGiven(stored.key, kind, stored.size, stored.digest, name)


def _pieces(raw: bytes) -> Iterator[bytes]:
    for at in range(0, len(raw), PIECE):
        yield raw[at : at + PIECE]


def given_back(key: str | None, size: int | None, media_type: str | None, name: str) -> Response:
    """Answer with a file that is kept.

    Raises: FileGone.
    """
    if key is None:
        raise FileGone()
    storage: Storage = current_app.extensions["outside"].storage
    try:
        body = storage.read(key, 0, size or 0)
    except NoSuchFile:
        raise FileGone() from None
    return as_file(body, media_type or "application/octet-stream", name)


def as_file(body: Any, media_type: str, name: str) -> Response:
    """Answer with bytes under a name, which nobody between keeps."""
    answer = Response(body, content_type=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def answers_with(media_type: str = "*/*") -> dict[str, Any]:
    """Describe that an operation answers with a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"200": {"description": "The file.", "content": content}}


def outside() -> Any:
    """Give the worlds outside."""
    return current_app.extensions["outside"]


def here_or_gone(row: Any) -> Any:
    """Give something that is there.

    Raises: NotFound.
    """
    if row is None:
        raise NotFound()
    return row
