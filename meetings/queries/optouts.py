"""Which mails people do not want."""

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.people import OptOut


def scopes_stopped(person_id: int) -> frozenset[str]:
    """Give the scopes of which a person wants no mails."""
    return frozenset(db.session.scalars(select(OptOut.scope).where(OptOut.person_id == person_id)))
