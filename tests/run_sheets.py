"""Run-sheets, rehearsals and language services, for tests."""

from datetime import datetime, timedelta
from typing import Any

from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models import Panelist, Person, User
from meetings.models.live.run_sheets import RunSheetTask
from meetings.services.live import interpretation, rehearsals, run_sheets
from meetings.services.live.rehearsals import RehearsalGiven
from meetings.services.live.run_sheets import TaskGiven
from tests.factories import NOW

ZONE = "Europe/Zurich"


def make_user(name: str = "Nora Example", email: str = "nora@example.org", role: str = "organizer") -> str:
    """Store a member of staff; give what names them as owner."""
    from meetings.models import Grant

    user = User(name=name, email=email, created_at=NOW, updated_at=NOW, zone="America/Lima")
    user.grants = [Grant(role=role)]
    db.session.add(user)
    db.session.commit()
    return f"user:{user.id}"


def ref_of(panelist: Panelist) -> str:
    """Name somebody of a panel as owner or guest."""
    return f"person:{db.session.get_one(Person, panelist.person_id).public_id}"


def make_task(slot_id: str, title: str = "Ring the bell", now: datetime = NOW, **given: Any) -> str:
    """Store a task; give its id."""
    return run_sheets.add_task(slot_id, TaskGiven(title, **given), now, "user:1")


def task(task_id: str) -> RunSheetTask:
    """Give a task as it stands now."""
    db.session.rollback()
    return db.session.get_one(RunSheetTask, task_id)


def rehearsal_given(starts_at: datetime, *guests: str, **changes: Any) -> RehearsalGiven:
    """Give a rehearsal as a form would."""
    values = {
        "zone": ZONE,
        "minutes": "30",
        "address": "https://rehearsal.example.org/room",
        "note": "",
    } | changes
    local = to_local(starts_at, values["zone"]).replace(tzinfo=None)
    return RehearsalGiven(local_start=local, guests=guests, **values)


def make_rehearsal(
    slot_id: str, starts_at: datetime, *guests: str, now: datetime = NOW, **changes: Any
) -> str:
    """Store a rehearsal; give its id."""
    return rehearsals.add_rehearsal(slot_id, rehearsal_given(starts_at, *guests, **changes), now, "user:1")


def make_service(slot_id: str, language: str = "fr", *states: str, now: datetime = NOW, **given: str) -> str:
    """Store a language service that came through some states; give its id."""
    values = {"kind": "spoken", "language": language} | given
    name = interpretation.add_service(slot_id, values, now, "user:1")
    for number, state in enumerate(states, 1):
        at = now + timedelta(minutes=number)
        interpretation.move_service(slot_id, name, state, number, now=at, actor="user:1")
    return name
