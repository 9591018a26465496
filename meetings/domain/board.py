"""The season board: weeks and streams as a grid, where a move leads, and what may be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.shifting import monday

WEEK: Final = timedelta(weeks=1)
MOST_WEEKS: Final = 160
KEPT: Final = timedelta(days=30)  # so long an act can be undone


def weeks_of(days: Iterable[date], starts_on: date | None, ends_on: date | None) -> list[date]:
    """Give the Mondays of a board's weeks: those of the programme and of every day, and those in between.

    Where these would be years of nothing, only weeks in which something is.
    """
    every = [monday(day) for day in (*days, starts_on, ends_on) if day is not None]
    if not every:
        return []
    first, last = min(every), max(every)
    count = (last - first) // WEEK + 1
    return [first + WEEK * number for number in range(count)] if count <= MOST_WEEKS else sorted(set(every))


@dataclass(frozen=True, slots=True)
class Standing:
    """A time of a session as it stands, as far as a move needs it."""

    id: str
    local_start: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A move of a session: so many days for all its times, and another hour for some, by their ids."""

    days: int = 0
    hours: Mapping[str, time] | None = None

    def of(self, slot: Standing) -> datetime:
        """Give the wall time to which a time of the session is moved.

        Raises: TooFar.
        """
        hour = (self.hours or {}).get(slot.id, slot.local_start.time())
        try:
            return datetime.combine(slot.local_start.date() + timedelta(days=self.days), hour)
        except OverflowError:
            raise errors.TooFar(value=slot.local_start.isoformat(timespec="minutes")) from None


def days_to(slots: Sequence[Standing], week: date, weekday: int | None = None) -> int:
    """Say by how many days a session moves so that its first time lies in a week; its weekday stays unless given.

    The last week of the calendar may end behind it: no day is made of it here.
    """
    first = min(slot.local_start for slot in slots).date()
    wanted = first.weekday() if weekday is None else weekday
    return (monday(week) - first).days + wanted


@dataclass(frozen=True, slots=True)
class Step:
    """What an act did to one session: as it was (nothing, where it was not there), and the mark it had after it.

    `mark` stands for the session's revision and those of its times, see `domain/publishing: mark_of`; `was` is the
    mark before the act.
    """

    session: str
    before: Mapping[str, Any] | None
    was: str
    mark: str


def check_undo(steps: Iterable[Step], marks: Mapping[str, str], at: datetime, now: datetime) -> None:
    """Refuse to undo an act after which somebody changed what it touched, or one that lies too far back.

    Takes: the marks of the sessions as they stand, by slug; those that are gone are not among them.
    Raises: ChangedSince, with the `sessions` that differ.
    """
    changed = tuple(step.session for step in steps if marks.get(step.session) != step.mark)
    if changed or now - at > KEPT:
        raise errors.ChangedSince(sessions=changed)
