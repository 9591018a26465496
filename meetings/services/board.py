"""Acts at the season board: sessions with their times begun, changed and moved, one by one or a series at once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.board import Shift, Standing
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.languages import choose
from meetings.domain.moves import Move, moved
from meetings.domain.programmes import SLUG_LENGTH
from meetings.domain.publishing import mark_of
from meetings.domain.shifting import free_slug
from meetings.extensions import db
from meetings.models.base import random_id
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.programmes import (
    change_session_within,
    create_session_within,
    delete_slot_within,
)
from meetings.services.seasons import session_slug
from meetings.services.slots import NewSlot, add_slot, move_within
from meetings.services.undoing import Acting, acting


@dataclass(frozen=True, slots=True)
class TimeGiven:
    """A time of a session as it was typed; `slot` is its id where it is there already."""

    local_start: datetime
    zone: str
    minutes: int
    part: int = 1
    fold: int | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class SessionGiven:
    """A session as it was typed: fields of `domain/fields: SESSION` with the slug of its `stream`, and its times."""

    fields: Mapping[str, Any]
    times: tuple[TimeGiven, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a session is moved: its times, its stream where that changes too, and which of two equal hours."""

    shift: Shift
    stream: str | None = None
    fold: int | None = None


def create(
    programme: str,
    given: Sequence[SessionGiven],
    now: datetime,
    actor: str,
    *,
    once: str = "",
    apart: bool = False,
) -> list[str]:
    """Begin sessions with their times, all of them or none, as one act; give their slugs.

    Takes: `once`, the key of the form, so that sent twice it begins them once; `apart`, whether their slugs shall tell
    nothing of other sessions, as whoever does not see all of these needs it.
    Raises: DoneBefore, NotFound, Missing, and what a session or a time raises, with the field (`local_start-1` of the
    second).
    """
    with acting(programme, "create" if len(given) == 1 else "generate", now, actor, once) as act:
        return [_create(programme, one, now, actor, act=act, apart=apart) for one in given]


def _create(
    programme: str, given: SessionGiven, now: datetime, actor: str, *, act: Acting, apart: bool
) -> str:
    slug = _slug_after(programme, given.fields.get("title") or {}, apart)
    session_id = create_session_within(programme, {**given.fields, "slug": slug}, now, actor)
    act.made(slug)
    for number, one in enumerate(given.times):
        with _of_time(number):
            add_time(session_id, new_slot(one), now, actor)
    return slug


def edit(programme: str, slug: str, given: SessionGiven, mark: str, now: datetime, actor: str) -> None:
    """Change a session, and the times of one that is a draft: moved, added, and taken away where they are not given.

    Of a session that is published, times are added only: moving one is an act of its own.

    Takes: the mark that was seen, see `domain/publishing`.
    Raises: NotFound, Stale, NotThisMove, and what a session or a time raises, with the field.
    """
    with acting(programme, "edit", now, actor) as act:
        row, slots = _seen(programme, slug, mark)
        act.touch(row)
        change_session_within(programme, slug, given.fields, row.revision, now, actor)
        known = {one.id: one for one in slots}
        for number, one in enumerate(given.times):
            with _of_time(number):
                if one.slot:
                    _put(row, known.pop(one.slot, None), one, now, actor)
                else:
                    add_time(row.id, new_slot(one), now, actor)
        if row.state == SessionState.DRAFT:
            for left in known.values():
                delete_slot_within(left.id, left.revision, now, actor)


def _put(row: Session, slot: Slot | None, given: TimeGiven, now: datetime, actor: str) -> None:
    if slot is None or row.state != SessionState.DRAFT:
        raise errors.NotThisMove(state=row.state, wanted="move")
    is_same = (given.local_start, given.zone) == (slot.local_start, slot.zone)
    fold = slot.fold if is_same and given.fold is None else given.fold
    move_within(slot.id, Move(given.local_start, given.zone, fold, minutes=given.minutes), None, now, actor)
    if slot.part != given.part:
        slot.part = given.part
        slot.revision += 1


