"""What is known of who was in a slot, by where it comes from, and where that differs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select

from meetings.domain.attendance import PARTICIPANT
from meetings.domain.codes import ImportState
from meetings.domain.live.differences import Difference, Said, differences
from meetings.domain.live.told import PLATFORMS, REPORTS, Platform
from meetings.domain.registrations import name_key
from meetings.domain.seasons import ends_at
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.live.told import HookEvent
from meetings.models.people import Person
from meetings.models.slots import Slot


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where rows come from: our door, a room, a platform, or a file, which has a name; and whether they count.

    `people` are those we know, `nobody` those whom we do not. Of a platform: how many events, the last of them, and
    how many wait for the worker.
    """

    source: str
    file: str
    people: int
    nobody: int
    counts: bool
    events: int = 0
    last_at: datetime | None = None
    waiting: int = 0


def sources(slot_id: str) -> list[SourceRow]:
    """Give where rows of a slot come from: what we noted ourselves, then platforms, then files."""
    stranger = case((Attendance.person_id.is_(None), Attendance.people), else_=0)
    rows = db.session.execute(
        select(
            Attendance.source,
            Import.name,
            Import.layout,
            func.count(Attendance.person_id.distinct()),
            func.sum(stranger),
        )
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(
            Attendance.slot_id == slot_id,
            Attendance.role == PARTICIPANT,
            Attendance.withdrawn_at.is_(None),
            or_(Attendance.import_id.is_(None), Import.state == ImportState.COMMITTED),
        )
        .group_by(Attendance.source, Attendance.import_id, Import.name, Import.layout)
    ).all()
    told = _events(slot_id)
    layouts = {layout for _source, _name, layout, *_more in rows}
    found = []
    for source, name, _layout, people, nobody in rows:
        counts = source not in PLATFORMS or not layouts & set(REPORTS[Platform(source)])
        found.append(SourceRow(source, name or "", people, nobody or 0, counts, *told.pop(source, ())))
    found += [SourceRow(platform, "", 0, 0, True, *facts) for platform, facts in told.items()]
    return sorted(found, key=lambda one: (bool(one.file), one.source in PLATFORMS, one.source, one.file))


def _events(slot_id: str) -> dict[str, tuple[int, datetime | None, int]]:
    waits = func.sum(case((HookEvent.handled_at.is_(None), 1), else_=0))
    rows = db.session.execute(
        select(HookEvent.platform, func.count(), func.max(HookEvent.at), waits)
        .where(HookEvent.slot_id == slot_id)
        .group_by(HookEvent.platform)
    )
    return {platform: (number, last_at, waiting or 0) for platform, number, last_at, waiting in rows}


def slot_differences(slot_id: str) -> tuple[Difference, ...]:
    """Say of whom a platform told something else than the files that count; nothing where there is only one of both."""
    slot = db.session.get_one(Slot, slot_id)
    rows = db.session.execute(
        select(
            Attendance.person_id,
            func.coalesce(Person.name, Attendance.name, ""),
            Attendance.source,
            Attendance.joined_at,
            Attendance.left_at,
        )
        .outerjoin(Person, Person.id == Attendance.person_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(
            Attendance.slot_id == slot_id,
            Attendance.role == PARTICIPANT,
            Attendance.withdrawn_at.is_(None),
            or_(Attendance.source.in_(PLATFORMS), Import.state == ImportState.COMMITTED),
        )
        .order_by(Attendance.joined_at, Attendance.id)
    )
    said = [_said(*row) for row in rows]
    if len({one.live for one in said}) < 2:
        return ()
    return differences(said, ends_at(slot))


def _said(person_id: int | None, name: str, source: str, joined_at: datetime, left_at: Any) -> Said:
    key = str(person_id) if person_id is not None else f"name:{name_key(name)}"
    return Said(key, name, source in PLATFORMS, joined_at, left_at)
