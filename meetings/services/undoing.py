"""Acts at the season board: kept with what was before, and taken back by whoever did them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, or_, select

from meetings.domain import errors
from meetings.domain.board import KEPT, Step, check_undo
from meetings.domain.codes import Mode, SessionState, SlotState
from meetings.domain.moves import Move
from meetings.domain.permissions import Reach
from meetings.domain.publishing import mark_of
from meetings.extensions import db, transaction
from meetings.models.base import random_id
from meetings.models.board import BoardAct
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Seats, Slot
from meetings.services.programmes import (
    change_session_within,
    delete_programme_within,
    delete_session_within,
    delete_slot_within,
)
from meetings.services.slots import NewSlot, add_slot, move_within, set_state_within

FIELDS: Final = (
    "title",
    "abstract",
    "languages",
    "interpreted",
    "partners",
    "articles",
    "reminders",
)
KEY: Final = re.compile(r"[0-9a-f]{16}")
SEASON: Final = "season"  # the act that made the programme itself


@dataclass
class Acting:
    """An act at work: the sessions it touches, each as it was when it was first touched."""

    programme: str
    before: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    was: dict[str, str] = field(default_factory=dict)

    def touch(self, row: Session) -> None:
        """Keep how a session stands before it is changed."""
        if row.slug not in self.before:
            self.before[row.slug], self.was[row.slug] = _snapshot(row), _mark(row)

    def made(self, slug: str) -> None:
        """Keep that a session was not there before."""
        self.before[slug], self.was[slug] = None, ""

    def steps(self) -> list[Step]:
        """Give what was done to each session that is another than before."""
        marks = _marks(self.programme, list(self.before))
        steps = [
            Step(slug, before, self.was[slug], marks.get(slug, "")) for slug, before in self.before.items()
        ]
        return [one for one in steps if one.mark != one.was]


@contextmanager
def acting(programme: str, act: str, now: datetime, actor: str, once: str = "") -> Iterator[Acting]:
    """Run an act at the board as one transaction, and keep what takes it back; one that changes nothing is none.

    Takes: `once`, the key of the form that asks for it, so that a form sent twice acts once.
    Raises: DoneBefore.
    """
    with transaction():
        _take_turns(programme)
        key = _unused(once)
        one = Acting(programme)
        yield one
        db.session.flush()
        steps = [asdict(step) for step in one.steps()]
        if steps:
            db.session.execute(delete(BoardAct).where(BoardAct.at < now - KEPT))
            db.session.add(BoardAct(key=key, programme=programme, actor=actor, act=act, at=now, steps=steps))


def _take_turns(programme: str) -> None:
    """Let acts at one board follow each other, so that each sees what those before it did."""
    db.session.scalar(select(Programme.id).where(Programme.slug == programme).with_for_update())


def _unused(key: str) -> str:
    """Give the key under which an act is kept: the form's own, or another where that act was taken back since.

    Raises: DoneBefore.
    """
    if not KEY.fullmatch(key):
        return random_id()
    if _is_done(key):
        raise errors.DoneBefore()
    is_taken = db.session.scalar(select(BoardAct.id).where(BoardAct.key == key)) is not None
    return random_id() if is_taken else key


def _is_done(key: str) -> bool:
    found = select(BoardAct.id).where(BoardAct.key == key, BoardAct.undone_at.is_(None))
    return db.session.scalar(found) is not None


def undo(programme: str, key: str, where: Reach, now: datetime, actor: str) -> str:
    """Take back somebody's last act at a board; give which it was.

    A published session that moves back has a new version of its times, and who had not heard of the move never will.

    Raises: NotFound, for one that is not their last, or undone; NotAllowed, where it is not theirs to change any more;
    ChangedSince.
    """
    with transaction():
        _take_turns(programme)
        row = _last(programme, actor)
        if row is None or row.key != key:
            raise errors.NotFound()
        steps = [Step(**one) for one in row.steps]
        check_undo(steps, _marks(programme, [one.session for one in steps]), row.at, now)
        _check_reach(programme, steps, where)
        for step in reversed(steps):
            _take_back(programme, step, now, actor)
        if row.act == SEASON:
            _take_programme_back(row, now, actor)
        row.undone_at = now
        db.session.flush()
        _follow_back(row, steps)
        return row.act


def _last(programme: str, actor: str) -> BoardAct | None:
    return db.session.scalars(
        select(BoardAct)
        .where(BoardAct.programme == programme, BoardAct.actor == actor, BoardAct.undone_at.is_(None))
        .order_by(BoardAct.id.desc())
        .limit(1)
    ).first()


def _check_reach(programme: str, steps: list[Step], where: Reach) -> None:
    """Refuse to bring back, or take away, what lies outside somebody's reach by now."""
    for step in steps:
        row = _session(programme, step.session)
        stands = where.covers(programme, _stream_slug(row), row.partners)
        stood = step.before is None or where.covers(programme, step.before["stream"], step.before["partners"])
        if not (stands and stood):
            raise errors.NotAllowed()


