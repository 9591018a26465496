"""Which mails people do not want."""

from collections.abc import Collection

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.people import OptOut


def scopes_stopped(people: Collection[int]) -> dict[int, frozenset[str]]:
    """Give the scopes of which people want no mails, by person; whoever wants all is not in it."""
    found: dict[int, frozenset[str]] = {}
    rows = db.session.execute(select(OptOut.person_id, OptOut.scope).where(OptOut.person_id.in_(people)))
    for person_id, scope in rows:
        found[person_id] = found.get(person_id, frozenset()) | {scope}
    return found
