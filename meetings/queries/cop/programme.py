"""What the public pages of a conference show, loaded whole: segments, rooms, agenda, meetings, what is on record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import ProgrammeKind
from meetings.extensions import db
from meetings.models.attendance import ReportedFigure
from meetings.models.cop.conferences import AgendaItem, ConferenceRecord, Segment, SessionItem
from meetings.models.parties import Party
from meetings.models.programmes import Session, Stream
from meetings.queries.programmes import (
    FigureShown,
    ProgrammeShown,
    SessionShown,
    StreamShown,
    is_shown,
    published_programmes,
    show_session,
    whole_session,
)

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room, or the channel that stands for one."""

    id: int
    slug: str
    name: Words


@dataclass(frozen=True, slots=True)
class SegmentShown:
    """A part of a conference; `inferred` names the fields that were filled in."""

    id: int
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
    statements_hours: int
    inferred: frozenset[str]
    rooms: tuple[RoomShown, ...] = ()
    figures: tuple[FigureShown, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of the agenda; `depth` counts those above it, `segments` are slugs."""

    slug: str
    number: str | None
    title: Words
    depth: int
    segments: tuple[str, ...]
    inferred: frozenset[str]


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting: the session it is, its segment by slug, who may enter, its items, the room of each time by slug."""

    session: SessionShown
    segment: str | None
    audience: str
    regions: tuple[str, ...]
    items: tuple[ItemShown, ...]
    rooms: Mapping[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """Give the slug of its session."""
        return self.session.slug


@dataclass(frozen=True, slots=True)
class RecordShown:
    """Something on record; `country` is the name of one, by language."""

    slug: str
    kind: str
    segment: str | None
    number: str | None
    title: Words
    people: tuple[str, ...]
    country: Words
    starts_on: date | None
    ends_on: date | None
    source: str
    inferred: frozenset[str]


@dataclass(frozen=True, slots=True)
class ConferenceShown:
    """A conference with everything the public may know of it."""

    programme: ProgrammeShown
    streams: tuple[StreamShown, ...]
    segments: tuple[SegmentShown, ...]
    items: tuple[ItemShown, ...]
    meetings: tuple[MeetingShown, ...]
    records: tuple[RecordShown, ...]
    figures: tuple[FigureShown, ...]
    others: tuple[ProgrammeShown, ...]

    def segment(self, slug: str | None) -> SegmentShown | None:
        """Give a segment by its slug."""
        return next((one for one in self.segments if one.slug == slug), None)


def conference(slug: str) -> ConferenceShown | None:
    """Give a published conference, or nothing where there is none of this name."""
    every = published_programmes()
    programme = next(
        (one for one in every if one.slug == slug and one.kind == ProgrammeKind.CONFERENCE), None
    )
    if programme is None:
        return None
    streams = db.session.scalars(
        select(Stream)
        .where(Stream.programme_id == programme.id)
        .order_by(Stream.position)
        .options(raiseload("*"))
    ).all()
    figures = _figures(programme.id)
    segments = segments_of(programme.id, figures)
    items = agenda_of(programme.id)
    return ConferenceShown(
        programme=programme,
        streams=tuple(StreamShown(one.slug, one.title, one.palette) for one in streams),
        segments=segments,
        items=tuple(items.values()),
        meetings=_meetings(programme.id, segments, items),
        records=_records(programme.id, segments),
        figures=figures.get(f"programme:{programme.slug}", ()),
        others=tuple(one for one in every if one.slug != slug),
    )


def meeting(programme: ProgrammeShown, session: SessionShown) -> tuple[MeetingShown, SegmentShown | None]:
    """Give what makes a session a meeting of a conference, and its segment."""
    segments = segments_of(programme.id)
    found = _meetings(programme.id, segments, agenda_of(programme.id), only=session)
    segment = next((one for one in segments if one.slug == found[0].segment), None)
    return found[0], segment


def meetings_of(programme_id: int, segments: tuple[SegmentShown, ...]) -> tuple[MeetingShown, ...]:
    """Give the meetings of which the public may know, in their order."""
    return _meetings(programme_id, segments, agenda_of(programme_id))


def segments_of(
    programme_id: int, figures: Mapping[str, tuple[FigureShown, ...]] | None = None
) -> tuple[SegmentShown, ...]:
    """Give the segments of a conference in their order, each with its rooms."""
    rows = db.session.scalars(
        select(Segment)
        .where(Segment.programme_id == programme_id)
        .order_by(Segment.starts_on, Segment.position, Segment.id)
        .options(selectinload(Segment.rooms), raiseload("*"))
    )
    return tuple(_segment(row, (figures or {}).get(f"segment:{row.id}", ())) for row in rows)


def _segment(row: Segment, figures: tuple[FigureShown, ...]) -> SegmentShown:
    return SegmentShown(
        id=row.id,
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
        statements_hours=row.statements_hours,
        inferred=_inferred(row.marks),
        rooms=tuple(RoomShown(one.id, one.slug, one.name) for one in row.rooms),
        figures=figures,
    )


def agenda_of(programme_id: int) -> dict[int, ItemShown]:
    """Give the items of a conference's agenda by identity, in its order, each below the one it belongs to."""
    rows = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.programme_id == programme_id)
        .order_by(AgendaItem.position, AgendaItem.id)
        .options(raiseload("*"))
    ).all()
    below: dict[int | None, list[AgendaItem]] = {}
    known = {row.id for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return dict(_walk(below, None, 0))


def _walk(
    below: Mapping[int | None, list[AgendaItem]], parent: int | None, depth: int
) -> Iterable[tuple[int, ItemShown]]:
    for row in below.get(parent, ()):
        marks = _inferred(row.marks)
        yield row.id, ItemShown(row.slug, row.number, row.title, depth, tuple(row.segments), marks)
        yield from _walk(below, row.id, depth + 1)


def _meetings(
    programme_id: int,
    segments: tuple[SegmentShown, ...],
    items: Mapping[int, ItemShown],
    *,
    only: SessionShown | None = None,
) -> tuple[MeetingShown, ...]:
    question = select(Session).where(Session.programme_id == programme_id, is_shown())
    if only is not None:
        question = question.where(Session.id == only.id)
    rows = db.session.scalars(
        question.order_by(Session.position, Session.id).options(*whole_session(), raiseload("*"))
    ).all()
    taken_up = _taken_up([row.id for row in rows], items)
    slugs = {one.id: one.slug for one in segments}
    rooms = {room.id: room.slug for one in segments for room in one.rooms}
    return tuple(
        MeetingShown(
            session=only or show_session(row, panel=False),
            segment=slugs.get(row.segment_id or 0),
            audience=row.audience,
            regions=tuple(row.regions),
            items=taken_up.get(row.id, ()),
            rooms={one.id: rooms[one.room_id] for one in row.slots if one.room_id in rooms},
        )
        for row in rows
    )


def _taken_up(session_ids: list[int], items: Mapping[int, ItemShown]) -> dict[int, tuple[ItemShown, ...]]:
    """Give the items that meetings take up, each meeting's in the order of the agenda."""
    found: dict[int, set[int]] = {}
    for session_id, item_id in db.session.execute(
        select(SessionItem.session_id, SessionItem.item_id).where(SessionItem.session_id.in_(session_ids))
    ):
        found.setdefault(session_id, set()).add(item_id)
    return {
        session_id: tuple(item for number, item in items.items() if number in numbers)
        for session_id, numbers in found.items()
    }


def _records(programme_id: int, segments: tuple[SegmentShown, ...]) -> tuple[RecordShown, ...]:
    rows = db.session.execute(
        select(ConferenceRecord, Party.names)
        .outerjoin(Party, Party.code == ConferenceRecord.country)
        .where(ConferenceRecord.programme_id == programme_id)
        .order_by(ConferenceRecord.position, ConferenceRecord.id)
    )
    slugs = {one.id: one.slug for one in segments}
    return tuple(
        RecordShown(
            slug=row.slug,
            kind=row.kind,
            segment=slugs.get(row.segment_id or 0),
            number=row.number,
            title=row.title,
            people=tuple(row.people),
            country=names or ({"en": row.country} if row.country else {}),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            source=row.source,
            inferred=_inferred(row.marks),
        )
        for row, names in rows
    )


def _figures(programme_id: int) -> dict[str, tuple[FigureShown, ...]]:
    """Give the reported figures of a conference, by what each is of."""
    found: dict[str, tuple[FigureShown, ...]] = {}
    for row in db.session.scalars(
        select(ReportedFigure)
        .where(ReportedFigure.programme_id == programme_id)
        .order_by(ReportedFigure.id)
        .options(raiseload("*"))
    ):
        shown = FigureShown(None, row.count, row.value, row.qualifier, row.source)
        found[row.subject] = (*found.get(row.subject, ()), shown)
    return found


def _inferred(marks: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, mark in marks.items() if mark == "inferred")