def _take_back(programme: str, step: Step, now: datetime, actor: str) -> None:
    row = _session(programme, step.session)
    if step.before is None:
        delete_session_within(programme, step.session, row.revision, now, actor)
        return
    values = {name: step.before[name] for name in (*FIELDS, "stream")}
    change_session_within(programme, step.session, values, row.revision, now, actor)
    before = {one["id"]: one for one in step.before["slots"]}
    for slot in db.session.scalars(select(Slot).where(Slot.session_id == row.id).order_by(Slot.id)).all():
        facts = before.pop(slot.id, None)
        if facts is not None:
            _put_slot_back(slot, facts, now, actor)
        elif row.state == SessionState.DRAFT:
            delete_slot_within(slot.id, slot.revision, now, actor)
        elif slot.state == SlotState.PLANNED:
            set_state_within(slot.id, SlotState.CANCELLED, now, actor, "cancel")
    for facts in before.values():
        _add_slot_again(row.id, facts, now, actor)


def _put_slot_back(slot: Slot, facts: Mapping[str, Any], now: datetime, actor: str) -> None:
    to = Move(
        datetime.fromisoformat(facts["local_start"]),
        facts["zone"],
        facts["fold"],
        minutes=facts["minutes"],
    )
    if (slot.local_start, slot.zone, slot.fold, slot.minutes) != (
        to.local_start,
        to.zone,
        to.fold,
        to.minutes,
    ):
        move_within(slot.id, to, None, now, actor)
    if slot.part != facts["part"]:
        slot.part = facts["part"]
        slot.revision += 1


def _add_slot_again(session_id: int, facts: Mapping[str, Any], now: datetime, actor: str) -> None:
    own = {name: facts[name] for name in ("zone", "minutes", "part", "fold", "capacity", "platform_address")}
    own["platform_meeting"] = facts.get("platform_meeting")
    room = {"has_room": facts["has_room"], "room_capacity": facts["room_capacity"]}
    start = datetime.fromisoformat(facts["local_start"])
    slot = add_slot(session_id, NewSlot(local_start=start, **own, **room), now, actor)
    slot.doors_minutes, slot.channels = facts["doors_minutes"], facts["channels"]


def _take_programme_back(act: BoardAct, now: datetime, actor: str) -> None:
    """Delete the programme that an act made, unless somebody has given it anything since, or to its streams.

    Raises: ChangedSince.
    """
    changed = or_(Stream.revision > 1, Stream.updated_at != act.at)
    streams = select(Stream.id).join(Stream.programme).where(Programme.slug == act.programme, changed)
    if db.session.scalar(streams.limit(1)) is not None:
        raise errors.ChangedSince(sessions=(), programme=act.programme)
    try:
        delete_programme_within(act.programme, 1, now, actor)
    except (errors.Stale, errors.NotThisMove):
        raise errors.ChangedSince(sessions=(), programme=act.programme) from None


def _follow_back(row: BoardAct, steps: list[Step]) -> None:
    """Let the acts before it know the sessions again, which stand as those acts left them."""
    marks = _marks(row.programme, [one.session for one in steps])
    back = {one.session: (one.was, marks[one.session]) for one in steps if one.session in marks}
    for act in db.session.scalars(
        select(BoardAct).where(
            BoardAct.programme == row.programme, BoardAct.undone_at.is_(None), BoardAct.id < row.id
        )
    ):
        act.steps = [
            {**one, "mark": back[one["session"]][1]}
            if one["session"] in back and one["mark"] == back[one["session"]][0]
            else one
            for one in act.steps
        ]


def _session(programme: str, slug: str) -> Session:
    return db.session.scalars(
        select(Session).join(Session.programme).where(Programme.slug == programme, Session.slug == slug)
    ).one()


def _stream_slug(row: Session) -> str | None:
    return db.session.scalar(select(Stream.slug).where(Stream.id == row.stream_id))


def _marks(programme: str, slugs: list[str]) -> dict[str, str]:
    """Give the marks of sessions that are there, by slug."""
    rows = db.session.execute(
        select(Session.slug, Session.revision, Slot.id, Slot.revision.label("slot_revision"))
        .join(Session.programme)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .where(Programme.slug == programme, Session.slug.in_(slugs))
    ).all()
    found: dict[str, tuple[int, list[tuple[str, int]]]] = {}
    for row in rows:
        slots = found.setdefault(row.slug, (row.revision, []))[1]
        if row.id is not None:
            slots.append((row.id, row.slot_revision))
    return {slug: mark_of(revision, slots) for slug, (revision, slots) in found.items()}


def _mark(row: Session) -> str:
    slots = db.session.execute(select(Slot.id, Slot.revision).where(Slot.session_id == row.id)).all()
    return mark_of(row.revision, [(slot_id, revision) for slot_id, revision in slots])


def _snapshot(row: Session) -> dict[str, Any]:
    slots = db.session.scalars(select(Slot).where(Slot.session_id == row.id).order_by(Slot.id)).all()
    return {
        **{name: getattr(row, name) for name in FIELDS},
        "stream": _stream_slug(row),
        "slots": [_slot_facts(slot) for slot in slots],
    }


def _slot_facts(slot: Slot) -> dict[str, Any]:
    seats = {one: db.session.get(Seats, (slot.id, one)) for one in (Mode.ONLINE, Mode.ROOM)}
    online, room = seats[Mode.ONLINE], seats[Mode.ROOM]
    return {
        "id": slot.id,
        "part": slot.part,
        "local_start": slot.local_start.isoformat(),
        "zone": slot.zone,
        "fold": slot.fold,
        "minutes": slot.minutes,
        "doors_minutes": slot.doors_minutes,
        "platform_address": slot.platform_address,
        "platform_meeting": slot.platform_meeting,
        "channels": slot.channels,
        "capacity": online.capacity if online else None,
        "has_room": room is not None,
        "room_capacity": room.capacity if room else None,
    }
