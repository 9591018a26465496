"""By what the people and the platform of a session are taken: its other times, and those of other sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.checks import MOST_MINUTES
from meetings.domain.codes import PanelistState, SessionState, SlotState
from meetings.domain.errors import NotFound
from meetings.domain.panel.availability import Span
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.availability import away_of
from meetings.queries.reach import session_within

Words = dict[str, str]
LONGEST: Final = timedelta(minutes=MOST_MINUTES)


@dataclass(frozen=True, slots=True)
class Taken:
    """A time at which somebody or a platform is taken, and the session by which."""

    starts_at: datetime
    ends_at: datetime
    title: Words


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a panel, when they sit on others, and when they said they cannot; `key` names them in addresses."""

    key: str
    name: str
    taken: tuple[Taken, ...]
    away: tuple[Span, ...] = ()

    def is_away(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Say whether they said that they cannot at some moment between two."""
        return any(first < ends_at and starts_at < last for first, last in self.away)


@dataclass(frozen=True, slots=True)
class Commitments:
    """A session, its own times, its panel, and when its platform is taken by others; between two instants."""

    slug: str
    title: Words
    minutes: int | None
    own: tuple[Taken, ...]
    panel: tuple[Member, ...]
    platform: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A session to plan for."""

    slug: str
    title: Words


def topics(programme: str, where: Reach) -> list[Topic]:
    """Give the sessions of a programme that are open to whoever asks, in their order."""
    rows = db.session.execute(
        select(Session.slug, Session.title)
        .join(Session.programme)
        .where(Programme.slug == programme, session_within(where), Session.state != SessionState.CANCELLED)
        .order_by(Session.position, Session.id)
    )
    return [Topic(*row) for row in rows]


def commitments(
    programme: str, session: str, between: tuple[datetime, datetime], where: Reach
) -> Commitments:
    """Give by what a session's people and platform are taken, as far as whoever asks may know of it.

    Of sessions that are not open to them, they know those that are published.
    Raises: NotFound, also for a session that is not open to whoever asks.
    """
    row = _session(programme, session, where)
    people = {one.person_id: one.person for one in row.on_panel}
    addresses = {slot.platform_address for slot in row.slots if slot.platform_address}
    taken = _of_people(people, row.id, between, where) if people else {}
    platform = _of_platform(addresses, row.id, between, where) if addresses else ()
    away = away_of(row.programme_id, people, between)
    return Commitments(
        slug=row.slug,
        title=row.title,
        minutes=row.slots[0].minutes if row.slots else None,
        own=tuple(_taken(slot, row.title) for slot in row.slots if _meets(slot, between)),
        panel=tuple(
            Member(person.public_id, person.name, tuple(taken.get(number, ())), tuple(away.get(number, ())))
            for number, person in people.items()
        ),
        platform=platform,
    )


def _session(programme: str, session: str, where: Reach) -> Session:
    question = (
        select(Session)
        .join(Session.programme)
        .where(Programme.slug == programme, Session.slug == session, session_within(where))
        .options(
            selectinload(Session.slots),
            joinedload(Session.panelists).joinedload(Panelist.person),
            raiseload("*"),
        )
    )
    row = db.session.scalars(question).unique().one_or_none()
    if row is None:
        raise NotFound()
    return row


def _of_people(
    people: Collection[int], session_id: int, between: tuple[datetime, datetime], where: Reach
) -> dict[int, list[Taken]]:
    rows = db.session.execute(
        select(Panelist.person_id, Slot)
        .join(Session, Session.id == Panelist.session_id)
        .join(Session.programme)
        .join(Slot, Slot.session_id == Session.id)
        .where(
            Panelist.person_id.in_(people),
            Panelist.state != PanelistState.DECLINED,
            _is_known(session_id, between, where),
        )
        .order_by(Slot.starts_at, Slot.id)
        .options(joinedload(Slot.session), raiseload("*"))
    )
    found: dict[int, list[Taken]] = {}
    for person_id, slot in rows:
        one = _taken(slot, slot.session.title)
        if _meets(slot, between) and one not in found.setdefault(person_id, []):
            found[person_id].append(one)
    return found


def _of_platform(
    addresses: Collection[str], session_id: int, between: tuple[datetime, datetime], where: Reach
) -> tuple[Taken, ...]:
    rows = db.session.scalars(
        select(Slot)
        .join(Slot.session)
        .join(Session.programme)
        .where(Slot.platform_address.in_(addresses), _is_known(session_id, between, where))
        .order_by(Slot.starts_at, Slot.id)
        .options(joinedload(Slot.session), raiseload("*"))
    )
    return tuple(_taken(slot, slot.session.title) for slot in rows if _meets(slot, between))


def _is_known(session_id: int, between: tuple[datetime, datetime], where: Reach) -> ColumnElement[bool]:
    """Hold times to those of other sessions that stand, and that whoever asks may know of."""
    is_public = and_(Session.state == SessionState.PUBLISHED, Programme.published.is_(True))
    return and_(
        Session.id != session_id,
        Session.state != SessionState.CANCELLED,
        Slot.state == SlotState.PLANNED,
        Slot.starts_at > between[0] - LONGEST,
        Slot.starts_at < between[1],
        or_(is_public, session_within(where)),
    )


def _meets(slot: Slot, between: tuple[datetime, datetime]) -> bool:
    ends_at = slot.starts_at + timedelta(minutes=slot.minutes)
    return slot.state == SlotState.PLANNED and slot.starts_at < between[1] and ends_at > between[0]


def _taken(slot: Slot, title: Words) -> Taken:
    return Taken(slot.starts_at, slot.starts_at + timedelta(minutes=slot.minutes), title)
