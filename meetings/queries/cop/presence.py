"""Who is in the meetings of a conference, and who came to its rooms: for the desk, and for whoever counts Parties."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain import statistics as rules
from meetings.domain.codes import SessionState, SlotState
from meetings.domain.cop.codes import ADMITTED, PartyStanding
from meetings.domain.cop.parties import standing_on
from meetings.domain.cop.presence import In, in_at, parties_among
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.papers import CheckIn
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.live.hours import delays_of
from meetings.queries.presence import is_counted
from meetings.queries.report_facts import STRETCH


def parties_on(treaty: str, day: date) -> frozenset[str]:
    """Give the codes of all Parties to a treaty on a day."""
    found: dict[str, list[PartyStatus]] = {}
    rows = db.session.scalars(select(PartyStatus).where(PartyStatus.treaty == treaty))
    for row in rows:
        found.setdefault(row.party_code, []).append(row)
    return frozenset(
        code for code, statuses in found.items() if standing_on(statuses, day) == PartyStanding.PARTY
    )


def parties_of(segment_id: int) -> frozenset[str]:
    """Give the codes of all Parties, as they stand on the opening day of a segment."""
    day, treaty = db.session.execute(
        select(Segment.starts_on, Programme.treaty)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Segment.id == segment_id)
    ).one()
    return parties_on(treaty, day)


def parties_present(segment_id: int, at: datetime, slots: Collection[str] | None = None) -> frozenset[str]:
    """Give the Parties that are present in a segment at a moment, by code.

    A Party is present online while somebody of its delegation is in a meeting of the segment, and at the venue from
    the moment somebody of it checked in to the end of that day there.

    Takes: `slots`, the times of meetings that count, null for all of them; the venue counts beside them.
    """
    parties = parties_of(segment_id)
    online = parties_among(((one.country, one.category) for one in who_is_in(segment_id, at, slots)), parties)
    return online | (parties & states_checked_in(segment_id, at))


def who_is_in(segment_id: int, at: datetime, slots: Collection[str] | None = None) -> list[In]:
    """Give who is in which meeting of a segment at a moment, once a person and meeting."""
    return in_at(_facts(segment_id, at, slots), at)


def states_checked_in(segment_id: int, at: datetime) -> frozenset[str]:
    """Give the States of which somebody checked in on the day of a moment, before it and still admitted, by code."""
    zone = db.session.execute(select(Segment.zone).where(Segment.id == segment_id)).scalar_one()
    rows = db.session.scalars(
        select(Delegation.party_code)
        .join(Nomination, Nomination.delegation_id == Delegation.id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .join(CheckIn, CheckIn.participation_id == Participation.id)
        .where(
            Participation.segment_id == segment_id,
            Participation.state.in_(ADMITTED),
            Delegation.party_code.is_not(None),
            CheckIn.day == to_local(at, zone).date(),
            CheckIn.at <= at,
        )
        .distinct()
    )
    return frozenset(code for code in rows if code)


def regions() -> dict[str, str]:
    """Give the regional group of each State that has one, by code."""
    rows = db.session.execute(select(Party.code, Party.regional_group))
    return {code: group for code, group in rows if group}


def _facts(segment_id: int, at: datetime, slots: Collection[str] | None) -> rules.Facts:
    """Load who was in the meetings of a segment that have begun to let people in."""
    wanted = [Session.segment_id == segment_id, Session.state == SessionState.PUBLISHED]
    if slots is not None:
        wanted.append(Slot.id.in_(list(slots)))
    found = db.session.scalars(
        select(Slot)
        .join(Session, Session.id == Slot.session_id)
        .where(Slot.state == SlotState.PLANNED, *wanted)
        .options(raiseload("*"))
    ).all()
    delays = delays_of([one.id for one in found])
    holdings = tuple(
        rules.Holding(
            one.id,
            one.session_id,
            one.starts_at,
            one.minutes,
            held=False,
            delay_minutes=delays.get(one.id, 0),
        )
        for one in found
    )
    open_then = [one.id for one in holdings if at < one.ends_at]
    rows = db.session.execute(
        select(*STRETCH)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .outerjoin(Person, Person.id == Attendance.person_id)
        .where(Attendance.slot_id.in_(open_then), Attendance.joined_at <= at, is_counted())
    )
    return rules.Facts(topics=(), holdings=holdings, stretches=tuple(map(rules.Stretch._make, rows)))
