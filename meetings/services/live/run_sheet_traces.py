"""What of run-sheets and interpretation names a person who is erased; what was done, and when, stays."""

from sqlalchemy import delete, update

from meetings.extensions import store
from meetings.models.live.interpretation import InterpreterPair, Pronunciation
from meetings.models.live.run_sheets import PanelistTest, RehearsalGuest, RunSheetTask


def leave_run_sheets(person_id: int) -> None:
    """Take a person off tasks, rehearsals, tests and pairs of languages; call it within a transaction."""
    owned = update(RunSheetTask).where(RunSheetTask.owner_person_id == person_id)
    store(owned.values(owner_person_id=None, owner_name=""))
    for table in (RehearsalGuest, PanelistTest, InterpreterPair, Pronunciation):
        store(delete(table).where(table.person_id == person_id))
