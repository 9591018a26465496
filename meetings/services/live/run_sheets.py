"""Making a run-sheet and working through it: of two who tick one task, the second sees who was first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from meetings.domain import errors
from meetings.domain.live.run_sheet_templates import tasks_of
from meetings.domain.live.run_sheets import (
    MOST_TASKS,
    check_kind,
    check_notes,
    check_offset,
    check_reminders,
    check_title,
    swapped,
)
from meetings.domain.live.run_sheets_errors import DoneByAnother, SheetNotEmpty
from meetings.domain.registrations import check_name
from meetings.extensions import db, store, transaction
from meetings.models.live.run_sheets import RunSheetTask
from meetings.models.people import Person
from meetings.models.slots import Slot
from meetings.queries.live import run_sheets as queries
from meetings.services.audit import note
from meetings.services.live.hours import mark_hour_within
from meetings.services.people import PersonGiven, check_person, find_or_add_person

ORIGIN = "run_sheet"


@dataclass(frozen=True, slots=True)
class TaskGiven:
    """A task as a form gives it, all as typed.

    `owner` is what names one of staff or of the panel, `other` with a name and perhaps an address, or empty. `key` is
    kept with what it says, so that words nobody changed stay in every language.
    """

    title: str
    kind: str = "task"
    amount: str = "0"
    unit: str = "minutes"
    side: str = "before"
    owner: str = ""
    owner_name: str = ""
    owner_email: str = ""
    notes: str = ""
    reminders: str = ""
    key: str | None = None


def apply_template(slot_id: str, template: str, now: datetime, actor: str) -> int:
    """Fill an empty run-sheet from a template; give how many tasks it has.

    Raises: NotFound, NotAChoice, SheetNotEmpty.
    """
    with transaction():
        slot = _slot(slot_id)
        planned = tasks_of(template, slot.minutes)
        _check_empty(slot_id)
        for number, one in enumerate(planned):
            values = {"kind": one.kind, "key": one.key, "minutes": one.minutes, "position": number}
            db.session.add(RunSheetTask(slot_id=slot_id, since=now, updated_at=now, **values))
        _noted(slot_id, "apply", {"template": template, "tasks": len(planned)}, now, actor)
        return len(planned)


def copy_sheet(slot_id: str, from_id: str, now: datetime, actor: str) -> int:
    """Fill an empty run-sheet with the tasks of another slot's, nothing of them done; give how many.

    Owners come along who may own a task here. Raises: NotFound, SheetNotEmpty.
    """
    with transaction():
        _slot(slot_id)
        _check_empty(slot_id)
        here = {one.ref for one in (*queries.staff_of(slot_id), *queries.panel_of(slot_id))}
        gone = {
            one.id
            for one in queries.tasks(from_id)
            if one.owner and one.owner.ref != queries.OTHER and one.owner.ref not in here
        }
        rows = db.session.scalars(select(RunSheetTask).where(RunSheetTask.slot_id == from_id)).all()
        for row in rows:
            owner = (
                (None, None, "")
                if row.id in gone
                else (row.owner_user_id, row.owner_person_id, row.owner_name)
            )
            new = RunSheetTask(slot_id=slot_id, kind=row.kind, key=row.key, title=row.title, since=now)
            new.minutes, new.position, new.notes, new.updated_at = row.minutes, row.position, row.notes, now
            new.owner_user_id, new.owner_person_id, new.owner_name = owner
            new.reminders = row.reminders
            db.session.add(new)
        _noted(slot_id, "copy", {"from": from_id, "tasks": len(rows)}, now, actor)
        return len(rows)


def add_task(slot_id: str, given: TaskGiven, now: datetime, actor: str) -> str:
    """Add a task; give its id.

    Raises: NotFound, TooManyLines; Refused with the field to blame.
    """
    with transaction():
        _slot(slot_id)
        held = select(func.count()).where(RunSheetTask.slot_id == slot_id)
        if (db.session.scalar(held) or 0) >= MOST_TASKS:
            raise errors.TooManyLines(field="title", most=MOST_TASKS)
        values = _checked(slot_id, given, None, now)
        last = db.session.scalar(
            select(func.max(RunSheetTask.position)).where(RunSheetTask.slot_id == slot_id)
        )
        row = RunSheetTask(slot_id=slot_id, position=(last or 0) + 1, since=now, updated_at=now, **values)
        db.session.add(row)
        db.session.flush()
        _noted(slot_id, "add", {"task": row.id, **_facts(values)}, now, actor)
        return row.id


def change_task(
    slot_id: str, task_id: str, given: TaskGiven, revision: int, *, now: datetime, actor: str
) -> None:
    """Change a task; what is done stays done.

    Raises: NotFound, Stale; Refused with the field to blame.
    """
    with transaction():
        row = _task(slot_id, task_id)
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        before = {name: getattr(row, name) for name in _NOTED}
        values = _checked(slot_id, given, row, now)
        if all(getattr(row, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.since, row.updated_at, row.revision, row.reminded = now, now, row.revision + 1, None
        after = {"task": task_id, **_facts(values)}
        _noted(slot_id, "change", after, now, actor, before={"task": task_id, **_facts(before)})


def remove_task(slot_id: str, task_id: str, revision: int, now: datetime, actor: str) -> None:
    """Remove a task that is not done; what was done stays, as the record of the hour.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        row = _task(slot_id, task_id)
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        if row.done_at is not None:
            raise errors.NotThisMove(field="task", state="done", wanted="removed")
        before = {"task": task_id, **_facts({name: getattr(row, name) for name in _NOTED})}
        db.session.execute(delete(RunSheetTask).where(RunSheetTask.id == task_id))
        _noted(slot_id, "remove", {"task": task_id}, now, actor, before=before)


