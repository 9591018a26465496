"""What is due after a session: thanks with the recording, and the recording for whoever was not seen."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, select

from meetings.domain.codes import NoticeKind, PlaceState, RecordingState, SessionState, SlotState
from meetings.domain.seasons import ends_at
from meetings.extensions import db, transaction
from meetings.models.attendance import Attendance, Import
from meetings.models.programmes import Session
from meetings.models.publications import Recording
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.presence import is_counted
from meetings.services.notices import Due, insert_notices

REST: Final = timedelta(hours=1)
LASTS: Final = timedelta(days=7)


def notice_recordings(now: datetime) -> None:
    """Make thanks and recordings due of sessions that are over for an hour, in all their slots, and were recorded."""
    for session_id, end in _recorded(now):
        came = (
            select(Attendance.id)
            .join(Slot, Slot.id == Attendance.slot_id)
            .outerjoin(Import, Import.id == Attendance.import_id)
            .where(
                Attendance.person_id == Registration.person_id, Slot.session_id == session_id, is_counted()
            )
            .correlate(Registration)
            .exists()
        )
        has_place = Place.state == PlaceState.CONFIRMED
        about = Registration.session_id == session_id
        with transaction():
            for kind, fits in ((NoticeKind.THANK_YOU, came), (NoticeKind.MISSED, and_(has_place, ~came))):
                due = Due(kind, f"session:{session_id}", "recording", now, end + LASTS)
                insert_notices(and_(about, fits), due, now)


def _recorded(now: datetime) -> list[tuple[int, datetime]]:
    """Give the sessions that ended within the last week and have a recording, with the end of their last slot."""
    recorded = (
        exists()
        .where(
            Recording.slot_id == Slot.id,
            Recording.published_at <= now,
            Recording.state == RecordingState.PUBLIC,
        )
        .correlate(Slot)
    )
    slots = db.session.scalars(
        select(Slot)
        .join(Slot.session)
        .where(
            Session.state == SessionState.PUBLISHED,
            Slot.state == SlotState.PLANNED,
            Slot.session_id.in_(select(Slot.session_id).where(recorded, Slot.starts_at > now - LASTS - REST)),
        )
    )
    ends: dict[int, datetime] = {}
    for slot in slots:
        ends[slot.session_id] = max(ends.get(slot.session_id, ends_at(slot)), ends_at(slot))
    return [(session_id, end) for session_id, end in ends.items() if end + REST <= now < end + LASTS]
