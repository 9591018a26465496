"""Files that programs send, with what is said of them beside: a form of `about`, which is JSON, and the file."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final

from flask import current_app, request
from flask_smorest import abort
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import FileStorage

from meetings.api.odd_bodies import check_body
from meetings.domain.kept_files import FileGiven, tidy_name
from meetings.domain.ports import Storage
from meetings.domain.recording_errors import EmptyFile, NotThisMedia
from meetings.formats.media import kind_of, length_of
from meetings.services import uploads

PIECE: Final = 262_144
FORM: Final = "multipart/form-data"


def form_of(schema: type[Schema], *, needed: bool = False) -> dict[str, Any]:
    """Describe a request of JSON, or of a form with the same as `about` and a file; where it is `needed`, of a form."""
    example = {name: one.metadata["example"] for name, one in schema().fields.items()}
    form = {
        "type": "object",
        "required": ["file"] if needed else ["about"],
        "properties": {
            "about": {
                "type": "string",
                "description": "what is said beside, as JSON",
                "example": json.dumps(example),
            },
            "file": {"type": "string", "format": "binary"},
        },
    }
    content: dict[str, Any] = {FORM: {"schema": form}}
    if not needed:
        content["application/json"] = {"schema": schema}
    return {"required": True, "content": content}


def said_beside(schema: type[Schema]) -> dict[str, Any]:
    """Read what is said: the body, or `about` of a form.

    Raises: BadRequest, UnprocessableEntity, NotOneLine, with the field.
    """
    if request.mimetype == FORM:
        raw = request.form.get("about", "").strip().encode("utf-8", "surrogatepass") or b"{}"
        check_body(raw)
    else:
        raw = request.get_data() or b"{}"
    try:
        found: dict[str, Any] = schema().load(json.loads(raw))
    except (ValidationError, ValueError, RecursionError) as error:
        messages = error.messages if isinstance(error, ValidationError) else {"about": ["It is not JSON."]}
        abort(422, messages={"json": messages})
    return found


def sent(field: str = "file") -> FileStorage | None:
    """Give the file of a form, or nothing where none was sent."""
    file = request.files.get(field) if request.mimetype == FORM else None
    return file if file is not None and file.filename else None


def sent_bytes(most: int, field: str = "file") -> tuple[bytes, str]:
    """Give a small file and its name; of a larger one no more than one byte too much.

    Raises: EmptyFile, with the field.
    """
    file = sent(field)
    raw = file.stream.read(most + 1) if file else b""
    if file is None or not raw:
        raise EmptyFile(field=field)
    return raw, (file.filename or "").replace("\0", "")


@contextmanager
def kept(folder: str, kinds: Mapping[str, str], field: str = "file") -> Iterator[FileGiven]:
    """Put a file into storage while the block makes something of it; if it does not, the file goes again.

    Takes: the folder of its key; the kinds of files that are taken there, with their endings.
    Raises: EmptyFile, NotThisMedia, TooLarge, with the field.
    """
    file = sent(field)
    if file is None or not _size(file.stream):
        raise EmptyFile(field=field)
    kind = kind_of(file.stream)
    if kind is None or kind not in kinds:
        raise NotThisMedia(field=field)
    seconds = length_of(file.stream, kind)
    name = tidy_name(file.filename or "", kinds[kind], folder.removesuffix("s"))
    with put(folder, lambda: _pieces(file.stream), field) as (key, size, digest):
        yield FileGiven(key, kind, size, digest, name, seconds)


@contextmanager
def kept_if_sent(folder: str, kinds: Mapping[str, str], field: str = "file") -> Iterator[FileGiven | None]:
    """Do the same where a file was sent, and give nothing where none was.

    Raises: EmptyFile, NotThisMedia, TooLarge, with the field.
    """
    if sent(field) is None:
        yield None
        return
    with kept(folder, kinds, field) as file:
        yield file


@contextmanager
def put(
    folder: str, pieces: Callable[[], Iterator[bytes]], field: str = "file"
) -> Iterator[tuple[str, int, str]]:
    """Put bytes into storage while a block makes something of them; if it does not, they go again.

    Raises: TooLarge, with the field.
    """
    storage: Storage = current_app.extensions["outside"].storage
    with uploads.put(storage, field, folder, pieces, most=current_app.config["UPLOAD_MB"]) as stored:
        yield stored.key, stored.size, stored.digest


def _size(stream: IO[bytes]) -> int:
    end = stream.seek(0, 2)
    stream.seek(0)
    return end


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece
