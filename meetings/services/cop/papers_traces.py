"""What erasing takes off the papers of participation, and what stays because figures count it."""

from datetime import datetime

from sqlalchemy import select, update

from meetings.domain.cop.codes import BadgeState
from meetings.domain.jobs import BADGES, LETTERS
from meetings.extensions import db
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.cop.papers import Badge, CheckIn, Paper
from meetings.services import jobs


def leave_papers(person_id: int, now: datetime) -> None:
    """Let badges of somebody open nothing, letters name nobody, and files with them go; check-ins count on."""
    theirs = (
        select(Participation.id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Nomination.person_id == person_id)
    )
    ids = list(db.session.scalars(theirs))
    if not ids:
        return
    for kind in (BADGES, LETTERS):
        jobs.empty_of(kind, ids, now)
    badges = update(Badge).where(Badge.participation_id.in_(ids))
    stands = Badge.state.in_((BadgeState.VALID, BadgeState.SUSPENDED))
    closed = {"state": BadgeState.WITHDRAWN, "state_since": now, "revision": Badge.revision + 1}
    _keep_for_figures(ids)
    for statement in (
        badges.where(stands).values(**closed),
        badges.values(reason=None, updated_at=now),
        update(Paper).where(Paper.participation_id.in_(ids)).values(name=None, language="en"),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _keep_for_figures(participation_ids: list[str]) -> None:
    """Put beside the days on which somebody came what figures ask of them, before it is taken off themselves."""
    rows = db.session.execute(
        select(Participation.id, Nomination.gender)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Participation.id.in_(participation_ids))
    )
    for one, gender in rows:
        came = update(CheckIn).where(CheckIn.participation_id == one).values(gender=gender)
        db.session.execute(came.execution_options(synchronize_session=False))
