"""What of a programme's changes is public: what rested long enough, and nothing that was taken back before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from meetings.domain.changes import Moment, Version
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.messages import is_same_for_people, over_at, settles_at

V = TypeVar("V", bound=Version)


class News(StrEnum):
    """What happened."""

    PUBLISHED = "published"
    ADDED = "added"  # one more time of a session that was published before
    MOVED = "moved"
    CANCELLED = "cancelled"
    REVIVED = "revived"
    RECORDING = "recording"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class StateChange:
    """A session's state from a moment on, as a version: it has no time of its own."""

    version: int
    changed_at: datetime
    state: str
    starts_at: datetime
    minutes: int = 0


def settled_steps(versions: Sequence[V], at: Moment) -> list[tuple[V, V]]:
    """Give the changes that rested long enough to be told, each as what stood before and what after it.

    Takes: versions in their order, the first of which is what people saw at first.
    What was taken back before it rested is none, nor is what corrects the record of a time that is over.
    """
    steps: list[tuple[V, V]] = []
    stands, resting = versions[0], list[V]()
    for one in [*versions[1:], None]:
        moment = one.changed_at if one else at.now
        if resting and moment >= _settles(stands, resting, at.settling_seconds):
            if _is_news(stands, resting[-1]):
                steps.append((stands, resting[-1]))
            stands, resting = resting[-1], []
        if one:
            resting.append(one)
    return steps


def _settles(stands: Version, resting: Sequence[Version], settling_seconds: int) -> datetime:
    last = resting[-1]
    soonest = min(stands.starts_at, last.starts_at)
    # A change made when its time is near is told at once, and never before it was made.
    return max(last.changed_at, settles_at(resting[0].changed_at, last.changed_at, soonest, settling_seconds))


def _is_news(before: Version, after: Version) -> bool:
    return not is_same_for_people(before, after) and (
        isinstance(after, StateChange) or after.changed_at < over_at(before, after)
    )


def kind_of(before: Version, after: Version) -> News:
    """Say what a change of a time, or of a session, is."""
    if after.state in (SlotState.CANCELLED, SlotState.NOT_HELD):
        return News.CANCELLED
    return News.REVIVED if before.state != after.state else News.MOVED


def public_since(first: datetime | None, programme: datetime | None) -> datetime | None:
    """Say since when a session can be seen: since both it and its programme were published; null where nobody noted it.

    Takes: when the session was first published, and the programme last.
    """
    if first is None:
        return None
    return max(first, programme) if programme else first


def seen_from(versions: Iterable[V], since: datetime | None) -> list[V]:
    """Give the versions of a time that could be seen, beginning with the one that stood when it became public."""
    every = list(versions)
    before = [one for one in every if since is not None and one.changed_at <= since]
    return every[max(0, len(before) - 1) :]


def states_of(
    acts: Iterable[tuple[datetime, str]], since: datetime | None, starts_at: datetime
) -> list[StateChange]:
    """Give the states a session had since it was public, as versions; the first is what people saw at first.

    Takes: moments and states in their order; the session's first instant.
    """
    first = StateChange(0, since or starts_at, SessionState.PUBLISHED, starts_at)
    states = [StateChange(number, moment, state, starts_at) for number, (moment, state) in enumerate(acts, 1)]
    return seen_from(states, since) if since else [first, *states]
