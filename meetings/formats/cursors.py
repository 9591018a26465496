"""Cursors of lists: the name of the last row, sealed, so that nobody counts or makes up the rows they may not see."""

import base64
import binascii

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
