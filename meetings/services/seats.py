"""Seats: taken, given back and passed on by conditional updates, never by what a process remembers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, and_, bindparam, case, insert, or_, select, update

from meetings.domain.codes import PlaceState, SlotState
from meetings.domain.seasons import room
from meetings.extensions import db, store
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration, RegistrationEvent
from meetings.models.slots import Seats, Slot


@dataclass(frozen=True, slots=True)
class Seat:
    """What was given: a seat, or a place in line with its number."""

    state: PlaceState
    position: int | None = None


FREE = or_(Seats.capacity.is_(None), Seats.taken < Seats.capacity)
AT_ONCE = and_(Seats.waiting == 0, FREE)
TAKE = (
    update(Seats)
    .where(Seats.slot_id == bindparam("slot"))
    .values(
        taken=Seats.taken + case((AT_ONCE, 1), else_=0),
        waiting=Seats.waiting + case((AT_ONCE, 0), else_=1),
        line=Seats.line + case((AT_ONCE, 0), else_=1),
    )
    .returning(Seats.waiting, Seats.line, Seats.capacity, Seats.taken)
)
EVENT = insert(RegistrationEvent).inline()


def lock_seats(slot_ids: Iterable[str]) -> None:
    """Hold the seats of slots until the transaction ends, in one order for everybody."""
    wanted = sorted(set(slot_ids))
    db.session.execute(
        select(Seats.slot_id).where(Seats.slot_id.in_(wanted)).order_by(Seats.slot_id).with_for_update()
    )


def take_seat(slot_id: str) -> Seat:
    """Give a seat where one is free and nobody waits, else the next place in line, in one update."""
    row = store(TAKE, {"slot": slot_id}).one()
    if row.waiting:
        return Seat(PlaceState.WAITING, row.line)
    _tell_change(slot_id, row.capacity, row.taken - 1, row.taken)
    return Seat(PlaceState.CONFIRMED)


def give_back(slot_id: str, state: str, now: datetime) -> list[Registration]:
    """Give back a seat or a place in line, and pass the seat on.

    Gives: the registrations that moved up from the line.
    """
    column = Seats.taken if state == PlaceState.CONFIRMED else Seats.waiting
    row = db.session.execute(
        update(Seats)
        .where(Seats.slot_id == slot_id)
        .values({column: column - 1})
        .returning(Seats.capacity, Seats.taken)
        .execution_options(synchronize_session=False)
    ).one()
    if state != PlaceState.CONFIRMED:
        return []
    _tell_change(slot_id, row.capacity, row.taken + 1, row.taken)
    return move_up(slot_id, now)


def move_up(slot_id: str, now: datetime) -> list[Registration]:
    """Give free seats to those who wait, first come first served; not in a slot that is cancelled or begun.

    Gives: their registrations, with `sequence` raised.
    """
    slot = db.session.get_one(Slot, slot_id)
    risen: list[Registration] = []
    while slot.state == SlotState.PLANNED and now < slot.starts_at and _pass_on(slot_id):
        place = db.session.scalars(
            select(Place)
            .where(Place.slot_id == slot_id, Place.state == PlaceState.WAITING)
            .order_by(Place.position)
            .limit(1)
        ).one()
        place.state, place.position = PlaceState.CONFIRMED, None
        registration = db.session.get_one(Registration, place.registration_id)
        raise_sequence(registration, now)
        add_event(registration.id, "seat", now, "system", {"slot": slot_id})
        db.session.flush()
        risen.append(registration)
    return risen


def _pass_on(slot_id: str) -> bool:
    row = db.session.execute(
        update(Seats)
        .where(Seats.slot_id == slot_id, Seats.waiting > 0, FREE)
        .values(taken=Seats.taken + 1, waiting=Seats.waiting - 1)
        .returning(Seats.capacity, Seats.taken)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is not None:
        _tell_change(slot_id, row.capacity, row.taken - 1, row.taken)
    return row is not None


def raise_sequence(registration: Registration, now: datetime) -> None:
    """Raise the number by which a calendar entry moves, and the revision with it."""
    registration.sequence += 1
    registration.revision += 1
    registration.updated_at = now


def add_event(registration_id: str, kind: str, now: datetime, actor: str, detail: dict[str, Any]) -> None:
    """Note what happened to a registration."""
    values = {"registration_id": registration_id, "kind": kind, "at": now, "actor": actor, "detail": detail}
    store(EVENT, values)


def _tell_change(slot_id: str, capacity: int | None, before: int, after: int) -> None:
    """Let public pages be made anew where "few seats" or "full" comes or goes."""
    if room(capacity, before) != room(capacity, after):
        mark_changed(slot_id)


def mark_changed(slot_id: str) -> None:
    """Say that public pages with this slot read differently now."""
    programme_id = select(Session.programme_id).join(Slot).where(Slot.id == slot_id).scalar_subquery()
    statement = update(Programme).where(Programme.id == programme_id).values(changes=Programme.changes + 1)
    result: CursorResult[Any] = db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[assignment]
    assert result.rowcount == 1
