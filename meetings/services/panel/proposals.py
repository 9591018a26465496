"""Others whom panellists propose: written to by nobody before the organizer takes them onto the panel."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from meetings.domain import errors
from meetings.domain.panel.answers import MOST_PROPOSALS, check_proposed
from meetings.domain.panel.panel_errors import ProposalSettled, TooManyHere
from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db, take_turns, transaction
from meetings.models.panel.proposals import PanelProposal
from meetings.services.panel.answers import note_within, rows_within
from meetings.services.panel.members import Member, put_within
from meetings.services.people import PersonGiven


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    TAKEN = "taken"
    LEFT = "left"


SPEAKER: Final = "speaker"


def propose(
    session_id: int, person_id: int, typed: tuple[str, str, str, str], now: datetime, *, actor: str
) -> str:
    """Keep whom a panellist proposes for a panel; the same again is the same proposal. Give its name.

    Takes: name, address, affiliation and a word, as typed.
    Raises: NotFound, for somebody who is not on this panel; TooManyHere; what the fields refuse.
    """
    given = check_proposed(*typed)
    with transaction():
        take_turns(f"proposals:{session_id}:{person_id}")
        rows_within(session_id, person_id)
        theirs = (PanelProposal.session_id == session_id, PanelProposal.person_id == person_id)
        key = f"{name_key(given.name)} {address_key(given.email)}"
        known = db.session.scalar(select(PanelProposal.id).where(*theirs, PanelProposal.key == key))
        if known is not None:
            return known
        if (db.session.scalar(select(func.count(PanelProposal.id)).where(*theirs)) or 0) >= MOST_PROPOSALS:
            raise TooManyHere(field="name", most=MOST_PROPOSALS)
        row = PanelProposal(session_id=session_id, person_id=person_id, key=key, state=ProposalState.OPEN)
        row.name, row.email, row.organization, row.words = (
            given.name,
            given.email,
            given.organization,
            given.words,
        )
        row.proposed_at, row.proposed_by = now, actor
        db.session.add(row)
        db.session.flush()
        note_within(now, actor, "propose", session_id, person_id, after={"proposal": row.id})
        return row.id


def decide(proposal_id: str, wanted: str, now: datetime, *, actor: str) -> None:
    """Take whom somebody proposed onto the panel, where they are invited, or leave them; decided twice, it is once.

    Raises: NotFound; NotAChoice; ProposalSettled, where it was decided otherwise; OnPanelAlready.
    """
    if wanted not in (ProposalState.TAKEN, ProposalState.LEFT):
        raise errors.NotAChoice(field="proposal", value=wanted[:20])
    with transaction():
        row = db.session.get(PanelProposal, proposal_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise errors.NotFound()
        if row.state == wanted:
            return
        if row.state != ProposalState.OPEN:
            raise ProposalSettled()
        row.state, row.decided_at, row.decided_by = wanted, now, actor
        if wanted == ProposalState.TAKEN:
            given = PersonGiven(row.name, row.email, organization=row.organization or "")
            put_within(
                row.session_id, Member(given, SPEAKER, organization=row.organization or ""), now, actor
            )
        act = f"proposal_{wanted}"
        note_within(now, actor, act, row.session_id, row.person_id, after={"proposal": row.id})
