"""Meetings of other conventions, as their calendars tell them; they are tagged by origin and never edited."""

from dataclasses import dataclass
from datetime import date, datetime


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
