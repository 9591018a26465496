"""For whom of a delegation travel can be asked: of eligible Parties, in segments with a place to come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import Mode
from meetings.domain.cop.codes import GONE, SegmentMode
from meetings.domain.cop.funding import is_eligible
from meetings.extensions import db
from meetings.models.cop.accreditation import FundingRule
from meetings.models.cop.delegations import Delegation, Funding, Nomination, Participation
from meetings.models.parties import Party
from meetings.models.programmes import Programme
from meetings.queries.cop.delegation_page import segments_of
from meetings.queries.cop.funding import Travel, asker_of, rule_of, travel_of


@dataclass(frozen=True, slots=True)
class TravelOffer:
    """A part of somebody for which travel can be asked, or was: its segment's words, and what was asked for."""

    participation_id: str
    segment: Mapping[str, str]
    travel: Travel | None

    @property
    def revision(self) -> int:
        """Give the revision of what was asked, 0 where nothing was."""
        return self.travel.revision if self.travel else 0


def eligible_segments(delegation: Delegation, programme: Programme) -> frozenset[int]:
    """Give the segments for which the secretariat may pay somebody of a delegation; none for observers."""
    if delegation.party_code is None:
        return frozenset()
    party = db.session.scalars(
        select(Party)
        .where(Party.code == delegation.party_code)
        .options(selectinload(Party.statuses), raiseload("*"))
    ).one()
    segments = [one for one in segments_of(programme.id) if one.mode != SegmentMode.ONLINE]
    rules = {
        one.segment_id: one
        for one in db.session.scalars(
            select(FundingRule).where(FundingRule.segment_id.in_([each.id for each in segments]))
        )
    }
    return frozenset(
        one.id
        for one in segments
        if is_eligible(asker_of(party, programme.treaty, one.starts_on), rule_of(rules.get(one.id)))
    )


def travel_offers(delegation: Delegation, programme: Programme, nomination_id: str) -> list[TravelOffer]:
    """Give for what of somebody's parts travel can be asked, or was, in the order of the segments."""
    segments = {one.id: one for one in segments_of(programme.id)}
    eligible = eligible_segments(delegation, programme)
    rows: Sequence[Any] = db.session.execute(
        select(Participation, Funding)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .outerjoin(Funding, Funding.participation_id == Participation.id)
        .where(Nomination.id == nomination_id, Nomination.delegation_id == delegation.id)
        .options(raiseload("*"))
    ).all()
    return [
        TravelOffer(one.id, segments[one.segment_id].title, travel_of(funding))
        for one, funding in sorted(rows, key=lambda row: segments[row[0].segment_id].position)
        if funding is not None or (one.segment_id in eligible and _may_ask(one))
    ]


def _may_ask(one: Participation) -> bool:
    return one.mode == Mode.ROOM and one.state not in GONE
