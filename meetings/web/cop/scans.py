"""Scans that are sent to conferences, statutes and credentials: whole, harmless, no larger than is kept, in storage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from meetings.domain.errors import TooLarge
from meetings.domain.kept_files import FileGiven, tidy_name
from meetings.formats.cop.letters import LETTERS, check_letter
from meetings.web.desk.uploads import put, sent_bytes

MOST_MB: Final = 20
PIECE: Final = 262_144


@contextmanager
def kept_scan(field: str, folder: str) -> Iterator[FileGiven]:
    """Put a scan of a form into storage while the block makes something of it; if it does not, it goes again.

    No more is read than is kept; what it is is seen by its content.
    Raises: EmptyFile, TooLarge, NotThisMedia, CutOff, RunsPrograms, Locked, Swells, TooManyPixels, with the field.
    """
    raw, given = sent_bytes(field, MOST_MB * 1_000_000)
    if len(raw) > MOST_MB * 1_000_000:
        raise TooLarge(field=field, most=MOST_MB)
    kind = check_letter(raw, field)
    name = tidy_name(given, LETTERS[kind], folder.removesuffix("s"))
    with put(field, folder, lambda: _pieces(raw)) as (key, size, digest):
        yield FileGiven(key, kind, size, digest, name)


def _pieces(raw: bytes) -> Iterator[bytes]:
    for at in range(0, len(raw), PIECE):
        yield raw[at : at + PIECE]
