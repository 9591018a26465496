"""What the public pages show of programmes and sessions, loaded whole; drafts are never among it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload, raiseload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from meetings.domain.codes import Mode, ProgrammeKind, RecordingState, SessionState
from meetings.domain.cop.conferences import HIDDEN
from meetings.domain.recordings import Chapter
from meetings.domain.seasons import Room, freest, room
from meetings.extensions import db
from meetings.models.attendance import ReportedFigure
from meetings.models.foreign import ForeignCalendar
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Material, Panelist, Recording
from meetings.models.slots import Slot
from meetings.queries.panel.about import PanelistShown, show_panel, show_panel_at_length

Words = dict[str, str]
NEVER: Final = datetime.max.replace(tzinfo=UTC)
SHOWN: Final = (SessionState.PUBLISHED, SessionState.CANCELLED)


@dataclass(frozen=True, slots=True)
class StreamShown:
    """A stream."""

    slug: str
    title: Words
    palette: int


@dataclass(frozen=True, slots=True)
class RecordingShown:
    """A public recording: at an address elsewhere, or kept here and `kept` says as what; `published_at` may be unknown.

    `bytes` and `audio_bytes` are of its file and of the smaller one without pictures; none where there is none.
    """

    language: str
    address: str
    captions: tuple[str, ...]
    name: str = ""
    kept: str = ""
    bytes: int | None = None
    seconds: int | None = None
    audio: str = ""
    audio_bytes: int | None = None
    chapters: tuple[Chapter, ...] = ()
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlotShown:
    """One holding as anybody may see it; the platform's address is not part of it.

    `seats` says for each way it is held how many seats are left, `room` the same of the way that has most.
    """

    id: str
    part: int
    starts_at: datetime
    local_start: datetime
    zone: str
    fold: int
    minutes: int
    doors_minutes: int
    state: str
    version: int
    updated_at: datetime
    room: Room
    inferred: frozenset[str]
    recordings: tuple[RecordingShown, ...]
    seats: Mapping[str, Room] = field(default_factory=dict)

    @property
    def has_room(self) -> bool:
        """Say whether it is also held in a room."""
        return Mode.ROOM in self.seats


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A public document."""

    title: Words
    language: str
    address: str
    bytes: int | None
    name: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A topic with its times; `inferred` names the fields that were filled in."""

    id: int
    slug: str
    stream: StreamShown | None
    title: Words
    abstract: Words
    languages: tuple[str, ...]
    interpreted: tuple[str, ...]
    partners: tuple[str, ...]
    articles: tuple[str, ...]
    cancelled: bool
    register_until: datetime | None
    inferred: frozenset[str]
    slots: tuple[SlotShown, ...]
    documents: tuple[DocumentShown, ...]
    panel: tuple[PanelistShown, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A number somebody reported and nobody can count any more; `slot_id` where it is of one holding."""

    slot_id: str | None
    count: str
    value: float
    qualifier: str | None
    source: str


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """A published programme."""

    id: int
    slug: str
    kind: str
    title: Words
    place: Words
    zone: str
    starts_on: date | None
    ends_on: date | None
    admission: str
    demonstration: bool
    contact: str | None
    treaty: str = "minamata"
    other_treaties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """A season's calendar, in the order of the first time of each session."""

    programme: ProgrammeShown
    streams: tuple[StreamShown, ...]
    sessions: tuple[SessionShown, ...]
    figures: tuple[FigureShown, ...]
    others: tuple[ProgrammeShown, ...]


def content_revision() -> tuple[int, int]:
    """Give a value that differs whenever any public page may read differently; calendars of others are on one, too."""
    others = select(func.coalesce(func.sum(ForeignCalendar.revision), 0)).scalar_subquery()
    total, count = db.session.execute(
        select(
            func.coalesce(func.sum(Programme.changes + Programme.revision), 0) + others,
            func.count(Programme.id),
        )
    ).one()
    return int(total), int(count)


