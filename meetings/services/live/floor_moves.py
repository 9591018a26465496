"""What every act on a list of speakers stands on: the list held, one move made and noted, and its page told."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.live.floor import (
    OVERRUN,
    RECALLED,
    Mover,
    State,
    check_move,
    seconds_between,
)
from meetings.domain.live.floor_errors import NotHeld
from meetings.extensions import db, insert_new
from meetings.models.live.floor import FloorList, Intervention
from meetings.models.programmes import Session
from meetings.models.slots import Slot
from meetings.queries.live.floor import items_of_meeting, later_of
from meetings.services.audit import note
from meetings.services.live.hours import mark_hour_within


class Line:
    """An intervention that waits, with when its item is taken up."""

    def __init__(self, row: Intervention, later: int) -> None:
        self.row, self.later = row, later
        self.id, self.rank, self.line = row.id, row.rank, row.line


def hold_list(slot_id: str, now: datetime) -> FloorList:
    """Give the list of a slot, made now where there is none, held until the transaction ends.

    Raises: NotFound, where there is no such slot.
    """
    if db.session.get(Slot, slot_id, with_for_update={"read": True, "key_share": True}) is None:
        raise errors.NotFound()
    values = {"slot_id": slot_id, "is_open": False, "is_shown": True, "turns": 0, "revision": 0}
    values |= {"updated_at": now}
    db.session.execute(insert_new(FloorList).values(**values).on_conflict_do_nothing())
    return db.session.get_one(FloorList, slot_id, with_for_update=True, populate_existing=True)


def hold_entry(slot_id: str, name: str, revision: int | None = None) -> Intervention:
    """Give somebody on the list of a slot; call it after `hold_list`.

    Raises: NotFound; Stale, where it is not as it was seen.
    """
    row = db.session.get(Intervention, name[:40], populate_existing=True)
    if row is None or row.slot_id != slot_id:
        raise errors.NotFound()
    if revision is not None and row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row


def speaker_of(slot_id: str) -> Intervention | None:
    """Give who has the floor; call it after `hold_list`."""
    speaks = (Intervention.slot_id == slot_id, Intervention.state == State.SPEAKING)
    return db.session.scalar(select(Intervention).where(*speaks))


def lines_of(kept: FloorList) -> list[Line]:
    """Give those who wait on a list."""
    session_id = db.session.scalars(select(Slot.session_id).where(Slot.id == kept.slot_id)).one()
    later = later_of(items_of_meeting(session_id), kept.item_id)
    waits = (Intervention.slot_id == kept.slot_id, Intervention.state == State.LISTED)
    rows = db.session.scalars(select(Intervention).where(*waits)).all()
    return [Line(row, later.get(row.item_id, 0)) for row in rows]


def check_held(slot_id: str, now: datetime) -> Session:
    """Give the session of a slot in which the floor can be given.

    Raises: NotHeld.
    """
    slot = db.session.get_one(Slot, slot_id)
    session = db.session.get_one(Session, slot.session_id)
    is_held = slot.state == SlotState.PLANNED and session.state != SessionState.CANCELLED
    if not is_held or now >= slot.starts_at + timedelta(minutes=slot.minutes) + OVERRUN:
        raise NotHeld()
    return session


def move(row: Intervention, wanted: State, mover: Mover, now: datetime, actor: str) -> None:
    """Let somebody on the list move, with the seconds that they spoke, and note it.

    Raises: NoSuchFloorMove, NotYourFloorMove.
    """
    before = State(row.state)
    check_move(before, wanted, mover)
    if before is State.SPEAKING and row.since is not None:
        row.spoken_seconds += seconds_between(row.since, now)
        row.since, row.ended_at = None, now
    if wanted is State.SPEAKING:
        row.since, row.began_at, row.ended_at = now, row.began_at or now, None
    if wanted is State.LOST:
        row.was_cut = True
    if wanted is State.LISTED and before in (State.SPEAKING, State.LOST):
        row.rank = RECALLED
    row.state, row.state_since = wanted, now
    changed(row, now)
    note_act(row, now, actor, str(wanted), before={"state": before}, after={"state": wanted})


def changed(row: Intervention, now: datetime) -> None:
    """Let pages know that somebody on the list is not as they were; changes go to the store in the order of acts."""
    row.revision, row.updated_at = row.revision + 1, now
    db.session.flush()
    mark_hour_within(row.slot_id, now)


def note_act(
    row: Intervention,
    now: datetime,
    actor: str,
    act: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note an act on a list of speakers."""
    subject = f"floor:{row.slot_id}/{row.id}"
    note(now, actor, f"floor.{act}", subject, before=before or {}, after=after or {}, person_id=row.person_id)
