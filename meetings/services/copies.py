"""Sessions and whole seasons again at a later time, as drafts: what was planned, and nobody who was there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import Mode, SessionState, SlotState
from meetings.domain.shifting import shifted, weeks_between
from meetings.extensions import db
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Seats, Slot
from meetings.services.board import add_time, slug_beside, slugs_of
from meetings.services.programmes import (
    create_programme_within,
    create_session_within,
    create_stream_within,
    taken,
)
from meetings.services.slots import NewSlot
from meetings.services.undoing import SEASON, acting

PROGRAMME: Final = ("kind", "place", "zone", "admission", "reminders", "digest", "offer_hours", "contact")
STREAM: Final = ("title", "position", "reminders")
SESSION: Final = (
    "title",
    "abstract",
    "languages",
    "interpreted",
    "partners",
    "articles",
    "position",
    "reminders",
)


@dataclass(frozen=True, slots=True)
class NewSeason:
    """What is new of a season that is held again: its slug and title, and a day of the week in which it begins."""

    slug: str
    title: Mapping[str, str]
    begins_on: date


def duplicate_session(
    programme: str, slug: str, weeks: int, now: datetime, actor: str, *, once: str = "", apart: bool = False
) -> str:
    """Begin a session again some weeks later, with its alternatives, as a draft; give its slug.

    Takes: `once` and `apart`, as `services/board: create`.
    Raises: DoneBefore, NotFound, NonexistentTime, TooFar.
    """
    with acting(programme, "duplicate", now, actor, once) as act:
        row = db.session.scalar(
            select(Session).join(Session.programme).where(Programme.slug == programme, Session.slug == slug)
        )
        if row is None:
            raise errors.NotFound()
        new = slug_beside(slug, slugs_of(programme), apart)
        values = _copied(row, SESSION) | {"slug": new, "stream": _stream_slug(row.stream_id)}
        values.pop("position")
        session_id = create_session_within(programme, values, now, actor)
        act.made(new)
        _copy_times(row, session_id, weeks, now, actor)
        return new


def duplicate_season(programme: str, new: NewSeason, now: datetime, actor: str) -> int:
    """Begin a season again in another year, as one act: streams, sessions and times, all of them drafts.

    Each time keeps its weekday and wall time; weeks lie as far apart as they did. What was cancelled or not held is
    left out, and so are registrations, panels, documents, recordings and the addresses of meetings.

    Gives: how many sessions it has.
    Raises: NotFound, Missing, NotASlug, Taken, NotThisMove without anything to copy, NonexistentTime, TooFar; those
    of a time with the `session` (its slug).
    """
    with taken(new.slug), acting(new.slug, SEASON, now, actor) as act:
        row = db.session.scalar(select(Programme).where(Programme.slug == programme))
        if row is None:
            raise errors.NotFound()
        weeks = weeks_between(begins_on(row), new.begins_on)
        _copy_programme(row, new, weeks, now, actor)
        streams = db.session.scalars(
            select(Stream).where(Stream.programme_id == row.id).order_by(Stream.position, Stream.id)
        ).all()
        for stream in streams:
            values = _copied(stream, STREAM) | {"slug": stream.slug}
            create_stream_within(new.slug, values, now, actor)
        _copy_palettes(new.slug, {one.slug: one.palette for one in streams})
        sessions = _sessions(row.id)
        for session in sessions:
            values = _copied(session, SESSION) | {
                "slug": session.slug,
                "stream": _stream_slug(session.stream_id),
            }
            session_id = create_session_within(new.slug, values, now, actor)
            act.made(session.slug)
            _copy_times(session, session_id, weeks, now, actor)
        return len(sessions)


def begins_on(row: Programme) -> date:
    """Give the day on which a season begins: the one it is given, else that of its first time.

    Raises: NotThisMove, where it has neither.
    """
    if row.starts_on is not None:
        return row.starts_on
    first = db.session.scalar(
        select(Slot.local_start)
        .join(Slot.session)
        .where(Session.programme_id == row.id)
        .order_by(Slot.local_start)
        .limit(1)
    )
    if first is None:
        raise errors.NotThisMove(state="empty", wanted="duplicate")
    return first.date()


def _copy_programme(row: Programme, new: NewSeason, weeks: int, now: datetime, actor: str) -> None:
    step = timedelta(weeks=weeks)
    try:
        days = {
            name: (getattr(row, name) + step).isoformat()
            for name in ("starts_on", "ends_on")
            if getattr(row, name)
        }
    except OverflowError:
        raise errors.TooFar(field="begins_on", value=new.begins_on.isoformat()) from None
    values = _copied(row, PROGRAMME) | {"slug": new.slug, "title": dict(new.title), **days}
    create_programme_within(values, now, actor)
    copy = db.session.scalars(select(Programme).where(Programme.slug == new.slug)).one()
    copy.treaty, copy.demonstration = row.treaty, row.demonstration


def _copy_palettes(programme: str, palettes: Mapping[str, int]) -> None:
    for stream in db.session.scalars(
        select(Stream).join(Stream.programme).where(Programme.slug == programme)
    ):
        stream.palette = palettes[stream.slug]


def _sessions(programme_id: int) -> list[Session]:
    return list(
        db.session.scalars(
            select(Session)
            .where(Session.programme_id == programme_id, Session.state != SessionState.CANCELLED)
            .order_by(Session.position, Session.id)
        )
    )


def _copy_times(row: Session, session_id: int, weeks: int, now: datetime, actor: str) -> None:
    slots = db.session.scalars(
        select(Slot)
        .where(Slot.session_id == row.id, Slot.state == SlotState.PLANNED)
        .order_by(Slot.part, Slot.starts_at)
    ).all()
    for slot in slots:
        try:
            local = shifted(slot.local_start, slot.zone, slot.fold, weeks=weeks)
        except errors.Refused as refusal:
            refusal.field = refusal.field or "begins_on"
            refusal.values["session"] = row.slug
            raise
        room = db.session.get(Seats, (slot.id, Mode.ROOM))
        new = NewSlot(
            local_start=local,
            zone=slot.zone,
            minutes=slot.minutes,
            part=slot.part,
            fold=slot.fold,
            capacity=db.session.get_one(Seats, (slot.id, Mode.ONLINE)).capacity,
            has_room=room is not None,
            room_capacity=room.capacity if room else None,
        )
        add_time(session_id, new, now, actor).doors_minutes = slot.doors_minutes


def _copied(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _stream_slug(stream_id: int | None) -> str | None:
    return db.session.scalar(select(Stream.slug).where(Stream.id == stream_id))
