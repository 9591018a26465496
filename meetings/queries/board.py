"""What the season board shows: sessions with their times, which of them rest untold, and what can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.board import KEPT
from meetings.domain.codes import SessionState
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Reach
from meetings.domain.publishing import mark_of
from meetings.extensions import db
from meetings.models.board import BoardAct
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.desk import ProgrammeRow, programme_row
from meetings.queries.programmes import SHOWN
from meetings.queries.reach import session_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class BoardSlot:
    """A time on the board."""

    id: str
    part: int
    local_start: datetime
    zone: str
    fold: int
    starts_at: datetime
    minutes: int
    doors_minutes: int
    state: str
    revision: int


@dataclass(frozen=True, slots=True)
class BoardSession:
    """A session on the board with its times in their order; `mark` stands for how it was when it was read.

    One that is not `is_open` to whoever asks is there as everybody may see it; `untold` are those of its times of
    which somebody with a place has not heard as they stand.
    """

    slug: str
    title: Words
    state: str
    stream: str | None
    partners: tuple[str, ...]
    slots: tuple[BoardSlot, ...]
    mark: str
    is_open: bool
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BoardStream:
    """A column of the board."""

    slug: str
    title: Words
    palette: int


@dataclass(frozen=True, slots=True)
class Board:
    """A programme's board."""

    programme: ProgrammeRow
    starts_on: date | None
    ends_on: date | None
    streams: tuple[BoardStream, ...]
    sessions: tuple[BoardSession, ...]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session as its form shows it."""

    slug: str
    revision: int
    mark: str
    state: str
    title: Words
    abstract: Words
    stream: str | None
    languages: tuple[str, ...]
    interpreted: tuple[str, ...]
    partners: tuple[str, ...]
    articles: tuple[str, ...]
    slots: tuple[BoardSlot, ...]


@dataclass(frozen=True, slots=True)
class LastAct:
    """What somebody did last at a board and can take back, with the slugs of the sessions it touched."""

    key: str
    act: str
    at: datetime
    sessions: tuple[str, ...]


def board(slug: str, where: Reach) -> Board:
    """Give a programme's board: all that is open to whoever asks, and beside it what everybody may see.

    Raises: NotFound.
    """
    programme = (
        db.session.scalars(
            select(Programme)
            .where(Programme.slug == slug)
            .options(joinedload(Programme.streams), raiseload("*"))
        )
        .unique()
        .first()
    )
    if programme is None:
        raise NotFound()
    return Board(
        programme=programme_row(programme),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        streams=tuple(BoardStream(one.slug, one.title, one.palette) for one in programme.streams),
        sessions=_sessions(programme, where),
    )


def _sessions(programme: Programme, where: Reach) -> tuple[BoardSession, ...]:
    """Give the sessions of a board with their times, by one question."""
    is_open = session_within(where)
    if programme.published:
        is_open = or_(is_open, Session.state.in_(SHOWN))
    is_behind = (
        select(Place.id)
        .join(Registration, Registration.id == Place.registration_id)
        .where(Place.slot_id == Slot.id, Place.told_version < Slot.version, Registration.ended_at.is_(None))
    )
    rows = db.session.execute(
        select(Session, Slot, and_(Slot.version > 1, is_behind.exists()).label("is_untold"))
        .outerjoin(Slot, Slot.session_id == Session.id)
        .where(Session.programme_id == programme.id, is_open)
        .order_by(Session.position, Session.id, Slot.part, Slot.starts_at, Slot.id)
        .options(raiseload("*"))
    ).all()
    streams = {one.id: one.slug for one in programme.streams}
    each: dict[int, tuple[Session, list[Slot], set[str]]] = {}
    for session, slot, is_untold in rows:
        _session, slots, behind = each.setdefault(session.id, (session, [], set()))
        if slot is not None:
            slots.append(slot)
            behind |= {slot.id} if is_untold else set()
    return tuple(
        _board_session(row, slots, behind, programme.slug, streams.get(row.stream_id or 0), where)
        for row, slots, behind in each.values()
    )


def session_facts(programme: str, slug: str) -> SessionFacts:
    """Give a session as its form shows it.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(Session)
        .join(Session.programme)
        .where(Programme.slug == programme, Session.slug == slug)
        .options(joinedload(Session.stream), selectinload(Session.slots), raiseload("*"))
    )
    if row is None:
        raise NotFound()
    return SessionFacts(
        slug=row.slug,
        revision=row.revision,
        mark=_mark(row, row.slots),
        state=row.state,
        title=row.title,
        abstract=row.abstract,
        stream=row.stream.slug if row.stream else None,
        languages=tuple(row.languages),
        interpreted=tuple(row.interpreted),
        partners=tuple(row.partners),
        articles=tuple(row.articles),
        slots=tuple(
            _slot(one) for one in sorted(row.slots, key=lambda one: (one.part, one.starts_at, one.id))
        ),
    )


def programme_slugs() -> set[str]:
    """Give the slugs of all programmes."""
    return set(db.session.scalars(select(Programme.slug)))


def last_act(programme: str, actor: str, now: datetime) -> LastAct | None:
    """Give what somebody did last at a board, or nothing where that is undone or lies too far back."""
    row = db.session.scalars(
        select(BoardAct)
        .where(
            BoardAct.programme == programme,
            BoardAct.actor == actor,
            BoardAct.undone_at.is_(None),
            BoardAct.at >= now - KEPT,
        )
        .order_by(BoardAct.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    steps: list[dict[str, Any]] = row.steps
    return LastAct(row.key, row.act, row.at, tuple(str(one["session"]) for one in steps))


def _board_session(
    row: Session, slots: list[Slot], behind: set[str], programme: str, stream: str | None, where: Reach
) -> BoardSession:
    is_open = where.covers(programme, stream, row.partners)
    return BoardSession(
        slug=row.slug,
        title=row.title,
        state=row.state,
        stream=stream,
        partners=tuple(row.partners),
        slots=tuple(_slot(one) for one in slots),
        mark=_mark(row, slots) if is_open else "",
        is_open=is_open,
        untold=frozenset(behind) if is_open and row.state != SessionState.DRAFT else frozenset(),
    )


def _slot(row: Slot) -> BoardSlot:
    return BoardSlot(
        row.id,
        row.part,
        row.local_start,
        row.zone,
        row.fold,
        row.starts_at,
        row.minutes,
        row.doors_minutes,
        row.state,
        row.revision,
    )


def _mark(row: Session, slots: Iterable[Slot]) -> str:
    return mark_of(row.revision, [(one.id, one.revision) for one in slots])
