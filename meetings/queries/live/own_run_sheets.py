"""What is stored of one person in run-sheets and interpretation."""

from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.live.interpretation import InterpreterPair, Pronunciation
from meetings.models.live.run_sheets import PanelistTest, Rehearsal, RehearsalGuest, RunSheetTask


def run_sheets_of(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Give a person's tasks, rehearsals, tests, pairs of languages, and how their name is said."""
    tasks = db.session.scalars(
        select(RunSheetTask).where(RunSheetTask.owner_person_id == person_id).order_by(RunSheetTask.id)
    )
    rehearsals = db.session.scalars(
        select(Rehearsal)
        .join(RehearsalGuest, RehearsalGuest.rehearsal_id == Rehearsal.id)
        .where(RehearsalGuest.person_id == person_id)
        .order_by(Rehearsal.id)
    )
    tests = db.session.scalars(
        select(PanelistTest).where(PanelistTest.person_id == person_id).order_by(PanelistTest.id)
    )
    pairs = db.session.scalars(
        select(InterpreterPair).where(InterpreterPair.person_id == person_id).order_by(InterpreterPair.id)
    )
    said = db.session.scalars(select(Pronunciation).where(Pronunciation.person_id == person_id))
    return {
        "tasks": [
            {
                "title": one.title or one.key,
                "minutes": one.minutes,
                "name": one.owner_name,
                "done_at": one.done_at,
            }
            for one in tasks
        ],
        "rehearsals": [{"starts_at": one.starts_at, "minutes": one.minutes} for one in rehearsals],
        "tests_on_panels": [
            {
                "at": one.at,
                "outcome": one.outcome,
                "sound": one.sound,
                "video": one.video,
                "channel": one.channel,
                "line": one.line,
                "note": one.note,
            }
            for one in tests
        ],
        "interprets": [{"from": one.source, "into": one.target} for one in pairs],
        "name_said": [{"text": one.text} for one in said],
    }
