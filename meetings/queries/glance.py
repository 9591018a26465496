"""A programme at a glance: the times around now, how registrations grew, who was never seen."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain import statistics as rules
from meetings.domain.codes import ACTIVE_PLACES, SessionState
from meetings.domain.glance import WEEK, Grown, PartySeen, days_from, grown, seen
from meetings.domain.permissions import Reach
from meetings.domain.report_parts import narrow_to_slot
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models.parties import Party, PartyStatus
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.desk import SlotRow, slot_row
from meetings.queries.reach import session_within
from meetings.queries.report_facts import facts_of, presence_facts, programme_of, sessions_of
from meetings.queries.reports import programme_before

GOVERNMENT: Final = "government"
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class NearSlot:
    """A slot of the week before or after: registrations with a place in it, and who came, null where nobody counts."""

    slot: SlotRow
    session: str
    title: Words
    state: str
    palette: int
    stream_title: Words
    registered: int
    came: int | None


@dataclass(frozen=True, slots=True)
class Growth:
    """How registrations grew in a season, from its first day on, which is day 0."""

    slug: str
    title: Words
    first_day: date
    zone: str
    days: tuple[Grown, ...]


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A Party with its name."""

    seen: PartySeen
    names: Words


def near_slots(slug: str, where: Reach, now: datetime) -> list[NearSlot]:
    """Give the slots that begin within a week before or after now, within reach, in their order."""
    rows = db.session.scalars(
        select(Slot)
        .join(Slot.session)
        .join(Session.programme)
        .where(
            Programme.slug == slug,
            Slot.starts_at.between(now - WEEK, now + WEEK),
            session_within(where),
        )
        .order_by(Slot.starts_at, Slot.id)
        .options(
            joinedload(Slot.seats),
            joinedload(Slot.room_seats),
            selectinload(Slot.recordings),
            joinedload(Slot.session).joinedload(Session.stream),
            raiseload("*"),
        )
    ).all()
    counted = _counted(slug, {row.session_id for row in rows}, now)
    return [_near(row, *counted.get(row.id, (0, None))) for row in rows]


def _near(row: Slot, registered: int, came: int | None) -> NearSlot:
    stream = row.session.stream
    return NearSlot(
        slot=slot_row(row),
        session=row.session.slug,
        title=row.session.title,
        state=row.session.state,
        palette=stream.palette if stream else 0,
        stream_title=stream.title if stream else {},
        registered=registered,
        came=came,
    )


def _counted(slug: str, session_ids: set[int], now: datetime) -> dict[str, tuple[int, int | None]]:
    """Count by slot as the report does: who is registered, and who came, where that was counted."""
    programme = programme_of(slug)
    if programme is None:
        return {}
    sessions = [one for one in sessions_of(programme.id) if one.id in session_ids]
    facts = facts_of(programme, sessions, now, whole=False)
    present = rules.presences(facts)
    came = Counter(one.slot_id for one in present)
    known = {one.id for one in facts.holdings if one.held} & rules.recorded(facts)
    found = {}
    for slot in facts.holdings:
        part = narrow_to_slot(facts, slot.id)
        here = [one for one in present if one.slot_id == slot.id]
        registered = len(rules.registered(part, here))
        found[slot.id] = (registered, came[slot.id] if slot.id in known else None)
    return found


def growth_of(slug: str, where: Reach, now: datetime) -> tuple[Growth | None, Growth | None]:
    """Give how registrations grew up to now, and how they did in the season before, as far as within reach."""
    row = programme_of(slug)
    if row is None:
        return None, None
    before = programme_before(row)
    return _growth(row, where, now), _growth(before, where, None) if before else None


def _growth(row: Programme, where: Reach, now: datetime | None) -> Growth | None:
    first_day = row.starts_on
    if first_day is None:
        return None
    moments = db.session.scalars(
        select(Registration.created_at)
        .join(Registration.session)
        .where(Session.programme_id == row.id, session_within(where), _stands())
    ).all()
    until = days_from(first_day, [now], row.zone)[0] if now else None
    if until is not None and row.ends_on is not None:
        until = min(until, (row.ends_on - first_day).days)
    days = grown(days_from(first_day, moments, row.zone), until)
    return Growth(row.slug, row.title, first_day, row.zone, days)


def _stands() -> ColumnElement[bool]:
    """Hold registrations to those that stand, of sessions that are not called off."""
    has_place = (
        select(Place.id)
        .where(Place.registration_id == Registration.id, Place.state.in_(ACTIVE_PLACES))
        .exists()
    )
    return and_(Registration.ended_at.is_(None), has_place, Session.state == SessionState.PUBLISHED)


def parties_seen(slug: str, where: Reach, now: datetime) -> list[NamedParty]:
    """Say of each Party whether somebody of its government ever registered or came, as far as within reach.

    It is about the treaty of a programme, and all programmes of it; Parties are those of today, where the programme is.
    """
    programme = programme_of(slug)
    if programme is None:
        return []
    treaty, today = programme.treaty, to_local(now, programme.zone).date()
    is_party = (PartyStatus.treaty == treaty, PartyStatus.status == "party", PartyStatus.starts_on <= today)
    rows = db.session.execute(
        select(Party.code, Party.regional_group, Party.names)
        .join(PartyStatus, PartyStatus.party_code == Party.code)
        .where(*is_party)
    ).all()
    names = {code: named for code, _group, named in rows}
    groups = {code: group for code, group, _names in rows}
    found = seen(groups, _registered(treaty, where), _came(treaty, where, now))
    return [NamedParty(one, names[one.code]) for one in found]


def _registered(treaty: str, where: Reach) -> set[str]:
    """Find the countries of whose government somebody is registered."""
    theirs = (Programme.treaty == treaty, Registration.category == GOVERNMENT)
    rows = db.session.scalars(
        select(Registration.country)
        .distinct()
        .join(Registration.session)
        .join(Session.programme)
        .where(*theirs, session_within(where), _stands())
    )
    return {code for code in rows if code}


def _came(treaty: str, where: Reach, now: datetime) -> set[str]:
    """Find the countries of whose government somebody was present, as the report counts who was."""
    held = db.session.scalars(
        select(Session.id)
        .join(Session.programme)
        .where(Programme.treaty == treaty, Session.state == SessionState.PUBLISHED, session_within(where))
        .order_by(Session.id)
    ).all()
    present = rules.presences(presence_facts(list(held), now))
    return {one.country for one in present if one.country and one.category == GOVERNMENT}
