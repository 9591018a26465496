"""The assistants of panellists."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from meetings.extensions import db
from meetings.models.panel.assistants import Assistant
from meetings.models.people import Person, PersonMailbox


def standing_assistants(person_id: int, programme_id: int) -> list[Assistant]:
    """Give who assists somebody now, in the order in which they were added; each with their mailboxes."""
    wanted = select(Assistant).where(
        Assistant.person_id == person_id,
        Assistant.programme_id == programme_id,
        Assistant.ended_at.is_(None),
    )
    loaded = joinedload(Assistant.helper).selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox)
    rows = wanted.order_by(Assistant.added_at, Assistant.id).options(loaded, raiseload("*"))
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))
