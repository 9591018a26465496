"""A delegation that is being changed: by whom and when, what is open to them, and what its seats allow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from meetings.domain import errors
from meetings.domain.codes import SessionState
from meetings.domain.cop import delegation_errors as refusals
from meetings.domain.cop import delegations as rules
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.delegations import Openness, Wish
from meetings.domain.cop.tracks import NOTHING, Mover, Says, Track
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.programmes import Session
from meetings.services.cop.tracks import By, move_within

# For these somebody is sent by name; all others are open to whoever is accredited, or to everybody.
BY_NAME: Final = ("named", "body", "region")


@dataclass(frozen=True, slots=True)
class Table:
    """A delegation that is being changed: who changes it when, and the segments of its conference."""

    delegation: Delegation
    segments: Mapping[int, Segment]
    by: By
    now: datetime
    says: Says = NOTHING

    @property
    def is_officer(self) -> bool:
        """Say whether an officer changes it, whom no deadline binds."""
        return self.by.mover is not Mover.NOMINATOR

    def openness(self, segment_id: int) -> Openness:
        """Say whether people may be named for a segment."""
        return rules.openness(self.segments[segment_id], self.delegation.reopened_until, self.now)

    def check_open(self, segment_id: int) -> None:
        """Refuse what comes after the deadline, but from officers.

        Raises: NominationsClosed.
        """
        if not self.is_officer:
            rules.check_is_open(self.segments[segment_id], self.delegation.reopened_until, self.now)

    def check_own(self, one: Participation) -> None:
        """Refuse a change of what is no longer the nominator's to change.

        Raises: PastNomination, NominationsClosed.
        """
        if self.is_officer:
            return
        if one.state not in (P.INVITED, P.NOMINATED, P.RETURNED):
            raise refusals.PastNomination()
        if one.state != P.RETURNED:
            self.check_open(one.segment_id)

    def move(self, one: Participation, to: P, person_id: int) -> None:
        """Move somebody along."""
        move_within(Track.PARTICIPATION, one, to, self.by, self.now, says=self.says, person_id=person_id)


def open_table(delegation_id: str, now: datetime, by: By, says: Says = NOTHING) -> Table:
    """Hold a delegation for a change; call it within a transaction.

    Raises: NotFound.
    """
    row = db.session.get(Delegation, delegation_id, with_for_update=True)
    if row is None:
        raise errors.NotFound()
    found = db.session.scalars(select(Segment).where(Segment.programme_id == row.programme_id))
    return Table(row, {one.id: one for one in found}, by, now, says)


def open_nomination(
    nomination_id: str, now: datetime, by: By, says: Says = NOTHING
) -> tuple[Table, Nomination]:
    """Hold somebody's delegation and parts for a change, and give both; call it within a transaction.

    Officers move parts without holding the delegation: held here, nothing they decide meanwhile is written over.
    Raises: NotFound.
    """
    delegation_id = db.session.scalar(select(Nomination.delegation_id).where(Nomination.id == nomination_id))
    if delegation_id is None:
        raise errors.NotFound()
    table = open_table(delegation_id, now, by, says)
    parts = select(Participation).where(Participation.nomination_id == nomination_id)
    held = parts.order_by(Participation.id).with_for_update().execution_options(populate_existing=True)
    db.session.scalars(held).all()
    return table, db.session.get_one(Nomination, nomination_id, populate_existing=True)


def still_there(
    table: Table, row: Nomination, segment_ids: Iterable[int] | None = None
) -> list[Participation]:
    """Give the parts somebody has in segments that are not over; what was true of one that is over stays.

    Officers put that right, too, where they name the segment, or nothing else is left.

    Raises: NobodyThere, where there is none.
    """
    wanted = None if segment_ids is None else set(segment_ids)
    there = [
        one
        for one in row.participations
        if rules.counts(one) and (wanted is None or one.segment_id in wanted)
    ]
    ahead = [one for one in there if table.openness(one.segment_id) is not Openness.OVER]
    found = there if table.is_officer and (wanted is not None or not ahead) else ahead
    if not found:
        raise refusals.NobodyThere()
    return found


def check_seats(
    table: Table, row: Nomination, wishes: list[Wish], there: Mapping[int, Participation]
) -> None:
    """Refuse a second head, and whoever is one too many; officers, who accept somebody, count past the quota.

    Raises: HeadTaken, QuotaFull.
    """
    others = db.session.execute(
        select(Participation.segment_id, Nomination.role, Participation.state)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Nomination.delegation_id == table.delegation.id, Nomination.id != row.id)
    ).all()
    standing = [one for one in others if rules.counts(one)]
    stays = [one.segment_id for one in there.values() if rules.counts(one)]
    heads = {one.segment_id for one in standing if one.role == "head"}
    rules.check_head(row.role, heads, {*stays, *(one.segment_id for one in wishes)})
    for wish in wishes:
        if wish.segment_id in stays or table.is_officer:
            continue
        quota = rules.quota_of(table.delegation.quota, table.segments[wish.segment_id].quota)
        taken = sum(one.segment_id == wish.segment_id for one in standing)
        rules.check_quota(quota, taken, "segments")


def check_meetings(wish: Wish) -> None:
    """Refuse meetings that are none of a segment, or for which nobody is sent by name.

    Raises: NotThisMeeting.
    """
    if not wish.meetings:
        return
    known = db.session.scalar(
        select(func.count())
        .select_from(Session)
        .where(
            Session.id.in_(wish.meetings),
            Session.segment_id == wish.segment_id,
            Session.state == SessionState.PUBLISHED,
            Session.audience.in_(BY_NAME),
        )
    )
    if known != len(set(wish.meetings)):
        raise refusals.NotThisMeeting(field="segments")


def wish_of(one: Participation) -> Wish:
    """Give how somebody takes part in a segment, as their form shows it."""
    return Wish(one.segment_id, one.mode, one.rights, tuple(sorted(each.session_id for each in one.meetings)))
