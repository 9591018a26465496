"""The daily journal of a conference: what a day holds as things stand, and the copies that were published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.codes import SlotState
from meetings.domain.errors import NotFound
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.daily_journal import JournalCopy, JournalDay
from meetings.models.programmes import Programme
from meetings.queries.cop.documents import DocumentShown, documents_of
from meetings.queries.cop.programme import MeetingShown, SegmentShown, meetings_of, segments_of
from meetings.queries.programmes import SlotShown

Words = dict[str, str]
Facts = dict[str, Any]
SIDE_EVENTS = "side-events"


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A journal as it was published; `number` counts those of its day."""

    day: date
    number: int
    facts: Facts
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DayAtDesk:
    """A day of a conference at the desk: what is announced, and the last copy, if there is one."""

    day: date
    segment: Words
    announcements: tuple[Words, ...]
    revision: int
    last: CopyShown | None


def days_of(segments: Iterable[Segment | SegmentShown]) -> list[tuple[date, Segment | SegmentShown]]:
    """Give the days of segments in order, each once."""
    found: dict[date, Segment | SegmentShown] = {}
    for segment in segments:
        for number in range((segment.ends_on - segment.starts_on).days + 1):
            found.setdefault(segment.starts_on + timedelta(days=number), segment)
    return sorted(found.items(), key=lambda one: one[0])


def days_at_desk(programme_id: int) -> list[DayAtDesk]:
    """Give the days of a conference as the desk has them, published or not."""
    segments = db.session.scalars(
        select(Segment)
        .where(Segment.programme_id == programme_id)
        .order_by(Segment.starts_on)
        .options(raiseload("*"))
    ).all()
    rows = {
        one.day: one
        for one in db.session.scalars(select(JournalDay).where(JournalDay.programme_id == programme_id))
    }
    last = {one.day: one for one in copies(programme_id)}
    return [
        DayAtDesk(
            day,
            segment.title,
            tuple(rows[day].announcements) if day in rows else (),
            rows[day].revision if day in rows else 0,
            last.get(day),
        )
        for day, segment in days_of(segments)
    ]


def day_at_desk(programme_id: int, day: date) -> DayAtDesk:
    """Give one day of a conference.

    Raises: NotFound, for a day outside its segments.
    """
    found = next((one for one in days_at_desk(programme_id) if one.day == day), None)
    if found is None:
        raise NotFound()
    return found


def copies(programme_id: int) -> list[CopyShown]:
    """Give the last copy of each day that was published, in order of days."""
    rows = db.session.scalars(
        select(JournalCopy)
        .where(JournalCopy.programme_id == programme_id)
        .order_by(JournalCopy.day, JournalCopy.number)
    )
    return list({one.day: _copy(one) for one in rows}.values())


def copies_of(programme_id: int, day: date) -> list[CopyShown]:
    """Give all copies of a day in the order they were published."""
    rows = db.session.scalars(
        select(JournalCopy)
        .where(JournalCopy.programme_id == programme_id, JournalCopy.day == day)
        .order_by(JournalCopy.number)
    )
    return [_copy(one) for one in rows]


def _copy(row: JournalCopy) -> CopyShown:
    return CopyShown(row.day, row.number, row.facts, row.made_at)


def facts_of(programme_id: int, day: date, now: datetime) -> Facts:
    """Give what the journal of a day says as things stand: nothing in it is closed to anybody.

    Raises: NotFound, for a conference that is not published, and for a day outside its segments.
    """
    segments = segments_of(programme_id)
    segment = dict(days_of(segments)).get(day)
    is_published = db.session.scalar(select(Programme.published).where(Programme.id == programme_id))
    if not is_published or not isinstance(segment, SegmentShown):
        raise NotFound()
    row = db.session.get(JournalDay, (programme_id, day))
    return {
        "day": day.isoformat(),
        "zone": segment.zone,
        "place": segment.place,
        "segment": segment.title,
        "meetings": _meetings(meetings_of(programme_id, segments), segment, day),
        "documents": [_document(one) for one in _put_on(documents_of(programme_id), segment, day, now)],
        "announcements": list(row.announcements) if row else [],
    }


def _meetings(meetings: Iterable[MeetingShown], segment: SegmentShown, day: date) -> list[Facts]:
    rooms = {one.slug: one.name for one in segment.rooms}
    found = [
        (slot, _meeting(meeting, slot, rooms))
        for meeting in meetings
        if meeting.segment in (None, segment.slug)
        for slot in meeting.session.slots
        if to_local(slot.starts_at, segment.zone).date() == day
    ]
    return [facts for _slot, facts in sorted(found, key=lambda one: (one[0].starts_at, one[1]["slug"]))]


def _meeting(meeting: MeetingShown, slot: SlotShown, rooms: dict[str, Words]) -> Facts:
    stream = meeting.session.stream
    return {
        "slug": meeting.slug,
        "title": meeting.session.title,
        "stream": stream.title if stream else {},
        "is_side_event": bool(stream and stream.slug == SIDE_EVENTS),
        "starts_at": slot.starts_at.isoformat(),
        "minutes": slot.minutes,
        "room": rooms.get(meeting.rooms.get(slot.id, ""), {}),
        "items": [{"number": one.number, "title": one.title} for one in meeting.items],
        "audience": meeting.audience,
        "is_off": meeting.session.cancelled or slot.state != SlotState.PLANNED,
        "is_inferred": bool(slot.inferred),
    }


def _put_on(
    documents: Iterable[DocumentShown], segment: SegmentShown, day: date, now: datetime
) -> list[DocumentShown]:
    """Give the documents that anybody could have first on a day of the place; none that is closed now."""
    return [
        one
        for one in documents
        if one.stands.is_public(now)
        and not one.stands.is_withdrawn
        and one.put_at is not None
        and to_local(one.put_at, segment.zone).date() == day
    ]


def _document(one: DocumentShown) -> Facts:
    return {
        "name": one.name,
        "symbol": one.symbol.printed if one.symbol else "",
        "title": one.title,
        "languages": sorted(one.files),
    }
