"""Bytes put into storage while a use case makes something of them; if it does not, they go again."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Any, Final

from meetings.domain.errors import TooLarge
from meetings.domain.ports import FileTooLarge, Storage

KEY_BYTES: Final = 12


@contextmanager
def put_bytes(
    storage: Storage, folder: str, pieces: Iterator[bytes], *, most_megabytes: int, field: str
) -> Iterator[tuple[str, int, str]]:
    """Put bytes into storage for a block; give their key, size and digest.

    Takes: the folder of the key; how many megabytes there may be; the field to blame.
    Raises: TooLarge, with the field.
    """
    key = f"{folder}/{token_hex(KEY_BYTES)}"
    try:
        stored: Any = storage.put(key, pieces, most_megabytes * 1_000_000)
    except FileTooLarge:
        raise TooLarge(field=field, most=most_megabytes) from None
    try:
        yield stored.key, stored.size, stored.digest
    except BaseException:
        storage.delete(key)
        raise
