"""What of run-sheets and interpretation names a person who is erased; what was done, and when, stays."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from meetings.domain.registrations import name_key
from meetings.extensions import store
from meetings.models.live.interpretation import InterpreterPair, Pronunciation
from meetings.models.live.run_sheets import PanelistTest, RehearsalGuest, RunSheetTask
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
