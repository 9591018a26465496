"""The panels of one person in a programme: sessions, roles and times, as their own pages need them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import PanelistState, SessionState, SlotState
from meetings.extensions import db
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.queries.panel.holders import is_told

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class OwnTime:
    """A time of a panel; `is_off` where it is not held, by itself or with its session."""

    id: str
    part: int
    starts_at: datetime
    minutes: int
    zone: str
    version: int
    updated_at: datetime
    is_off: bool

    @property
    def ends_at(self) -> datetime:
        """Give the instant at which it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class OwnPanel:
    """A session somebody is on the panel of, with all roles they have in it."""

    session_id: int
    slug: str
    title: Words
    roles: tuple[str, ...]
    function: str
    organization: str
    is_off: bool
    times: tuple[OwnTime, ...]

    def is_over(self, now: datetime) -> bool:
        """Say whether one of its times at least was held, and none is to come."""
        held = [one for one in self.times if not one.is_off]
        return bool(held) and all(one.ends_at <= now for one in held)


def own_panels(person_id: int, programme_id: int) -> tuple[OwnPanel, ...]:
    """Give the published panels of somebody in a published programme, by their first times; none that they declined.

    In few questions, however many they are.
    """
    rows = db.session.scalars(
        select(Session)
        .join(Panelist, Panelist.session_id == Session.id)
        .where(
            Session.programme_id == programme_id,
            Panelist.person_id == person_id,
            Panelist.state != PanelistState.DECLINED,
            is_told(),
        )
        .options(
            selectinload(Session.slots),
            selectinload(Session.panelists),
            raiseload("*"),
        )
    ).unique()
    found = [_panel(row, person_id) for row in rows]
    return tuple(
        sorted(
            found,
            key=lambda one: (not one.times, one.times[0].starts_at.timestamp() if one.times else 0, one.slug),
        )
    )


def _panel(row: Session, person_id: int) -> OwnPanel:
    own = [one for one in row.panelists if one.person_id == person_id and one.state != PanelistState.DECLINED]
    is_off = row.state == SessionState.CANCELLED
    return OwnPanel(
        session_id=row.id,
        slug=row.slug,
        title=row.title,
        roles=tuple(one.role for one in own),
        function=own[0].function or "",
        organization=own[0].organization or "",
        is_off=is_off,
        times=tuple(
            _time(slot, is_off) for slot in sorted(row.slots, key=lambda one: (one.starts_at, one.id))
        ),
    )


def _time(slot: Slot, is_session_off: bool) -> OwnTime:
    return OwnTime(
        id=slot.id,
        part=slot.part,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        zone=slot.zone,
        version=slot.version,
        updated_at=slot.updated_at,
        is_off=is_session_off or slot.state != SlotState.PLANNED,
    )
