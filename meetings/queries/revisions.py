"""What stood at an earlier revision, as far as the journal of what came after it tells."""

from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.journal import Audit


def facts_at(subject: str, revision: int) -> dict[str, Any]:
    """Give the fields that were changed since a revision, as they stood at it; the others stand as they did.

    Takes: what was changed, like `session:season/topic`.
    """
    acts = db.session.scalars(select(Audit.before).where(Audit.subject == subject).order_by(Audit.id))
    found: dict[str, Any] = {}
    for before in acts:
        if before.get("revision", 0) >= revision:
            found = before | found
    found.pop("revision", None)
    return found
