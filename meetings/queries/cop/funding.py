"""Travel that delegates ask for in a segment: who comes first, what is granted, and what the sheet says of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.cop.codes import GONE
from meetings.domain.cop.funding import Asker, FundingState, Rule, days_paid, is_eligible, turn_of
from meetings.domain.cop.parties import standing_on
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.accreditation import FundingRule
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Funding, Nomination, Participation
from meetings.models.parties import Party
from meetings.models.programmes import Programme
from meetings.queries.cop.bodies import Body, body_of


@dataclass(frozen=True, slots=True)
class Travel:
    """What a delegate asks to have paid: from where, when, and for how many days; the decision, with its revision."""

    state: str
    revision: int
    from_city: str | None
    arrives_on: date | None
    leaves_on: date | None
    allowance_days: int | None
    note: str | None
    asked_at: datetime
    decided_at: datetime | None

    @property
    def days(self) -> int | None:
        """Give the days of daily subsistence."""
        return days_paid(self.arrives_on, self.leaves_on, self.allowance_days)


@dataclass(frozen=True, slots=True)
class Traveller:
    """A delegate of a Party in a segment, with what they ask for, if anything."""

    participation_id: str
    state: str
    name: str
    function: str | None
    role: str
    body: Body
    asker: Asker
    rule: Rule
    travel: Travel | None

    @property
    def is_eligible(self) -> bool:
        """Say whether travel may be paid."""
        return is_eligible(self.asker, self.rule)

    @property
    def turn(self) -> int:
        """Give who comes first."""
        return turn_of(self.asker)


@dataclass(frozen=True, slots=True)
class FundingPage:
    """Whom a segment may pay for: its rule, and its delegates of States, those who ask in their turn first."""

    segment: Segment
    rule: Rule
    revision: int
    travellers: tuple[Traveller, ...]

    @property
    def counts(self) -> dict[FundingState, int]:
        """Count the askings by where they stand."""
        states = [one.travel.state for one in self.travellers if one.travel]
        return {state: states.count(state) for state in FundingState}


def funding_page(programme: str, segment: str) -> FundingPage:
    """Give whom a segment may pay for.

    Raises: NotFound.
    """
    row = db.session.execute(
        select(Segment, Programme.treaty)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme, Segment.slug == segment)
        .options(raiseload("*"))
    ).one_or_none()
    if row is None:
        raise NotFound()
    kept = db.session.get(FundingRule, row.Segment.id)
    rule = rule_of(kept)
    travellers = _travellers(row.Segment, row.treaty, rule)
    return FundingPage(
        row.Segment, rule, kept.revision if kept else 0, tuple(sorted(travellers, key=_in_turn))
    )


def rule_of(row: FundingRule | None) -> Rule:
    """Read the rule of a segment; where none was set, one of each Party."""
    return Rule(row.per_party, frozenset(row.listed)) if row else Rule()


def asker_of(party: Party, treaty: str, day: date) -> Asker:
    """Say what a Party, loaded with its statuses, is on a day."""
    statuses = [one for one in party.statuses if one.treaty == treaty]
    return Asker.of(party.code, standing_on(statuses, day), party.detail)


def _in_turn(one: Traveller) -> tuple[object, ...]:
    asked = one.travel.asked_at.timestamp() if one.travel else 0.0
    return (one.travel is None, not one.is_eligible, one.turn, asked, one.body.code, one.name)


def _travellers(segment: Segment, treaty: str, rule: Rule) -> list[Traveller]:
    rows = db.session.execute(
        select(Participation, Nomination, Delegation, Funding)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .outerjoin(Funding, Funding.participation_id == Participation.id)
        .where(Participation.segment_id == segment.id, Delegation.party_code.is_not(None))
        .where(or_(Participation.state.not_in(GONE), Funding.participation_id.is_not(None)))
        .options(
            joinedload(Delegation.party).selectinload(Party.statuses),
            joinedload(Delegation.organization),
            raiseload("*"),
        )
    ).unique()
    return [
        Traveller(
            participation_id=one.id,
            state=one.state,
            name=nomination.name,
            function=nomination.function,
            role=nomination.role,
            body=body_of(delegation),
            asker=asker_of(party, treaty, segment.starts_on),
            rule=rule,
            travel=travel_of(funding),
        )
        for one, nomination, delegation, funding in rows
        if (party := delegation.party) is not None
    ]


def travel_of(row: Funding | None) -> Travel | None:
    """Give what is asked to be paid, or nothing where nothing is."""
    if row is None:
        return None
    return Travel(
        row.state,
        row.revision,
        row.from_city,
        row.arrives_on,
        row.leaves_on,
        row.allowance_days,
        row.note,
        row.asked_at,
        row.decided_at,
    )
