"""Registrations that stand when somebody registers again: what is answered, and what their owner is mailed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from meetings.domain.codes import ACTIVE_PLACES, Mode, NoticeKind, PlaceState
from meetings.domain.seasons import Room, room
from meetings.extensions import db, insert_new, store
from meetings.models.messages import Notice
from meetings.models.registrations import Registration
from meetings.models.slots import Seats
from meetings.queries.lines import ranks
from meetings.services.evening import is_known


@dataclass(frozen=True, slots=True)
class PlaceGiven:
    """What was given for a part: `state` is confirmed, waiting or offered.

    Of who waits, `position` is the number that is kept, and `rank` counts those who wait now, up to them.
    """

    part: int
    slot_id: str
    state: str
    position: int | None
    mode: str = Mode.ONLINE
    rank: int | None = None


def standing_of(
    person_ids: Collection[int], session_ids: Collection[int]
) -> dict[tuple[int, int], Registration]:
    """Give the registrations of people for sessions that stand, with their places, by person and session."""
    rows = db.session.scalars(
        select(Registration)
        .where(
            Registration.person_id.in_(person_ids),
            Registration.session_id.in_(session_ids),
            Registration.ended_at.is_(None),
        )
        .options(selectinload(Registration.places))
    )
    return {(row.person_id, row.session_id): row for row in rows}


def mail_link(standing: Registration, now: datetime) -> None:
    """Mail somebody the link to what they registered for, at most once a day."""
    is_known()
    values = notice_values(NoticeKind.LINK, standing.person_id, standing.id, now.date().isoformat(), now)
    statement = insert_new(Notice).on_conflict_do_nothing().inline()
    store(statement, values | {"subject": f"person:{standing.person_id}"})


def as_asked(
    standing: Registration, chosen: Mapping[int, Any], modes: Mapping[int, str]
) -> tuple[PlaceGiven, ...]:
    """Say what a newcomer would be told, unless these very slots are held; nothing else stored shows."""
    kept = {place.slot_id: place for place in standing.places if place.state in ACTIVE_PLACES}
    others = {slot.id for slot in chosen.values()} - set(kept)
    rows = db.session.scalars(select(Seats).where(Seats.slot_id.in_(others))).all() if others else ()
    lines = {
        (row.slot_id, row.kind): row
        for row in rows
        if row.waiting or room(row.capacity, row.taken) is Room.FULL
    }
    own = ranks([standing.id]) if any(one.state == PlaceState.WAITING for one in kept.values()) else {}
    places = []
    for part, slot in sorted(chosen.items()):
        place = kept.get(slot.id)
        if place is not None:
            rank = own.get((standing.id, part))
            places.append(PlaceGiven(part, slot.id, place.state, place.position, place.mode, rank))
        elif (line := lines.get((slot.id, modes[part]))) is not None:
            new = (line.line + 1, modes[part], line.waiting + 1)
            places.append(PlaceGiven(part, slot.id, PlaceState.WAITING, *new))
        else:
            places.append(PlaceGiven(part, slot.id, PlaceState.CONFIRMED, None, modes[part]))
    return tuple(places)


def notice_values(
    kind: NoticeKind, person_id: int, registration_id: str, occasion: str, now: datetime
) -> dict[str, Any]:
    """Give the row of a notice about a registration, due now."""
    return {
        "kind": str(kind),
        "person_id": person_id,
        "subject": f"registration:{registration_id}",
        "occasion": occasion,
        "registration_id": registration_id,
        "due_at": now,
        "created_at": now,
    }
