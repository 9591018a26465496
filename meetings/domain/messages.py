"""When people are told: what is due, what has settled, what is useless by now, and when to try again."""

from datetime import datetime, timedelta
from typing import Final, Protocol

SOON: Final = timedelta(hours=2)
MOST_SETTLING: Final = 3
RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
BATCH: Final = 10


class Facts(Protocol):
    """What people see of a slot, as it is or as it was in a version."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""

    @property
    def state(self) -> str:
        """What the organizer decided."""


def is_same_for_people(before: Facts, after: Facts) -> bool:
    """Say whether a slot is again what somebody was told: same instants, same state."""
    return (before.starts_at, before.minutes, before.state) == (after.starts_at, after.minutes, after.state)


def settles_at(first_at: datetime, last_at: datetime, starts_at: datetime, settling_seconds: int) -> datetime:
    """Give the moment from which on a change has rested long enough to be told.

    It has, a settling time after the last change, three after the first, or when the slot begins within two hours.

    Takes: first and last change that were not told yet; the start that comes first, the one told or the new one.
    """
    settling = timedelta(seconds=settling_seconds)
    return min(last_at + settling, first_at + MOST_SETTLING * settling, starts_at - SOON)


def has_settled(
    first_at: datetime, last_at: datetime, starts_at: datetime, now: datetime, settling_seconds: int
) -> bool:
    """Say whether a change has rested long enough to be told; see `settles_at`."""
    return now >= settles_at(first_at, last_at, starts_at, settling_seconds)


def useless_at(before: Facts, after: Facts) -> datetime:
    """Give the moment from which on nobody needs to hear of a change: the end of the later of both."""
    return max(one.starts_at + timedelta(minutes=one.minutes) for one in (before, after))


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
