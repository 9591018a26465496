"""What of panels names a person who is erased: assistants, what they say of themselves, hours, letters."""

from datetime import datetime

from sqlalchemy import delete, or_, select

from meetings.extensions import db
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.papers import Availability
from meetings.queries.panel.holders import assistant_bearer
from meetings.services.links import withdraw_links
from meetings.services.panel.about import forget_profiles
from meetings.services.panel.letters import unname_letters


def leave_panels(person_id: int, now: datetime) -> None:
    """Take away what a person said of themselves and of their hours, and unname their letters; within a transaction.

    The links of assistants end: of those the person had, and of those they were.
    """
    theirs = or_(Assistant.person_id == person_id, Assistant.helper_id == person_id)
    for row in db.session.scalars(select(Assistant).where(theirs)):
        row.ended_at = row.ended_at or now
        withdraw_links(assistant_bearer(row.id), now)
    db.session.execute(delete(Availability).where(Availability.person_id == person_id))
    forget_profiles(person_id, now)
    unname_letters(person_id, now)
