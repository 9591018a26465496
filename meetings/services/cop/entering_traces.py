"""What delegates leave in the store by entering, taken away when they are erased."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from meetings.extensions import db
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.cop.entering import ConnectionTest


def delegate_bearer(nomination_id: str) -> str:
    """Name a delegate, for whom one link is the way into all segments of a conference."""
    return f"nomination:{nomination_id}"


def nominations_of(person_id: int) -> Sequence[str]:
    """Give the nominations of a person."""
    return db.session.scalars(select(Nomination.id).where(Nomination.person_id == person_id)).all()


def participations_of(person_id: int) -> Select[Any]:
    """Ask for the participations of a person."""
    return (
        select(Participation.id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Nomination.person_id == person_id)
    )


def leave_tests(person_id: int, now: datetime) -> None:
    """Take away what was written about somebody's tests of their connection; how they went still counts."""
    theirs = update(ConnectionTest).where(
        ConnectionTest.participation_id.in_(participations_of(person_id)), ConnectionTest.note.is_not(None)
    )
    written = theirs.values(note=None, updated_at=now, revision=ConnectionTest.revision + 1)
    db.session.execute(written.execution_options(synchronize_session=False))
