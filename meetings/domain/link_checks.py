"""How often it is looked whether something is still at an address elsewhere: seldom, and ever more seldom."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

EVERY: Final = timedelta(days=1)
AGAIN: Final = timedelta(hours=1)
LONGEST_WAIT: Final = timedelta(days=3)
# While one worker looks, the others leave an address alone for so long; one machine is asked at most so often.
CLAIMED: Final = timedelta(minutes=10)


def check_key(address: str) -> str:
    """Give the key under which an address is known."""
    return sha256(address.encode()).hexdigest()


def next_look(failures: int, now: datetime) -> datetime:
    """Say when it is looked again: in a day; where nothing was there sooner, then ever later."""
    if not failures:
        return now + EVERY
    return now + min(AGAIN * (1 << min(failures - 1, 8)), LONGEST_WAIT)
