"""What InforMEA's portal is told of: slots of published public sessions, and segments of published conferences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.codes import Mode, ProgrammeKind, SessionState, SlotState
from meetings.domain.cop.codes import SegmentMode
from meetings.domain.informea import (
    ONLINE,
    TREATIES,
    Meeting,
    Type,
    access_of,
    city_of,
    description_of,
    hours_of,
    is_told,
    next_change,
    plain,
    status_of,
    title_of,
    updated_at,
)
from meetings.domain.informea_query import By, in_order
from meetings.domain.zones import zone_country
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Seats, Slot
from meetings.queries.off import Off, off_since
from meetings.queries.programmes import SHOWN

Words = Mapping[str, str]
INFERRED: Final = "inferred"
MOST_ORDERS: Final = 8


@dataclass(frozen=True)
class Told:
    """All meetings as they stand from one instant until the clock alone changes one of them."""

    by_id: Mapping[str, Meeting]
    since: datetime
    until: datetime | None
    orders: dict[Sequence[tuple[str, bool]], Sequence[Meeting]] = field(default_factory=dict)

    def in_order(self, order: Sequence[By]) -> Sequence[Meeting]:
        """Give the meetings in an order; those asked for last are kept, as a harvester asks page by page."""
        key = tuple((one.name, one.is_down) for one in order)
        found = self.orders.get(key)
        if found is None:
            if len(self.orders) >= MOST_ORDERS:
                self.orders.clear()
            found = self.orders[key] = tuple(in_order(self.by_id.values(), order))
        return found

    def holds(self, now: datetime) -> bool:
        """Say whether it still stands so."""
        return self.since <= now and (self.until is None or now < self.until)


class Shelf:
    """What is told, kept for as long as nothing changes: neither what is stored, nor by the clock alone.

    Whoever keeps the shelf lets it go when what is stored changes.
    """

    def __init__(self) -> None:
        self.told: Told | None = None

    def at(self, base: str, now: datetime) -> Told:
        """Give what is told at a moment. Takes: `base`, the address of the site."""
        told = self.told
        if told is None or not told.holds(now):
            told = self.told = all_meetings(base, now)
        return told


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a meeting, whatever the time is."""

    meeting: dict[str, Any]
    start: datetime | None
    end: datetime | None
    changed: datetime
    off_since: datetime | None
    is_sure: bool

    def at(self, now: datetime) -> Meeting:
        """Give the meeting as it stands at a moment."""
        is_off = self.off_since is not None
        return Meeting(
            **self.meeting,
            start=self.start,
            end=self.end,
            status=status_of(self.start, self.end, now, is_off=is_off, is_sure=self.is_sure),
            updated=updated_at(self.changed, self.end, now, is_off=is_off),
        )


def all_meetings(base: str, now: datetime) -> Told:
    """Give all meetings the portal is told of at a moment, without their words.

    Where two have one id, it is the older programme's.
    """
    programmes = _programmes()
    every = [*_slots(programmes, base), *_segments(programmes, base)]
    told = [one for one in every if is_told(one.off_since, now)]
    found: dict[str, Meeting] = {}
    for one in told:
        found.setdefault(one.meeting["id"], one.at(now))
    changes = (next_change(one.off_since, one.end, now) for one in told)
    return Told(found, now, min((at for at in changes if at is not None), default=None))


def in_words(meetings: Iterable[Meeting], notes: Callable[[], Words]) -> list[Meeting]:
    """Give meetings with titles and descriptions, in the order given; those of a demonstration say so.

    Takes: what gives the note of a demonstration by language.
    """
    every = list(meetings)
    words = {Type.WEBINAR: _words_of_sessions(every), Type.COP: _words_of_segments(every)}
    said = notes() if any(one.is_invented for one in every) else {}
    found = []
    for one in every:
        title, abstract, whole = words[Type(one.type)].get(one.row, ({}, {}, None))
        named = title_of(title, one.id, whole)
        note = said if one.is_invented else {}
        found.append(replace(one, title=named, description=description_of(abstract, named, note)))
    return found


def _programmes() -> dict[int, Any]:
    rows = db.session.execute(
        select(
            Programme.id,
            Programme.slug,
            Programme.kind,
            Programme.treaty,
            Programme.admission,
            Programme.demonstration,
            Programme.place,
            Programme.zone,
            Programme.updated_at,
        )
        .where(Programme.published, Programme.treaty.in_(TREATIES))
        .order_by(Programme.id)
    )
    return {row.id: row for row in rows}


