"""Who is in an audience: Parties by their capitals, and people who registered or came, by zone and country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from meetings.domain.audiences import Audience, spread
from meetings.domain.codes import ACTIVE_PLACES, SessionState, SlotState
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.presence import is_counted
from meetings.queries.reach import session_within

Words = dict[str, str]
PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class StateRow:
    """A State or regional organization of the secretariat's list."""

    code: str
    names: Words
    regional_group: str | None
    zone: str | None


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """A programme with people to plan for: how many registered, and how many came."""

    slug: str
    title: Words
    registered: int
    came: int


def states() -> dict[str, StateRow]:
    """Give the States and regional organizations by code."""
    rows = db.session.execute(select(Party.code, Party.names, Party.regional_group, Party.zone))
    return {row.code: StateRow(*row) for row in rows}


def parties_on(day: date, known: Mapping[str, StateRow], treaty: str = "minamata") -> Audience:
    """Give the audience of those who are Parties on a day, each counted once, in its capital."""
    codes = db.session.scalars(
        select(PartyStatus.party_code).where(
            PartyStatus.treaty == treaty, PartyStatus.status == "party", PartyStatus.starts_on <= day
        )
    )
    return spread([(None, code) for code in codes], capital_zones(known))


def registered(slug: str, where: Reach, known: Mapping[str, StateRow]) -> Audience:
    """Give the audience of the people registered in a programme, as far as it is open to whoever asks.

    Each is counted once, as they were when they registered last.
    """
    rows = db.session.execute(
        select(
            Registration.person_id,
            func.coalesce(Registration.zone, Person.zone),
            func.coalesce(Registration.country, Person.country),
        )
        .join(Registration.person)
        .join(Registration.session)
        .join(Session.programme)
        .where(Programme.slug == slug, session_within(where), _is_active())
        .order_by(Registration.created_at, Registration.id)
    )
    return spread(_once(rows), capital_zones(known))


def came(slug: str, where: Reach, known: Mapping[str, StateRow]) -> Audience:
    """Give the audience of the people who came to a programme, as far as it is open to whoever asks.

    Each is counted once, as they were when they came last.
    """
    rows = db.session.execute(
        select(
            Attendance.person_id,
            func.coalesce(Registration.zone, Person.zone),
            func.coalesce(Attendance.country, Registration.country, Person.country),
        )
        .join(Slot, Slot.id == Attendance.slot_id)
        .join(Slot.session)
        .join(Session.programme)
        .join(Person, Person.id == Attendance.person_id)
        .outerjoin(Registration, Registration.id == Attendance.registration_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(Programme.slug == slug, session_within(where), _counts())
        .order_by(Attendance.joined_at, Attendance.id)
    )
    return spread(_once(rows), capital_zones(known))


def seasons(where: Reach) -> list[SeasonRow]:
    """Give the programmes in which somebody registered or came, as far as open to whoever asks; the latest first."""
    people = (
        select(Session.programme_id, func.count(Registration.person_id.distinct()).label("people"))
        .join(Registration, Registration.session_id == Session.id)
        .where(session_within(where), _is_active())
        .group_by(Session.programme_id)
        .subquery()
    )
    comers = (
        select(Session.programme_id, func.count(Attendance.person_id.distinct()).label("people"))
        .join(Slot, Slot.session_id == Session.id)
        .join(Attendance, Attendance.slot_id == Slot.id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(session_within(where), _counts(), Attendance.person_id.is_not(None))
        .group_by(Session.programme_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Programme.slug,
            Programme.title,
            func.coalesce(people.c.people, 0),
            func.coalesce(comers.c.people, 0),
        )
        .outerjoin(people, people.c.programme_id == Programme.id)
        .outerjoin(comers, comers.c.programme_id == Programme.id)
        .where(or_(people.c.people > 0, comers.c.people > 0))
        .order_by(Programme.starts_on.desc(), Programme.id)
    )
    return [SeasonRow(*row) for row in rows]


def capital_zones(known: Mapping[str, StateRow]) -> dict[str, str]:
    """Give the zone of each capital that has one."""
    return {code: state.zone for code, state in known.items() if state.zone}


def _once(rows: Iterable[Row[int | None, str, str]]) -> list[tuple[str | None, str | None]]:
    """Give each person once, by the last of their rows."""
    return list({person: (zone, country) for person, zone, country in rows}.values())


def _is_active() -> ColumnElement[bool]:
    """Hold registrations to those that stand, of sessions that are not called off."""
    has_place = (
        select(Place.id)
        .where(Place.registration_id == Registration.id, Place.state.in_(ACTIVE_PLACES))
        .exists()
    )
    return and_(Registration.ended_at.is_(None), has_place, Session.state == SessionState.PUBLISHED)


def _counts() -> ColumnElement[bool]:
    """Hold attendance to participants in times of sessions that count, as the report does."""
    return and_(
        Attendance.role == PARTICIPANT,
        Session.state == SessionState.PUBLISHED,
        Slot.state == SlotState.PLANNED,
        is_counted(),
    )


def regional_groups() -> list[str]:
    """Give the regional groups of the list of States, as it calls them."""
    rows = db.session.scalars(
        select(Party.regional_group).where(Party.regional_group.is_not(None)).distinct()
    )
    return sorted(str(one) for one in rows)
