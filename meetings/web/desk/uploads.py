"""Files that staff send: known by their content, put into storage in pieces, taken back if nothing comes of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Final

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from meetings.domain.kept_files import FileGiven, tidy_name
from meetings.domain.ports import Storage
from meetings.domain.recording_errors import EmptyFile, NotThisMedia
from meetings.formats.media import kind_of, length_of
from meetings.services import uploads as services

PIECE: Final = 262_144


def sent(field: str) -> FileStorage | None:
    """Give the file of a field of a form, or nothing where none was chosen."""
    file = request.files.get(field)
    return file if file is not None and file.filename else None


def sent_bytes(field: str, most: int) -> tuple[bytes, str]:
    """Give a small file of a form, and its name; of a larger one no more than one byte too much.

    Raises: EmptyFile, with the field.
    """
    file = sent(field)
    raw = file.stream.read(most + 1) if file else b""
    if file is None or not raw:
        raise EmptyFile(field=field)
    return raw, file.filename or ""


@contextmanager
def kept(field: str, folder: str, kinds: Mapping[str, str]) -> Iterator[FileGiven]:
    """Put a file of a form into storage while the block makes something of it; if it does not, the file goes again.

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
    with put(field, folder, lambda: _pieces(file.stream)) as (key, size, digest):
        yield FileGiven(key, kind, size, digest, name, seconds)


@contextmanager
def put(field: str, folder: str, pieces: Callable[[], Iterator[bytes]]) -> Iterator[tuple[str, int, str]]:
    """Put bytes into storage while a block makes something of them; if it does not, they go again.

    Raises: TooLarge, with the field.
    """
    storage: Storage = current_app.extensions["outside"].storage
    with services.put(storage, field, folder, pieces, most=current_app.config["UPLOAD_MB"]) as stored:
        yield stored.key, stored.size, stored.digest


def _size(stream: IO[bytes]) -> int:
    end = stream.seek(0, 2)
    stream.seek(0)
    return end


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece
