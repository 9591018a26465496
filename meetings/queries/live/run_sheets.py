"""The run-sheet of a slot as it stands: tasks with their owners, who may own one, rehearsals, tests of connections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from meetings.domain.codes import PanelistState, SlotState
from meetings.domain.permissions import Act, may
from meetings.extensions import db
from meetings.models.live.run_sheets import PanelistTest, Rehearsal, RehearsalGuest, RunSheetTask
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.models.staff import User
from meetings.queries.staff import holder_of

STAFF: Final = "user"
PANEL: Final = "person"
OTHER: Final = "other"
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """Who owns a task: `ref` is what a form sends; `is_gone` says that they left staff, the panel, or were erased."""

    ref: str
    name: str
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a run-sheet; `key` names the words of a template where `title` is empty."""

    id: str
    kind: str
    key: str | None
    title: str
    minutes: int
    owner: OwnerRow | None
    notes: str
    reminders: tuple[int, ...] | None
    done_at: datetime | None
    done_by: str
    revision: int


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody who is invited to a rehearsal; `told_at` is when they were told last."""

    ref: str
    name: str
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class RehearsalRow:
    """A rehearsal with whom it is for."""

    id: str
    starts_at: datetime
    local_start: datetime
    zone: str
    minutes: int
    address: str
    note: str
    state: str
    revision: int
    guests: tuple[GuestRow, ...]


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """Somebody of the panel, and how their connection was tested last; without an outcome, never."""

    ref: str
    name: str
    role: str
    outcome: str
    parts: Words
    note: str
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class OtherSheet:
    """Another slot of the programme with a run-sheet."""

    slot_id: str
    title: Words
    starts_at: datetime
    zone: str
    tasks: int
    stream: str | None
    partners: tuple[str, ...]


def tasks(slot_id: str) -> list[TaskRow]:
    """Give the tasks of a slot in the order they are due."""
    rows = db.session.execute(
        select(RunSheetTask, User, Person)
        .outerjoin(User, User.id == RunSheetTask.owner_user_id)
        .outerjoin(Person, Person.id == RunSheetTask.owner_person_id)
        .where(RunSheetTask.slot_id == slot_id)
        .order_by(RunSheetTask.minutes, RunSheetTask.position, RunSheetTask.id)
    ).all()
    panel = {one.ref for one in panel_of(slot_id)}
    names = actor_names({row[0].done_by for row in rows})
    return [_task(task, _owner(task, user, person, panel), names) for task, user, person in rows]


def _task(row: RunSheetTask, owner: OwnerRow | None, names: dict[str, str]) -> TaskRow:
    return TaskRow(
        id=row.id,
        kind=row.kind,
        key=row.key,
        title=row.title,
        minutes=row.minutes,
        owner=owner,
        notes=row.notes,
        reminders=None if row.reminders is None else tuple(row.reminders),
        done_at=row.done_at,
        done_by=names.get(row.done_by or "", row.done_by or ""),
        revision=row.revision,
    )


def _owner(row: RunSheetTask, user: User | None, person: Person | None, panel: set[str]) -> OwnerRow | None:
    if user is not None:
        return OwnerRow(f"{STAFF}:{user.id}", user.name or user.email, not user.active)
    if person is not None and row.owner_name:
        return OwnerRow(OTHER, row.owner_name, person.erased_at is not None)
    if person is not None:
        ref = f"{PANEL}:{person.public_id}"
        return OwnerRow(ref, person.name, ref not in panel)
    return OwnerRow(OTHER, row.owner_name) if row.owner_name else None


def panel_of(slot_id: str) -> list[OwnerRow]:
    """Give those on the panel of a slot's session who have not declined, each once, by their names."""
    rows = db.session.execute(
        select(Person.public_id, Person.name)
        .distinct()
        .join(Panelist, Panelist.person_id == Person.id)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .where(Slot.id == slot_id, Panelist.state != PanelistState.DECLINED, Person.erased_at.is_(None))
        .order_by(Person.name, Person.public_id)
    )
    return [OwnerRow(f"{PANEL}:{public_id}", name) for public_id, name in rows]


def staff_of(slot_id: str) -> list[OwnerRow]:
    """Give the members of staff who may see a slot's session, by their names."""
    found = db.session.execute(
        select(Programme.slug, Stream.slug, Session.partners)
        .select_from(Slot)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(Slot.id == slot_id)
    ).one()
    users = db.session.scalars(
        select(User).where(User.active).options(selectinload(User.grants)).order_by(User.name, User.email)
    )
    return [
        OwnerRow(f"{STAFF}:{one.id}", one.name or one.email)
        for one in users
        if may(holder_of(one), Act.SEE, found[0], found[1], partners=found[2])
    ]


def actor_names(actors: Iterable[str | None]) -> dict[str, str]:
    """Name those who did something, as far as they are of staff or of a panel."""
    wanted = {one for one in actors if one}
    users = {one: int(one[5:]) for one in wanted if one.startswith("user:") and one[5:].isdigit()}
    people = {one: one[6:] for one in wanted if one.startswith("panel:")}
    named: dict[str, str] = {}
    if users:
        rows = db.session.scalars(select(User).where(User.id.in_(users.values())))
        named |= {f"user:{one.id}": one.name or one.email for one in rows}
    if people:
        rows_of = db.session.execute(
            select(Person.public_id, Person.name).where(Person.public_id.in_(people.values()))
        )
        named |= {f"panel:{public_id}": name for public_id, name in rows_of}
    return named


def other_sheets(slot_id: str) -> list[OtherSheet]:
    """Give the other slots of the programme that have a run-sheet, the last to begin first."""
    programme = (
        select(Session.programme_id)
        .join(Slot, Slot.session_id == Session.id)
        .where(Slot.id == slot_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Slot.id,
            Session.title,
            Slot.starts_at,
            Slot.zone,
            func.count(RunSheetTask.id).label("tasks"),
            Stream.slug,
            Session.partners,
        )
        .join(RunSheetTask, RunSheetTask.slot_id == Slot.id)
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(Session.programme_id == programme, Slot.id != slot_id)
        .group_by(Slot.id, Session.id, Stream.slug)
        .order_by(Slot.starts_at.desc(), Slot.id)
    )
    return [OtherSheet(*row[:6], tuple(row[6])) for row in rows]


def rehearsals(slot_id: str) -> list[RehearsalRow]:
    """Give the rehearsals of a slot in their order, with those who are invited."""
    rows = db.session.scalars(
        select(Rehearsal).where(Rehearsal.slot_id == slot_id).order_by(Rehearsal.starts_at, Rehearsal.id)
    ).all()
    guests: dict[str, list[GuestRow]] = {}
    found = db.session.execute(
        select(RehearsalGuest, User, Person)
        .outerjoin(User, User.id == RehearsalGuest.user_id)
        .outerjoin(Person, Person.id == RehearsalGuest.person_id)
        .where(RehearsalGuest.rehearsal_id.in_([one.id for one in rows]), RehearsalGuest.removed_at.is_(None))
        .order_by(RehearsalGuest.id)
    )
    for guest, user, person in found:
        ref = f"{STAFF}:{user.id}" if user else f"{PANEL}:{person.public_id}" if person else ""
        name = (user.name or user.email) if user else person.name if person else ""
        guests.setdefault(guest.rehearsal_id, []).append(GuestRow(ref, name, guest.told_at))
    return [rehearsal_row(one, guests.get(one.id, ())) for one in rows]


def rehearsal_row(row: Rehearsal, guests: Iterable[GuestRow]) -> RehearsalRow:
    """Give a rehearsal as a value."""
    return RehearsalRow(
        id=row.id,
        starts_at=row.starts_at,
        local_start=row.local_start,
        zone=row.zone,
        minutes=row.minutes,
        address=row.address or "",
        note=row.note,
        state=row.state,
        revision=row.revision,
        guests=tuple(sorted(guests, key=lambda one: one.name.casefold())),
    )


def rehearsals_of(person_id: int, slot_id: str) -> list[RehearsalRow]:
    """Give the rehearsals of a slot that stand and that somebody is invited to, without the others who are."""
    rows = db.session.scalars(
        select(Rehearsal)
        .join(RehearsalGuest, RehearsalGuest.rehearsal_id == Rehearsal.id)
        .join(Slot, Slot.id == Rehearsal.slot_id)
        .where(
            Rehearsal.slot_id == slot_id,
            Rehearsal.state == "planned",
            Slot.state == SlotState.PLANNED,
            RehearsalGuest.person_id == person_id,
            RehearsalGuest.removed_at.is_(None),
        )
        .order_by(Rehearsal.starts_at, Rehearsal.id)
    )
    return [rehearsal_row(one, ()) for one in rows]


def connections(slot_id: str) -> list[ConnectionRow]:
    """Give everybody on a slot's panel, and how their connection was tested last for this slot."""
    last = select(func.max(PanelistTest.id)).where(PanelistTest.slot_id == slot_id)
    rows = db.session.execute(
        select(Person.public_id, Person.name, Panelist.role, PanelistTest)
        .join(Panelist, Panelist.person_id == Person.id)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .outerjoin(
            PanelistTest,
            (PanelistTest.person_id == Person.id)
            & PanelistTest.id.in_(last.group_by(PanelistTest.person_id)),
        )
        .where(Slot.id == slot_id, Panelist.state != PanelistState.DECLINED, Person.erased_at.is_(None))
        .order_by(Panelist.position, Panelist.id)
    ).all()
    names = actor_names({test.noted_by for *_rest, test in rows if test})
    found: dict[str, ConnectionRow] = {}
    for public_id, name, role, test in rows:
        found.setdefault(public_id, _connection(f"{PANEL}:{public_id}", name, role, test, names))
    return list(found.values())


def _connection(
    ref: str, name: str, role: str, test: PanelistTest | None, names: dict[str, str]
) -> ConnectionRow:
    if test is None:
        return ConnectionRow(ref, name, role, "", {}, "", None, "")
    parts: dict[str, Any] = {
        "sound": test.sound,
        "video": test.video,
        "channel": test.channel,
        "line": test.line,
    }
    said = {part: value for part, value in parts.items() if value}
    by = names.get(test.noted_by, test.noted_by)
    return ConnectionRow(ref, name, role, test.outcome, said, test.note, test.at, by)


def tasks_for(person_id: int, roles: Iterable[str], slot_id: str) -> list[TaskRow]:
    """Give the tasks of a slot that concern somebody: their own, and what everybody on the panel has a part in.

    Takes: their roles there; interpreters are concerned by the checks of channels.
    """
    kinds = ["rehearsal", "connection", "sound"] + (["channels"] if "interpreter" in roles else [])
    public_id = db.session.scalar(select(Person.public_id).where(Person.id == person_id))
    mine = {f"{PANEL}:{public_id}"}
    wanted = or_(RunSheetTask.owner_person_id == person_id, RunSheetTask.kind.in_(kinds))
    ids = set(db.session.scalars(select(RunSheetTask.id).where(RunSheetTask.slot_id == slot_id, wanted)))
    return [
        one
        for one in tasks(slot_id)
        if one.id in ids and (one.kind in kinds or (one.owner and one.owner.ref in mine))
    ]
