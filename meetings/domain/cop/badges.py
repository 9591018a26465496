"""Badges: their codes, the colour and word of each category, and what a scan at the gate is answered."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from meetings.domain.cop.badges_errors import BadgeEnded, BadgeStands, BadgeSuspended, NotADayOfIt
from meetings.domain.cop.codes import ADMITTED, BadgeState, ParticipationState
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.errors import NotOneLine, TooLong
from meetings.domain.printed_codes import Shape, is_like, make_code, plain, read
from meetings.domain.registrations import check_line
from meetings.domain.zones import to_local

# Two letters shorter than the code of a certificate, so that one is never taken for the other.
CODE: Final = Shape(letters=8, group=5)
LONGEST_REASON: Final = 300
LONGEST_ENTRANCE: Final = 40
MOST_PASTED: Final = 5_000

# The band of a badge: white words on each of them are read at a contrast of 4.5 or more.
COLOURS: Final[Mapping[str, str]] = {
    "government": "#0b3f86",
    "un": "#00706b",
    "igo": "#4a1a63",
    "ngo": "#2f6b1f",
    "iplc": "#8a3b00",
    "business": "#5b4a1f",
    "research": "#7a1f5c",
    "media": "#b3201f",
    "other": "#4d5b69",
}


class Answer(StrEnum):
    """What a scan at the gate is answered."""

    VALID = "valid"
    ALREADY = "already"
    SUSPENDED = "suspended"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    NOT_HERE = "not_here"
    NOT_TODAY = "not_today"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


# Whoever gets one of these goes in.
GOES_IN: Final = (Answer.VALID, Answer.ALREADY)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a badge when it is scanned: its state, its participation's, and its segment with its days."""

    state: str
    participation_state: str
    segment_id: int
    starts_on: date
    ends_on: date


def new_badge_code(pick: Callable[[int], int] = secrets.randbelow) -> str:
    """Make a code as `7K3MQ-X9DHF`: eight random letters and figures, and two that follow from them."""
    return make_code(CODE, pick)


def read_badge_code(typed: str) -> str | None:
    """Give the code of a badge however it was typed or scanned, or nothing for what can be none."""
    return read(CODE, typed)


def is_like_badge_code(typed: str) -> bool:
    """Say whether something typed looks like the code of a badge, mistyped or not."""
    return is_like(CODE, typed)


def payload(code: str) -> str:
    """Give what the square code of a badge says: its letters and figures alone, and nothing of its person."""
    return plain(code)


def answer(known: Known, segment_id: int, day: date, *, has_come: bool) -> Answer:
    """Say what a scan is answered.

    What is wrong with the badge itself is said first, then whether it is for here, then for today.
    Takes: the segment at whose gate it is scanned, the day there, and whether its bearer came before on it.
    """
    if known.state == BadgeState.SUSPENDED:
        return Answer.SUSPENDED
    if BadgeState.REPLACED in (known.state, known.participation_state):
        return Answer.REPLACED
    if known.participation_state == ParticipationState.REVOKED:
        return Answer.REVOKED
    if known.state == BadgeState.WITHDRAWN or known.participation_state not in ADMITTED:
        return Answer.WITHDRAWN
    if known.segment_id != segment_id:
        return Answer.NOT_HERE
    if not known.starts_on <= day <= known.ends_on:
        return Answer.NOT_TODAY
    return Answer.ALREADY if has_come else Answer.VALID


def check_reason(typed: str) -> str:
    """Give the reason for which a badge is made anew or suspended.

    Raises: ReasonNeeded, TooLong, NotOneLine, with field `reason`.
    """
    reason = check_line(typed, "reason", LONGEST_REASON)
    if not reason:
        raise ReasonNeeded(field="reason")
    return reason


def check_can_be_suspended(state: str) -> None:
    """Hold suspending to badges that open the gate.

    Raises: BadgeSuspended, BadgeEnded.
    """
    if state == BadgeState.SUSPENDED:
        raise BadgeSuspended()
    if state != BadgeState.VALID:
        raise BadgeEnded()


def check_can_be_lifted(state: str) -> None:
    """Hold lifting to badges that are suspended.

    Raises: BadgeStands, BadgeEnded.
    """
    if state == BadgeState.VALID:
        raise BadgeStands()
    if state != BadgeState.SUSPENDED:
        raise BadgeEnded()


def entrance_named(typed: str) -> str:
    """Give the name of an entrance as it is noted; one that cannot be one is none."""
    try:
        return check_line(typed, "entrance", LONGEST_ENTRANCE) or ""
    except (NotOneLine, TooLong):
        return ""


def day_at(now: datetime, zone: str) -> date:
    """Give the day it is at a gate."""
    return to_local(now, zone).date()


def check_day(typed: str, starts_on: date, ends_on: date, today: date) -> date:
    """Give a day of a segment, for which a list kept on paper is entered.

    Raises: NotADayOfIt, for what is no day of it, or has not come yet.
    """
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        day = date.max
    if not starts_on <= day <= min(ends_on, today):
        raise NotADayOfIt(field="day", first=starts_on, last=min(ends_on, today))
    return day


def codes_pasted(text: str) -> list[str]:
    """Give the codes of a list that was pasted, one a line or with commas between, in order, without the doubled."""
    pieces = [one.strip() for line in text.splitlines() for one in line.replace(";", ",").split(",")]
    return list(dict.fromkeys(one for one in pieces if one))