def published_programmes() -> tuple[ProgrammeShown, ...]:
    """Give all published programmes, the latest to begin first."""
    rows = db.session.scalars(
        select(Programme)
        .where(Programme.published)
        .order_by(Programme.starts_on.desc(), Programme.id)
        .options(raiseload("*"))
    )
    return tuple(show_programme(row) for row in rows)


def current_programme(today: date) -> ProgrammeShown | None:
    """Give the season to open with: the one running, else the next, else the last; a conference where there is none."""
    published = published_programmes()
    every = [one for one in published if one.kind == ProgrammeKind.SEASON] or published
    running = [
        one for one in every if one.starts_on and one.ends_on and one.starts_on <= today <= one.ends_on
    ]
    coming = [one for one in every if one.starts_on and one.starts_on > today]
    return next(iter(running or coming[-1:] or every), None)


def kind_of(slug: str) -> str | None:
    """Say whether a published programme is a season or a conference; nothing where there is none."""
    return db.session.scalar(select(Programme.kind).where(Programme.slug == slug, Programme.published))


def calendar(slug: str) -> CalendarShown | None:
    """Give a published programme's calendar, or nothing when there is none."""
    every = published_programmes()
    programme = next((one for one in every if one.slug == slug), None)
    if programme is None:
        return None
    streams = db.session.scalars(
        select(Stream)
        .where(Stream.programme_id == programme.id)
        .order_by(Stream.position)
        .options(raiseload("*"))
    )
    rows = db.session.scalars(
        select(Session)
        .where(Session.programme_id == programme.id, is_shown())
        .order_by(Session.position, Session.id)
        .options(*whole_session(), raiseload("*"))
    )
    return CalendarShown(
        programme=programme,
        streams=tuple(StreamShown(one.slug, one.title, one.palette) for one in streams),
        sessions=tuple(_in_order(show_session(row, panel=False) for row in rows)),
        figures=_figures([f"programme:{programme.slug}"]),
        others=tuple(one for one in every if one.slug != slug),
    )


def session_page(
    programme_slug: str, session_slug: str
) -> tuple[ProgrammeShown, SessionShown, tuple[FigureShown, ...]] | None:
    """Give a session that is published or cancelled, with its panel and reported figures, or nothing."""
    row = db.session.scalar(
        select(Session)
        .join(Session.programme)
        .where(
            Programme.slug == programme_slug,
            Programme.published,
            Session.slug == session_slug,
            is_shown(),
        )
        .options(
            joinedload(Session.programme),
            selectinload(Session.panelists).joinedload(Panelist.person),
            *whole_session(),
            raiseload("*"),
        )
    )
    if row is None:
        return None
    figures = _figures([f"session:{row.id}", *(f"slot:{slot.id}" for slot in row.slots)])
    shown = replace(show_session(row, panel=True), panel=show_panel_at_length(row))
    return show_programme(row.programme), shown, figures


def is_shown() -> ColumnElement[bool]:
    """Hold a question to the sessions that the public may know of: no drafts, and no meetings of a body or of some."""
    return and_(Session.state.in_(SHOWN), Session.audience.not_in(HIDDEN))


def whole_session() -> tuple[ExecutableOption, ...]:
    """Say what a session is loaded with, to be shown."""
    return (
        joinedload(Session.stream),
        selectinload(Session.materials),
        selectinload(Session.slots).options(joinedload(Slot.seats), joinedload(Slot.room_seats)),
        selectinload(Session.slots).selectinload(Slot.recordings),
    )


def show_programme(row: Programme) -> ProgrammeShown:
    """Give a programme's shape for pages."""
    return ProgrammeShown(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        title=row.title,
        place=row.place,
        zone=row.zone,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        admission=row.admission,
        demonstration=row.demonstration,
        contact=row.contact,
        treaty=row.treaty,
        other_treaties=tuple(row.other_treaties),
    )