def shift_task(slot_id: str, task_id: str, way: str, now: datetime) -> None:
    """Put a task up or down among those that are due at the same moment.

    Raises: NotFound, NotAChoice.
    """
    with transaction():
        row = _task(slot_id, task_id)
        same = (RunSheetTask.slot_id == slot_id, RunSheetTask.minutes == row.minutes)
        rows = db.session.scalars(
            select(RunSheetTask).where(*same).order_by(RunSheetTask.position, RunSheetTask.id)
        ).all()
        by_id = {one.id: one for one in rows}
        for number, name in enumerate(swapped(list(by_id), task_id, way)):
            by_id[name].position = number
        mark_hour_within(slot_id, now)


def tick_task(slot_id: str, task_id: str, now: datetime, actor: str, *, is_done: bool = True) -> None:
    """Say that a task is done, or take that back; of two at once the second is told who was first.

    Raises: NotFound; DoneByAnother, with `by`, `at` and `is_done`.
    """
    with transaction():
        _task(slot_id, task_id)
        stands = RunSheetTask.done_at.is_(None) if is_done else RunSheetTask.done_at.is_not(None)
        values = {"done_at": now if is_done else None, "done_by": actor if is_done else None}
        ticked = store(
            update(RunSheetTask).where(RunSheetTask.id == task_id, stands).values(updated_at=now, **values)
        )
        if ticked.rowcount != 1:
            row = store(
                select(RunSheetTask.done_at, RunSheetTask.done_by).where(RunSheetTask.id == task_id)
            ).one()
            if row.done_by == actor and is_done:
                return
            name = queries.actor_names({row.done_by}).get(row.done_by or "", "")
            raise DoneByAnother(field="task", by=name, at=row.done_at, is_done=row.done_at is not None)
        _noted(slot_id, "tick" if is_done else "untick", {"task": task_id}, now, actor)


def _slot(slot_id: str) -> Slot:
    """Hold a slot, so that two who fill its run-sheet do so one after the other."""
    found = db.session.scalar(select(Slot).where(Slot.id == slot_id).with_for_update())
    if found is None:
        raise errors.NotFound()
    return found


def _task(slot_id: str, task_id: str) -> RunSheetTask:
    found = db.session.scalar(
        select(RunSheetTask)
        .where(RunSheetTask.id == task_id, RunSheetTask.slot_id == slot_id)
        .with_for_update()
    )
    if found is None:
        raise errors.NotFound(field="task")
    return found


def _check_empty(slot_id: str) -> None:
    if db.session.scalar(select(RunSheetTask.id).where(RunSheetTask.slot_id == slot_id).limit(1)):
        raise SheetNotEmpty(field="template")


def _checked(slot_id: str, given: TaskGiven, row: RunSheetTask | None, now: datetime) -> dict[str, Any]:
    title = "" if given.key and row is not None and given.key == row.key else check_title(given.title)
    return {
        "title": title,
        "key": None if title else given.key,
        "kind": check_kind(given.kind),
        "minutes": check_offset(given.amount, given.unit, given.side),
        "notes": check_notes(given.notes),
        "reminders": check_reminders(given.reminders),
        **_owner(slot_id, given, row, now),
    }


def _owner(slot_id: str, given: TaskGiven, row: RunSheetTask | None, now: datetime) -> dict[str, Any]:
    """Read who owns a task; somebody who owns it already may stay its owner, wherever they went."""
    if not given.owner:
        return {"owner_user_id": None, "owner_person_id": None, "owner_name": ""}
    if given.owner == queries.OTHER:
        return _other(given, row, now)
    stays = {one.id: one.owner for one in queries.tasks(slot_id)} if row is not None else {}
    owner = stays.get(row.id) if row is not None else None
    allowed = {one.ref for one in (*queries.staff_of(slot_id), *queries.panel_of(slot_id))}
    if given.owner not in allowed and not (owner and owner.ref == given.owner):
        raise errors.NotAChoice(field="owner", value=given.owner[:40])
    kind, _colon, name = given.owner.partition(":")
    if kind == queries.STAFF:
        return {"owner_user_id": int(name), "owner_person_id": None, "owner_name": ""}
    person = db.session.scalar(select(Person.id).where(Person.public_id == name))
    return {"owner_user_id": None, "owner_person_id": person, "owner_name": ""}


def _other(given: TaskGiven, row: RunSheetTask | None, now: datetime) -> dict[str, Any]:
    """Read an owner who is typed: by an address they can be reminded; without one again, the one they had stays."""
    name = check_name(given.owner_name, "owner_name")
    person_id = row.owner_person_id if row is not None and row.owner_name == name else None
    if given.owner_email.strip():
        try:
            checked = check_person(PersonGiven(name=name, email=given.owner_email))
        except errors.Refused as refusal:
            named = {"email": "owner_email", "name": "owner_name"}
            refusal.field = named.get(refusal.field or "", refusal.field)
            raise
        person_id = find_or_add_person(checked, now, origin=ORIGIN)[0]
    return {"owner_user_id": None, "owner_person_id": person_id, "owner_name": name}


_NOTED = ("kind", "minutes", "key", "owner_user_id", "owner_person_id")


def _facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the journal says of a task: nothing that somebody typed."""
    return {name: str(values[name]) for name in _NOTED if values.get(name) is not None}


def _noted(
    slot_id: str,
    act: str,
    after: dict[str, Any],
    now: datetime,
    actor: str,
    *,
    before: dict[str, Any] | None = None,
) -> None:
    note(now, actor, f"run_sheet.{act}", f"slot:{slot_id}", before=before or {}, after=after)
    mark_hour_within(slot_id, now)
