"""Cursors of lists: what tells the last row, sealed, so that nobody counts or makes up rows they may not see."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

REMEMBERED: Final = 8
_PLACE: Final = re.compile(r"@[0-9a-f]{10}(\.[0-9a-f]{10}){1,8}")


def sealed_cursor(last: str, key: bytes) -> str:
    """Seal the name of a row, however long; the same one always reads the same.

    Takes: a name that is not empty; a key of 32 bytes.
    """
    sealed = AESSIV(key).encrypt(last.encode(), None)
    return base64.b32encode(sealed).decode().lower().rstrip("=")


def open_cursor(text: str, key: bytes) -> str | None:
    """Give the name that was sealed, or nothing for a text that is no cursor of ours."""
    try:
        sealed = base64.b32decode(f"{text.upper()}{'=' * (-len(text) % 8)}")
        return AESSIV(key).decrypt(sealed, None).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return None


def key_text(key: Sequence[Any]) -> str:
    """Write the key of a row: the values a list is ordered by, each an instant, a text or a number."""
    values = [one.isoformat() if isinstance(one, datetime) else one for one in key]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def key_of(text: str, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    """Read the key of a row, or nothing from a text that is no key of these kinds."""
    try:
        values = json.loads(text)
        if not isinstance(values, list) or len(values) != len(kinds):
            return None
        key = tuple(
            datetime.fromisoformat(value) if kind is datetime else value
            for kind, value in zip(kinds, values, strict=True)
        )
    except (TypeError, ValueError):
        return None
    return key if all(type(value) is kind for kind, value in zip(kinds, key, strict=True)) else None


def place_text(names: Sequence[str], at: int) -> str:
    """Write where a page begins in a list that has no key to compare by: at which row, and after which.

    Takes: the names of all rows in their order, which are their own in the list; how many of them were read, not all.
    Gives: short prints of the first not read and of the last eight read.
    """
    return "@" + ".".join(map(_print, (names[at], *names[max(0, at - REMEMBERED) : at])))


def place_of(text: str, names: Sequence[str]) -> int | None:
    """Find in a list, as it is by now, where the page begins; nothing for a text that is no such place.

    That is after the furthest of those read, but not beyond the first that was not: any of them may be gone, and where
    one moved the others still tell. Where all are gone it is the begin of the list, so that nothing is passed over.
    """
    if not _PLACE.fullmatch(text):
        return None
    unread, *read = text[1:].split(".")
    there = {_print(name): at for at, name in enumerate(names)}
    known = [there[one] + 1 for one in read if one in there]
    places = [*([there[unread]] if unread in there else ()), *([max(known)] if known else ())]
    return min(places, default=0)


def _print(name: str) -> str:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
