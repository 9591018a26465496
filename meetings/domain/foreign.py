"""Meetings of other conventions, as their calendars tell them; they are tagged by origin and never edited."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

MOST_EVENTS: Final = 5_000
MOST_OCCURRENCES: Final = 1_500
MOST_MEETINGS: Final = 10_000
# Of one calendar, so many are looked at within some days, so that one that is full of them hides no other.
MOST_AT_ONCE: Final = 300
MOST_RULE_DAYS: Final = 600_000
LONGEST: Final = timedelta(days=366)
# Of what recurs without end, so much before and after today is kept.
BEFORE: Final = timedelta(days=366)
AHEAD: Final = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class ForeignMeeting:
    """A meeting of somebody else, one occurrence of it.

    `starts_on` and `ends_on` are its first and last day (inclusive; of one with hours, in UTC); `starts_at` and
    `ends_at` are instants in UTC, or nothing for whole days. `origin` is the name of the calendar, `tag` what it says
    whose meeting it is, `address` a page about it; both may be empty.
    """

    uid: str
    origin: str
    title: str
    starts_on: date
    ends_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    is_cancelled: bool
    tag: str = ""
    address: str = ""

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Say whether it is held at the same time as something from `starts_at` to `ends_at` (UTC, half-open)."""
        if self.is_cancelled:
            return False
        if self.starts_at is not None and self.ends_at is not None:
            return self.starts_at < ends_at and starts_at < self.ends_at
        return self.starts_on <= ends_at.date() and starts_at.date() <= self.ends_on


class Why(StrEnum):
    """Why an event is not taken in."""

    NO_UID = "no_uid"
    NO_START = "no_start"
    BAD_VALUE = "bad_value"
    TWICE = "twice"
    UNKNOWN_ZONE = "unknown_zone"
    ENDS_BEFORE = "ends_before"
    TOO_LONG = "too_long"
    TOO_FAR = "too_far"
    TOO_OFTEN = "too_often"
    UNKNOWN_RULE = "unknown_rule"
    TOO_MANY = "too_many"
    LONG_LINE = "long_line"
    NOT_ENDED = "not_ended"


class State(StrEnum):
    """What an event of a calendar means for what is stored of it."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OLDER = "older"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class MeetingRead:
    """One occurrence as a calendar gives it; `occurrence` tells those of one `uid` apart, empty for one alone.

    `titles` are by language, as far as a calendar says in which one a title is. Of a meeting that another instance of
    this system passes on, `origin` names whose it is, and `path` the hosts that passed it on (see domain/joint).
    """

    uid: str
    occurrence: str
    sequence: int
    modified_at: datetime | None
    title: str
    place: str
    tag: str
    address: str
    starts_on: date
    ends_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    is_cancelled: bool
    titles: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class EventRefused:
    """An event that cannot be taken in, and why; `value` is what is to blame, where that can be said shortly."""

    uid: str
    title: str
    why: Why
    value: str = ""


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """A calendar as it was read: its own name (or nothing), its meetings, and the events that were refused.

    `older` are events that the calendar itself has in a newer form, `ours` how many were left out as our own.
    """

    name: str
    meetings: tuple[MeetingRead, ...]
    refused: tuple[EventRefused, ...]
    older: tuple[tuple[str, str], ...] = ()
    ours: int = 0


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What became of one event."""

    uid: str
    title: str
    state: State
    why: Why | None = None
    value: str = ""


def state_of(given: MeetingRead, stored: MeetingRead | None) -> State:
    """Say what an occurrence means for the one that is stored of the same name; never older of what is the same."""
    if stored is None:
        return State.NEW
    if given == stored:
        return State.SAME
    if given.sequence != stored.sequence:
        return State.OLDER if given.sequence < stored.sequence else State.CHANGED
    if given.modified_at and stored.modified_at and given.modified_at < stored.modified_at:
        return State.OLDER
    return State.CHANGED


def is_newer(one: tuple[int, datetime | None], other: tuple[int, datetime | None]) -> bool:
    """Say whether of two forms of an event, by sequence and moment of change, the first is newer, or as new."""
    if one[0] != other[0] or not (one[1] and other[1]):
        return one[0] >= other[0]
    return one[1] >= other[1]
