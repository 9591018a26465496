"""When people are told: what is due, what has settled, what is useless by now, and when to try again."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

SOON: Final = timedelta(hours=2)
MOST_SETTLING: Final = 3
AFTERWARDS: Final = timedelta(days=1)
BATCH: Final = 20


class Failure(StrEnum):
    """Why a mail was not taken, as far as it decides what follows."""

    REFUSED = "refused"  # for good: this recipient, or this message
    DEFERRED = "deferred"  # not now: this recipient, or this message
    THROTTLED = "throttled"  # the recipient's domain takes no more for now
    UNSURE = "unsure"  # the line broke after the words had left: it may have arrived
    AWAY = "away"  # the relay cannot be reached or does not want to talk to us: nothing was handed over


RETRIES: Final = {
    Failure.DEFERRED: (1, 5, 15, 60, 180, 360, 720),
    Failure.THROTTLED: (5, 10, 20, 40, 60, 120, 240, 480),
    Failure.UNSURE: (1, 5, 15, 60, 180, 360, 720),
}  # minutes after each attempt
GENTLE_SECONDS: Final = 5
RESTS: Final = (5, 10, 20, 40, 60)  # seconds before a relay that is away is asked again


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


def over_at(before: Facts, after: Facts) -> datetime:
    """Give the end of the later of both: who changes a slot after it corrects the record, and nobody is told."""
    return max(one.starts_at + timedelta(minutes=one.minutes) for one in (before, after))


def useless_at(before: Facts, after: Facts) -> datetime:
    """Give the moment from which on nobody needs to hear of a change: a day after the end of the later of both.

    Until then it is told, also to whom no mail could be brought in time.
    """
    return over_at(before, after) + AFTERWARDS


def retry_at(failure: Failure, attempts: int, now: datetime) -> datetime | None:
    """Give the moment of the next attempt, or nothing when it is time to give up.

    Takes: the attempts made so far, at least one.
    """
    minutes = RETRIES.get(failure, ())
    return now + timedelta(minutes=minutes[attempts - 1]) if attempts <= len(minutes) else None


def rest_after(failures: int) -> timedelta:
    """Say how long to leave a relay alone that was away so many times in a row, at least once."""
    return timedelta(seconds=RESTS[min(failures, len(RESTS)) - 1])


def jumped_seconds(by_clock: timedelta, steady_seconds: float) -> int:
    """Say by how many seconds a clock jumped, forward counted as more; 0 for what clocks do when they are set gently.

    Takes: how much time went by as the clock has it, and as a clock has it that cannot be set.
    """
    seconds = round(by_clock.total_seconds() - steady_seconds)
    return seconds if abs(seconds) > GENTLE_SECONDS else 0


def occasion_of(starts_at: datetime) -> str:
    """Write the start that a reminder tells, as the occasion of its notice."""
    return starts_at.strftime("%Y-%m-%dT%H:%MZ")
