"""Run-sheets in words: kinds, how a task stands, when it is due against the start and on the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.live.run_sheet_templates import Template
from meetings.domain.live.run_sheets import TaskKind, TaskStanding, due_at, offset_parts
from meetings.formats.times import place_words, short_words
from meetings.mail.run_sheet_words import task_words
from meetings.queries.live.run_sheets import TaskRow

KINDS: Final[dict[TaskKind, Callable[[], str]]] = {
    TaskKind.TASK: lambda: _("Task"),
    TaskKind.REHEARSAL: lambda: _("Rehearsal"),
    TaskKind.CONNECTION: lambda: _("Connection test"),
    TaskKind.SOUND: lambda: _("Check: sound"),
    TaskKind.CHANNELS: lambda: _("Check: channels"),
    TaskKind.RECORDING: lambda: _("Check: recording"),
    TaskKind.CONSENT: lambda: _("Check: consent"),
    TaskKind.RELEASES: lambda: _("Check: releases"),
}
STANDINGS: Final[dict[TaskStanding, Callable[[], str]]] = {
    TaskStanding.DONE: lambda: _("Done"),
    TaskStanding.LATE: lambda: _("Late"),
    TaskStanding.NEXT: lambda: _("Next"),
    TaskStanding.COMING: lambda: _("Later"),
}
TEMPLATES: Final[dict[Template, Callable[[], str]]] = {
    Template.WEBINAR: lambda: _("Webinar"),
    Template.EXPERTS: lambda: _("Expert meeting"),
    Template.PLENARY: lambda: _("Plenary"),
    Template.INFORMAL: lambda: _("Informal consultation"),
}
UNITS: Final[dict[str, Callable[[], str]]] = {
    "minutes": lambda: _("minutes"),
    "hours": lambda: _("hours"),
    "days": lambda: _("days"),
}
SIDES: Final[dict[str, Callable[[], str]]] = {
    "before": lambda: _("before the start"),
    "after": lambda: _("after the start"),
}


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in words: when in the programme's zone and in the reader's, where that is another one."""

    row: TaskRow
    title: str
    kind: str
    offset: str
    when: str
    own: str
    standing: TaskStanding
    state: str
    done: str


def task_line(
    row: TaskRow, starts_at: datetime, zone: str, place: Any, standing: TaskStanding, *, reader: Any
) -> TaskLine:
    """Word a task of a slot that begins at an instant, in a zone that is called by a place."""
    due, lang = due_at(starts_at, row.minutes), reader.language
    when = short_words(due, zone, lang, place_words(place, zone, lang) or None)
    done = ""
    if row.done_at is not None:
        at = short_words(row.done_at, reader.zone, lang, reader.city)
        done = _("%(who)s, %(when)s", who=row.done_by, when=at) if row.done_by else at
    return TaskLine(
        row=row,
        title=task_words(row.key, row.title),
        kind=KINDS[TaskKind(row.kind)](),
        offset=offset_words(row.minutes),
        when=when,
        own="" if reader.zone == zone else short_words(due, reader.zone, lang, reader.city),
        standing=standing,
        state=STANDINGS[standing](),
        done=done,
    )


def offset_words(minutes: int) -> str:
    """Say when something is due against the start: 7 days before."""
    number, unit, side = offset_parts(minutes)
    if not minutes:
        return _("at the start")
    before = {
        "minutes": lambda: ngettext("%(num)d minute before", "%(num)d minutes before", number),
        "hours": lambda: ngettext("%(num)d hour before", "%(num)d hours before", number),
        "days": lambda: ngettext("%(num)d day before", "%(num)d days before", number),
    }
    after = {
        "minutes": lambda: ngettext("%(num)d minute after", "%(num)d minutes after", number),
        "hours": lambda: ngettext("%(num)d hour after", "%(num)d hours after", number),
        "days": lambda: ngettext("%(num)d day after", "%(num)d days after", number),
    }
    return (before if side == "before" else after)[unit]()


def called(key: str | None, title: str) -> str:
    """Say what is to be done, as mails do."""
    return task_words(key, title)
