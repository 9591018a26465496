"""Whom panellists proposed, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.panel.proposals import PanelProposal
from meetings.models.people import Person
from meetings.models.programmes import Session

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """Somebody who was proposed for a session, by whom, and how it stands."""

    id: str
    session: str
    title: Words
    session_id: int
    person_id: int
    by: str
    name: str
    email: str
    organization: str
    words: str
    state: str
    proposed_at: datetime


def proposals_by(person_id: int, programme_id: int) -> list[ProposalShown]:
    """Give whom somebody proposed in a programme, in order."""
    return _proposals(PanelProposal.person_id == person_id, Session.programme_id == programme_id)


def proposals_of(programme_id: int, within: Any) -> list[ProposalShown]:
    """Give whom anybody proposed for sessions of a programme that a condition holds."""
    return _proposals(Session.programme_id == programme_id, within)


def proposal(proposal_id: str) -> ProposalShown | None:
    """Give a proposal by its name."""
    found = _proposals(PanelProposal.id == proposal_id)
    return found[0] if found else None


def _proposals(*conditions: Any) -> list[ProposalShown]:
    rows = db.session.execute(
        select(PanelProposal, Session.slug, Session.title, Person.name)
        .join(Session, Session.id == PanelProposal.session_id)
        .join(Person, Person.id == PanelProposal.person_id)
        .where(*conditions)
        .order_by(PanelProposal.proposed_at, PanelProposal.id)
    )
    return [
        ProposalShown(
            id=row.id,
            session=slug,
            title=title,
            session_id=row.session_id,
            person_id=row.person_id,
            by=by,
            name=row.name,
            email=row.email,
            organization=row.organization or "",
            words=row.words,
            state=row.state,
            proposed_at=row.proposed_at,
        )
        for row, slug, title, by in rows
    ]
