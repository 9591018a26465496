"""Putting a side event into a room at a time: it becomes a meeting, which organizers publish as any other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.cop.documents_errors import NotThisStep, OutsideSegment, RoomTaken
from meetings.domain.cop.side_events import DESK, SideEventState, check_at_once, check_step
from meetings.domain.zones import to_instant
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import MeetingRoom, Segment
from meetings.models.cop.side_events import SideEvent, SideEventCall
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Slot
from meetings.services.cop.side_events import event_within, move, noted
from meetings.services.programmes import create_session_within, create_stream_within, delete_session_within
from meetings.services.slots import NewSlot, add_slot, hold_in_room_within

STREAM: Final = "side-events"
DEFAULT_AT_ONCE: Final = 2
AUDIENCE: Final = "participants"


@dataclass(frozen=True, slots=True)
class TimeTyped:
    """When and where a side event is to be held: a wall time in the segment's zone, and a room of it, or none."""

    local_start: datetime
    minutes: int
    room: str = ""


def schedule(
    programme: str, event_id: str, typed: TimeTyped, *, revision: int, now: datetime, actor: str
) -> str:
    """Make a draft of a meeting of an accepted side event, and give its slug.

    Raises: NotFound, Stale, NotThisStep; OutsideSegment, TooManyAtOnce, RoomTaken, NotAChoice, NotANumber; what an
    hour that does not exist raises.
    """
    with transaction():
        row = event_within(programme, event_id, revision)
        check_step(row.state, SideEventState.SCHEDULED, DESK)
        place = db.session.get_one(Segment, row.segment_id, with_for_update=True)  # one after the other
        room = _room(place, typed.room) if typed.room else None
        _check_time(row, place, room, typed)
        slug = f"side-event-{row.id}"
        session = _session(programme, slug, row, now, actor)
        slot = add_slot(session.id, NewSlot(typed.local_start, place.zone, typed.minutes), now, actor)
        if room is not None:
            hold_in_room_within(slot.id, room.slug, now, actor)
        row.session_id, row.decided_by, row.reason = session.id, actor, None
        move(row, SideEventState.SCHEDULED, now)
        noted(row, programme, now, actor, "schedule", {"state": SideEventState.ACCEPTED})
        return slug


def unschedule(programme: str, event_id: str, *, revision: int, now: datetime, actor: str) -> None:
    """Take a side event out of the programme while its meeting is a draft; it is accepted as before.

    Raises: NotFound, Stale; NotThisStep, for one that is published, which is cancelled as any meeting.
    """
    with transaction():
        row = event_within(programme, event_id, revision)
        check_step(row.state, SideEventState.ACCEPTED, DESK)
        session = db.session.get(Session, row.session_id) if row.session_id else None
        if session is None or session.state != SessionState.DRAFT:
            raise NotThisStep(state=row.state, to=str(SideEventState.ACCEPTED))
        row.session_id = None
        move(row, SideEventState.ACCEPTED, now)
        db.session.flush()
        delete_session_within(programme, session.slug, session.revision, now, actor)
        noted(row, programme, now, actor, "unschedule", {"state": SideEventState.SCHEDULED})


def _check_time(row: SideEvent, place: Segment, room: MeetingRoom | None, typed: TimeTyped) -> None:
    if not place.starts_on <= typed.local_start.date() <= place.ends_on:
        raise OutsideSegment(field="local_start", starts_on=place.starts_on, ends_on=place.ends_on)
    starts_at = to_instant(typed.local_start, place.zone)
    call = db.session.get(SideEventCall, place.id)
    beside = (
        select(Slot)
        .join(Session, Session.id == Slot.session_id)
        .where(Slot.state == SlotState.PLANNED, Session.state != SessionState.CANCELLED)
    )
    events = db.session.scalars(
        beside.join(SideEvent, SideEvent.session_id == Session.id).where(SideEvent.segment_id == place.id)
    ).all()
    check_at_once(starts_at, typed.minutes, events, call.most_at_once if call else DEFAULT_AT_ONCE)
    if room is None:
        return
    ends_at = starts_at + timedelta(minutes=typed.minutes)
    for other in db.session.scalars(beside.where(Slot.room_id == room.id)):
        if other.starts_at < ends_at and starts_at < other.starts_at + timedelta(minutes=other.minutes):
            raise RoomTaken(field="room")


def _session(programme: str, slug: str, row: SideEvent, now: datetime, actor: str) -> Session:
    parent = db.session.scalars(select(Programme).where(Programme.slug == programme)).one()
    here = select(Stream.id).where(Stream.programme_id == parent.id, Stream.slug == STREAM)
    if db.session.scalar(here) is None:
        create_stream_within(programme, {"slug": STREAM, "title": {"en": "Side events"}}, now, actor)
    names = " · ".join([row.lead, *row.organizers])
    values = {
        "slug": slug,
        "title": {row.language: row.title},
        "abstract": {row.language: f"{names}\n\n{row.abstract}"},
        "stream": STREAM,
        "languages": row.languages or [row.language],
    }
    session = db.session.get_one(Session, create_session_within(programme, values, now, actor))
    session.segment_id, session.audience = row.segment_id, AUDIENCE
    db.session.flush()
    return session


def _room(place: Segment, slug: str) -> MeetingRoom:
    row = db.session.scalar(
        select(MeetingRoom).where(MeetingRoom.segment_id == place.id, MeetingRoom.slug == slug[:200])
    )
    if row is None:
        raise errors.NotAChoice(field="room", value=slug[:40])
    return row
