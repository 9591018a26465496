"""What staff see: programmes, sessions with their times and seats, one slot in full."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Reach
from meetings.domain.reminders import Rule, rules_of
from meetings.domain.search import question, terms_of
from meetings.extensions import db
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Seats, Slot
from meetings.queries.reach import programme_within, session_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in the list."""

    slug: str
    title: Words
    place: Words
    zone: str
    published: bool
    demonstration: bool
    contact: str | None
    streams: tuple[tuple[str, Words], ...]
    offer_hours: int | None = None
    treaty: str = "minamata"
    kind: str = "season"


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording of a slot; without an address, it is a file that is kept."""

    language: str
    address: str
    captions: tuple[str, ...]
    revision: int
    state: str = "public"


@dataclass(frozen=True, slots=True)
class RoomRow:
    """The seats of a slot in the room."""

    capacity: int | None
    taken: int
    waiting: int


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot as staff see it; `capacity`, `taken` and `waiting` are those online."""

    id: str
    part: int
    local_start: datetime
    zone: str
    fold: int
    starts_at: datetime
    minutes: int
    doors_minutes: int
    state: str
    version: int
    revision: int
    capacity: int | None
    taken: int
    waiting: int
    platform_address: str | None
    platform_meeting: str | None
    channels: tuple[dict[str, Any], ...]
    inferred: bool
    recordings: tuple[RecordingRow, ...]
    room: RoomRow | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with its slots."""

    slug: str
    title: Words
    state: str
    stream: str | None
    stream_title: Words
    palette: int
    slots: tuple[SlotRow, ...]
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What a slot was from one version to the next."""

    version: int
    local_start: datetime
    starts_at: datetime
    minutes: int
    zone: str
    state: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class SlotPage:
    """One slot in full, with the versions it had and the rules by which people are reminded of it."""

    programme: ProgrammeRow
    session: SessionRow
    slot: SlotRow
    versions: tuple[VersionRow, ...]
    rules: tuple[Rule, ...]


def programmes(where: Reach) -> list[ProgrammeRow]:
    """Give the programmes of which anything is open to whoever asks, the latest first."""
    rows = db.session.scalars(
        select(Programme)
        .where(programme_within(where))
        .order_by(Programme.starts_on.desc(), Programme.id)
        .options(selectinload(Programme.streams), raiseload("*"))
    )
    return [programme_row(row) for row in rows]


def programme(slug: str) -> ProgrammeRow:
    """Give one programme.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Programme)
        .where(Programme.slug == slug)
        .options(selectinload(Programme.streams), raiseload("*"))
    )
    if row is None:
        raise NotFound()
    return programme_row(row)


def sessions(
    slug: str, where: Reach, *, stream: str = "", state: str = "", text: str = ""
) -> list[SessionRow]:
    """Give the sessions of a programme open to whoever asks, in the order of their first times, narrowed."""
    question = (
        select(Session)
        .join(Session.programme)
        .where(Programme.slug == slug, session_within(where))
        .options(
            joinedload(Session.stream),
            selectinload(Session.slots).options(joinedload(Slot.seats), joinedload(Slot.room_seats)),
            selectinload(Session.slots).selectinload(Slot.recordings),
            raiseload("*"),
        )
    )
    if stream:
        question = question.join(Session.stream).where(Stream.slug == stream)
    if state:
        question = question.where(Session.state == state)
    found = [_session(row) for row in db.session.scalars(question)]
    wanted = [one for one in found if _matches(one, text)]
    return sorted(
        wanted, key=lambda one: (not one.slots, one.slots[0].starts_at.timestamp() if one.slots else 0)
    )


def slot_page(slot_id: str) -> SlotPage:
    """Give one slot with its session, programme and versions.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Slot)
        .where(Slot.id == slot_id)
        .options(
            joinedload(Slot.seats),
            joinedload(Slot.room_seats),
            selectinload(Slot.recordings),
            selectinload(Slot.versions),
            joinedload(Slot.session).joinedload(Session.stream),
            joinedload(Slot.session).joinedload(Session.programme).selectinload(Programme.streams),
            raiseload("*"),
        )
    )
    if row is None:
        raise NotFound()
    session = row.session
    stream = session.stream.reminders if session.stream else None
    return SlotPage(
        programme=programme_row(session.programme),
        session=_session(session, [row]),
        slot=slot_row(row),
        versions=version_rows(row),
        rules=rules_of(session.reminders, stream, session.programme.reminders),
    )


def _matches(row: SessionRow, text: str) -> bool:
    wanted = text.casefold().strip()
    if not wanted or any(wanted in title.casefold() for title in row.title.values()):
        return True
    return question(text).finds(terms_of((row.slug, *row.title.values())))


def programme_row(row: Programme) -> ProgrammeRow:
    """Give a programme as staff see it, of one that was loaded with its streams."""
    return ProgrammeRow(
        slug=row.slug,
        title=row.title,
        place=row.place,
        zone=row.zone,
        published=row.published,
        demonstration=row.demonstration,
        contact=row.contact,
        streams=tuple((stream.slug, stream.title) for stream in row.streams),
        offer_hours=row.offer_hours,
        treaty=row.treaty,
        kind=row.kind,
    )


def _session(row: Session, slots: Iterable[Slot] | None = None) -> SessionRow:
    chosen = row.slots if slots is None else slots
    return SessionRow(
        slug=row.slug,
        title=row.title,
        state=row.state,
        stream=row.stream.slug if row.stream else None,
        stream_title=row.stream.title if row.stream else {},
        palette=row.stream.palette if row.stream else 0,
        slots=tuple(slot_row(slot) for slot in sorted(chosen, key=lambda slot: slot.starts_at)),
        partners=tuple(row.partners),
    )


def version_rows(row: Slot) -> tuple[VersionRow, ...]:
    """Give the versions of a slot that were loaded with it, in their order."""
    return tuple(
        VersionRow(
            one.version,
            one.local_start,
            one.starts_at,
            one.minutes,
            one.zone,
            one.state,
            one.changed_at,
            one.changed_by,
        )
        for one in row.versions
    )


def slot_row(row: Slot) -> SlotRow:
    """Give a slot as staff see it, of one that was loaded with its seats and recordings."""
    return SlotRow(
        id=row.id,
        part=row.part,
        local_start=row.local_start,
        zone=row.zone,
        fold=row.fold,
        starts_at=row.starts_at,
        minutes=row.minutes,
        doors_minutes=row.doors_minutes,
        state=row.state,
        version=row.version,
        revision=row.revision,
        capacity=row.seats.capacity,
        taken=row.seats.taken,
        waiting=row.seats.waiting,
        platform_address=row.platform_address,
        platform_meeting=row.platform_meeting,
        channels=tuple(row.channels),
        inferred="inferred" in row.marks.values(),
        recordings=tuple(
            RecordingRow(one.language, one.address or "", tuple(one.captions), one.revision, one.state)
            for one in sorted(row.recordings, key=lambda one: LANGUAGES.index(one.language))
        ),
        room=_room(row.room_seats),
    )


def _room(row: Seats | None) -> RoomRow | None:
    return RoomRow(row.capacity, row.taken, row.waiting) if row else None
