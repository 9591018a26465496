"""Changing a slot as one act: moved, cancelled, revived or set up, with everything that follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, exists, select, update

from meetings.domain import errors
from meetings.domain.checks import MOST_MINUTES, MOST_SEATS, check_number, check_web_address
from meetings.domain.codes import ACTIVE_PLACES, Mode, SlotState
from meetings.domain.live.told import check_meeting
from meetings.domain.moves import Move, check_set_up, moved, new_in, switched
from meetings.domain.webhooks import Type, type_of
from meetings.domain.zones import check_zone, to_instant
from meetings.extensions import db, transaction
from meetings.models.base import random_id
from meetings.models.cop.conferences import MeetingRoom
from meetings.models.programmes import Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Seats, Slot, SlotVersion
from meetings.services.audit import note
from meetings.services.live import told
from meetings.services.live.hours import forget_delay_within
from meetings.services.registrations import pass_seats_on
from meetings.services.seats import lock_seats, mark_changed, shorten_offers, take_offers_back
from meetings.services.webhooks.noting import note_slot

# By what, beside the platform's events themselves, one knows which slot they are about.
MEANT_BY: Final = ("starts_at", "minutes", "state", "platform_address", "platform_meeting")


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A holding to add: a wall time in a zone, its length, its seats, and those of the room (null: unlimited)."""

    local_start: datetime
    zone: str
    minutes: int
    part: int = 1
    fold: int | None = None
    capacity: int | None = None
    has_room: bool = False
    room_capacity: int | None = None
    platform_address: str | None = None
    platform_meeting: str | None = None
    source_key: str | None = None
    marks: dict[str, str] = field(default_factory=dict)


def add_slot(session_id: int, new: NewSlot, now: datetime, actor: str) -> Slot:
    """Add a slot with its seats and its first version; call it within a transaction.

    Raises: NotANumber, UnknownZone, NonexistentTime, AmbiguousTime, TooFar, NotAWebAddress, TooLong, NotOneLine.
    """
    zone = check_zone(new.zone)
    for name in ("capacity", "room_capacity"):
        if getattr(new, name) is not None:
            check_number(getattr(new, name), name, 0, MOST_SEATS)
    slot = Slot(
        id=random_id(),
        session_id=session_id,
        source_key=new.source_key,
        part=check_number(new.part, "part", 1, 100),
        local_start=new.local_start,
        zone=zone,
        fold=new.fold or 0,
        starts_at=to_instant(new.local_start, zone, new.fold),
        minutes=check_number(new.minutes, "minutes", 1, MOST_MINUTES),
        platform_kind="manual",
        platform_address=check_web_address(new.platform_address, "platform_address"),
        platform_meeting=check_meeting(new.platform_meeting, "platform_meeting"),
        state=SlotState.PLANNED,
        version=1,
        marks=dict(new.marks),
        updated_at=now,
    )
    slot.seats = Seats(capacity=new.capacity, taken=0, waiting=0, line=0)
    slot.versions = [_version(slot, now, actor)]
    db.session.add(slot)
    if new.has_room:
        db.session.add(_room_seats(slot.id, new.room_capacity))
    db.session.flush()
    mark_changed(slot.id)
    told.expect(slot)
    note_slot(slot, Type.SLOT_CREATED, now)
    return slot


def move(slot_id: str, to: Move, revision: int, now: datetime, actor: str) -> None:
    """Move a slot to another wall time, zone or length; to where it stands is nothing to do.

    Raises: NotFound, Stale, NotThisMove, NotANumber, UnknownZone, NonexistentTime, AmbiguousTime, TooFar.
    """
    with transaction():
        move_within(slot_id, to, revision, now, actor)


def move_within(slot_id: str, to: Move, revision: int | None, now: datetime, actor: str) -> None:
    """Move a slot as part of a larger act; call it within that act's transaction."""
    with _held(slot_id, revision, now, actor, "move") as slot:
        after = moved(slot, to)
        slot.local_start, slot.zone, slot.fold = after.local_start, after.zone, after.fold
        slot.starts_at, slot.minutes = after.starts_at, after.minutes


def cancel(slot_id: str, revision: int, now: datetime, actor: str) -> None:
    """Cancel a slot; everybody with a place in it is told.

    Raises: NotFound, Stale, NotThisMove.
    """
    _switch(slot_id, "cancel", revision, now, actor)


def revive(slot_id: str, revision: int, now: datetime, actor: str) -> None:
    """Take a cancelling back; whoever has not been told of it yet is told nothing.

    Raises: NotFound, Stale, NotThisMove.
    """
    _switch(slot_id, "revive", revision, now, actor)


