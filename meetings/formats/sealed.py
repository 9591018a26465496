"""Bytes sealed by a passphrase, piece by piece: nobody reads them, and nothing can be changed, left out or cut off."""

import hashlib
import os
import struct
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"MEETINGS BACKUP 1\n"
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
PIECE_BYTES: Final = 1 << 20
TAG_BYTES: Final = 16
# 32 MiB and a tenth of a second for each passphrase that somebody tries. Source: RFC 7914, 2.
COST: Final = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26, "dklen": 32}
MORE, LAST = b"\x00", b"\x01"


class WrongPassphrase(Exception):
    """The first piece does not open: another passphrase, or no file of ours."""


class Broken(Exception):
    """A piece that was changed, or an end that is missing."""


class Sealer:
    """Takes bytes as a file does, and writes them sealed; `close` writes the end, without which nothing opens."""

    def __init__(self, to: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(SALT_BYTES)
        self.to, self.head, self.number, self.held = to, MAGIC + salt, 0, bytearray()
        self.key = _key(passphrase, salt)
        to.write(self.head)

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self.held += data
        while len(self.held) > PIECE_BYTES:
            self._seal(bytes(self.held[:PIECE_BYTES]), MORE)
            del self.held[:PIECE_BYTES]
        return len(data)

    def close(self) -> None:
        """Write what is left, as the last piece."""
        self._seal(bytes(self.held), LAST)
        self.held.clear()

    def _seal(self, piece: bytes, end: bytes) -> None:
        sealed = self.key.encrypt(_nonce(self.number, end), piece, self.head)
        self.to.write(struct.pack(">I", len(sealed)) + end + sealed)
        self.number += 1


class Opener:
    """Reads sealed bytes as a file does; a whole piece is checked before any of it is given.

    Raises: WrongPassphrase; Broken, as soon as it is seen.
    """

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        self.head = source.read(len(MAGIC) + SALT_BYTES)
        if not self.head.startswith(MAGIC) or len(self.head) < len(MAGIC) + SALT_BYTES:
            raise Broken()
        self.key = _key(passphrase, self.head[len(MAGIC) :])
        self.pieces, self.held = self._open(source), b""

    def read(self, size: int = -1) -> bytes:
        """Give so many bytes, or all; fewer only at the end."""
        found = bytearray(self.held)
        while size < 0 or len(found) < size:
            piece = next(self.pieces, None)
            if piece is None:
                break
            found += piece
        end = len(found) if size < 0 else size
        self.held = bytes(found[end:])
        return bytes(found[:end])

    def _open(self, source: IO[bytes]) -> Iterator[bytes]:
        number, end = 0, MORE
        while end != LAST:
            front = source.read(5)
            size = struct.unpack(">I", front[:4])[0] if len(front) == 5 else 0
            if not TAG_BYTES <= size <= PIECE_BYTES + TAG_BYTES:
                raise Broken()
            end, sealed = front[4:], source.read(size)
            try:
                yield self.key.decrypt(_nonce(number, end), sealed, self.head)
            except InvalidTag:
                raise (Broken() if number or len(sealed) < size else WrongPassphrase()) from None
            number += 1
        if source.read(1):
            raise Broken()


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, **COST))


def _nonce(number: int, end: bytes) -> bytes:
    """Number each piece, and mark the last: with a key for each file, none comes twice."""
    return number.to_bytes(NONCE_BYTES - 1, "big") + end
