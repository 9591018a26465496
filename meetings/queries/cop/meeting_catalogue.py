"""What programs are told of a conference beside what they are told of every programme: segments, meetings, rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import ProgrammeKind
from meetings.extensions import db
from meetings.models.cop.conferences import AgendaItem, MeetingRoom, Segment, SessionItem
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What makes a session a meeting: slugs of its segment and items, who may enter, and the room of each time."""

    segment: str | None
    audience: str
    regions: list[str]
    items: list[str]
    rooms: dict[str, str]


def segments(programme: Programme) -> list[Segment]:
    """Give the segments of a conference in their order, with their rooms; none of a season."""
    if programme.kind != ProgrammeKind.CONFERENCE:
        return []
    return list(
        db.session.scalars(
            select(Segment)
            .where(Segment.programme_id == programme.id)
            .order_by(Segment.starts_on, Segment.position, Segment.id)
            .options(selectinload(Segment.rooms), raiseload("*"))
        )
    )


def meetings(programme: Programme, sessions: Iterable[Session]) -> dict[int, MeetingFacts]:
    """Give what makes sessions meetings, by identity; nothing in a season."""
    every = list(sessions)
    if programme.kind != ProgrammeKind.CONFERENCE or not every:
        return {}
    slugs: dict[int, str] = {}
    for number, slug in db.session.execute(
        select(Segment.id, Segment.slug).where(Segment.programme_id == programme.id)
    ):
        slugs[number] = slug
    items: dict[int, list[str]] = {}
    for session_id, slug in db.session.execute(
        select(SessionItem.session_id, AgendaItem.slug)
        .join(AgendaItem, AgendaItem.id == SessionItem.item_id)
        .where(SessionItem.session_id.in_([one.id for one in every]))
        .order_by(AgendaItem.position, AgendaItem.id)
    ):
        items.setdefault(session_id, []).append(slug)
    rooms = rooms_of([slot for one in every for slot in one.slots])
    return {
        one.id: MeetingFacts(
            segment=slugs.get(one.segment_id or 0),
            audience=one.audience,
            regions=one.regions,
            items=items.get(one.id, []),
            rooms={slot.id: rooms[slot.id] for slot in one.slots if slot.id in rooms},
        )
        for one in every
    }


def rooms_of(slots: Iterable[Slot]) -> dict[str, str]:
    """Give the slugs of the rooms that times are held in, by the names of the times."""
    held: dict[str, Any] = {one.id: one.room_id for one in slots if one.room_id is not None}
    if not held:
        return {}
    found: dict[int, str] = {}
    for number, slug in db.session.execute(
        select(MeetingRoom.id, MeetingRoom.slug).where(MeetingRoom.id.in_(set(held.values())))
    ):
        found[number] = slug
    return {slot_id: found[number] for slot_id, number in held.items()}
