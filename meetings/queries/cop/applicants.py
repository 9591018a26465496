"""What somebody sent to have a body admitted, for the page of their own data."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.extensions import db
from meetings.models.cop.admissions import Application
from meetings.models.people import Mailbox, PersonMailbox


def applications_of(person_id: int) -> list[dict[str, Any]]:
    """Give what somebody sent from their own mailbox to have a body admitted."""
    own = select(Mailbox.address_key).join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
    rows = db.session.scalars(
        select(Application)
        .where(func.lower(Application.contact_email).in_(own.where(PersonMailbox.person_id == person_id)))
        .order_by(Application.sent_at, Application.id)
        .options(raiseload("*"))
    )
    return [
        {
            "body": one.name,
            "contact_name": one.contact_name,
            "contact_email": one.contact_email,
            "address": one.address,
            "language": one.language,
            "sent_at": one.sent_at,
        }
        for one in rows
    ]
