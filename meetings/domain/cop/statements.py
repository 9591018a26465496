"""Statements of delegations: for which meeting, until when, on whose behalf, and how the desk publishes them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain.cop.documents import Delegate, MeetingStands
from meetings.domain.cop.documents_errors import NotYourMeeting, StatementsClosed
from meetings.domain.errors import Missing, NotAChoice
from meetings.domain.kept_files import may_have
from meetings.domain.registrations import check_line

BEHALF_LENGTH: Final = 120


class Behalf(StrEnum):
    """For whom a delegation speaks."""

    SELF = "self"
    REGION = "region"
    OTHER = "other"


class StatementState(StrEnum):
    """Where a statement stands."""

    WAITING = "waiting"
    PUBLISHED = "published"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Delivered(StrEnum):
    """How a statement that is published was made."""

    AS_DELIVERED = "as_delivered"
    PARTLY = "partly"
    IN_WRITING = "in_writing"


class Held(Protocol):
    """A time of a meeting."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""


def taken_until(times: Iterable[Held], hours: int) -> datetime | None:
    """Give until when statements for a meeting are taken: so many hours after its last time; null without any."""
    ends = [one.starts_at + timedelta(minutes=one.minutes) for one in times]
    return max(ends) + timedelta(hours=hours) if ends else None


def check_time(until: datetime | None, now: datetime) -> None:
    """Refuse a statement that comes too late.

    Raises: StatementsClosed, with field `meeting`.
    """
    if until is not None and now >= until:
        raise StatementsClosed(field="meeting", until=until)


def check_meeting(who: Delegate, meeting: MeetingStands) -> None:
    """Refuse a statement for a meeting in which a delegation does not take part.

    Raises: NotYourMeeting, with field `meeting`.
    """
    if not is_theirs(who, meeting):
        raise NotYourMeeting(field="meeting")


def is_theirs(who: Delegate, meeting: MeetingStands) -> bool:
    """Say whether a delegation may make statements in a meeting: it is shown, for them, and not for named people."""
    within = who.watcher(meeting.segment_id, is_named=False)
    return meeting.is_shown and may_have(meeting.audience, within)


def check_behalf(behalf: str, other: str, region: str | None) -> str | None:
    """Give on whose behalf a statement is made: the regional group, or what was typed; nothing for oneself.

    Takes: the delegation's own regional group, where it has one.
    Raises: NotAChoice, with field `behalf`; Missing, TooLong, NotOneLine, with field `behalf_of`.
    """
    if behalf == Behalf.SELF:
        return None
    if behalf == Behalf.REGION and region:
        return region
    if behalf == Behalf.OTHER:
        name = check_line(other, "behalf_of", BEHALF_LENGTH)
        if not name:
            raise Missing(field="behalf_of")
        return name
    raise NotAChoice(field="behalf", value=behalf[:20])