def edit(slot_id: str, values: dict[str, Any], revision: int, now: datetime, actor: str) -> None:
    """Set seats, doors, the platform with its address, and the other ways in; these make no new version.

    Takes: `values`, any of `capacity` (int or None), `has_room`, `room_capacity` (int or None; a number alone opens the
    room), `doors_minutes`, `platform_kind`, `platform_address`, `platform_meeting`, `channels`; of a meeting of a
    conference `room`, the slug of a room of its segment, or None.
    Raises: NotFound, Stale, RoomInUse, NotAChoice (a room), and what `check_set_up` raises.
    """
    with transaction():
        edit_within(slot_id, values, revision, now, actor)


def edit_within(slot_id: str, values: dict[str, Any], revision: int, now: datetime, actor: str) -> None:
    """Edit a slot as part of a larger act.

    Raises: what `edit` raises.
    """
    kept = check_set_up(values)
    with _held(slot_id, revision, now, actor, "edit") as slot:
        if kept.get("platform_address", slot.platform_address) != slot.platform_address:
            slot.platform_kind = "manual"  # whoever types an address decides for it
        for name in ("doors_minutes", "platform_kind", "platform_address", "platform_meeting", "channels"):
            if name in kept:
                setattr(slot, name, kept[name])
        if "capacity" in kept:
            _set_capacity(slot.id, Mode.ONLINE, kept["capacity"], now)
        _set_room(slot.id, kept, now)
        if "room" in kept:
            _hold_in(slot, kept["room"])


def put_platform_within(
    slot_id: str, kind: str, address: str | None, meeting: str | None, now: datetime, actor: str
) -> None:
    """Put the meeting of a platform in place of a slot's address, as part of a larger act; nobody's own link changes.

    Raises: NotFound, NotAWebAddress, TooLong, NotOneLine.
    """
    place = check_web_address(address, "platform_address")
    number = check_meeting(meeting, "platform_meeting")
    with _held(slot_id, None, now, actor, "platform") as slot:
        slot.platform_kind, slot.platform_address, slot.platform_meeting = kind, place, number


def hold_in_room_within(
    slot_id: str,
    room: str | None,
    now: datetime,
    actor: str,
    *,
    revision: int | None = None,
    session_id: int | None = None,
) -> None:
    """Hold a time of a meeting in a room of its segment, or in none, as part of a larger act; nobody's time moves.

    Takes: the room's slug; the session it is a time of, where that is not a matter of course.
    Raises: NotFound, Stale, NotAChoice.
    """
    with _held(slot_id, revision, now, actor, "room") as slot:
        if session_id not in (None, slot.session_id):
            raise errors.NotFound()
        _hold_in(slot, room)


def _hold_in(slot: Slot, room: str | None) -> None:
    found = None
    if room:
        found = db.session.scalar(
            select(MeetingRoom.id)
            .join(Session, Session.segment_id == MeetingRoom.segment_id)
            .where(Session.id == slot.session_id, MeetingRoom.slug == str(room))
        )
        if found is None:
            raise errors.NotAChoice(field="room", value=str(room)[:40])
    if found != slot.room_id:
        slot.room_id = found
        db.session.flush()
        mark_changed(slot.id)


def _switch(slot_id: str, act: str, revision: int, now: datetime, actor: str) -> None:
    with _changing(slot_id, revision, now, actor, act) as slot:
        slot.state = switched(slot.state, act)


def _set_capacity(slot_id: str, kind: Mode, capacity: int | None, now: datetime) -> None:
    seats = db.session.get_one(Seats, (slot_id, kind))
    if seats.capacity != capacity:
        seats.capacity = capacity
        db.session.flush()
        mark_changed(slot_id)
        pass_seats_on(slot_id, now)


def _set_room(slot_id: str, kept: dict[str, Any], now: datetime) -> None:
    """Open the room, set its seats, or close it while nobody has one or waits."""
    seats = db.session.get(Seats, (slot_id, Mode.ROOM))
    capacity = kept.get("room_capacity")
    if not kept.get("has_room", seats is not None or capacity is not None):
        if seats is None:
            return
        if seats.taken or seats.waiting:
            raise errors.RoomInUse(field="has_room", taken=seats.taken, waiting=seats.waiting)
        db.session.delete(seats)
    elif seats is None:
        db.session.add(_room_seats(slot_id, capacity))
    else:
        if "room_capacity" in kept:
            _set_capacity(slot_id, Mode.ROOM, capacity, now)
        return
    db.session.flush()
    mark_changed(slot_id)


def _room_seats(slot_id: str, capacity: int | None) -> Seats:
    return Seats(slot_id=slot_id, kind=Mode.ROOM, capacity=capacity, taken=0, waiting=0, line=0)


def set_state_within(slot_id: str, wanted: SlotState, now: datetime, actor: str, act: str) -> None:
    """Set a slot's state as part of a larger act; call it within that act's transaction."""
    with _held(slot_id, None, now, actor, act) as slot:
        slot.state = wanted


