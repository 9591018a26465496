"""Files that programs send by their holders' links, and files they are given: the rules are those of the pages."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.datastructures import FileStorage
from werkzeug.http import dump_options_header

from meetings.domain.errors import NotOneLine, TooLarge
from meetings.domain.kept_files import DOCUMENTS, MEDIA, FileGiven, tidy_name
from meetings.domain.ports import NoSuchFile, Storage
from meetings.domain.recording_errors import EmptyFile, FileGone, NotThisMedia
from meetings.formats.cop.file_checks import check_file
from meetings.formats.cop.letters import LETTERS, check_letter
from meetings.formats.media import kind_of, length_of
from meetings.services import uploads

PIECE: Final = 262_144
PAPERS: Final = {kind: ending for kind, ending in DOCUMENTS.items() if kind not in MEDIA}
FORM_BYTES: Final = 1_000_000  # beside a file, a form is short


def form_of(needed: tuple[str, ...] = (), **properties: str | list[str]) -> dict[str, Any]:
    """Describe a form with a file: each field's example; of a list, its choices."""
    described: dict[str, Any] = {}
    for name, example in properties.items():
        described[name] = (
            {"type": "string", "enum": example, "example": example[0]}
            if isinstance(example, list)
            else {"type": "string", "format": "binary"}
            if example == "binary"
            else {"type": "string", "example": example}
        )
    schema = {"type": "object", "required": list(needed), "properties": described}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def limit(field: str, most: int | None = None) -> int:
    """Take no larger request than the file may be, with its form; give that in megabytes. Call it before all else.

    Raises: TooLarge, with the field.
    """
    most = min(most or current_app.config["UPLOAD_MB"], current_app.config["UPLOAD_MB"])
    if (request.content_length or 0) > most * 1_000_000 + FORM_BYTES:
        raise TooLarge(field=field, most=most)
    request.max_content_length = most * 1_000_000 + FORM_BYTES
    return most


def said(field: str, default: str = "") -> str:
    """Give what a field of the form says.

    Raises: NotOneLine, for a text that no store could keep.
    """
    text = request.form.get(field, default)
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        raise NotOneLine(field=field)
    return text


def said_list(field: str) -> tuple[str, ...]:
    """Give what a field of the form says, that may come several times."""
    return tuple(one for one in request.form.getlist(field) if "\0" not in one)


def sent(field: str) -> FileStorage | None:
    """Give the file of a field, or nothing where none was sent."""
    file = request.files.get(field)
    return file if file is not None and file.filename else None


def sent_bytes(field: str, most: int) -> tuple[bytes, str]:
    """Give a small file and its name.

    Takes: how many bytes are taken.
    Raises: EmptyFile, TooLarge, with the field.
    """
    file = sent(field)
    raw = file.stream.read(most + 1) if file else b""
    if file is None or not raw:
        raise EmptyFile(field=field)
    if len(raw) > most:
        raise TooLarge(field=field, most=most // 1_000_000)
    return raw, (file.filename or "").replace("\0", "")


@contextmanager
def letter(field: str, folder: str, most: int) -> Iterator[FileGiven]:
    """Put a letter or scan into storage while the block makes something of it: whole, harmless, and known by content.

    Takes: how many megabytes are taken.
    Raises: EmptyFile, TooLarge, and what `formats/cop/letters.check_letter` raises, with the field.
    """
    raw, name = sent_bytes(field, most * 1_000_000)
    kind = check_letter(raw, field)
    tidy = tidy_name(name, LETTERS[kind], folder.removesuffix("s"))
    with uploads.put(storage(), field, folder, lambda: iter((raw,)), most=_most()) as kept:
        yield FileGiven(kept.key, kind, kept.size, kept.digest, tidy)


@contextmanager
def picture(field: str, folder: str, cleaned: bytes, kind: str) -> Iterator[FileGiven]:
    """Put a picture that was looked through into storage while the block makes something of it."""
    with uploads.put(storage(), field, folder, lambda: iter((cleaned,)), most=_most()) as kept:
        yield FileGiven(kept.key, kind, kept.size, kept.digest)


@contextmanager
def paper(field: str, folder: str, kinds: Mapping[str, str] = PAPERS) -> Iterator[FileGiven]:
    """Put a document into storage while the block makes something of it; if it does not, it goes again.

    Raises: CutFile, FileWithPrograms, LockedFile, UnpacksTooLarge, TooManyPixels; EmptyFile, NotThisMedia, TooLarge.
    """
    file = sent(field)
    if file is None or not _size(file.stream):
        raise EmptyFile(field=field)
    check_file(file.stream, field)
    kind = kind_of(file.stream)
    if kind is None or kind not in kinds:
        raise NotThisMedia(field=field)
    seconds = length_of(file.stream, kind)
    name = tidy_name((file.filename or "").replace("\0", ""), kinds[kind], folder.removesuffix("s"))
    with uploads.put(storage(), field, folder, lambda: _pieces(file.stream), most=_most()) as kept:
        yield FileGiven(kept.key, kind, kept.size, kept.digest, name, seconds)


def storage() -> Storage:
    """Give where files are kept."""
    found: Storage = current_app.extensions["outside"].storage
    return found


def given(key: str, size: int, media_type: str, name: str) -> Response:
    """Answer with the bytes of a file that is kept, as an attachment that nobody else keeps.

    Raises: FileGone.
    """
    try:
        body = storage().read(key, 0, size)
    except NoSuchFile:
        raise FileGone() from None
    answer = Response(body, mimetype=media_type or "application/octet-stream")
    answer.headers["Content-Length"] = str(size)
    return attached(answer, name)


def attached(answer: Response, name: str) -> Response:
    """Say of an answer that it is a file of a name, for whoever asked alone."""
    plain = name.encode("ascii", "ignore").decode() or "file"
    names = {"filename": plain} | ({} if plain == name else {"filename*": f"UTF-8''{quote(name, safe='')}"})
    answer.headers["Content-Disposition"] = dump_options_header("attachment", names)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _most() -> int:
    found: int = current_app.config["UPLOAD_MB"]
    return found


def _size(stream: IO[bytes]) -> int:
    end = stream.seek(0, 2)
    stream.seek(0)
    return end


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece
