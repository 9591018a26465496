"""Boxes in which answers wait: anybody may put one in, and only whoever has the box's key, kept elsewhere, opens it.

Source: sealing is that of RFC 9180 in its plainest form: X25519 with a key of the moment, HKDF, ChaCha20-Poly1305.
"""

from collections.abc import Iterable, Sequence
from secrets import SystemRandom
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, insert, select

from meetings.extensions import db, store
from meetings.models.base import random_id
from meetings.models.surveys import Box, Sealed

KEY_BYTES: Final = 32
NONCE: Final = bytes(12)  # each sealing has a key of its own
LOT: Final = SystemRandom()


def new_keys() -> tuple[bytes, bytes]:
    """Make the keys of a box: the one that opens, and the one that seals."""
    opens = X25519PrivateKey.generate()
    return opens.private_bytes_raw(), opens.public_key().public_bytes_raw()


def seal(public_key: bytes, plain: bytes) -> bytes:
    """Seal bytes into a box."""
    once = X25519PrivateKey.generate()
    begin = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public_key))
    return begin + ChaCha20Poly1305(_derived(shared, begin, public_key)).encrypt(NONCE, plain, None)


def unseal(private_key: bytes, sealed: bytes) -> bytes:
    """Open what was sealed into a box.

    Raises: cryptography.exceptions.InvalidTag, for what another key sealed, or what was changed.
    """
    opens = X25519PrivateKey.from_private_bytes(private_key)
    begin, rest = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    shared = opens.exchange(X25519PublicKey.from_public_bytes(begin))
    derived = _derived(shared, begin, opens.public_key().public_bytes_raw())
    return ChaCha20Poly1305(derived).decrypt(NONCE, rest, None)


def _derived(shared: bytes, begin: bytes, public_key: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, b"survey box" + begin + public_key).derive(shared)


def put_in(box: Box, plain: Iterable[bytes]) -> None:
    """Put answers into a box, and lay all that is in it anew, in no order; call it within a transaction.

    So that nothing of the store, like the transaction a row was written by, says which of them came last.
    """
    waiting = [*sealed_in(box.id), *(seal(box.public_key, one) for one in plain)]
    store(delete(Sealed).where(Sealed.box_id == box.id))
    lay(Sealed, [{"key": random_id(20), "box_id": box.id, "sealed": one} for one in waiting])


def sealed_in(box_id: str) -> Sequence[bytes]:
    """Give what waits in a box."""
    return db.session.scalars(select(Sealed.sealed).where(Sealed.box_id == box_id)).all()


def lay(table: type[Any], rows: list[dict[str, Any]]) -> None:
    """Insert rows in an order drawn by lot."""
    LOT.shuffle(rows)
    if rows:
        store(insert(table), rows)
