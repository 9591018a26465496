"""What is to be done for each form of session, and when: the templates of run-sheets, as data.

The words of each task stand in `mail/run_sheet_words`. Source: how United Nations secretariats, webinar
processes and event checklists run online meetings: rehearsal days before, language channels set a week before and
checked half an hour before, the room open an hour before, named roles, thanks and survey afterwards.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from meetings.domain import errors
from meetings.domain.live.run_sheets import DAY, HOUR, TaskKind


class Template(StrEnum):
    """A form of session."""

    WEBINAR = "webinar"
    EXPERTS = "experts"
    PLENARY = "plenary"
    INFORMAL = "informal"


@dataclass(frozen=True, slots=True)
class Planned:
    """A task of a template: the key of its words, its kind, and when it is due, in minutes after the start."""

    key: str
    kind: TaskKind
    minutes: int


TASK, REHEARSAL, CONNECTION = TaskKind.TASK, TaskKind.REHEARSAL, TaskKind.CONNECTION
SOUND, CHANNELS, RECORDING = TaskKind.SOUND, TaskKind.CHANNELS, TaskKind.RECORDING
CONSENT, RELEASES = TaskKind.CONSENT, TaskKind.RELEASES

AFTERWARDS: Final = (
    Planned("closing", TASK, 85),
    Planned("stop_recording", RECORDING, 90),
    Planned("survey", TASK, 95),
    Planned("attendance", TASK, DAY),
    Planned("recording_worked", RECORDING, 2 * DAY),
    Planned("thanks", TASK, 3 * DAY),
)
TEMPLATES: Final[dict[Template, tuple[Planned, ...]]] = {
    Template.WEBINAR: (
        Planned("roles", TASK, -14 * DAY),
        Planned("channels_set", CHANNELS, -7 * DAY),
        Planned("brief_sent", TASK, -7 * DAY),
        Planned("releases", RELEASES, -5 * DAY),
        Planned("rehearsal", REHEARSAL, -3 * DAY),
        Planned("connections", CONNECTION, -2 * DAY),
        Planned("slides", TASK, -DAY),
        Planned("room_opens_panel", TASK, -HOUR),
        Planned("sound", SOUND, -45),
        Planned("channels_checked", CHANNELS, -30),
        Planned("room_opens", TASK, -15),
        Planned("recording", RECORDING, 0),
        Planned("consent", CONSENT, 1),
        Planned("welcome", TASK, 2),
        Planned("questions", TASK, 60),
        *AFTERWARDS,
    ),
    Template.EXPERTS: (
        Planned("papers", TASK, -14 * DAY),
        Planned("roles", TASK, -14 * DAY),
        Planned("channels_set", CHANNELS, -7 * DAY),
        Planned("connections", CONNECTION, -3 * DAY),
        Planned("rehearsal", REHEARSAL, -2 * DAY),
        Planned("texts", TASK, -DAY),
        Planned("room_opens_panel", TASK, -HOUR),
        Planned("sound", SOUND, -45),
        Planned("channels_checked", CHANNELS, -30),
        Planned("room_opens", TASK, -15),
        Planned("recording", RECORDING, 0),
        Planned("consent", CONSENT, 1),
        Planned("round", TASK, 5),
        Planned("notes", TASK, 10),
        Planned("next_steps", TASK, 80),
        Planned("closing", TASK, 85),
        Planned("stop_recording", RECORDING, 90),
        Planned("summary", TASK, 5 * DAY),
    ),
    Template.PLENARY: (
        Planned("papers", TASK, -42 * DAY),
        Planned("interpreters_booked", CHANNELS, -30 * DAY),
        Planned("roles", TASK, -14 * DAY),
        Planned("channels_set", CHANNELS, -7 * DAY),
        Planned("connections", CONNECTION, -5 * DAY),
        Planned("speakers_list", TASK, -3 * DAY),
        Planned("rehearsal", REHEARSAL, -2 * DAY),
        Planned("texts", TASK, -DAY),
        Planned("room_opens_panel", TASK, -90),
        Planned("room_opens_hour", TASK, -HOUR),
        Planned("sound", SOUND, -45),
        Planned("channels_checked", CHANNELS, -30),
        Planned("quorum", TASK, -10),
        Planned("recording", RECORDING, 0),
        Planned("consent", CONSENT, 1),
        Planned("opening", TASK, 2),
        Planned("floor", TASK, 15),
        Planned("cut_off", TASK, 20),
        Planned("closing", TASK, 170),
        Planned("stop_recording", RECORDING, 180),
        Planned("statements", TASK, DAY),
        Planned("recording_worked", RECORDING, 2 * DAY),
    ),
    Template.INFORMAL: (
        Planned("invite", TASK, -7 * DAY),
        Planned("connections", CONNECTION, -DAY),
        Planned("room_opens_panel", TASK, -30),
        Planned("sound", SOUND, -20),
        Planned("room_opens", TASK, -15),
        Planned("not_recorded", CONSENT, 0),
        Planned("welcome", TASK, 2),
        Planned("notes", TASK, 5),
        Planned("next_steps", TASK, 50),
        Planned("closing", TASK, 55),
        Planned("thanks", TASK, DAY),
    ),
}
KEYS: Final = frozenset(one.key for tasks in TEMPLATES.values() for one in tasks)


def tasks_of(template: str, minutes: int) -> list[Planned]:
    """Give the tasks of a template for a slot of so many minutes, in the order they are due.

    What closes a session is due as long before its end as the template has it, whatever the length.
    Raises: NotAChoice.
    """
    if template not in tuple(Template):
        raise errors.NotAChoice(field="template", value=template[:20], choices=list(Template))
    tasks, length = TEMPLATES[Template(template)], LENGTHS[Template(template)]
    found = [Planned(one.key, one.kind, _stretched(one, length, minutes)) for one in tasks]
    return sorted(found, key=lambda one: one.minutes)


LENGTHS: Final = {Template.WEBINAR: 90, Template.EXPERTS: 90, Template.PLENARY: 180, Template.INFORMAL: 60}
AT_THE_END: Final = frozenset(("questions", "next_steps", "closing", "stop_recording", "survey"))


def _stretched(one: Planned, length: int, minutes: int) -> int:
    """Keep what belongs to the end as far from it as the template has it, and within the hour what is of the hour."""
    if one.key in AT_THE_END:
        return max(one.minutes + minutes - length, 3)
    return min(one.minutes, minutes) if 0 < one.minutes < DAY else one.minutes
