"""Devices on which a link shows what is private: each is proved by a code from the mail of whoever the link is for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from meetings.domain.tokens import Keys, as_heard, typed_letters

# How long a mailed code proves a device, and how long the device stays proved.
CODE_LASTS: Final = timedelta(minutes=30)
PROOF_LASTS: Final = timedelta(days=30)
# A code is mailed again only after so long, and so many that wait to be typed; whoever has a forwarded link fills
# nobody's mailbox. All that wait hold, so that nobody makes the one in a mailbox wrong by asking for another.
AGAIN: Final = timedelta(minutes=1)
MOST_WAITING: Final = 3
DEVICE: Final = "device"


def device_code(keys: Keys, holder: str, generation: int, number: int) -> str:
    """Give the code that somebody asked for, as `bafu-miko-sera`; a new link or another asking gives another.

    Takes: who the link is for, its bearer or the id of a focal point; the generation of the link, and the how manieth
    code it is.
    """
    return keys.code(f"{DEVICE}:{holder}:{generation}", number)


def waiting(number: int, spent: int, lately: Sequence[datetime], now: datetime) -> list[int]:
    """Give the codes that hold: not spent, and asked for within the half-hour; the latest first.

    Takes: the how manieth code was the last, up to which they are spent, and when the last ones were asked for.
    """
    asked = zip(range(number, spent, -1), reversed(lately), strict=False)
    return [which for which, at in asked if now < at + CODE_LASTS]


def is_device_code(typed: str, code: str, keys: Keys) -> bool:
    """Say whether a code was typed, however it was, in a time that tells nothing."""
    wanted = as_heard(typed_letters(code))
    return keys.is_hashed(keys.hashed(DEVICE, as_heard(typed_letters(typed))), DEVICE, wanted)


def proof_of(keys: Keys, holder: str, generation: int, now: datetime) -> str:
    """Give what a browser keeps to prove itself."""
    until = int((now + PROOF_LASTS).timestamp())
    return f"{until}.{keys.hashed('proof', holder, str(generation), str(until))}"


def is_proof(keys: Keys, given: str, holder: str, generation: int, now: datetime) -> bool:
    """Say whether a browser proves itself, for this holder and by this link."""
    until, _dot, proof = given[:80].partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < 13):
        return False
    return int(until) > now.timestamp() and keys.is_hashed(proof, "proof", holder, str(generation), until)
