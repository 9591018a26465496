"""What of panels names a person who is erased: their assistants, and whose assistant they are."""

from datetime import datetime

from sqlalchemy import or_, select

from meetings.extensions import db
from meetings.models.panel.assistants import Assistant
from meetings.queries.panel.holders import assistant_bearer
from meetings.services.links import withdraw_links


def leave_panels(person_id: int, now: datetime) -> None:
    """End the links of assistants: of those the person had, and of those they were; call it within a transaction."""
    theirs = or_(Assistant.person_id == person_id, Assistant.helper_id == person_id)
    for row in db.session.scalars(select(Assistant).where(theirs)):
        row.ended_at = row.ended_at or now
        withdraw_links(assistant_bearer(row.id), now)
