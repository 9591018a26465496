"""Who is told of a change before it is made, and why somebody has not heard of one; decided with values alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from meetings.domain.codes import MessageState, SlotState
from meetings.domain.messages import Facts, is_same_for_people, over_at, settles_at, useless_at
from meetings.domain.seasons import Holding, seats_to_pass_on


class Version(Facts, Protocol):
    """A version that was kept: what people saw of a slot, and since when."""

    @property
    def version(self) -> int:
        """Its number; they follow each other from 1."""

    @property
    def changed_at(self) -> datetime:
        """When it became so."""


class Seated(Holding, Protocol):
    """A slot with its seats."""

    @property
    def capacity(self) -> int | None:
        """How many there are; null is unlimited."""

    @property
    def taken(self) -> int:
        """How many are taken."""

    @property
    def waiting(self) -> int:
        """How many people wait."""


@dataclass(frozen=True, slots=True)
class Holders:
    """People who hold a place in a slot, or wait for one: what they heard of it, and whether a mail can tell them.

    `awaits_mail`: one that says how they stand is on its way already; `rises`: the change gives them a seat.
    """

    language: str
    told_version: int | None
    has_mailbox: bool
    awaits_mail: bool
    rises: bool
    people: int


class Outcome(StrEnum):
    """What a change means for somebody who holds a place."""

    TOLD = "told"
    SEAT = "seat"  # told at once that they have a seat, and when it is
    CONFIRMATION = "confirmation"  # a mail to them waits, and will tell what stands when it leaves
    SAME = "same"  # nothing that people see changes
    TAKEN_BACK = "taken_back"  # it is again what they heard before anybody told them otherwise
    OVER = "over"
    NEVER_TOLD = "never_told"  # no mail ever told them, and none is on its way
    NO_MAILBOX = "no_mailbox"


@dataclass(frozen=True, slots=True)
class Group:
    """People for whom a change means the same; `due_at` where they are told of it."""

    outcome: Outcome
    language: str
    people: int
    told_version: int | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When a change is made, and how long changes rest."""

    now: datetime
    settling_seconds: int


def who_is_told(
    holders: Iterable[Holders], versions: Sequence[Version], after: Facts, at: Moment
) -> list[Group]:
    """Say whom a change will be told, and whom not and why; the change is the next version.

    Takes: the versions kept until now, in their order; `after`, what people would see of the slot.
    """
    known = {one.version: one for one in versions}
    current = versions[-1]
    groups = []
    for each in holders:
        outcome, due_at = _outcome(each, known, current, after, at)
        groups.append(Group(outcome, each.language, each.people, each.told_version, due_at))
    return groups


def _outcome(
    each: Holders, known: dict[int, Any], current: Version, after: Facts, at: Moment
) -> tuple[Outcome, datetime | None]:
    heard = known.get(each.told_version or 0)
    if not each.has_mailbox:
        return Outcome.NO_MAILBOX, None
    if each.rises:
        return Outcome.SEAT, at.now
    if each.awaits_mail:
        return Outcome.CONFIRMATION, at.now
    if heard is None:
        return Outcome.NEVER_TOLD, None
    if is_same_for_people(heard, after):
        return (Outcome.SAME if is_same_for_people(current, after) else Outcome.TAKEN_BACK), None
    if at.now >= over_at(heard, after):
        return Outcome.OVER, None
    following = known.get(heard.version + 1)
    first_at = following.changed_at if following else at.now
    due_at = settles_at(first_at, at.now, min(heard.starts_at, after.starts_at), at.settling_seconds)
    return Outcome.TOLD, max(at.now, due_at)


def seats_given(after: Seated, now: datetime) -> int:
    """Say how many of those who wait get a seat by a change: none in a slot that is off or has begun."""
    if after.state != SlotState.PLANNED or now >= after.starts_at:
        return 0
    return seats_to_pass_on(after.capacity, after.taken, after.waiting)


class Reason(StrEnum):
    """Why somebody has not heard of a slot as it stands."""

    SETTLING = "settling"  # due at a moment, unless it changes again
    DUE = "due"
    RETRY = "retry"
    GIVEN_UP = "given_up"
    TOO_LATE = "too_late"
    RETURNED = "returned"  # it left, and came back
    OVER = "over"  # the change lay behind when it was made
    NO_MAILBOX = "no_mailbox"
    NO_MAIL = "no_mail"


FAILED = (Reason.GIVEN_UP, Reason.TOO_LATE)


@dataclass(frozen=True, slots=True)
class Untold:
    """What is known of somebody who has not heard of a slot as it stands.

    `is_noticed`: the present version was made a notice for them; `state` is that of the last mail that told them,
    or would have, and `came_back` says that this one did; `awaits_message`: a notice that no message carries yet.
    """

    told_version: int | None
    has_mailbox: bool
    is_noticed: bool
    awaits_message: bool
    state: str | None
    came_back: bool = False


def why_not_told(one: Untold, versions: Sequence[Version], at: Moment) -> tuple[Reason, datetime | None]:
    """Say why somebody has not heard of a slot as it stands, and when they will where that follows from the change.

    Takes: the versions kept, in their order; the last is how it stands.
    """
    if not one.has_mailbox:
        return Reason.NO_MAILBOX, None
    if one.state == MessageState.RETRY:
        return Reason.RETRY, None
    if one.awaits_message or one.state in (MessageState.DUE, MessageState.CLAIMED):
        return Reason.DUE, None
    known = {each.version: each for each in versions}
    if one.came_back and one.told_version == versions[-1].version:
        return Reason.RETURNED, None
    heard = known.get(one.told_version or 0)
    if heard is not None and not one.is_noticed and heard.version + 1 in known:
        return _of_change(heard, known, versions[-1], at)
    if one.state == MessageState.GIVEN_UP:
        return Reason.GIVEN_UP, None
    return (Reason.TOO_LATE if one.state == MessageState.TOO_LATE else Reason.NO_MAIL), None


def _of_change(
    heard: Version, known: dict[int, Any], current: Version, at: Moment
) -> tuple[Reason, datetime | None]:
    """Say when a change that made no notice yet is told."""
    if is_same_for_people(heard, current):
        return Reason.DUE, None  # taken as told by the next tick
    if current.changed_at >= over_at(heard, current) or at.now >= useless_at(heard, current):
        return Reason.OVER, None
    soonest = min(heard.starts_at, current.starts_at)
    first_at = known[heard.version + 1].changed_at
    due_at = settles_at(first_at, current.changed_at, soonest, at.settling_seconds)
    return (Reason.SETTLING, due_at) if due_at > at.now else (Reason.DUE, None)
