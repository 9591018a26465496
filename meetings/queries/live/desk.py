"""What the live desk shows of a slot: who came through the entrance, who is in, the panel, and what was noted."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, or_, select

from meetings.domain.attendance import PARTICIPANT
from meetings.domain.codes import PanelistState
from meetings.domain.live.told import PLATFORMS
from meetings.extensions import db, store
from meetings.models.attendance import Attendance
from meetings.models.live.questions import LiveNote
from meetings.models.people import Person
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.joining import ROOM

DOOR: Final = "door"
ROLE_ORDER: Final = ("moderator", "speaker", "host", "interpreter")


@dataclass(frozen=True, slots=True)
class Cut:
    """Of one country, or one language: how many came through the entrance, and how many of all are in."""

    code: str
    entered: int
    inside: int


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is there now.

    `entered` are people who came by our links; `inside` those the platform tells are in, and where it tells nothing,
    whoever entered. `at_entrance` came by our links and are not in yet, as far as the platform tells. `unknown` are in
    without being anybody we know; `in_rooms` sit beside somebody who entered.
    """

    is_told: bool
    entered: int
    inside: int
    at_entrance: int
    unknown: int
    in_rooms: int
    countries: tuple[Cut, ...]
    languages: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class PanelRow:
    """Somebody on the panel, what they said of coming, and whether they are there."""

    name: str
    role: str
    organization: str
    state: str
    minutes: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something that was written down; `by` is the actor."""

    text: str
    at: datetime
    by: str


def presence(slot_id: str, now: datetime) -> Presence:
    """Count who is there, from entries by our links and from what platforms tell; files, which come later, are not.

    The panel is not among them, however they came: it has a list of its own.
    """
    on_panel = (
        select(Panelist.person_id)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .where(Slot.id == slot_id, Panelist.state != PanelistState.DECLINED)
    )
    rows = store(
        select(
            Attendance.id,
            Attendance.source,
            Attendance.person_id,
            Attendance.name,
            Attendance.connection,
            Attendance.country,
            Attendance.language,
            Attendance.joined_at,
            Attendance.left_at,
            Attendance.people,
        ).where(
            Attendance.slot_id == slot_id,
            Attendance.role == PARTICIPANT,
            Attendance.import_id.is_(None),
            Attendance.withdrawn_at.is_(None),
            or_(Attendance.person_id.is_(None), Attendance.person_id.not_in(on_panel)),
        )
    ).all()
    return counted(rows, now)


def counted(rows: Iterable[Any], now: datetime) -> Presence:
    """Count rows of presence, each person once."""
    entered: dict[Hashable, tuple[str, str]] = {}
    inside: dict[Hashable, tuple[str, str]] = {}
    is_told, unknown, in_rooms = False, set[Hashable](), 0
    for row in rows:
        who = row.person_id or f"{row.source}:{row.connection or row.id}"
        told = (row.country or "", row.language or "")
        if row.source == DOOR:
            entered[who] = told
        elif row.source == ROOM:
            in_rooms += row.people
        elif row.source in PLATFORMS:
            is_told = True
            if row.joined_at <= now and (row.left_at is None or now < row.left_at):
                inside[who] = entered.get(who, told)
                if row.person_id is None:
                    unknown.add(who)
    present = inside if is_told else entered
    return Presence(
        is_told=is_told,
        entered=len(entered),
        inside=len(present),
        at_entrance=len(entered.keys() - inside.keys()) if is_told else 0,
        unknown=len(unknown),
        in_rooms=in_rooms,
        countries=_cuts(entered, present, 0),
        languages=_cuts(entered, present, 1),
    )


def _cuts(
    entered: Mapping[Hashable, tuple[str, str]], inside: Mapping[Hashable, tuple[str, str]], at: int
) -> tuple[Cut, ...]:
    """Count by one of what is said of people, the most first."""
    came = Counter(one[at] for one in entered.values())
    there = Counter(one[at] for one in inside.values())
    cuts = [Cut(code, came[code], there[code]) for code in came.keys() | there.keys()]
    return tuple(sorted(cuts, key=lambda one: (-one.inside, -one.entered, one.code)))


def panel(slot_id: str, now: datetime) -> tuple[PanelRow, ...]:
    """Give the panel of a slot, the moderator first; who has declined stands there too."""
    is_here = exists().where(
        Attendance.slot_id == slot_id,
        Attendance.person_id == Panelist.person_id,
        Attendance.withdrawn_at.is_(None),
        Attendance.import_id.is_(None),
        Attendance.joined_at <= now,
        or_(Attendance.left_at.is_(None), Attendance.left_at > now),
    )
    rows = db.session.execute(
        select(
            Person.name,
            Panelist.role,
            Panelist.organization,
            Panelist.state,
            Panelist.minutes,
            is_here.label("is_here"),
        )
        .join(Person, Person.id == Panelist.person_id)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .where(Slot.id == slot_id, Person.erased_at.is_(None))
        .order_by(Panelist.position, Panelist.id)
    )
    found = [
        PanelRow(row.name, row.role, row.organization or "", row.state, row.minutes, row.is_here)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: ROLE_ORDER.index(one.role) if one.role in ROLE_ORDER else 9))


def notes(slot_id: str) -> tuple[NoteRow, ...]:
    """Give what was written down of a slot, the latest first."""
    rows = db.session.scalars(
        select(LiveNote).where(LiveNote.slot_id == slot_id).order_by(LiveNote.id.desc())
    )
    return tuple(NoteRow(row.text, row.at, row.by) for row in rows)