def _slots(programmes: Mapping[int, Any], base: str) -> Iterable[_Facts]:
    in_room = select(Seats.slot_id).where(Seats.slot_id == Slot.id, Seats.kind == Mode.ROOM).exists()
    rows = db.session.execute(
        select(
            Slot.id,
            Slot.session_id,
            Slot.starts_at,
            Slot.minutes,
            Slot.state,
            Slot.marks,
            Slot.updated_at,
            Session.programme_id,
            Session.slug,
            Session.state.label("topic_state"),
            Session.marks.label("topic_marks"),
            Session.updated_at.label("topic_updated_at"),
            in_room.label("in_room"),
        )
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Programme.published,
            Programme.kind == ProgrammeKind.SEASON,
            Session.state.in_(SHOWN),
            Session.audience == "public",
        )
        .order_by(Slot.id)
    ).all()
    common = {number: _common(row, row.place, row.zone) for number, row in programmes.items()}
    is_any_off = any(
        row.state != SlotState.PLANNED or row.topic_state == SessionState.CANCELLED for row in rows
    )
    off = off_since() if is_any_off else Off()
    return (
        _slot(row, programmes[row.programme_id], common[row.programme_id], base, off)
        for row in rows
        if row.programme_id in programmes
    )


def _slot(row: Any, programme: Any, common: dict[str, Any], base: str, off: Off) -> _Facts:
    city = common["city"]
    return _Facts(
        meeting=common
        | {
            "id": row.id,
            "row": row.session_id,
            "url": f"{base}/en/{programme.slug}/{row.slug}/",
            "type": Type.WEBINAR,
            "location": city if row.in_room else ONLINE,
            "virtual": True,
        },
        start=row.starts_at,
        end=row.starts_at + timedelta(minutes=row.minutes),
        changed=max(row.updated_at, row.topic_updated_at, programme.updated_at),
        off_since=off.since(row.id, row.session_id),
        is_sure=row.marks.get("local_start") != INFERRED and row.topic_marks.get("date") != INFERRED,
    )


def _segments(programmes: Mapping[int, Any], base: str) -> Iterable[_Facts]:
    rows = db.session.execute(
        select(
            Segment.id,
            Segment.programme_id,
            Segment.slug,
            Segment.mode,
            Segment.starts_on,
            Segment.ends_on,
            Segment.zone,
            Segment.place,
            Segment.venue,
            Segment.marks,
            Segment.updated_at,
        )
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.published, Programme.kind == ProgrammeKind.CONFERENCE)
        .order_by(Segment.programme_id, Segment.id)
    )
    return (
        _segment(row, programmes[row.programme_id], base) for row in rows if row.programme_id in programmes
    )


def _segment(row: Any, programme: Any, base: str) -> _Facts:
    own = (row.place, row.zone) if row.place else (programme.place, programme.zone)
    common = _common(programme, *own)
    start, end = hours_of(row.starts_on, row.ends_on, row.zone)
    is_online = row.mode == SegmentMode.ONLINE
    return _Facts(
        meeting=common
        | {
            "id": f"{programme.slug}-{row.slug}",
            "row": row.id,
            "url": f"{base}/en/{programme.slug}/",
            "type": Type.COP,
            "location": ONLINE if is_online else plain(row.venue or "") or common["city"],
            "virtual": row.mode != SegmentMode.IN_PERSON,
        },
        start=start,
        end=end,
        changed=max(row.updated_at, programme.updated_at),
        off_since=None,
        is_sure=row.marks.get("starts_on") != INFERRED,
    )


def _common(programme: Any, place: Words, zone: str) -> dict[str, Any]:
    """Give what all meetings at a place of a programme have in common; the country is that of its clocks."""
    city = city_of(place)
    return {
        "treaty": programme.treaty,
        "access": access_of(programme.admission),
        "city": city,
        "country": zone_country(zone) if city else None,
        "is_invented": programme.demonstration,
    }


def _words_of_sessions(meetings: Iterable[Meeting]) -> dict[int, tuple[Words, Words, Words | None]]:
    wanted = {one.row for one in meetings if one.type == Type.WEBINAR}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Session.id, Session.title, Session.abstract).where(Session.id.in_(wanted))
    )
    return {row.id: (row.title, row.abstract, None) for row in rows}


def _words_of_segments(meetings: Iterable[Meeting]) -> dict[int, tuple[Words, Words, Words | None]]:
    wanted = {one.row for one in meetings if one.type == Type.COP}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Segment.id, Segment.title, Programme.title.label("whole"))
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Segment.id.in_(wanted))
    )
    return {row.id: (row.title, {}, row.whole) for row in rows}
