"""Whom a meeting of a conference lets in, all of them at once: for what is told to everybody who may enter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from meetings.domain.codes import SessionState
from meetings.domain.cop.codes import ADMITTED, BadgeState
from meetings.domain.cop.entering import Delegate, Meeting, refusal_of
from meetings.domain.cop.parties import standing_to
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation, ParticipationMeeting
from meetings.models.cop.papers import Badge
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session


@dataclass(frozen=True, slots=True)
class LetIn:
    """A delegate whom a meeting lets in, with the participation that opens it."""

    participation_id: str
    nomination_id: str
    person_id: int


def let_in(session_id: int, nominations: Collection[str] | None = None) -> list[LetIn]:
    """Give the delegates whom a meeting lets in, online or in the room, as `ways_of` says of each of them.

    Takes: some nominations, for these alone.
    Gives: nobody where it, or its conference, is not published.
    """
    of = db.session.execute(
        select(Session.id, Session.programme_id, Session.segment_id, Session.audience, Session.regions)
        .add_columns(Programme.treaty)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Session.id == session_id, Session.state == SessionState.PUBLISHED, Programme.published)
    ).one_or_none()
    if of is None:
        return []
    rows = _admitted(of, nominations)
    if not rows:
        return []
    meeting = Meeting(of.id, of.audience, tuple(of.regions))
    statuses, named = _statuses(of.treaty), _named(of.id)
    found: dict[str, Any] = {}
    for row in rows:  # of a meeting of no segment, the first part opens it
        found.setdefault(row.nomination_id, row)
    return [
        LetIn(row.id, row.nomination_id, row.person_id)
        for row in found.values()
        if refusal_of(_delegate(row, of, statuses, named), meeting) is None
    ]


def _admitted(of: Any, nominations: Collection[str] | None) -> list[Any]:
    is_suspended = exists().where(
        Badge.participation_id == Participation.id, Badge.state == BadgeState.SUSPENDED
    )
    wanted = [Delegation.programme_id == of.programme_id, Participation.state.in_(ADMITTED)]
    if of.segment_id is not None:
        wanted.append(Participation.segment_id == of.segment_id)
    if nominations is not None:
        wanted.append(Nomination.id.in_(list(nominations)))
    return list(
        db.session.execute(
            select(
                Participation.id,
                Participation.nomination_id,
                Participation.state,
                Participation.mode,
                Participation.rights,
                Nomination.person_id,
                Delegation.party_code,
                Party.regional_group,
                Segment.starts_on,
                is_suspended.label("is_suspended"),
            )
            .join(Segment, Segment.id == Participation.segment_id)
            .join(Nomination, Nomination.id == Participation.nomination_id)
            .join(Delegation, Delegation.id == Nomination.delegation_id)
            .join(Person, Person.id == Nomination.person_id)
            .outerjoin(Party, Party.code == Delegation.party_code)
            .where(Person.erased_at.is_(None), *wanted)
            .order_by(Segment.position, Segment.id, Participation.id)
        )
    )


def _delegate(
    row: Any, of: Any, statuses: Mapping[str, list[PartyStatus]], named: Collection[str]
) -> Delegate:
    code = row.party_code
    return Delegate(
        state=row.state,
        mode=row.mode,
        rights=row.rights,
        standing=standing_to(of.treaty, statuses.get(code, []), row.starts_on) if code else None,
        region=row.regional_group if code else None,
        is_suspended=row.is_suspended,
        named=frozenset({of.id}) if row.id in named else frozenset(),
    )


def _statuses(treaty: str) -> dict[str, list[PartyStatus]]:
    found: dict[str, list[PartyStatus]] = {}
    for row in db.session.scalars(select(PartyStatus).where(PartyStatus.treaty == treaty)):
        found.setdefault(row.party_code, []).append(row)
    return found


def _named(session_id: int) -> set[str]:
    rows = select(ParticipationMeeting.participation_id).where(ParticipationMeeting.session_id == session_id)
    return set(db.session.scalars(rows))
