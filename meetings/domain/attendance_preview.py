"""What a file of attendance would add to a slot: people, problems, and who is not there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from meetings.domain.attendance import (
    Answers,
    FileRead,
    Grouped,
    Problem,
    Row,
    Stay,
    check_window,
    group,
    group_totals,
    key_of,
)
from meetings.domain.attendance_matching import NOBODY, KnownPeople, Match, match
from meetings.domain.attendance_places import close_open_ends, place_rows, zone_choices

GIVEN: Final = "given"
FILE: Final = "file"
SLOT: Final = "slot"


@dataclass(frozen=True, slots=True)
class SlotAsked:
    """The slot a file is of, as far as its hour and its zones matter."""

    id: str
    session_id: int
    programme: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    zones: tuple[str, ...]
    panel: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file says of a slot: `stays` are what a commit stores, with a match each; problems stop it."""

    read: FileRead
    zone: str
    zone_from: str
    stays: tuple[Stay, ...]
    matches: tuple[Match, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    def people(self) -> Iterator[tuple[Grouped, Match]]:
        """Give the rows that are shown together, each time anew, with the surest match of them."""
        if not self.stays:
            for one in group_totals(_without_times(self.read.rows)):
                yield one, NOBODY
            return
        found: dict[str, Match] = {}
        for stay, match_of_row in zip(self.stays, self.matches, strict=True):
            key = key_of(stay.row.address, stay.row.name)
            if key not in found or (match_of_row.known and not found[key].known):
                found[key] = match_of_row
        for one in group(self.stays, None):
            yield one, found[one.key]


def preview(read: FileRead, slot: SlotAsked, zone: str, answers: Answers, *, people: KnownPeople) -> Preview:
    """Say what a file would add to a slot.

    Takes: a zone that somebody gave, or nothing: then what the file says, else the slot's.
    """
    used, source = (read.zone, FILE) if read.zone else (zone, GIVEN) if zone else (slot.zone, SLOT)
    placed, problems = place_rows(read.rows, used, answers)
    if problems and answers.leave_out:
        problems = [one for one in problems if one.code != "ends_before"]
    stays, unended = close_open_ends(placed, used, answers.until, slot.ends_at)
    window = check_window(stays, slot.starts_at, slot.ends_at, is_zone_given=source != SLOT)
    notes = list(read.notes)
    if read.zone and zone and zone != read.zone:
        notes.append(Problem("zone_of_file", {"zone": read.zone}))
    return Preview(
        read=read,
        zone=used,
        zone_from=source,
        stays=tuple(stays),
        matches=tuple(match(stay.row, people) for stay in stays),
        problems=(*read.problems, *problems, *unended, *_with_choices(window, slot, used)),
        notes=tuple(notes),
    )


def _without_times(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.minutes is not None]


def _with_choices(window: Sequence[Problem], slot: SlotAsked, used: str) -> list[Problem]:
    """Name the zones in which a file would fit."""
    found = []
    for one in window:
        shift = one.values.get("shift_minutes")
        choices = zone_choices(slot.zones, used, slot.starts_at, shift) if shift is not None else []
        found.append(Problem(one.code, {**one.values, "field": "zone", "choices": choices}))
    return found
