"""What is to be done at a platform, computed from today's facts: nothing is ordered, and twice is once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from meetings.domain.platforms import Abilities, Ways, What

LEASE: Final = timedelta(minutes=2)
AGAIN: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
SPENT_WAIT: Final = timedelta(hours=1)
LOOK_BEFORE: Final = timedelta(hours=1)
KEEP_BEFORE: Final = timedelta(minutes=15)
KEEP_EVERY: Final = timedelta(minutes=2)
WAYS_BEFORE: Final = timedelta(days=1)
MOST_FETCHES: Final = 4
FETCH_AGAIN: Final = timedelta(hours=3)


class State(StrEnum):
    """How a meeting at a platform stands."""

    WANTED = "wanted"
    MADE = "made"
    ENDED = "ended"


class Task(StrEnum):
    """What a worker does at a platform."""

    MAKE = "make"
    TELL = "tell"
    LOOK = "look"
    END = "end"
    FETCH = "fetch"


@dataclass(frozen=True, slots=True)
class Stand:
    """How a meeting stands and what is wanted of it.

    `is_replaced`: another account is to hold the time, and has made its meeting. `is_off`: the time is cancelled.
    """

    state: str
    is_wanted: bool
    is_off: bool
    is_replaced: bool
    told: Mapping[str, Any]
    facts: Mapping[str, Any]
    looked_at: datetime | None
    doors_at: datetime
    starts_at: datetime
    ends_at: datetime
    fetches: int = 0
    has_attendance: bool = False
    has_recordings: bool = False


def facts_of(title: str, starts_at: datetime, minutes: int) -> dict[str, Any]:
    """Give what a platform is told of a time, as it is kept."""
    return {"title": title, "starts_at": starts_at.isoformat(timespec="seconds"), "minutes": minutes}


def task_of(stand: Stand, abilities: Abilities, now: datetime) -> Task | None:
    """Say what is to be done with a meeting now, or nothing."""
    if stand.state == State.ENDED and not stand.is_wanted:
        return None
    if now >= stand.ends_at:
        return _after(stand, abilities, now)
    if not stand.is_wanted:
        return _taken_away(stand, now)
    if stand.state != State.MADE:
        return Task.MAKE
    if stand.told != stand.facts:
        return Task.TELL
    return Task.LOOK if _is_look_due(stand, abilities, now) else None


def _taken_away(stand: Stand, now: datetime) -> Task | None:
    """End what is not wanted, but never while people may be in it, and never before another one stands."""
    if stand.is_off or (stand.is_replaced and now < stand.doors_at):
        return Task.END
    return None


def _is_look_due(stand: Stand, abilities: Abilities, now: datetime) -> bool:
    if abilities.forgets:
        is_near = stand.doors_at - KEEP_BEFORE <= now
        return is_near and (stand.looked_at is None or now - stand.looked_at >= KEEP_EVERY)
    since = stand.starts_at - LOOK_BEFORE
    return since <= now and (stand.looked_at is None or stand.looked_at < since)


def _after(stand: Stand, abilities: Abilities, now: datetime) -> Task | None:
    """Fetch lists and recordings, where the platform has them and they are not here yet."""
    if stand.state != State.MADE or stand.is_off or stand.fetches >= MOST_FETCHES:
        return None
    if now < stand.ends_at + abilities.patience:
        return None
    return Task.FETCH if wanted_of(stand, abilities) else None


def wanted_of(stand: Stand, abilities: Abilities) -> tuple[What, ...]:
    """Give what is still to be fetched."""
    missing = {What.ATTENDANCE: not stand.has_attendance, What.RECORDINGS: not stand.has_recordings}
    return tuple(what for what, is_missing in missing.items() if is_missing and what in abilities.can)


def next_try(failures: int, now: datetime, *, tries_again: bool = True, seconds: int = 0) -> datetime:
    """Say when a task is tried again: soon, then ever later; where somebody must act first, in an hour.

    Takes: for how long the platform wants to be left alone.
    """
    if not tries_again:
        return now + SPENT_WAIT
    wait = min(AGAIN * (1 << min(max(failures - 1, 0), 10)), LONGEST_WAIT)
    return now + max(wait, timedelta(seconds=seconds))


def needs_way(ways: Ways, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether people's own ways into a meeting are made now."""
    return ways is Ways.AHEAD and starts_at - WAYS_BEFORE <= now < ends_at
