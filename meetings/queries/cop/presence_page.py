"""Presence at a conference for the desk: by meeting and by delegation, in the numbers that the report has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain import statistics as rules
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.cop.connection_tests import speakers_first
from meetings.domain.cop.presence import In, in_at, parties_among
from meetings.domain.report_stays import within
from meetings.domain.seasons import Standing, standing
from meetings.domain.zones import to_local
from meetings.extensions import db, store
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.papers import CheckIn
from meetings.models.parties import Organization, Party
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.cop.presence import parties_of, states_checked_in
from meetings.queries.report_facts import facts_of, sessions_of

Words = dict[str, str]
COUNTS: Final = ("attendances", "participants", "countries", "parties", "unidentified")


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A time of a meeting: how it stands, who was in by the report's count, and who is in now; null before it opens."""

    slot_id: str
    session: str
    title: Words
    starts_at: datetime
    minutes: int
    zone: str
    state: Standing
    was_in: int | None
    in_now: int | None
    parties: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a delegation: in how many meetings they were, how long, which one they are in, and at the venue."""

    participation_id: str
    person_id: int
    name: str
    role: str
    rights: str
    mode: str
    is_admitted: bool
    meetings: int
    minutes: int
    in_now: Words | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A delegation with its members, those who take the floor first."""

    id: str
    party: str | None
    names: Words
    region: str
    category: str
    is_party: bool
    members: tuple[Member, ...]

    @property
    def admitted(self) -> int:
        """Count those who may enter."""
        return sum(one.is_admitted for one in self.members)

    @property
    def in_now(self) -> int:
        """Count those who are in a meeting now, or checked in today."""
        return sum(one.in_now is not None or one.is_here for one in self.members)

    @property
    def was_in(self) -> int:
        """Count those who were in a meeting that is over."""
        return sum(one.meetings > 0 for one in self.members)


@dataclass(frozen=True, slots=True)
class PresencePage:
    """Presence in a segment; `counts` are those of the report over these meetings."""

    meetings: tuple[MeetingRow, ...]
    delegations: tuple[DelegationRow, ...]
    counts: Mapping[str, float | None]
    parties: frozenset[str]
    present: frozenset[str]
    others: int


def presence_page(segment_id: int, now: datetime) -> PresencePage:
    """Give who was and who is in the meetings of a segment, by meeting and by delegation."""
    segment = db.session.get_one(Segment, segment_id, options=[raiseload("*")])
    programme = db.session.get_one(Programme, segment.programme_id, options=[raiseload("*")])
    sessions = [one for one in sessions_of(programme.id) if one.segment_id == segment_id]
    facts = facts_of(programme, sessions, now, whole=False)
    present, inside = rules.presences(facts), in_at(facts, now)
    counted = rules.count_all(facts, present=present)
    parties = parties_of(segment_id)
    here = _checked_in(segment, now)
    online = parties_among(((one.country, one.category) for one in inside), parties)
    delegations = _delegations(segment_id, parties, _Found(facts, present, inside, sessions, here))
    known = {member.person_id for one in delegations for member in one.members}
    return PresencePage(
        meetings=tuple(_meetings(sessions, present, inside, parties, now)),
        delegations=tuple(delegations),
        counts={name: counted[name].value for name in COUNTS},
        parties=parties,
        present=online | (parties & states_checked_in(segment_id, now)),
        others=len({one.person_id for one in present} - known),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of presence, by person."""

    facts: rules.Facts
    present: tuple[rules.Presence, ...]
    inside: list[In]
    sessions: list[Session]
    here: set[str]

    def of_people(self) -> tuple[dict[int, list[int]], dict[int, Words]]:
        """Give the minutes of each presence, and the title of the meeting somebody is in, by person."""
        spans = {one.id: (one.starts_at, one.ends_at) for one in self.facts.holdings}
        minutes: dict[int, list[int]] = {}
        for one in self.present:
            length = within(one.rows, *spans[one.slot_id]).total_seconds() // 60
            minutes.setdefault(one.person_id, []).append(int(length))
        titles = {slot.id: session.title for session in self.sessions for slot in session.slots}
        return minutes, {one.person_id: titles[one.slot_id] for one in self.inside}


def _meetings(
    sessions: list[Session],
    present: tuple[rules.Presence, ...],
    inside: list[In],
    parties: frozenset[str],
    now: datetime,
) -> list[MeetingRow]:
    rows = [_meeting(one, slot, present, inside, parties, now) for one in sessions for slot in one.slots]
    return sorted(rows, key=lambda one: (one.starts_at, one.slot_id))


def _meeting(
    session: Session,
    slot: Slot,
    present: tuple[rules.Presence, ...],
    inside: list[In],
    parties: frozenset[str],
    now: datetime,
) -> MeetingRow:
    state = standing(slot, now)
    was = [(one.country, one.category) for one in present if one.slot_id == slot.id]
    are = [(one.country, one.category) for one in inside if one.slot_id == slot.id]
    is_held, is_open = state is Standing.HELD, state is Standing.OPEN
    counted = was if is_held else are
    return MeetingRow(
        slot_id=slot.id,
        session=session.slug,
        title=session.title,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        zone=slot.zone,
        state=state,
        was_in=len(was) if is_held else None,
        in_now=len(are) if is_open else None,
        parties=len(parties_among(counted, parties)) if is_held or is_open else None,
    )


def _delegations(segment_id: int, parties: frozenset[str], found: _Found) -> list[DelegationRow]:
    minutes, titles = found.of_people()
    members: dict[str, list[Member]] = {}
    heads: dict[str, Any] = {}
    for row in _rows(segment_id):
        heads.setdefault(row.delegation_id, row)
        stays = minutes.get(row.person_id, [])
        one = Member(
            participation_id=row.participation_id,
            person_id=row.person_id,
            name=row.name,
            role=row.role,
            rights=row.rights,
            mode=row.mode,
            is_admitted=row.state in ADMITTED,
            meetings=len(stays),
            minutes=sum(stays),
            in_now=titles.get(row.person_id),
            is_here=row.participation_id in found.here and row.state in ADMITTED,
        )
        if one.is_admitted or one.meetings or one.in_now:
            members.setdefault(row.delegation_id, []).append(one)
    return [
        DelegationRow(
            id=name,
            party=heads[name].party_code,
            names=heads[name].names or {"en": heads[name].body or ""},
            region=heads[name].regional_group or "",
            category=heads[name].category,
            is_party=heads[name].party_code in parties,
            members=tuple(sorted(each, key=lambda one: speakers_first(one.rights, one.role, one.name))),
        )
        for name, each in members.items()
    ]


def _rows(segment_id: int) -> list[Any]:
    rows = store(
        select(
            Participation.id.label("participation_id"),
            Participation.state,
            Participation.rights,
            Participation.mode,
            Nomination.person_id,
            Nomination.name,
            Nomination.role,
            Nomination.delegation_id,
            Delegation.party_code,
            Delegation.category,
            Party.names,
            Party.regional_group,
            Organization.name.label("body"),
        )
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .where(Participation.segment_id == segment_id)
        .order_by(Nomination.position, Nomination.id)
    )
    return list(rows)


def _checked_in(segment: Segment, now: datetime) -> set[str]:
    """Give the participations that checked in on this day of the segment."""
    rows = db.session.scalars(
        select(CheckIn.participation_id)
        .join(Participation, Participation.id == CheckIn.participation_id)
        .where(
            Participation.segment_id == segment.id,
            CheckIn.day == to_local(now, segment.zone).date(),
            CheckIn.at <= now,
        )
    )
    return set(rows)
