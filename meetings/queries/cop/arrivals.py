"""Who came to a segment on which day, and which Parties of a treaty are present."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.domain.cop.arrivals import Arrival
from meetings.domain.cop.quorum import TO_DECIDE, TO_OPEN
from meetings.extensions import db
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.papers import Badge, CheckIn, PaperSettings, RefusedScan
from meetings.models.parties import Party
from meetings.models.programmes import Programme
from meetings.queries.cop.presence import parties_of, parties_present

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class RefusedShown:
    """A scan that was refused: why, where, by whom, and of which badge, where it was one."""

    at: datetime
    answer: str
    steward: str
    entrance: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class PartyHere:
    """A Party on a day, and whether somebody of its delegation is present."""

    code: str
    kind: str
    names: Words
    regional_group: str | None
    is_present: bool


@dataclass(frozen=True, slots=True)
class SettingsShown:
    """What a conference's papers say of who writes them, and the shares of Parties that are a quorum."""

    letterhead: str = ""
    signatory: str = ""
    to_open: str = TO_OPEN
    to_decide: str = TO_DECIDE
    revision: int = 0


def arrivals_of(segment_id: int) -> list[Arrival]:
    """Give who came to a segment, a row for each day."""
    rows = db.session.execute(
        select(
            CheckIn.day,
            CheckIn.participation_id,
            Delegation.category,
            Party.regional_group,
            Party.code,
            func.coalesce(CheckIn.gender, Nomination.gender),
        )
        .join(Participation, Participation.id == CheckIn.participation_id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .where(Participation.segment_id == segment_id)
        .order_by(CheckIn.day, CheckIn.participation_id)
    )
    return [Arrival(*row) for row in rows]


def party_names() -> dict[str, Words]:
    """Give the names of all States and regional organizations, by their codes."""
    return {one.code: one.names for one in db.session.execute(select(Party.code, Party.names))}


def refused_scans(segment_id: int, most: int) -> list[RefusedShown]:
    """Give what was refused at the gates of a segment, the latest first."""
    rows = db.session.execute(
        select(RefusedScan, Badge.code)
        .outerjoin(Badge, Badge.id == RefusedScan.badge_id)
        .where(RefusedScan.segment_id == segment_id)
        .order_by(RefusedScan.at.desc(), RefusedScan.id.desc())
        .limit(most)
    )
    return [RefusedShown(one.at, one.answer, one.steward, one.entrance, code) for one, code in rows]


def came_on(segment_id: int, day: date) -> int:
    """Count who came to a segment on a day."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CheckIn)
            .join(Participation, Participation.id == CheckIn.participation_id)
            .where(Participation.segment_id == segment_id, CheckIn.day == day)
        )
        or 0
    )


def parties_here(segment_id: int, at: datetime) -> list[PartyHere]:
    """Give the Parties to a conference's treaty, each with whether somebody of its delegation is there at a moment.

    Present is who checked in on that day, and who is in a meeting online; Party, who was one on the opening day.
    """
    parties, present = parties_of(segment_id), parties_present(segment_id, at)
    rows = db.session.scalars(
        select(Party).where(Party.code.in_(parties)).order_by(Party.code).options(raiseload("*"))
    )
    return [PartyHere(row.code, row.kind, row.names, row.regional_group, row.code in present) for row in rows]


def settings_of(programme: str) -> SettingsShown:
    """Give the settings of a conference's papers, or what holds without any."""
    row = db.session.scalar(
        select(PaperSettings)
        .join(Programme, Programme.id == PaperSettings.programme_id)
        .where(Programme.slug == programme)
    )
    if row is None:
        return SettingsShown()
    return SettingsShown(row.letterhead or "", row.signatory or "", row.to_open, row.to_decide, row.revision)
