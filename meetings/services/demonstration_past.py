"""What lies behind in the demonstration: attendance by door and by file, recordings, and surveys."""

import csv
import hashlib
import io
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.domain import demonstration as plan
from meetings.domain.attendance import PARTICIPANT
from meetings.domain.attendance_matching import ADDRESS, LINK
from meetings.domain.attendance_review import row_key
from meetings.domain.codes import ImportState, PlaceState
from meetings.domain.seasons import ends_at, is_over
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.people import Person, PersonMailbox
from meetings.models.programmes import Session
from meetings.models.publications import Recording
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.services.demonstration_surveys import put_surveys

SOURCE: Final = "demonstration"
FILE_NUMBER: Final = 2
TELEPHONES: Final = ("Telephone 1", "iPad")


def put_past(sessions: list[Session], survey: Mapping[str, Any], now: datetime, *, keys: Keys) -> None:
    """Give what is held its attendance and recordings, and its surveys; within a transaction."""
    for number, session in enumerate(sessions):
        for slot in session.slots:
            if is_over(slot, now):
                db.session.add(_recording(session, slot))
                if number == FILE_NUMBER:
                    _attend_by_file(slot, keys)
                else:
                    _attend_by_door(slot)
    db.session.flush()
    put_surveys(sessions, survey, now)


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
        db.session.add(_row(slot, registrations[number], minute, matched=LINK))


def _attend_by_file(slot: Slot, keys: Keys) -> None:
    """Let one slot's attendance come in by a platform's list, with a few whom nobody could identify."""
    registrations = _confirmed(slot.id)
    entries = plan.entries_of(slot.session.slug + str(slot.local_start), len(registrations))
    rows = [
        _row(slot, registrations[number], minute, matched=ADDRESS, stayed=stayed)
        for number, minute, stayed in entries
    ]
    rows += [
        Attendance(
            slot_id=slot.id,
            joined_at=slot.starts_at,
            left_at=ends_at(slot),
            name=name,
            row_key=row_key(name, "", slot.starts_at, keys),
            said_role=PARTICIPANT,
        )
        for name in (*TELEPHONES, *_guests(registrations, {number for number, _at, _stayed in entries}))
    ]
    file = _file_of(slot, rows)
    for position, row in enumerate(rows):
        row.import_id, row.source, row.source_row = file.id, "import", position + 2
    db.session.add_all(rows)


def _guests(registrations: Sequence[Registration], there: Collection[int]) -> list[str]:
    """Name somebody who was registered and came without saying by what address."""
    absent = [one.person.name for number, one in enumerate(registrations) if number not in there]
    return [f"{name} (Guest)" for name in absent[:1]]


def _file_of(slot: Slot, rows: list[Attendance]) -> Import:
    raw, brought = _as_csv(rows), ends_at(slot) + timedelta(days=1)
    file = Import(
        slot_id=slot.id,
        name="attendance.csv",
        zone="UTC",
        layout="table",
        encoding="utf-8",
        raw=raw,
        digest=hashlib.sha256(raw).hexdigest(),
        state=ImportState.COMMITTED,
        created_at=brought,
        created_by=SOURCE,
        committed_at=brought,
    )
    db.session.add(file)
    db.session.flush()
    return file


def _row(
    slot: Slot, registration: Registration, minute: int, *, matched: str, stayed: int | None = None
) -> Attendance:
    joined_at = slot.starts_at + timedelta(minutes=minute)
    return Attendance(
        slot_id=slot.id,
        joined_at=joined_at,
        left_at=joined_at + timedelta(minutes=stayed) if stayed else None,
        name=registration.person.name,
        address=registration.person.mailboxes[0].mailbox.address if matched == ADDRESS else None,
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
    writer.writerow(["Name", "Email", "Join time", "Leave time"])
    for row in rows:
        times = (f"{at:%Y-%m-%d %H:%M:%S}" if at else "" for at in (row.joined_at, row.left_at))
        writer.writerow([row.name, row.address or "", *times])
    return text.getvalue().encode()


def _confirmed(slot_id: str) -> list[Registration]:
    rows = db.session.scalars(
        select(Registration)
        .join(Place)
        .where(Place.slot_id == slot_id, Place.state == PlaceState.CONFIRMED)
        .order_by(Registration.created_at, Registration.person_id)
        .options(
            joinedload(Registration.person).selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox)
        )
    )
    return list(rows)
