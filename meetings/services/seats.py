"""Seats: taken, given back, passed on and offered by conditional updates, never by what a process remembers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Integer, Update, and_, bindparam, case, insert, or_, select, update

from meetings.domain import errors
from meetings.domain.codes import Mode, PlaceState, SessionState, SlotState
from meetings.domain.offers import offer_until
from meetings.domain.seasons import room
from meetings.extensions import db, store, take_turns
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration, RegistrationEvent
from meetings.models.slots import Seats, Slot
from meetings.services.webhooks.noting import note_registration


@dataclass(frozen=True, slots=True)
class Seat:
    """What was given: a seat, or a place in line with its number; `rank` counts those who wait now."""

    state: PlaceState
    position: int | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Risen:
    """Somebody who moved up from the line of a slot: the seat is theirs, or offered to them until a moment."""

    registration: Registration
    slot_id: str
    offered_until: datetime | None = None


HELD = (PlaceState.CONFIRMED, PlaceState.OFFERED)
FREE = or_(Seats.capacity.is_(None), Seats.taken < Seats.capacity)
AT_ONCE = and_(Seats.waiting == 0, FREE)
TAKE = (
    update(Seats)
    .where(Seats.slot_id == bindparam("slot"), Seats.kind == bindparam("way"))
    .values(
        taken=Seats.taken + case((AT_ONCE, 1), else_=0),
        waiting=Seats.waiting + case((AT_ONCE, 0), else_=1),
        line=Seats.line + case((AT_ONCE, 0), else_=1),
    )
    .returning(Seats.waiting, Seats.line, Seats.capacity, Seats.taken)
)
GAINED = case(
    (Seats.waiting > 0, 0),
    (Seats.capacity.is_(None), bindparam("number", type_=Integer())),
    (
        Seats.capacity - Seats.taken >= bindparam("number", type_=Integer()),
        bindparam("number", type_=Integer()),
    ),
    (Seats.capacity > Seats.taken, Seats.capacity - Seats.taken),
    else_=0,
)
TAKE_SEVERAL = (
    update(Seats)
    .where(Seats.slot_id.in_(bindparam("slots", expanding=True)), Seats.kind == bindparam("way"))
    .values(
        taken=Seats.taken + GAINED,
        waiting=Seats.waiting + bindparam("number", type_=Integer()) - GAINED,
        line=Seats.line + bindparam("number", type_=Integer()) - GAINED,
    )
    .returning(Seats.slot_id, Seats.waiting, Seats.line, Seats.capacity, Seats.taken)
)
HOLD = (
    select(Seats.slot_id)
    .where(Seats.slot_id.in_(bindparam("slots", expanding=True)))
    .order_by(Seats.slot_id, Seats.kind)
    .with_for_update()
)
EVENT = insert(RegistrationEvent).inline()


def lock_seats(slot_ids: Iterable[str]) -> None:
    """Hold the seats of slots, online and in the room, until the transaction ends, in one order for everybody.

    Whoever holds those of several slots does so after others who do.
    """
    wanted = sorted(set(slot_ids))
    if len(wanted) > 1:
        take_turns("seats of several")
    store(HOLD, {"slots": wanted}).all()


def kinds_of(slot_id: str) -> Sequence[str]:
    """Name the ways in which a slot is held, in one order for everybody."""
    question = select(Seats.kind).where(Seats.slot_id == slot_id).order_by(Seats.kind)
    return db.session.scalars(question).all()


def take_seat(slot_id: str, kind: str = Mode.ONLINE) -> Seat:
    """Give a seat where one is free and nobody waits, else the next place in line, in one update.

    Raises: NotInRoom, where there are no seats of this kind.
    """
    row = store(TAKE, {"slot": slot_id, "way": str(kind)}).one_or_none()
    if row is None:
        raise errors.NotInRoom(field="mode")
    if row.waiting:
        return Seat(PlaceState.WAITING, row.line, row.waiting)
    _tell_change(slot_id, row.capacity, row.taken - 1, row.taken)
    return Seat(PlaceState.CONFIRMED)


def take_seats(wanted: Mapping[str, int], kind: str = Mode.ONLINE) -> dict[str, list[Seat]]:
    """Give so many seats of a kind in each slot, or next places in line, in one update for all that are wanted alike.

    Seats are held in one order for everybody before any is taken.
    Gives: by slot, in the order in which they are to be handed out.
    """
    if len(wanted) > 1:
        lock_seats(wanted)
    given: dict[str, list[Seat]] = {}
    for number in sorted(set(wanted.values())):
        slots = sorted(slot for slot, count in wanted.items() if count == number)
        for row in store(TAKE_SEVERAL, {"slots": slots, "number": number, "way": str(kind)}).all():
            gained = max(0, number - row.waiting)  # whoever waited before leaves nothing to gain
            line = range(row.line - (number - gained) + 1, row.line + 1)
            given[row.slot_id] = [
                *(Seat(PlaceState.CONFIRMED) for _seat in range(gained)),
                *(Seat(PlaceState.WAITING, one, row.waiting - (row.line - one)) for one in line),
            ]
            _tell_change(row.slot_id, row.capacity, row.taken - gained, row.taken)
    return given


def give_back(slot_id: str, state: str, now: datetime, kind: str = Mode.ONLINE) -> list[Risen]:
    """Give back a seat, held or offered, or a place in line, and pass the seat on to those who wait for this kind.

    Gives: those who moved up from the line.
    """
    column = Seats.taken if state in HELD else Seats.waiting
    row = db.session.execute(
        update(Seats)
        .where(Seats.slot_id == slot_id, Seats.kind == kind)
        .values({column: column - 1})
        .returning(Seats.capacity, Seats.taken)
        .execution_options(synchronize_session=False)
    ).one()
    if state not in HELD:
        return []
    _tell_change(slot_id, row.capacity, row.taken + 1, row.taken)
    return move_up(slot_id, now, kind)


def move_up(slot_id: str, now: datetime, kind: str = Mode.ONLINE) -> list[Risen]:
    """Give free seats to those who wait, first come first served; not in a slot that is cancelled or begun.

    Where the programme says for how many hours, they are offered the seat, which counts as taken until they answer.

    Gives: them, with the `sequence` of their registrations raised.
    """
    slot = db.session.get_one(Slot, slot_id)
    hours = db.session.scalar(
        select(Programme.offer_hours).join(Session).where(Session.id == slot.session_id)
    )
    until = None if hours is None else offer_until(hours, slot.starts_at, now)
    risen: list[Risen] = []
    while slot.state == SlotState.PLANNED and now < slot.starts_at and _pass_on(slot_id, kind):
        place = db.session.scalars(
            select(Place)
            .where(Place.slot_id == slot_id, Place.mode == kind, Place.state == PlaceState.WAITING)
            .order_by(Place.position)
            .limit(1)
        ).one()
        if until is None:
            place.state, place.position = PlaceState.CONFIRMED, None
        else:
            place.state, place.offered_until = PlaceState.OFFERED, until
        registration = db.session.get_one(
            Registration, place.registration_id, with_for_update={"key_share": True}, populate_existing=True
        )
        raise_sequence(registration, now)
        detail = {"slot": slot_id} | ({"until": until.isoformat()} if until else {})
        add_event(registration.id, "offered" if until else "seat", now, "system", detail)
        db.session.flush()
        risen.append(Risen(registration, slot_id, until))
    return risen


def keep_offered(place_id: int, now: datetime) -> bool:
    """Let somebody keep the seat that is offered to them, while it is; say whether it was."""
    is_offered = and_(Place.id == place_id, Place.state == PlaceState.OFFERED, Place.offered_until > now)
    kept = {"state": PlaceState.CONFIRMED, "position": None, "offered_until": None}
    return _count(update(Place).where(is_offered).values(kept)) == 1


def end_offer(place_id: int, until: datetime | None = None) -> bool:
    """End an offer, the seat of which is then to be given back; say whether it stood.

    Takes: `until`, to end it only where its time is over by then.
    """
    stands = and_(Place.id == place_id, Place.state == PlaceState.OFFERED)
    if until is not None:
        stands = and_(stands, Place.offered_until <= until)
    gone = {"state": PlaceState.DECLINED, "position": None, "offered_until": None}
    return _count(update(Place).where(stands).values(gone)) == 1


def take_offers_back(slot_id: str) -> None:
    """Let those who are offered a seat in a slot that will not be held wait again, in their order."""
    for kind in kinds_of(slot_id):
        stands = and_(Place.slot_id == slot_id, Place.mode == kind, Place.state == PlaceState.OFFERED)
        number = _count(update(Place).where(stands).values(state=PlaceState.WAITING, offered_until=None))
        moved = {"taken": Seats.taken - number, "waiting": Seats.waiting + number}
        if number:
            _count(update(Seats).where(Seats.slot_id == slot_id, Seats.kind == kind).values(moved))


def shorten_offers(slot_id: str, starts_at: datetime) -> None:
    """Let no offer of a seat stand longer than to the start of its slot."""
    longer = and_(Place.slot_id == slot_id, Place.offered_until > starts_at)
    _count(update(Place).where(longer).values(offered_until=starts_at))


def _count(statement: Update) -> int:
    result: CursorResult[Any] = db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[assignment]
    return result.rowcount


def _pass_on(slot_id: str, kind: str) -> bool:
    row = db.session.execute(
        update(Seats)
        .where(Seats.slot_id == slot_id, Seats.kind == kind, Seats.waiting > 0, FREE)
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
    note_registration(registration_id, kind, now, detail)


def _tell_change(slot_id: str, capacity: int | None, before: int, after: int) -> None:
    """Let public pages be made anew where "few seats" or "full" comes or goes."""
    if room(capacity, before) != room(capacity, after):
        mark_changed(slot_id)


def mark_changed(slot_id: str) -> None:
    """Say that public pages with this slot read differently now; none shows a draft's."""
    shown = (
        select(Session.programme_id).join(Slot).where(Slot.id == slot_id, Session.state != SessionState.DRAFT)
    )
    changes = {"changes": Programme.changes + 1}
    store(update(Programme).where(Programme.id == shown.scalar_subquery()).values(**changes))
