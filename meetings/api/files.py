"""Files that programs send in forms: held to their size before they are read, known by their content, and kept."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import IO, Any, Final, TypeVar

from flask import current_app, request
from flask_smorest import Blueprint, abort
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import FileStorage

from meetings.api.access import outside
from meetings.api.described import FILE as BINARY
from meetings.api.odd_bodies import check_body, refuse_odd_body
from meetings.domain.errors import NotOneLine, TooLarge
from meetings.domain.kept_files import DOCUMENTS, MEDIA, FileGiven, tidy_name
from meetings.domain.ports import Kept
from meetings.domain.recording_errors import EmptyFile, NotThisMedia
from meetings.formats.cop.file_checks import check_file
from meetings.formats.cop.letters import LETTERS, check_letter
from meetings.formats.media import kind_of, length_of
from meetings.services import uploads

FORM: Final = "multipart/form-data"
FILE: Final = "file"
ABOUT: Final = "about"
TAKES: Final = "takes_file"
PIECE: Final = 262_144
FORM_BYTES: Final = 1_000_000  # beside a file, a form is short
PAPERS: Final = {kind: ending for kind, ending in DOCUMENTS.items() if kind not in MEDIA}
NO_CHARACTER: Final = "\ufffd"  # what stands in a form for bytes that are no text, such as half a letter
# How a text of a form is described: by an example, by its choices, or by a schema.
Text = str | Sequence[str] | Mapping[str, Any]
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Taken:
    """The field in which an operation takes a file, and how many megabytes of it, where that is less than is kept."""

    field: str
    most: int | None = None


def takes_file(
    field: str = FILE,
    texts: Mapping[str, Text] | None = None,
    *,
    needs: Sequence[str] | None = None,
    most: int | None = None,
) -> Callable[[View], View]:
    """Let an operation take a form with a file, and describe it.

    Takes: texts beside it; what must be sent, the file unless it is said; how many megabytes, if less than is kept.
    """
    properties = {name: _described(one) for name, one in (texts or {}).items()} | {field: BINARY}
    required = [field] if needs is None else list(needs)
    schema = {"type": "object", "required": required, "properties": properties}
    return _taking(Taken(field, most), {FORM: {"schema": schema}})


def takes_about(schema: type[Schema], *, needed: bool = False) -> Callable[[View], View]:
    """Let an operation take JSON, or a form with the same as `about` and a file; where it is `needed`, a form only."""
    example = {name: one.metadata["example"] for name, one in schema().fields.items()}
    about = {
        "type": "string",
        "description": "what is said beside, as JSON",
        "example": json.dumps(example),
    }
    form = {
        "type": "object",
        "required": [FILE if needed else ABOUT],
        "properties": {ABOUT: about, FILE: BINARY},
    }
    content: dict[str, Any] = {FORM: {"schema": form}}
    if not needed:
        content["application/json"] = {"schema": schema}
    return _taking(Taken(FILE), content)


def hold_body() -> None:
    """Hold what comes with a request to its size before it is read, and refuse what could not be kept.

    Raises: TooLarge, with the field of the file; for all but a form with a file what `refuse_odd_body` raises.
    """
    view: Any = current_app.view_functions[str(request.endpoint)]
    act = getattr(getattr(view, "view_class", None), request.method.lower(), view)
    taken: Taken | None = getattr(act, TAKES, None)
    if taken is None or request.mimetype != FORM:
        refuse_odd_body()
        return
    most = most_kept(taken.most)
    request.max_content_length = most * 1_000_000 + FORM_BYTES
    if (request.content_length or 0) > request.max_content_length:
        raise TooLarge(field=taken.field, most=most)


def most_kept(narrower: int | None = None) -> int:
    """Give how many megabytes of a file are kept, or fewer."""
    found: int = current_app.config["UPLOAD_MB"]
    return found if narrower is None else min(found, narrower)


def said(field: str, default: str = "") -> str:
    """Give what a field of the form says.

    Raises: NotOneLine, for a text that no store could keep, or that was none.
    """
    return _checked(request.form.get(field, default), field)


def said_list(field: str) -> tuple[str, ...]:
    """Give what a field of the form says, that may come several times.

    Raises: NotOneLine, for a text that no store could keep, or that was none.
    """
    return tuple(_checked(one, field) for one in request.form.getlist(field))


def said_beside(schema: type[Schema]) -> dict[str, Any]:
    """Read what is said: the body, or `about` of a form.

    Raises: BadRequest, UnprocessableEntity, NotOneLine, with the field.
    """
    if request.mimetype == FORM:
        raw = said(ABOUT).strip().encode() or b"{}"
        check_body(raw)
    else:
        raw = request.get_data() or b"{}"
    try:
        found: dict[str, Any] = schema().load(json.loads(raw))
    except (ValidationError, ValueError, RecursionError) as error:
        messages = error.messages if isinstance(error, ValidationError) else {ABOUT: ["It is not JSON."]}
        abort(422, messages={"json": messages})
    return found


def sent(field: str = FILE) -> FileStorage | None:
    """Give the file of a field, or nothing where none was sent."""
    file = request.files.get(field)
    return file if file is not None and (file.filename or _size(file.stream)) else None


def bytes_of(file: FileStorage, most: int, field: str = FILE) -> bytes:
    """Give what is in a small file.

    Takes: how many bytes are taken.
    Raises: TooLarge, with the field.
    """
    raw = file.stream.read(most + 1)
    if len(raw) > most:
        raise TooLarge(field=field, most=most // 1_000_000)
    return raw


def sent_bytes(most: int, field: str = FILE) -> tuple[bytes, str]:
    """Give a small file and its name.

    Takes: how many bytes are taken.
    Raises: EmptyFile, TooLarge, with the field.
    """
    file = _needed(field)
    return bytes_of(file, most, field), name_of(file)


def sent_start(most: int, field: str = FILE) -> tuple[bytes, str]:
    """Give a small file and its name to whoever refuses a larger one: of that no more than one byte too much.

    Raises: EmptyFile, with the field.
    """
    file = _needed(field)
    return file.stream.read(most + 1), name_of(file)


def name_of(file: FileStorage) -> str:
    """Give what whoever sent a file calls it."""
    return (file.filename or "").replace("\0", "")


@contextmanager
def kept(folder: str, kinds: Mapping[str, str], field: str = FILE) -> Iterator[FileGiven]:
    """Put a file into storage while the block makes something of it; if it does not, the file goes again.

    Takes: the folder of its key; the kinds of files that are taken there, with their endings.
    Raises: EmptyFile, NotThisMedia, TooLarge, with the field.
    """
    file = _needed(field)
    kind = kind_of(file.stream)
    if kind is None or kind not in kinds:
        raise NotThisMedia(field=field)
    seconds = length_of(file.stream, kind) if kind in MEDIA else None
    name = tidy_name(name_of(file), kinds[kind], folder.removesuffix("s"))
    with _stored(folder, _pieces(file.stream), field) as stored:
        yield FileGiven(stored.key, kind, stored.size, stored.digest, name, seconds)


@contextmanager
def kept_paper(folder: str, kinds: Mapping[str, str] = PAPERS, field: str = FILE) -> Iterator[FileGiven]:
    """Do the same with a document that is looked through first: whole, and doing nothing.

    Raises: CutFile, FileWithPrograms, LockedFile, UnpacksTooLarge, TooManyPixels; EmptyFile, NotThisMedia, TooLarge.
    """
    check_file(_needed(field).stream, field)
    with kept(folder, kinds, field) as file:
        yield file


@contextmanager
def kept_scan(folder: str, field: str = FILE, *, most: int | None = None) -> Iterator[FileGiven]:
    """Do the same with a letter or another scan: whole, doing nothing, and known by its content.

    Takes: how many megabytes are taken, if less than is kept.
    Raises: EmptyFile, TooLarge, and what `formats/cop/letters.check_letter` raises, with the field.
    """
    raw, name = sent_bytes(most_kept(most) * 1_000_000, field)
    kind = check_letter(raw, field)
    tidy = tidy_name(name, LETTERS[kind], folder.removesuffix("s"))
    with kept_bytes(folder, raw, kind, tidy, field=field) as file:
        yield file


@contextmanager
def kept_bytes(
    folder: str, raw: bytes, kind: str, name: str = "", *, field: str = FILE
) -> Iterator[FileGiven]:
    """Put bytes into storage that were looked through, or made here, while the block makes something of them.

    Raises: TooLarge, with the field.
    """
    with _stored(folder, iter((raw,)), field) as stored:
        yield FileGiven(stored.key, kind, stored.size, stored.digest, name)


def if_sent(
    keeping: AbstractContextManager[FileGiven], field: str = FILE
) -> AbstractContextManager[FileGiven | None]:
    """Keep a file where one was sent, and give nothing where none was."""
    return keeping if sent(field) else nullcontext()


def _taking(taken: Taken, content: dict[str, Any]) -> Callable[[View], View]:
    described = Blueprint.doc(requestBody={"required": True, "content": content})

    def take(view: View) -> View:
        found: View = described(view)
        setattr(found, TAKES, taken)
        return found

    return take


def _described(text: Text) -> dict[str, Any]:
    if isinstance(text, Mapping):
        return dict(text)
    if isinstance(text, str):
        return {"type": "string", "example": text}
    return {"type": "string", "enum": list(text), "example": text[0]}


def _checked(text: str, field: str) -> str:
    if any(one in ("\0", NO_CHARACTER) or "\ud800" <= one <= "\udfff" for one in text):
        raise NotOneLine(field=field)
    return text


def _needed(field: str) -> FileStorage:
    """Give the file of a field, in which there is something.

    Raises: EmptyFile, with the field.
    """
    file = sent(field)
    if file is None or not _size(file.stream):
        raise EmptyFile(field=field)
    return file


def _stored(folder: str, pieces: Iterator[bytes], field: str) -> AbstractContextManager[Kept]:
    return uploads.put(outside().storage, field, folder, lambda: pieces, most=most_kept())


def _size(stream: IO[bytes]) -> int:
    end = stream.seek(0, 2)
    stream.seek(0)
    return end


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece
