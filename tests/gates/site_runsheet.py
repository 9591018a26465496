"""What run-sheets and interpretation add to the site with one of everything."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Panelist, Person, Session, Slot
from meetings.services.live import interpretation, rehearsals, run_sheets
from meetings.services.live.rehearsals import RehearsalGiven
from meetings.services.live.run_sheets import TaskGiven
from tests.panels import make_panelist

LANGUAGES = ("fr", "es", "ru", "ar", "zh")


def put(site: Any, rows: int, now: datetime) -> None:
    """Store for the first time of `topic` so many tasks, rehearsals, tests and languages; its moderator interprets."""
    slot_id = site.names["slot_id"]
    topic = db.session.scalars(select(Session).where(Session.slug == "topic")).one()
    make_panelist(topic, "Moderator Example", email="moderator@example.org", role="interpreter")
    panel = db.session.scalars(
        select(Person.public_id)
        .join(Panelist, Panelist.person_id == Person.id)
        .where(Panelist.session_id == topic.id)
    ).all()
    slot = db.session.get_one(Slot, slot_id)
    local, zone = slot.local_start, slot.zone
    for number in range(rows):
        guest = f"person:{panel[number % len(panel)]}"
        task = run_sheets.add_task(slot_id, TaskGiven(f"Task {number}", owner=guest), now, "test")
        run_sheets.tick_task(slot_id, task, now, "test")
        site.names.setdefault("task", task)
        at = local - timedelta(hours=20, minutes=number)
        given = RehearsalGiven(at, zone, "30", "https://rehearsal.example.org/x", (guest,))
        rehearsals.add_rehearsal(slot_id, given, now, "test")
        values = {"remark": "", "now": now, "actor": "test"}
        rehearsals.record_test(slot_id, guest, "passed", {}, **values)  # type: ignore[arg-type]
    for language in LANGUAGES[:rows]:
        interpretation.add_service(slot_id, {"kind": "spoken", "language": language}, now, "test")