def renew_within(slot_id: str, now: datetime, actor: str) -> None:
    """Raise the version of a slot that reads differently by its session alone, as part of a larger act.

    Calendar programs drop what has no higher number. Nobody is told by it, and no program but of the session: what was
    decided of the slot itself is as it was.
    """
    lock_seats([slot_id])
    slot = _locked(slot_id)
    facts = _facts(slot)
    slot.revision += 1
    slot.updated_at = now
    _raise_version(slot, now, actor)
    was, will = {"revision": slot.revision - 1, **facts}, {"revision": slot.revision, **facts}
    note(now, actor, "slot.renew_with_session", f"slot:{slot.id}", before=was, after=will)


def derive_again(slot_id: str, now: datetime, actor: str) -> bool:
    """Keep a slot's wall time and derive its instant again, after the rules of its zone changed; say whether it moved.

    Raises: NonexistentTime, where the hour is jumped over by now.
    """
    with transaction(), _held(slot_id, None, now, actor, "zone_data") as slot:
        before = slot.starts_at
        slot.starts_at = to_instant(slot.local_start, slot.zone, slot.fold)
        return slot.starts_at != before


@contextmanager
def _changing(slot_id: str, revision: int, now: datetime, actor: str, act: str) -> Iterator[Slot]:
    """Hold a slot for one change that is a transaction of its own."""
    with transaction(), _held(slot_id, revision, now, actor, act) as slot:
        yield slot


@contextmanager
def _held(slot_id: str, revision: int | None, now: datetime, actor: str, act: str) -> Iterator[Slot]:
    """Hold a slot and its seats for one change, and let everything follow from what differs after it, if anything."""
    lock_seats([slot_id])
    slot = _locked(slot_id)
    if revision is not None and slot.revision != revision:
        raise errors.Stale(current=slot.revision)
    before = _facts(slot)
    yield slot
    after = _facts(slot)
    if after == before:
        return
    slot.revision += 1
    slot.updated_at = now
    if any(after[name] != before[name] for name in MEANT_BY):
        db.session.flush()
        told.expect(slot)
    _follow(slot, before, after, now, actor, act)


def _locked(slot_id: str) -> Slot:
    slot = db.session.scalar(
        select(Slot).where(Slot.id == slot_id).with_for_update().execution_options(populate_existing=True)
    )
    if slot is None:
        raise errors.NotFound()
    return slot


def _follow(
    slot: Slot, before: dict[str, Any], after: dict[str, Any], now: datetime, actor: str, act: str
) -> None:
    changed = new_in(before, after)
    if changed:
        if changed & {"local_start", "zone", "fold"}:
            slot.marks = {name: mark for name, mark in slot.marks.items() if name not in before}
        _raise_version(slot, now, actor)
        if changed & {"starts_at", "state"}:
            forget_delay_within(slot.id, now)
        if slot.state == SlotState.PLANNED:
            shorten_offers(slot.id, slot.starts_at)
            pass_seats_on(slot.id, now)
        else:
            take_offers_back(slot.id)
    was, will = {"revision": slot.revision - 1, **before}, {"revision": slot.revision, **after}
    note(now, actor, f"slot.{act}", f"slot:{slot.id}", before=was, after=will)
    note_slot(slot, type_of(before, after), now)


def _raise_version(slot: Slot, now: datetime, actor: str) -> None:
    slot.version += 1
    db.session.add(_version(slot, now, actor))
    _raise_sequences(slot.id, now)
    mark_changed(slot.id)
    db.session.flush()


def _facts(slot: Slot) -> dict[str, Any]:
    seats = db.session.get_one(Seats, (slot.id, Mode.ONLINE))
    in_room = db.session.get(Seats, (slot.id, Mode.ROOM))
    return {
        "local_start": slot.local_start.isoformat(timespec="minutes"),
        "zone": slot.zone,
        "fold": slot.fold,
        "starts_at": slot.starts_at.isoformat(timespec="minutes"),
        "minutes": slot.minutes,
        "state": slot.state,
        "platform_kind": slot.platform_kind,
        "platform_address": slot.platform_address,
        "platform_meeting": slot.platform_meeting,
        "doors_minutes": slot.doors_minutes,
        "capacity": seats.capacity,
        "channels": slot.channels,
        "has_room": in_room is not None,
        "room_capacity": in_room.capacity if in_room else None,
        "room_id": slot.room_id,
    }


def _version(slot: Slot, now: datetime, actor: str) -> SlotVersion:
    return SlotVersion(
        slot_id=slot.id,
        version=slot.version,
        local_start=slot.local_start,
        zone=slot.zone,
        fold=slot.fold,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        state=slot.state,
        platform_kind=slot.platform_kind,
        platform_address=slot.platform_address,
        changed_at=now,
        changed_by=actor,
    )


def _raise_sequences(slot_id: str, now: datetime) -> None:
    has_place = exists().where(
        and_(
            Place.registration_id == Registration.id,
            Place.slot_id == slot_id,
            Place.state.in_(ACTIVE_PLACES),
        )
    )
    db.session.execute(
        update(Registration)
        .where(has_place, Registration.ended_at.is_(None))
        .values(sequence=Registration.sequence + 1, revision=Registration.revision + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
