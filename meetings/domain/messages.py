"""When people are told: what is due, what has settled, what is useless by now, and when to try again."""

from datetime import datetime, timedelta
from typing import Final

SOON: Final = timedelta(hours=2)
MOST_SETTLING: Final = 3
RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
BATCH: Final = 10


def has_settled(
    first_at: datetime, last_at: datetime, starts_at: datetime, now: datetime, settling_seconds: int
) -> bool:
    """Say whether a change has rested long enough to be told.

    It has, a settling time after the last change, three after the first, or when the slot begins within two hours.

    Takes: first and last change that were not told yet; the start that comes first, the one told or the new one.
    """
    settling = timedelta(seconds=settling_seconds)
    rested = now >= last_at + settling or now >= first_at + MOST_SETTLING * settling
    return rested or now >= starts_at - SOON


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """Give the moment of the next attempt, or nothing when it is time to give up.

    Takes: the attempts made so far, at least one.
    """
    if attempts > len(RETRIES):
        return None
    return now + RETRIES[attempts - 1]


def occasion_of(starts_at: datetime) -> str:
    """Write the start that a reminder tells, as the occasion of its notice."""
    return starts_at.strftime("%Y-%m-%dT%H:%MZ")
