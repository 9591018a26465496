"""What lies behind in the demonstration: attendance by door and by file, recordings, and a survey."""

import csv
import hashlib
import io
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.domain import demonstration as plan
from meetings.domain.codes import ImportState, PlaceState
from meetings.domain.seasons import ends_at, is_over
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.base import random_id
from meetings.models.programmes import Session
from meetings.models.publications import Recording
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.models.surveys import Answer, Ballot, Survey

SOURCE: Final = "demonstration"
FILE_NUMBER: Final = 2
SURVEY_NUMBER: Final = 1
TELEPHONES: Final = ("+41 22 555 01 02", "iPad")


def put_past(sessions: list[Session], survey: Mapping[str, Any], now: datetime) -> None:
    """Give what is held its attendance and recordings, and one session its survey; within a transaction."""
    for number, session in enumerate(sessions):
        for slot in session.slots:
            if is_over(slot, now):
                db.session.add(_recording(session, slot))
                if number == FILE_NUMBER:
                    _attend_by_file(slot)
                else:
                    _attend_by_door(slot)
    db.session.flush()
    _put_survey(sessions[SURVEY_NUMBER], survey, now)


def _recording(session: Session, slot: Slot) -> Recording:
    published = ends_at(slot) + timedelta(days=1)
    return Recording(
        slot_id=slot.id,
        address=f"https://example.org/recordings/{session.slug}-{slot.local_start:%H}",
        captions=["en", "fr", "es"],
        published_at=published,
        updated_at=published,
    )


def _attend_by_door(slot: Slot) -> None:
    registrations = _confirmed(slot.id)
    for number, minute, _stayed in plan.entries_of(
        slot.session.slug + str(slot.local_start), len(registrations)
    ):
        db.session.add(_row(slot, registrations[number], minute, matched="link"))


def _attend_by_file(slot: Slot) -> None:
    """Let one slot's attendance come in by a platform's list, with a few whom nobody could identify."""
    registrations = _confirmed(slot.id)
    entries = plan.entries_of(slot.session.slug + str(slot.local_start), len(registrations))
    file = Import(
        slot_id=slot.id,
        name="attendance.csv",
        zone=slot.zone,
        layout="table",
        encoding="utf-8",
        raw=b"",
        state=ImportState.COMMITTED,
        created_at=ends_at(slot) + timedelta(days=1),
        committed_at=ends_at(slot) + timedelta(days=1),
        created_by=SOURCE,
    )
    db.session.add(file)
    db.session.flush()
    rows = [
        _row(slot, registrations[number], minute, matched="link", stayed=stayed)
        for number, minute, stayed in entries
    ]
    there = {number for number, _minute, _stayed in entries}
    absent = [one.person.name for number, one in enumerate(registrations) if number not in there]
    rows += [_waiting(slot, name) for name in (*TELEPHONES, *(f"{name} (Guest)" for name in absent[:1]))]
    for position, row in enumerate(rows):
        row.import_id, row.source, row.source_row = file.id, "import", position + 2
    file.raw = _as_csv(rows)
    file.digest = hashlib.sha256(file.raw).hexdigest()
    db.session.add_all(rows)


def _waiting(slot: Slot, name: str) -> Attendance:
    """Give a row that waits for somebody to say whose it is."""
    return Attendance(
        slot_id=slot.id,
        joined_at=slot.starts_at,
        left_at=ends_at(slot),
        name=name,
        row_key=random_id(),
        said_role="participant",
    )


def _row(
    slot: Slot, registration: Registration, minute: int, *, matched: str, stayed: int | None = None
) -> Attendance:
    joined_at = slot.starts_at + timedelta(minutes=minute)
    return Attendance(
        slot_id=slot.id,
        joined_at=joined_at,
        left_at=joined_at + timedelta(minutes=stayed) if stayed else None,
        name=registration.person.name,
        person_id=registration.person_id,
        registration_id=registration.id,
        matched=matched,
        country=registration.country,
        category=registration.category,
        organization=registration.organization,
        language=registration.language,
    )


def _as_csv(rows: list[Attendance]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "Joined (UTC)", "Left (UTC)"])
    for row in rows:
        left = row.left_at.isoformat() if row.left_at else ""
        writer.writerow([row.name, row.joined_at.isoformat(), left])
    return text.getvalue().encode()


def _confirmed(slot_id: str) -> list[Registration]:
    rows = db.session.scalars(
        select(Registration)
        .join(Place)
        .where(Place.slot_id == slot_id, Place.state == PlaceState.CONFIRMED)
        .order_by(Registration.created_at, Registration.person_id)
        .options(joinedload(Registration.person))
    )
    return list(rows)


def _put_survey(session: Session, given: Mapping[str, Any], now: datetime) -> None:
    """Let two thirds of those who came answer; ballots and answers are stored apart, shuffled."""
    survey = Survey(session_id=session.id, title=given["title"], questions=given["questions"], updated_at=now)
    db.session.add(survey)
    db.session.flush()
    came = select(Attendance.person_id).where(
        Attendance.slot_id.in_([slot.id for slot in session.slots]), Attendance.person_id.is_not(None)
    )
    chance = random.Random(plan.SEED)
    people = sorted(person for person in set(db.session.scalars(came)) if person is not None)
    answering = [person for person in people if chance.random() < 0.67]
    db.session.add_all(Ballot(survey_id=survey.id, person_id=person) for person in answering)
    answers = [_answer(given, chance) for _person in answering]
    chance.shuffle(answers)
    db.session.add_all(Answer(survey_id=survey.id, values=values) for values in answers)


def _answer(given: Mapping[str, Any], chance: random.Random) -> dict[str, str]:
    values = {}
    for question in given["questions"]:
        if question["kind"] == "choice":
            keys = [choice["key"] for choice in question["choices"]]
            values[question["key"]] = chance.choice([keys[0], keys[0], *keys])
        else:
            values[question["key"]] = chance.choice(given["texts"])
    return {key: value for key, value in values.items() if value}
