"""Cursors of lists: what tells the last row, sealed, so that nobody counts or makes up rows they may not see."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


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
