"""What organizers see of a conference: its segments with their rooms, its agenda, its meetings, and what clashes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import ProgrammeKind
from meetings.domain.cop.conferences import clashes
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.conferences import AgendaItem, MeetingRoom, Segment, SessionItem
from meetings.models.programmes import Programme, Session, Stream

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room with its revision."""

    id: int
    slug: str
    segment: str
    name: Words
    capacity: int | None
    position: int
    revision: int


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as it stands, with its rooms."""

    slug: str
    title: Words
    mode: str
    starts_on: date
    ends_on: date
    zone: str
    place: Words
    venue: str | None
    languages: tuple[str, ...]
    nominate_until: datetime | None
    quota: int | None
    erase_on: date | None
    statements_hours: int
    revision: int
    rooms: tuple[RoomRow, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the agenda; `parent` is a slug, `depth` counts those above it."""

    slug: str
    number: str | None
    title: Words
    parent: str | None
    segments: tuple[str, ...]
    depth: int
    inferred: frozenset[str]
    revision: int


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """A time of a meeting, with the slug of its room."""

    id: str
    starts_at: datetime
    zone: str
    minutes: int
    doors_minutes: int
    state: str
    room_id: int | None
    room: str | None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as it stands; `agenda_items` are slugs."""

    slug: str
    title: Words
    state: str
    stream: str | None
    segment: str | None
    audience: str
    regions: tuple[str, ...]
    agenda_items: tuple[str, ...]
    inferred: frozenset[str]
    revision: int
    slots: tuple[HoldingRow, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two meetings that are to be held in one room at overlapping times."""

    room: RoomRow
    first: MeetingRow
    second: MeetingRow
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class ConferenceDesk:
    """A conference as organizers work on it."""

    slug: str
    title: Words
    place: Words
    zone: str
    treaty: str
    other_treaties: tuple[str, ...]
    contact: str | None
    published: bool
    demonstration: bool
    revision: int
    streams: tuple[tuple[str, Words], ...]
    segments: tuple[SegmentRow, ...]
    items: tuple[ItemRow, ...]
    meetings: tuple[MeetingRow, ...]
    clashes: tuple[Clash, ...]

    @property
    def rooms(self) -> tuple[RoomRow, ...]:
        """Give the rooms of all segments."""
        return tuple(room for segment in self.segments for room in segment.rooms)


def conference_desk(slug: str) -> ConferenceDesk:
    """Give a conference, published or not.

    Raises: NotFound, also for a season.
    """
    row = db.session.scalar(
        select(Programme)
        .where(Programme.slug == slug, Programme.kind == ProgrammeKind.CONFERENCE)
        .options(raiseload("*"))
    )
    if row is None:
        raise NotFound()
    streams = db.session.execute(
        select(Stream.slug, Stream.title).where(Stream.programme_id == row.id).order_by(Stream.position)
    )
    segments, items = _segments(row.id), _items(row.id)
    meetings = _meetings(row.id, segments, {number: item.slug for number, item in items.items()})
    return ConferenceDesk(
        slug=row.slug,
        title=row.title,
        place=row.place,
        zone=row.zone,
        treaty=row.treaty,
        other_treaties=tuple(row.other_treaties),
        contact=row.contact,
        published=row.published,
        demonstration=row.demonstration,
        revision=row.revision,
        streams=tuple((one.slug, one.title) for one in streams),
        segments=tuple(segments.values()),
        items=tuple(items.values()),
        meetings=meetings,
        clashes=_clashes(tuple(segments.values()), meetings),
    )


def _segments(programme_id: int) -> dict[int, SegmentRow]:
    rows = db.session.scalars(
        select(Segment)
        .where(Segment.programme_id == programme_id)
        .order_by(Segment.starts_on, Segment.position, Segment.id)
        .options(selectinload(Segment.rooms), raiseload("*"))
    )
    return {
        row.id: SegmentRow(
            slug=row.slug,
            title=row.title,
            mode=row.mode,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            zone=row.zone,
            place=row.place,
            venue=row.venue,
            languages=tuple(row.languages),
            nominate_until=row.nominate_until,
            quota=row.quota,
            erase_on=row.erase_on,
            statements_hours=row.statements_hours,
            revision=row.revision,
            rooms=tuple(_room(room, row.slug) for room in row.rooms),
        )
        for row in rows
    }


def _room(row: MeetingRoom, segment: str) -> RoomRow:
    return RoomRow(row.id, row.slug, segment, row.name, row.capacity, row.position, row.revision)


def _items(programme_id: int) -> dict[int, ItemRow]:
    rows = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.programme_id == programme_id)
        .order_by(AgendaItem.position, AgendaItem.id)
        .options(raiseload("*"))
    ).all()
    by_id, found = {row.id: row for row in rows}, dict[int, ItemRow]()

    def add(parent: int | None, depth: int) -> None:
        for row in rows:
            if row.parent_id == parent:
                above = by_id[parent].slug if parent in by_id else None
                marks = frozenset(row.marks)
                found[row.id] = ItemRow(
                    row.slug, row.number, row.title, above, tuple(row.segments), depth, marks, row.revision
                )
                add(row.id, depth + 1)

    add(None, 0)
    return found


def _meetings(
    programme_id: int, segments: dict[int, SegmentRow], items: dict[int, str]
) -> tuple[MeetingRow, ...]:
    rows = db.session.scalars(
        select(Session)
        .where(Session.programme_id == programme_id)
        .order_by(Session.position, Session.id)
        .options(joinedload(Session.stream), selectinload(Session.slots), raiseload("*"))
    ).all()
    taken_up: dict[int, list[str]] = {row.id: [] for row in rows}
    for session_id, item_id in db.session.execute(
        select(SessionItem.session_id, SessionItem.item_id).where(SessionItem.session_id.in_(taken_up))
    ):
        taken_up[session_id].append(items[item_id])
    rooms = {room.id: room.slug for one in segments.values() for room in one.rooms}
    order = list(items.values())
    return tuple(
        MeetingRow(
            slug=row.slug,
            title=row.title,
            state=row.state,
            stream=row.stream.slug if row.stream else None,
            segment=segments[row.segment_id].slug if row.segment_id else None,
            audience=row.audience,
            regions=tuple(row.regions),
            agenda_items=tuple(sorted(taken_up[row.id], key=order.index)),
            inferred=frozenset(row.marks),
            revision=row.revision,
            slots=tuple(
                HoldingRow(
                    id=slot.id,
                    starts_at=slot.starts_at,
                    zone=slot.zone,
                    minutes=slot.minutes,
                    doors_minutes=slot.doors_minutes,
                    state=slot.state,
                    room_id=slot.room_id,
                    room=rooms.get(slot.room_id or 0),
                )
                for slot in row.slots
            ),
        )
        for row in sorted(rows, key=_first)
    )


def _first(row: Session) -> tuple[bool, float, int]:
    starts = [slot.starts_at.timestamp() for slot in row.slots]
    return (not starts, min(starts, default=0.0), row.id)


def _clashes(segments: tuple[SegmentRow, ...], meetings: tuple[MeetingRow, ...]) -> tuple[Clash, ...]:
    rooms = {room.id: room for one in segments for room in one.rooms}
    holders = {slot.id: one for one in meetings for slot in one.slots if one.state != "cancelled"}
    slots = [slot for one in meetings for slot in one.slots if slot.id in holders]
    return tuple(
        Clash(
            room=rooms[first.room_id or 0],
            first=holders[first.id],
            second=holders[second.id],
            at=second.starts_at,
            zone=second.zone,
        )
        for first, second in clashes(slots)
    )
