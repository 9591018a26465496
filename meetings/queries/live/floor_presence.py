"""Whether a platform tells that whoever has the floor has left the meeting."""

from datetime import datetime

from sqlalchemy import or_, select

from meetings.domain.live.floor import State
from meetings.extensions import db
from meetings.models.attendance import Attendance
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.live.floor import Intervention


def speaker_left_at(slot_id: str) -> datetime | None:
    """Give when the last device of whoever has the floor left, as the platform tells.

    Of a delegation it is the devices of all its members that are counted. Nothing while one is in, where none was
    told, where it left before they were given the floor, or while nobody has it.
    """
    speaks = (Intervention.slot_id == slot_id, Intervention.state == State.SPEAKING)
    columns = (Intervention.delegation_id, Intervention.person_id, Intervention.since)
    speaker = db.session.execute(select(*columns).where(*speaks)).first()
    if speaker is None or (speaker.delegation_id is None and speaker.person_id is None):
        return None
    whose = [Attendance.person_id == speaker.person_id] if speaker.person_id is not None else []
    if speaker.delegation_id is not None:
        of_it = Nomination.delegation_id == speaker.delegation_id
        parts = select(Participation.id).join(Nomination, Nomination.id == Participation.nomination_id)
        people = select(Nomination.person_id).where(of_it)
        whose = [Attendance.participation_id.in_(parts.where(of_it)), Attendance.person_id.in_(people)]
    rows = db.session.scalars(
        select(Attendance.left_at).where(
            Attendance.slot_id == slot_id,
            Attendance.connection.is_not(None),
            Attendance.withdrawn_at.is_(None),
            or_(*whose),
        )
    ).all()
    left = [one for one in rows if one is not None]
    last = max(left) if left and len(left) == len(rows) else None
    return last if last is not None and last >= speaker.since else None
