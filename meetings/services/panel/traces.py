"""What of panels names a person who is erased: assistants, invitations, what they said, brought and proposed."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from meetings.domain.registrations import address_key
from meetings.extensions import db
from meetings.models.devices import DeviceCode
from meetings.models.journal import Audit
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.invitations import PanelHeard, PanelInvitation
from meetings.models.panel.papers import Availability
from meetings.models.panel.proposals import PanelProposal
from meetings.models.publications import Panelist
from meetings.queries.panel.holders import OWN, assistant_bearer
from meetings.services.links import withdraw_links
from meetings.services.panel.about import forget_profiles
from meetings.services.panel.letters import unname_letters


def leave_panels(person_id: int, now: datetime, addresses: Iterable[str] = (), public_id: str = "") -> None:
    """Take somebody off what panels hold beside their row, which counts on; call it within a transaction.

    The links of assistants end: of those the person had, and of those they were. A proposal of them by somebody else
    goes too.

    Takes: the addresses they had, and the name they had in ours.
    """
    theirs = or_(Assistant.person_id == person_id, Assistant.helper_id == person_id)
    for row in db.session.scalars(select(Assistant).where(theirs)):
        row.ended_at = row.ended_at or now
        withdraw_links(assistant_bearer(row.id), now)
        _do(delete(DeviceCode).where(DeviceCode.holder == assistant_bearer(row.id)))
    _do(update(Panelist).where(Panelist.person_id == person_id).values(state_words=None))
    _do(delete(PanelHeard).where(PanelHeard.person_id == person_id))
    _do(delete(PanelInvitation).where(PanelInvitation.person_id == person_id))
    _do(delete(PanelProposal).where(PanelProposal.person_id == person_id))
    _do(delete(DeviceCode).where(DeviceCode.holder.startswith(f"{OWN}:{person_id}:", autoescape=True)))
    keys = {address_key(one) for one in addresses}
    if keys:
        for proposal in db.session.scalars(select(PanelProposal)):
            if address_key(proposal.email) in keys:
                db.session.delete(proposal)
    _do(delete(Availability).where(Availability.person_id == person_id))
    forget_profiles(person_id, now)
    unname_letters(person_id, now)
    if public_id:
        _unname(public_id)


def _unname(public_id: str) -> None:
    """Let the journal tell of somebody's panels without the name they had in addresses."""
    is_theirs = re.compile(rf"^panel:[^/]*/{re.escape(public_id)}$")
    named = select(Audit).where(Audit.subject.startswith("panel:"), Audit.subject.endswith(f"/{public_id}"))
    for row in db.session.scalars(named):
        if is_theirs.match(row.subject):
            row.subject = f"{row.subject.rpartition('/')[0]}/"
            row.before, row.after = {}, {}


def _do(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
