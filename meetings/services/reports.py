"""Publishing a report: a dated copy of what may leave the desk, sealed, and never changed."""

from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.errors import NotFound
from meetings.domain.report_errors import NotPublishedYet, ReportChanged, SameReport
from meetings.domain.report_sheet import canonical, public, seal_of
from meetings.extensions import db, transaction
from meetings.models.programmes import Programme
from meetings.models.reports import ReportCopy
from meetings.queries.reports import report
from meetings.services.audit import note


def publish(slug: str, seen: str, now: datetime, actor: str) -> int:
    """Publish the report of a programme as it is now; give the number of the copy.

    A correction is a copy like any other: the ones before it stay where they are.
    Takes: `seen`, the seal of what was looked at before.
    Raises: NotFound, NotPublishedYet; ReportChanged, where the figures are no longer those that were looked at;
    SameReport, where they are those of the last copy.
    """
    with transaction():
        return publish_within(slug, seen, now, actor)


def publish_within(slug: str, seen: str | None, now: datetime, actor: str) -> int:
    """Publish as part of a larger act; call it within that act's transaction. Without a seal, nobody looked before."""
    programme = db.session.scalar(select(Programme).where(Programme.slug == slug).with_for_update())
    counted = report(slug, now) if programme else None
    if programme is None or counted is None:
        raise NotFound()
    if not programme.published:
        raise NotPublishedYet()
    facts = canonical(public(counted.sheet))
    seal = seal_of(facts)
    if seen is not None and seal != seen:
        raise ReportChanged()
    number, before = _last(programme.id)
    if before == seal:
        raise SameReport(number=number)
    copy = ReportCopy(programme_id=programme.id, number=number + 1, made_at=now, made_by=actor)
    copy.facts, copy.seal = facts, seal
    db.session.add(copy)
    programme.changes += 1
    note(now, actor, "report.publish", f"programme:{slug}", after={"copy": number + 1, "seal": seal})
    return number + 1


def _last(programme_id: int) -> tuple[int, str]:
    """Give the number and seal of the last copy of a programme; 0 where there is none."""
    number = db.session.scalar(
        select(func.max(ReportCopy.number)).where(ReportCopy.programme_id == programme_id)
    )
    if number is None:
        return 0, ""
    one = (ReportCopy.programme_id == programme_id, ReportCopy.number == number)
    return number, db.session.scalars(select(ReportCopy.seal).where(*one)).one()
