"""The chair's acts on a list of speakers: the floor given on, taken back, somebody moved, passed over or recalled."""

from datetime import datetime

from meetings.domain.live.floor import (
    LEAST_SECONDS,
    MOST_SECONDS,
    Kind,
    Mover,
    State,
    check_number,
    moved_place,
    next_of,
)
from meetings.domain.live.floor_errors import MovedOn, NoSuchFloorMove
from meetings.extensions import db, transaction
from meetings.models.live.floor import FloorList, Intervention
from meetings.services.live.floor_moves import (
    changed,
    check_held,
    hold_entry,
    hold_list,
    lines_of,
    move,
    note_act,
    speaker_of,
)


def give(slot_id: str, name: str | None, turns: int, now: datetime, actor: str) -> str:
    """Give the floor to somebody on the list, or to whoever is next; give who has it now.

    Whoever had it has spoken; a point of order only interrupts them, and they speak on after it with what remains.

    Takes: `turns` as it was seen, so that of two who give it on at once one does.
    Raises: NotFound, MovedOn, NotHeld, NobodyWaits, NoSuchFloorMove.
    """
    with transaction():
        kept = _held(slot_id, turns, now)
        check_held(slot_id, now)
        chosen = hold_entry(slot_id, name) if name else next_of(lines_of(kept)).row
        current = speaker_of(slot_id)
        if current is not None and current.id == chosen.id:
            raise NoSuchFloorMove(state=State.SPEAKING, wanted=State.SPEAKING)
        if current is not None:
            is_interrupted = chosen.kind == Kind.POINT and current.kind != Kind.POINT
            move(current, State.LISTED if is_interrupted else State.SPOKEN, Mover.CHAIR, now, actor)
        move(chosen, State.SPEAKING, Mover.CHAIR, now, actor)
        _count(kept, now)
        return chosen.id


def end(slot_id: str, turns: int, now: datetime, actor: str) -> None:
    """Say that whoever has the floor has spoken; nobody has it then.

    Raises: NotFound, MovedOn, NoSuchFloorMove, where nobody has it.
    """
    with transaction():
        kept = _held(slot_id, turns, now)
        move(_current(slot_id), State.SPOKEN, Mover.CHAIR, now, actor)
        _count(kept, now)


def lose(slot_id: str, turns: int, now: datetime, actor: str) -> None:
    """Say that the connection of whoever has the floor is lost; they keep their place, and what remains.

    Raises: NotFound, MovedOn, NoSuchFloorMove, where nobody has it.
    """
    with transaction():
        kept = _held(slot_id, turns, now)
        move(_current(slot_id), State.LOST, Mover.CHAIR, now, actor)
        _count(kept, now)


def recall(slot_id: str, name: str, turns: int, now: datetime, actor: str) -> State:
    """Call somebody again who was cut off: they have the floor at once, or next where somebody else has it.

    Raises: NotFound, MovedOn, NotHeld, NoSuchFloorMove.
    """
    with transaction():
        kept = _held(slot_id, turns, now)
        check_held(slot_id, now)
        row = hold_entry(slot_id, name)
        if row.state not in (State.LOST, State.LISTED):
            raise NoSuchFloorMove(state=row.state, wanted=State.SPEAKING)
        if speaker_of(slot_id) is None:
            move(row, State.SPEAKING, Mover.CHAIR, now, actor)
        elif row.state == State.LOST:
            move(row, State.LISTED, Mover.CHAIR, now, actor)
        _count(kept, now)
        return State(row.state)


def put(slot_id: str, name: str, wanted: State, revision: int, now: datetime, actor: str) -> None:
    """Take a request onto the list, pass somebody over, put them back, take them off, or end a cut-off statement.

    Raises: NotFound, Stale, NoSuchFloorMove.
    """
    if wanted not in (State.LISTED, State.PASSED, State.WITHDRAWN, State.PARTLY):
        raise NoSuchFloorMove(state="", wanted=wanted)
    with transaction():
        hold_list(slot_id, now)
        row = hold_entry(slot_id, name, revision)
        if row.state == State.SPEAKING:
            raise NoSuchFloorMove(state=row.state, wanted=wanted)
        move(row, wanted, Mover.CHAIR, now, actor)


def shift(slot_id: str, name: str, revision: int, now: datetime, actor: str, *, up: bool) -> None:
    """Move somebody by one place by hand; that it was by hand is kept.

    Raises: NotFound, Stale; NoSuchFloorMove, past the first or the last.
    """
    with transaction():
        kept = hold_list(slot_id, now)
        row = hold_entry(slot_id, name, revision)
        before = {"rank": row.rank, "line": row.line}
        row.rank, row.line = moved_place(lines_of(kept), name, up=up)
        row.moved_by = actor
        changed(row, now)
        after = {"rank": row.rank, "line": row.line}
        note_act(row, now, actor, "up" if up else "down", before=before, after=after)


def limit(slot_id: str, name: str, seconds: str, revision: int, now: datetime, actor: str) -> None:
    """Give somebody a time limit of their own; empty, that of their kind.

    Raises: NotFound, Stale; NotANumber, with field `seconds`.
    """
    given = check_number(seconds, "seconds", LEAST_SECONDS, MOST_SECONDS) if seconds.strip() else None
    with transaction():
        hold_list(slot_id, now)
        row = hold_entry(slot_id, name, revision)
        before, row.limit_seconds = row.limit_seconds, given
        changed(row, now)
        note_act(row, now, actor, "limit", before={"seconds": before}, after={"seconds": given})


def _held(slot_id: str, turns: int, now: datetime) -> FloorList:
    kept = hold_list(slot_id, now)
    if kept.turns != turns:
        raise MovedOn()
    return kept


def _count(kept: FloorList, now: datetime) -> None:
    kept.turns, kept.updated_at = kept.turns + 1, now
    db.session.flush()


def _current(slot_id: str) -> Intervention:
    row = speaker_of(slot_id)
    if row is None:
        raise NoSuchFloorMove(state="", wanted=State.SPOKEN)
    return row
