"""What the season board shows: sessions with their times, which of them rest untold, and what can be undone."""

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

    One that is not `is_mine` is there as everybody may see it, and cannot be changed by whoever asks.
    """

    slug: str
    title: Words
    state: str
    stream: str | None
    partners: tuple[str, ...]
    slots: tuple[BoardSlot, ...]
    mark: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class BoardStream:
    """A column of the board."""

    slug: str
    title: Words
    palette: int


@dataclass(frozen=True, slots=True)
class Board:
    """A programme's board."""

    slug: str
    starts_on: date | None
    ends_on: date | None
    published: bool
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
    programme = db.session.scalar(
        select(Programme)
        .where(Programme.slug == slug)
        .options(selectinload(Programme.streams), raiseload("*"))
    )
    if programme is None:
        raise NotFound()
    is_open = session_within(where)
    if programme.published:
        is_open = or_(is_open, Session.state.in_(SHOWN))
    rows = db.session.scalars(
        select(Session)
        .where(Session.programme_id == programme.id, is_open)
        .order_by(Session.position, Session.id)
        .options(joinedload(Session.stream), selectinload(Session.slots), raiseload("*"))
    )
    return Board(
        slug=slug,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        published=programme.published,
        streams=tuple(BoardStream(one.slug, one.title, one.palette) for one in programme.streams),
        sessions=tuple(_session(row, slug, where) for row in rows),
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
        mark=_mark(row),
        state=row.state,
        title=row.title,
        abstract=row.abstract,
        stream=row.stream.slug if row.stream else None,
        languages=tuple(row.languages),
        interpreted=tuple(row.interpreted),
        partners=tuple(row.partners),
        articles=tuple(row.articles),
        slots=_slots(row),
    )


def untold(slug: str, where: Reach) -> set[str]:
    """Give the times that are open to whoever asks and of which somebody with a place has not heard as they stand."""
    is_behind = (
        select(Place.id)
        .join(Registration, Registration.id == Place.registration_id)
        .where(Place.slot_id == Slot.id, Place.told_version < Slot.version, Registration.ended_at.is_(None))
    )
    return set(
        db.session.scalars(
            select(Slot.id)
            .join(Slot.session)
            .join(Session.programme)
            .where(
                Programme.slug == slug,
                Session.state != SessionState.DRAFT,
                and_(Slot.version > 1, session_within(where)),
                is_behind.exists(),
            )
        )
    )


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


def _session(row: Session, programme: str, where: Reach) -> BoardSession:
    stream = row.stream.slug if row.stream else None
    is_mine = where.covers(programme, stream, row.partners)
    return BoardSession(
        slug=row.slug,
        title=row.title,
        state=row.state,
        stream=stream,
        partners=tuple(row.partners),
        slots=_slots(row),
        mark=_mark(row) if is_mine else "",
        is_mine=is_mine,
    )


def _slots(row: Session) -> tuple[BoardSlot, ...]:
    return tuple(
        BoardSlot(
            one.id,
            one.part,
            one.local_start,
            one.zone,
            one.fold,
            one.starts_at,
            one.minutes,
            one.doors_minutes,
            one.state,
            one.revision,
        )
        for one in sorted(row.slots, key=lambda one: (one.part, one.starts_at, one.id))
    )


def _mark(row: Session) -> str:
    return mark_of(row.revision, [(one.id, one.revision) for one in row.slots])
