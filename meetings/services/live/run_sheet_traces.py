"""What of run-sheets and interpretation names a person who is erased; what was done, and when, stays."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from meetings.domain.registrations import name_key
from meetings.extensions import db, store
from meetings.models.live.interpretation import InterpreterPair, Pronunciation
from meetings.models.live.run_sheets import PanelistTest, RehearsalGuest, RunSheetTask
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Slot


def leave_run_sheets(person_id: int, names: Collection[str] = ()) -> None:
    """Take a person off tasks, rehearsals, tests and pairs of languages; call it within a transaction.

    Takes: the folded names they had: an owner who was typed without an address is they where a programme they took
    part in says so.
    """
    _unname_owners(person_id, names)


from meetings.services.live.floor_traces import slots_near


def leave_run_sheets(person_id: int, name_keys: Collection[str] = ()) -> None:
    """Take a person off tasks, rehearsals, tests and pairs of languages; call it within a transaction.

    An owner without an address is nobody's, and goes by how they are called, where the person took part.
    """
    owned = update(RunSheetTask).where(RunSheetTask.owner_person_id == person_id)
    store(owned.values(owner_person_id=None, owner_name=""))
    typed = (RunSheetTask.owner_person_id.is_(None), RunSheetTask.owner_name != "")
    here = RunSheetTask.slot_id.in_(slots_near(person_id))
    rows = store(select(RunSheetTask.id, RunSheetTask.owner_name).where(*typed, here)).all()
    named = [row.id for row in rows if name_key(row.owner_name) in name_keys]
    store(update(RunSheetTask).where(RunSheetTask.id.in_(named)).values(owner_name=""))
    for table in (RehearsalGuest, PanelistTest, InterpreterPair, Pronunciation):
        store(delete(table).where(table.person_id == person_id))


def _unname_owners(person_id: int, names: Collection[str]) -> None:
    here = select(Slot.id).join(Session, Session.id == Slot.session_id)
    typed = select(RunSheetTask.id, RunSheetTask.owner_name).where(
        RunSheetTask.owner_person_id.is_(None),
        RunSheetTask.owner_user_id.is_(None),
        RunSheetTask.owner_name != "",
        RunSheetTask.slot_id.in_(here.where(Session.programme_id.in_(_programmes(person_id)))),
    )
    theirs = [row.id for row in db.session.execute(typed) if name_key(row.owner_name) in names]
    if theirs:
        store(update(RunSheetTask).where(RunSheetTask.id.in_(theirs)).values(owner_name=""))


def _programmes(person_id: int) -> Select[Any]:
    """Ask for the programmes that somebody took part in: registered, on a panel, or with a task of their own."""
    registered = select(Registration.session_id).where(Registration.person_id == person_id)
    on_panel = select(Panelist.session_id).where(Panelist.person_id == person_id)
    owns = (
        select(Slot.session_id)
        .join(RunSheetTask, RunSheetTask.slot_id == Slot.id)
        .where(RunSheetTask.owner_person_id == person_id)
    )
    return select(Session.programme_id).where(
        or_(Session.id.in_(registered), Session.id.in_(on_panel), Session.id.in_(owns))
    )
