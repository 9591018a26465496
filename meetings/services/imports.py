"""What the last import of a file said, kept so that the next one changes only what the file says anew."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.imports import Changes, compare
from meetings.extensions import db
from meetings.models.journal import Audit
from meetings.services.audit import note

ACTOR = "import"
Records = dict[str, dict[str, Any]]


def changes_since_last(subject: str, records: Records) -> Changes:
    """Compare a file's records with those of its last import."""
    before: Records | None = db.session.scalar(
        select(Audit.after)
        .where(Audit.act == "import", Audit.subject == subject)
        .order_by(Audit.id.desc())
        .limit(1)
    )
    return compare(before or {}, records)


def keep(subject: str, records: Records, now: datetime) -> None:
    """Keep what the file says, for the next time; call it within the transaction of the import."""
    note(now, ACTOR, "import", subject, after=records)


def take_over(row: Any, given: Any, fields: frozenset[str], now: datetime) -> bool:
    """Give a row those of a record's fields that the file says anew; say whether any was different."""
    differing = [name for name in sorted(fields) if getattr(row, name) != getattr(given, name)]
    for name in differing:
        setattr(row, name, getattr(given, name))
    if differing:
        row.revision += 1
        row.updated_at = now
    return bool(differing)
