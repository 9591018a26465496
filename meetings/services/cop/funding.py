"""Travel that the secretariat pays: asked for, decided on, and by which rule of a segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from meetings.domain import errors
from meetings.domain.cop.accreditation import check_said
from meetings.domain.cop.accreditation_errors import LeavesBeforeArriving
from meetings.domain.cop.funding import FundingState, check_decision, check_listed
from meetings.domain.registrations import check_line
from meetings.extensions import db, take_turns, transaction
from meetings.models.cop.accreditation import FundingRule
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Funding, Nomination, Participation
from meetings.models.parties import Party
from meetings.models.programmes import Programme
from meetings.queries.cop.funding import asker_of, rule_of
from meetings.services.audit import note

CITY_LENGTH: Final = 100
MOST_DAYS: Final = 60
MOST_OF_A_PARTY: Final = 50


@dataclass(frozen=True, slots=True)
class TravelGiven:
    """What is asked for, or known, of somebody's travel; null for what is not known yet."""

    from_city: str = ""
    arrives_on: date | None = None
    leaves_on: date | None = None
    allowance_days: int | None = None
    note: str = ""


def ask_for_travel(
    programme: str, participation_id: str, given: TravelGiven, seen: int, now: datetime, *, actor: str
) -> None:
    """Note that somebody asks to have their travel paid, or what is known of it by now.

    Takes: `seen`, the revision of what was asked before, 0 where nothing was.
    Raises: NotFound, Stale, TooLong, NotOneLine, NotANumber, LeavesBeforeArriving.
    """
    values = _checked(given)
    with transaction():
        found = _load(programme, participation_id)
        row = db.session.get(Funding, participation_id, with_for_update=True)
        if (row.revision if row else 0) != seen:
            raise errors.Stale(field="participation", current=row.revision if row else 0)
        before = _shown(row) if row else {}
        if row is None:
            row = Funding(
                participation_id=participation_id, state=FundingState.ASKED, asked_at=now, updated_at=now
            )
            db.session.add(row)
        else:
            row.revision += 1
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = now
        db.session.flush()
        _note(found.nomination, participation_id, "ask", before, row, now, actor)


def decide_on_travel(
    programme: str, participation_id: str, to: str, seen: int, now: datetime, *, actor: str
) -> None:
    """Grant travel, decline it, cancel it, or ask anew; of a Party no more are paid for than the segment's rule says.

    Raises: NotFound, Stale, NotAChoice, NotEligible, FundedAlready.
    """
    with transaction():
        found = _load(programme, participation_id)
        take_turns(f"funding {found.segment.id} {found.delegation.party_code}")
        row = db.session.get(Funding, participation_id, with_for_update=True)
        if row is None:
            raise errors.NotFound()
        if row.revision != seen:
            raise errors.Stale(field="participation", current=row.revision)
        party = found.delegation.party
        assert party is not None  # of States alone, see `_load`
        asker = asker_of(party, found.treaty, found.segment.starts_on)
        rule = rule_of(db.session.get(FundingRule, found.segment.id))
        granted = _granted(found)
        state = check_decision(row.state, to, asker, rule, granted=granted, state=found.participation.state)
        before = _shown(row)
        row.state, row.decided_at, row.decided_by = state, now, actor
        row.revision, row.updated_at = row.revision + 1, now
        db.session.flush()
        _note(found.nomination, participation_id, str(state), before, row, now, actor)


def set_funding_rule(
    programme: str,
    segment: str,
    *,
    per_party: int | None,
    listed: Sequence[str],
    seen: int,
    now: datetime,
    actor: str,
) -> None:
    """Say what a segment pays for: how many of a Party, and which Parties where a list decides.

    Raises: NotFound, Stale, NotANumber, NotAChoice.
    """
    if per_party is not None and not 1 <= per_party <= MOST_OF_A_PARTY:
        raise errors.NotANumber(field="per_party", least=1, most=MOST_OF_A_PARTY)
    with transaction():
        segment_id = db.session.scalar(
            select(Segment.id)
            .join(Programme, Programme.id == Segment.programme_id)
            .where(Programme.slug == programme, Segment.slug == segment)
        )
        if segment_id is None:
            raise errors.NotFound()
        codes = check_listed(listed, set(db.session.scalars(select(Party.code))))
        row = db.session.get(FundingRule, segment_id, with_for_update=True)
        if (row.revision if row else 0) != seen:
            raise errors.Stale(field="rule", current=row.revision if row else 0)
        before = {"per_party": row.per_party, "listed": row.listed} if row else {}
        if row is None:
            row = FundingRule(segment_id=segment_id, revision=0, updated_at=now)
            db.session.add(row)
        row.per_party, row.listed = per_party, codes
        row.revision, row.updated_at = row.revision + 1, now
        after = {"per_party": per_party, "listed": codes}
        note(now, actor, "funding.rule", f"segment:{programme}/{segment}", before=before, after=after)


@dataclass(frozen=True, slots=True)
class _Found:
    participation: Participation
    nomination: Nomination
    delegation: Delegation
    segment: Segment
    treaty: str


def _load(programme: str, participation_id: str) -> _Found:
    """Load a delegate of a State, with what decides on their travel.

    Raises: NotFound.
    """
    row = db.session.execute(
        select(Participation, Nomination, Delegation, Segment, Programme.treaty)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(
            Programme.slug == programme,
            Participation.id == participation_id,
            Delegation.party_code.is_not(None),
        )
        .options(joinedload(Delegation.party).selectinload(Party.statuses))
    ).one_or_none()
    if row is None:
        raise errors.NotFound()
    return _Found(row.Participation, row.Nomination, row.Delegation, row.Segment, row.treaty)


def _granted(found: _Found) -> int:
    """Count how many others of the same State are paid for in the same segment."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Funding)
            .join(Participation, Participation.id == Funding.participation_id)
            .join(Nomination, Nomination.id == Participation.nomination_id)
            .where(
                Nomination.delegation_id == found.delegation.id,
                Participation.segment_id == found.segment.id,
                Participation.id != found.participation.id,
                Funding.state == FundingState.GRANTED,
            )
        )
        or 0
    )


def _checked(given: TravelGiven) -> dict[str, Any]:
    days = given.allowance_days
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise errors.NotANumber(field="allowance_days", least=0, most=MOST_DAYS)
    if given.arrives_on and given.leaves_on and given.leaves_on < given.arrives_on:
        raise LeavesBeforeArriving(field="leaves_on")
    return {
        "from_city": check_line(given.from_city, "from_city", CITY_LENGTH),
        "arrives_on": given.arrives_on,
        "leaves_on": given.leaves_on,
        "allowance_days": days,
        "note": check_said(given.note, "note") or None,
    }


def _shown(row: Funding) -> dict[str, Any]:
    return {
        "state": str(row.state),
        "from_city": row.from_city,
        "arrives_on": row.arrives_on.isoformat() if row.arrives_on else None,
        "leaves_on": row.leaves_on.isoformat() if row.leaves_on else None,
        "allowance_days": row.allowance_days,
    }


def _note(
    nomination: Nomination,
    participation_id: str,
    act: str,
    before: dict[str, Any],
    row: Funding,
    now: datetime,
    actor: str,
) -> None:
    subject = f"participation:{participation_id}"
    note(
        now,
        actor,
        f"funding.{act}",
        subject,
        before=before,
        after=_shown(row),
        person_id=nomination.person_id,
    )
