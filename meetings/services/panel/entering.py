"""Entering a time as somebody on its panel: the entry is noted with their role, then their own way leads on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain.attendance import PARTICIPANT
from meetings.domain.attendance_review import role_in
from meetings.domain.errors import DoorClosed, NoPlatformAddress
from meetings.domain.platforms import As, Whom
from meetings.domain.seasons import Standing, doors_at, standing
from meetings.extensions import insert_new, store, transaction
from meetings.models.attendance import Attendance
from meetings.queries.panel.entering import Entrance, entrance_of
from meetings.services.attendance_snapshots import UNKNOWN, WAS, snapshots

DOOR = "door"


@dataclass(frozen=True, slots=True)
class Entered:
    """Where an entry leads."""

    slot_id: str
    address: str
    whom: Whom


def enter(person_id: int, slot_id: str, now: datetime) -> Entered:
    """Note that somebody on the panel enters, as what they are there, and say who is to be led on.

    Entering again adds no row, nor does entering by both of their links. A time that begins later than announced can
    be entered so much longer.
    Raises: NotFound, for somebody who is not on this panel, or declined; DoorClosed, NoPlatformAddress.
    """
    with transaction():
        one = entrance_of(person_id, slot_id, held=True)
        stands = standing(one, now)
        if stands is not Standing.OPEN:
            raise DoorClosed(opens_at=doors_at(one), state=stands)
        if not one.address:
            raise NoPlatformAddress()
        _add_entry(one, now)
        reference = one.registration_id or one.public_id
        return Entered(slot_id, one.address, Whom(reference, person_id, one.name, one.language, As(one.role)))


def _add_entry(one: Entrance, now: datetime) -> None:
    same = (
        Attendance.slot_id == one.slot_id,
        Attendance.person_id == one.person_id,
        Attendance.source == DOOR,
        Attendance.withdrawn_at.is_(None),
    )
    if store(select(Attendance.id).where(*same).limit(1)).first() is not None:
        return
    snapshot = snapshots({one.person_id}, one.session_id).get(one.person_id, UNKNOWN)
    values = dict(zip(WAS, snapshot, strict=True)) | {
        "slot_id": one.slot_id,
        "source": DOOR,
        "joined_at": now,
        "person_id": one.person_id,
        "registration_id": one.registration_id,
        "name": one.name,
        "matched": "link",
        "role": role_in(PARTICIPANT, one.person_id, {one.person_id: one.role}),
    }
    store(insert_new(Attendance).on_conflict_do_nothing(), values)
