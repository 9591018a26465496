"""Files that come in: put into storage in pieces, and taken back if nothing comes of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Final

from meetings.domain.errors import TooLarge
from meetings.domain.ports import FileTooLarge, Kept, Storage

KEY_BYTES: Final = 12


@contextmanager
def put(
    storage: Storage, field: str, folder: str, pieces: Callable[[], Iterator[bytes]], *, most: int
) -> Iterator[Kept]:
    """Put bytes into storage while a block makes something of them; if it does not, they go again.

    Takes: the field to blame, the folder of the key, and how many megabytes are taken.
    Raises: TooLarge, with the field.
    """
    try:
        stored = storage.put(f"{folder}/{token_hex(KEY_BYTES)}", pieces(), most * 1_000_000)
    except FileTooLarge:
        raise TooLarge(field=field, most=most) from None
    try:
        yield stored
    except BaseException:
        storage.delete(stored.key)
        raise
