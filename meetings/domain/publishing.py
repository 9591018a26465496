"""What publishing sessions means to those who follow them: who is registered and told, when, and who is not and why."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from meetings.domain.messages import SOON

QUIET: Final = timedelta(hours=1)


def mark_of(revision: int, slots: Iterable[tuple[str, int]]) -> str:
    """Give a short mark of a session and its times as they stand, by which a form says what was seen.

    Takes: the session's revision; id and revision of each slot, in any order.
    """
    parts = [str(revision), *(f"{slot_id}:{number}" for slot_id, number in sorted(slots))]
    return sha256(" ".join(parts).encode()).hexdigest()[:16]


def enrolled_at(last: datetime | None, starts_at: datetime, now: datetime) -> datetime:
    """Say when somebody is told what they were registered for by what they follow.

    At once; or an hour after the last such mail, together with others, unless it begins soon.
    Takes: when they were last told so, or will be, where that is within the hour.
    """
    if last is None or starts_at - now <= SOON:
        return now
    return last if last > now else last + QUIET


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody's standing wish: for a stream, or for the whole programme where there is none."""

    subscription_id: int
    person_id: int
    stream_id: int | None
    language: str
    has_mailbox: bool
    is_held: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A session that can be registered for once it is published, with its first instant."""

    session_id: int
    stream_id: int | None
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What was before: who was registered for which session, what wishes leave out, who was told within the hour."""

    registered: Collection[tuple[int, int]] = ()
    left_out: Collection[tuple[int, int]] = ()
    told_at: Mapping[int, datetime] | None = None


class Hears(StrEnum):
    """What publishing means for somebody who follows."""

    TOLD = "told"
    NO_MAILBOX = "no_mailbox"
    HELD = "held"  # registered; their mails wait until somebody looked at their name
    NOTHING = "nothing"  # nothing of it is in what they follow
    BEFORE = "before"  # registered before, or left it out


@dataclass(frozen=True, slots=True)
class Group:
    """People for whom publishing means the same; `due_at` where they are told."""

    hears: Hears
    language: str
    people: int
    due_at: datetime | None = None


def who_hears(
    followers: Iterable[Follower], openings: Sequence[Opening], past: Past, now: datetime
) -> list[Group]:
    """Say whom publishing sessions together is told, and whom not and why; everybody who follows is counted once.

    Takes: wishes that stand; the sessions that can be registered for then.
    """
    wishes: dict[int, list[Follower]] = {}
    for one in followers:
        wishes.setdefault(one.person_id, []).append(one)
    people = Counter(_group(each, openings, past, now) for each in wishes.values())
    return [replace(group, people=number) for group, number in sorted(people.items(), key=_order)]


def _order(pair: tuple[Group, int]) -> tuple[str, str, float]:
    group = pair[0]
    return group.hears, group.language, group.due_at.timestamp() if group.due_at else 0.0


def _group(wishes: list[Follower], openings: Sequence[Opening], past: Past, now: datetime) -> Group:
    person = wishes[0]
    fitting = [(wish, one) for wish in wishes for one in openings if wish.stream_id in (None, one.stream_id)]
    new = [
        one
        for wish, one in fitting
        if (person.person_id, one.session_id) not in past.registered
        and (wish.subscription_id, one.session_id) not in past.left_out
    ]
    if not new:
        return Group(Hears.BEFORE if fitting else Hears.NOTHING, person.language, 1)
    if not person.has_mailbox or person.is_held:
        return Group(Hears.HELD if person.is_held else Hears.NO_MAILBOX, person.language, 1)
    last = (past.told_at or {}).get(person.person_id)
    return Group(Hears.TOLD, person.language, 1, min(enrolled_at(last, one.starts_at, now) for one in new))