def move(programme: str, slug: str, to: Target, mark: str, now: datetime, actor: str) -> None:
    """Move a session: all its planned times together, and to another stream where that is asked for.

    What follows for people is what follows from moving a time: a version more, and one mail once it has rested.

    Takes: the mark that was seen, see `domain/publishing`.
    Raises: NotFound, Stale, NotThisMove where no time is planned, NotAChoice for a stream, NonexistentTime,
    AmbiguousTime, TooFar.
    """
    with acting(programme, "move", now, actor) as act:
        row, slots = _seen(programme, slug, mark)
        act.touch(row)
        planned = [one for one in slots if one.state == SlotState.PLANNED]
        if to.stream is not None:
            values = {"stream": to.stream or None}
            change_session_within(programme, slug, values, row.revision, now, actor)
        elif not planned:
            raise errors.NotThisMove(state=row.state, wanted="move")
        for slot in planned:
            local = to.shift.of(Standing(slot.id, slot.local_start, slot.revision))
            kept = slot.fold if local == slot.local_start else None
            after = moved(slot, Move(local, fold=kept if to.fold is None else to.fold))
            if (after.local_start, after.fold) != (slot.local_start, slot.fold):
                move_within(slot.id, Move(local, fold=after.fold), None, now, actor)


def new_slot(given: TimeGiven) -> NewSlot:
    """Give the slot of a time that was typed."""
    return NewSlot(given.local_start, given.zone, given.minutes, given.part, given.fold)


def add_time(session_id: int, new: NewSlot, now: datetime, actor: str) -> Slot:
    """Add a time to a session and note it; call it within an act's transaction.

    Raises: what `services/slots: add_slot` raises.
    """
    slot = add_slot(session_id, new, now, actor)
    after = {
        "local_start": slot.local_start.isoformat(timespec="minutes"),
        "zone": slot.zone,
        "minutes": slot.minutes,
    }
    note(now, actor, "slot.create", f"slot:{slot.id}", after=after)
    return slot


def _seen(programme: str, slug: str, mark: str) -> tuple[Session, list[Slot]]:
    """Hold a session with its times for a change, as they were seen.

    Raises: NotFound, Stale.
    """
    db.session.scalar(select(Programme.id).where(Programme.slug == programme).with_for_update())
    row = db.session.scalar(
        select(Session)
        .join(Session.programme)
        .where(Programme.slug == programme, Session.slug == slug)
        .with_for_update(of=Session)
    )
    if row is None:
        raise errors.NotFound()
    slots = db.session.scalars(select(Slot).where(Slot.session_id == row.id).order_by(Slot.starts_at)).all()
    if mark_of(row.revision, [(one.id, one.revision) for one in slots]) != mark:
        raise errors.Stale(current=row.revision)
    return row, list(slots)


def _slug_after(programme: str, title: Mapping[str, str], apart: bool) -> str:
    """Give a slug after a title, in English where it has one, that no session of the programme has."""
    text = choose(title, "en")[0] if title else ""
    return slug_beside(session_slug(text, "session", ()), slugs_of(programme), apart)


def slug_beside(slug: str, taken: set[str], apart: bool) -> str:
    """Give a slug that is not taken: the next by number, or `apart` by letters that tell of no other session."""
    return free_slug(f"{slug[: SLUG_LENGTH - 10]}-{random_id(4)}" if apart else slug, taken)


def slugs_of(programme: str) -> set[str]:
    """Give the slugs of a programme's sessions."""
    return set(
        db.session.scalars(select(Session.slug).join(Session.programme).where(Programme.slug == programme))
    )


@contextmanager
def _of_time(number: int) -> Iterator[None]:
    """Let a refusal name the time it is about, of several in one form."""
    try:
        yield
    except errors.Refused as refusal:
        refusal.field = f"{refusal.field or 'local_start'}-{number}"
        raise
