"""What applicants for side events leave in the store: taken away when they are erased; the event stays."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.registrations import address_key
from meetings.extensions import db
from meetings.models.cop.side_events import SideEvent
from meetings.services.cop.side_events import bearer_of_event
from meetings.services.links import withdraw_links


def forget_contacts(addresses: Iterable[str], now: datetime) -> None:
    """Take somebody's name and address off the applications they sent, and end their links; within a transaction."""
    keys = sorted({address_key(one) for one in addresses} | {one.lower() for one in addresses})
    for row in db.session.scalars(select(SideEvent).where(func.lower(SideEvent.contact_email).in_(keys))):
        row.contact_name = row.contact_email = ""
        row.updated_at = now
        withdraw_links(bearer_of_event(row.id), now)
