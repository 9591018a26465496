"""Rules of testing connections: which times may be booked, what an outcome says, and who has not tested."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain import errors
from meetings.domain.cop.codes import ADMITTED, NominationRole, Right
from meetings.domain.cop.entering_errors import TimeGone

ENTRANCE: Final = timedelta(
    minutes=15
)  # before a time, from when whoever booked it is shown where it is held
PARTS: Final = ("sound", "video", "channel", "line")
QUALITIES: Final = ("good", "poor", "none")
NOTE_LENGTH: Final = 500
MOST_SEATS: Final = 100
MOST_MINUTES: Final = 240
MOST_TIMES: Final = 96


class ConnectionState(StrEnum):
    """What became of a test."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    PASSED = "passed"
    AGAIN = "again"
    NOT_TESTED = "not_tested"


OUTCOMES: Final = (ConnectionState.PASSED, ConnectionState.AGAIN, ConnectionState.NOT_TESTED)


class Standing(StrEnum):
    """Where somebody stands with testing, the first to be asked first."""

    NOTHING = "nothing"  # never booked, or came to none
    AGAIN = "again"
    BOOKED = "booked"
    PASSED = "passed"


class Spell(Protocol):
    """A time, as far as it decides."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""


def is_bookable(time: Spell, now: datetime) -> bool:
    """Say whether a time can still be booked: until it begins."""
    return now < time.starts_at


def check_bookable(time: Spell, now: datetime) -> None:
    """Let a time be booked, or given up.

    Raises: TimeGone.
    """
    if not is_bookable(time, now):
        raise TimeGone(field="time")


def is_shown_where(time: Spell, now: datetime) -> bool:
    """Say whether whoever booked a time is shown where it is held."""
    return time.starts_at - ENTRANCE <= now < time.starts_at + timedelta(minutes=time.minutes)


def standing_of(states: Iterable[str]) -> Standing:
    """Say where somebody stands by all their tests of a segment; one that was passed is passed for good."""
    every = set(states)
    if ConnectionState.PASSED in every:
        return Standing.PASSED
    if ConnectionState.BOOKED in every:
        return Standing.BOOKED
    return Standing.AGAIN if ConnectionState.AGAIN in every else Standing.NOTHING


def is_to_test(state: str, mode: str) -> bool:
    """Say whether somebody has a connection to test: whoever takes part online and may enter."""
    return state in ADMITTED and mode == "online"


def speakers_first(rights: str, role: str, name: str) -> tuple[int, int, str]:
    """Order people so that those who take the floor come first, then by their role and name."""
    return (int(rights != Right.SPEAKER), list(NominationRole).index(NominationRole(role)), name.casefold())


def check_outcome(outcome: str, parts: dict[str, str]) -> dict[str, str | None]:
    """Read how a test went.

    Raises: NotAChoice, with the field.
    """
    if outcome not in OUTCOMES:
        raise errors.NotAChoice(field="outcome", value=outcome[:20])
    found: dict[str, str | None] = {}
    for part in PARTS:
        value = parts.get(part, "")
        if value and value not in QUALITIES:
            raise errors.NotAChoice(field=part, value=value[:20])
        found[part] = value or None
    return found


def check_number(text: str, field: str, most: int) -> int:
    """Read a number from 1.

    Raises: NotANumber.
    """
    figures = text.strip()
    value = int(figures) if figures.isdecimal() and len(figures) < 6 else 0
    if not 1 <= value <= most:
        raise errors.NotANumber(field=field, least=1, most=most)
    return value
