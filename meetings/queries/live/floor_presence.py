"""Whether a platform tells that whoever has the floor has left the meeting."""

from datetime import datetime

from sqlalchemy import or_, select

from meetings.extensions import db
from meetings.models.attendance import Attendance
from meetings.models.cop.delegations import Nomination, Participation
from meetings.queries.live.floor import Entry


def left_at(slot_id: str, entry: Entry) -> datetime | None:
    """Give when the last device of a speaker left, as the platform tells; nothing while one is in, or none was told.

    Of a delegation it is the devices of all its members that are counted.
    """
    whose = [Attendance.person_id == entry.person_id] if entry.person_id is not None else []
    if entry.delegation_id is not None:
        of_delegation = (
            select(Participation.id)
            .join(Nomination, Nomination.id == Participation.nomination_id)
            .where(Nomination.delegation_id == entry.delegation_id)
        )
        people = select(Nomination.person_id).where(Nomination.delegation_id == entry.delegation_id)
        whose = [Attendance.participation_id.in_(of_delegation), Attendance.person_id.in_(people)]
    if not whose:
        return None
    rows = db.session.scalars(
        select(Attendance.left_at).where(
            Attendance.slot_id == slot_id,
            Attendance.connection.is_not(None),
            Attendance.withdrawn_at.is_(None),
            or_(*whose),
        )
    ).all()
    left = [one for one in rows if one is not None]
    return max(left) if left and len(left) == len(rows) else None
