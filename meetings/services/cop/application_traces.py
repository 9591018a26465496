"""What those who applied for a body leave in the store: taken away when they are erased; the body's admission stays."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update

from meetings.domain.registrations import address_key
from meetings.extensions import db
from meetings.models.cop.admissions import Admission, Application


def forget_applicants(addresses: Iterable[str], now: datetime) -> None:
    """Take somebody's name and address off the applications they sent; call it within the transaction of erasing."""
    keys = sorted({address_key(one) for one in addresses} | {one.lower() for one in addresses})
    for row in db.session.scalars(select(Application).where(func.lower(Application.contact_email).in_(keys))):
        row.contact_name = row.contact_email = ""
        row.address = None
    db.session.execute(
        update(Admission)
        .where(func.lower(Admission.contact_email).in_(keys))
        .values(contact_name=None, contact_email=None, updated_at=now, revision=Admission.revision + 1)
        .execution_options(synchronize_session=False)
    )