def show_session(row: Session, *, panel: bool) -> SessionShown:
    """Give a session's shape for pages; with its panel where that is loaded."""
    stream = row.stream
    is_open = row.audience == "public"  # what belongs to a meeting is for nobody beyond those who may enter
    documents = [one for one in row.materials if is_open and is_out(one)]
    return SessionShown(
        id=row.id,
        slug=row.slug,
        stream=StreamShown(stream.slug, stream.title, stream.palette) if stream else None,
        title=row.title,
        abstract=row.abstract,
        languages=tuple(row.languages),
        interpreted=tuple(row.interpreted),
        partners=tuple(row.partners),
        articles=tuple(row.articles),
        cancelled=row.state == SessionState.CANCELLED,
        register_until=row.register_until,
        inferred=_inferred(row.marks),
        slots=tuple(
            _slot(slot, is_open) for slot in sorted(row.slots, key=lambda slot: (slot.part, slot.starts_at))
        ),
        documents=tuple(_document(one) for one in documents),
        panel=show_panel(row) if panel else (),
    )


def _seats(row: Slot) -> dict[str, Room]:
    kinds = [one for one in (row.seats, row.room_seats) if one]
    return {one.kind: room(one.capacity, one.taken) for one in kinds} or {Mode.ONLINE: Room.FREE}


def _slot(row: Slot, is_open: bool) -> SlotShown:
    seats = _seats(row)
    return SlotShown(
        id=row.id,
        part=row.part,
        starts_at=row.starts_at,
        local_start=row.local_start,
        zone=row.zone,
        fold=row.fold,
        minutes=row.minutes,
        doors_minutes=row.doors_minutes,
        state=row.state,
        version=row.version,
        updated_at=row.updated_at,
        room=freest(seats.values()),
        inferred=_inferred(row.marks),
        recordings=tuple(show_recording(one) for one in row.recordings if is_open and is_seen(one)),
        seats=seats,
    )


def is_seen(row: Recording) -> bool:
    """Say whether everybody may see a recording; one that a release closes is not of this state."""
    return row.state == RecordingState.PUBLIC and row.audience == "public"


def is_out(row: Material) -> bool:
    """Say whether everybody may have a document; one under embargo is out once a tick has noted since when."""
    return row.audience == "public" and (row.embargo_until is None or row.published_at is not None)


def show_recording(row: Recording) -> RecordingShown:
    """Give a recording's shape for pages."""
    return RecordingShown(
        language=row.language,
        address=row.address or f"/recordings/{row.name}/recording",
        captions=tuple(row.captions),
        name=row.name,
        kept=(row.media_type or "") if row.file else "",
        bytes=row.bytes,
        seconds=row.seconds,
        audio=(row.audio_type or "") if row.audio else "",
        audio_bytes=row.audio_bytes,
        chapters=tuple(Chapter(int(begin), str(title)) for begin, title in row.chapters),
        published_at=row.published_at,
    )


def _document(row: Material) -> DocumentShown:
    address = row.address or f"/documents/{row.name}"
    return DocumentShown(row.title, row.language, address, row.bytes, row.name, row.version)


def _inferred(marks: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, mark in marks.items() if mark == "inferred")


def _figures(subjects: list[str]) -> tuple[FigureShown, ...]:
    rows = db.session.scalars(
        select(ReportedFigure).where(ReportedFigure.subject.in_(subjects)).order_by(ReportedFigure.id)
    )
    return tuple(
        FigureShown(_slot_of(row.subject), row.count, row.value, row.qualifier, row.source) for row in rows
    )


def _slot_of(subject: str) -> str | None:
    kind, _, name = subject.partition(":")
    return name if kind == "slot" else None


def _in_order(sessions: Iterable[SessionShown]) -> list[SessionShown]:
    """Put sessions in the order of their first times; one without any comes last."""
    return sorted(sessions, key=lambda one: min((slot.starts_at for slot in one.slots), default=NEVER))
