"""Dated copies of the Bureau's report on credentials: what it said on a day stays, whatever is moved later."""

from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.errors import DoneBefore, NotFound
from meetings.domain.zones import to_local
from meetings.extensions import db, take_turns, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.credentials import BureauReport
from meetings.models.programmes import Programme
from meetings.queries.cop.bureau_reports import report_as_stands
from meetings.services.audit import note


def keep_report(programme: str, slug: str, now: datetime, actor: str) -> int:
    """Keep the report for a segment as it stands now, and give the copy's number.

    Raises: NotFound; DoneBefore, where the last copy says the same.
    """
    with transaction():
        found = db.session.execute(
            select(Segment.id, Segment.zone)
            .join(Programme, Programme.id == Segment.programme_id)
            .where(Programme.slug == programme, Segment.slug == slug)
        ).one_or_none()
        if found is None:
            raise NotFound()
        take_turns(f"bureau report {found.id}")
        facts = report_as_stands(programme, slug)
        of = BureauReport.segment_id == found.id
        last = db.session.scalar(
            select(BureauReport.facts).where(of).order_by(BureauReport.number.desc()).limit(1)
        )
        if last == facts:
            raise DoneBefore()
        number = (db.session.scalar(select(func.max(BureauReport.number)).where(of)) or 0) + 1
        row = BureauReport(segment_id=found.id, number=number, kept_at=now, kept_by=actor, facts=facts)
        row.stands_on = to_local(now, found.zone).date()
        db.session.add(row)
        subject = f"segment:{programme}/{slug}"
        note(now, actor, "credentials.report", subject, after={"number": number})
        return number
