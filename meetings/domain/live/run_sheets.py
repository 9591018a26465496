"""Rules of the run-sheet: its tasks, each relative to the start of a slot, so that they move with it by themselves."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain import errors
from meetings.domain.registrations import check_line

MOST_TASKS: Final = 100
TITLE_LENGTH: Final = 200
NOTES_LENGTH: Final = 2000
HOUR: Final = 60
DAY: Final = 24 * HOUR
FARTHEST: Final = 90 * DAY
REMINDERS: Final = (DAY, HOUR)
MOST_REMINDERS: Final = 4
UNITS: Final = {"minutes": 1, "hours": HOUR, "days": DAY}
SIDES: Final = {"before": -1, "after": 1}


class TaskKind(StrEnum):
    """What a task is: something to do, a rehearsal, a test of connections, or an item of one of the checklists."""

    TASK = "task"
    REHEARSAL = "rehearsal"
    CONNECTION = "connection"
    SOUND = "sound"
    CHANNELS = "channels"
    RECORDING = "recording"
    CONSENT = "consent"
    RELEASES = "releases"


class TaskStanding(StrEnum):
    """How a task stands at a moment."""

    DONE = "done"
    LATE = "late"
    NEXT = "next"
    COMING = "coming"


class Task(Protocol):
    """A task, as far as it decides."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def minutes(self) -> int:
        """When it is due, in minutes after the start; negative before."""

    @property
    def done_at(self) -> datetime | None:
        """Since when it is done."""


def due_at(starts_at: datetime, minutes: int) -> datetime:
    """Give the instant at which a task is due."""
    return starts_at + timedelta(minutes=minutes)


def standings(tasks: Iterable[Task], starts_at: datetime, now: datetime) -> dict[str, TaskStanding]:
    """Say how each task stands; next are all that are due first of those that are not late."""
    every = list(tasks)
    ahead = [one.minutes for one in every if one.done_at is None and due_at(starts_at, one.minutes) >= now]
    first = min(ahead, default=None)

    def standing(one: Task) -> TaskStanding:
        if one.done_at is not None:
            return TaskStanding.DONE
        if due_at(starts_at, one.minutes) < now:
            return TaskStanding.LATE
        return TaskStanding.NEXT if one.minutes == first else TaskStanding.COMING

    return {one.id: standing(one) for one in every}


def check_offset(amount: str, unit: str, side: str) -> int:
    """Read when a task is due: a number of minutes, hours or days, before or after the start.

    Raises: NotAChoice, with field `unit` or `side`; NotANumber, with field `amount`.
    """
    if unit not in UNITS:
        raise errors.NotAChoice(field="unit", value=unit[:20], choices=list(UNITS))
    if side not in SIDES:
        raise errors.NotAChoice(field="side", value=side[:20], choices=list(SIDES))
    figures, most = amount.strip(), FARTHEST // UNITS[unit]
    number = int(figures) if figures.isdecimal() and len(figures) < 8 else -1
    if not 0 <= number <= most:
        raise errors.NotANumber(field="amount", least=0, most=most)
    return number * UNITS[unit] * SIDES[side]


def offset_parts(minutes: int) -> tuple[int, str, str]:
    """Give the number, unit and side of an offset, in the largest unit that divides it."""
    size = abs(minutes)
    unit = next((one for one in ("days", "hours") if size and size % UNITS[one] == 0), "minutes")
    return size // UNITS[unit], unit, "after" if minutes > 0 else "before"


def check_reminders(text: str) -> list[int] | None:
    """Read how many minutes before a task its owner is reminded, as `1440, 60`; empty is as always, `0` not at all.

    Raises: NotANumber, TooManyLines, with field `reminders`.
    """
    parts = [one for one in text.replace("،", ",").replace("，", ",").replace(",", " ").split() if one]
    if not parts:
        return None
    if len(parts) > MOST_REMINDERS:
        raise errors.TooManyLines(field="reminders", most=MOST_REMINDERS)
    if not all(one.isdecimal() and len(one) < 7 and int(one) <= 30 * DAY for one in parts):
        raise errors.NotANumber(field="reminders", least=0, most=30 * DAY)
    return sorted({int(one) for one in parts} - {0}, reverse=True)


def reminder_due(
    due: datetime, reminders: Sequence[int] | None, since: datetime, now: datetime
) -> int | None:
    """Give the rule by which an owner is to be reminded now: the last whose moment has come; nothing once it is due.

    Takes: `since`, when the task became as it is; whoever was given it after a moment has just been told.
    """
    if now >= due:
        return None
    rules = REMINDERS if reminders is None else reminders
    come = [one for one in rules if due - timedelta(minutes=one) <= now]
    rule = min(come, default=None)
    return rule if rule is not None and since <= due - timedelta(minutes=rule) else None


def check_kind(value: str) -> TaskKind:
    """Read a kind of task.

    Raises: NotAChoice.
    """
    if value not in tuple(TaskKind):
        raise errors.NotAChoice(field="kind", value=value[:20], choices=list(TaskKind))
    return TaskKind(value)


def check_title(value: str) -> str:
    """Read what is to be done.

    Raises: Missing, TooLong, NotOneLine.
    """
    return str(check_line(value, "title", TITLE_LENGTH, needed=True))


def check_notes(value: str, field: str = "notes", most: int = NOTES_LENGTH) -> str:
    """Read notes of several lines.

    Raises: TooLong, NotOneLine.
    """
    lines = value.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    if sum(len(one) + 1 for one in lines) > most + 1:
        raise errors.TooLong(field=field, most=most)
    return "\n".join(check_line(one, field, most) or "" for one in lines)


def swapped(ids: Sequence[str], name: str, way: str) -> list[str]:
    """Put one up or down among those that are due at the same moment; at the end of them nothing happens.

    Raises: NotFound, NotAChoice.
    """
    if name not in ids:
        raise errors.NotFound(field="task")
    if way not in ("up", "down"):
        raise errors.NotAChoice(field="way", value=way[:20])
    order, at = list(ids), list(ids).index(name)
    to = at - 1 if way == "up" else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order
