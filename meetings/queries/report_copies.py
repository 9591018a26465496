"""Published reports: the copies of a programme, and one with its figures."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from meetings.domain.report_sheet import Sheet, seal_of
from meetings.extensions import db
from meetings.models.programmes import Programme
from meetings.models.reports import ReportCopy


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy in the list."""

    number: int
    made_at: datetime
    seal: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy with its figures, as they were sealed letter for letter."""

    number: int
    made_at: datetime
    seal: str
    facts: str

    @property
    def sheet(self) -> Sheet:
        """Give the figures; whoever changes them changes a shared value."""
        return _read(self.facts)

    @property
    def is_whole(self) -> bool:
        """Say whether the figures are still those that were sealed."""
        return seal_of(self.facts) == self.seal


def copies(slug: str) -> list[CopyLine]:
    """List the copies of a programme that is published, the last first."""
    rows = db.session.execute(
        select(ReportCopy.number, ReportCopy.made_at, ReportCopy.seal)
        .join(Programme, Programme.id == ReportCopy.programme_id)
        .where(Programme.slug == slug, Programme.published)
        .order_by(ReportCopy.number.desc())
    )
    return [CopyLine(*row) for row in rows]


def has_copies(slug: str) -> bool:
    """Say whether a report of a programme was published."""
    question = (
        select(ReportCopy.id)
        .join(Programme, Programme.id == ReportCopy.programme_id)
        .where(Programme.slug == slug, Programme.published)
    )
    return db.session.scalar(question.limit(1)) is not None


def copy_of(slug: str, number: int) -> Copy | None:
    """Give a copy of a programme that is published, or nothing."""
    row = db.session.execute(
        select(ReportCopy.number, ReportCopy.made_at, ReportCopy.seal, ReportCopy.facts)
        .join(Programme, Programme.id == ReportCopy.programme_id)
        .where(Programme.slug == slug, Programme.published, ReportCopy.number == number)
    ).one_or_none()
    return Copy(*row) if row else None


@lru_cache(maxsize=20)
def _read(facts: str) -> Sheet:
    found: Sheet = json.loads(facts)
    return found
