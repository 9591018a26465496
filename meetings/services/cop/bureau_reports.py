"""Dated copies of the Bureau's report on credentials: what it said on a day stays, whatever is moved later."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from meetings.domain.errors import DoneBefore, NotFound
from meetings.domain.zones import to_local
from meetings.extensions import db, take_turns, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.credentials import BureauReport
from meetings.models.parties import Party
from meetings.models.programmes import Programme
from meetings.queries.cop.bureau_reports import bureau_facts
from meetings.queries.cop.credentials import segment
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


def report_as_stands(programme: str, slug: str) -> dict[str, Any]:
    """Give what the report would say now, with the names of States in every language.

    Raises: NotFound.
    """
    of = segment(programme, slug)
    facts = bureau_facts(of)
    codes = {code for each in facts.groups.values() for code in each} | set(facts.unconfirmed)
    rows = db.session.execute(select(Party.code, Party.names).where(Party.code.in_(codes)))
    return {
        "groups": {group: list(each) for group, each in facts.groups.items()},
        "unconfirmed": list(facts.unconfirmed),
        "examined_on": [one.isoformat() for one in facts.examined_on],
        "names": {code: dict(names) for code, names in rows},
        "starts_on": of.starts_on.isoformat(),
        "ends_on": of.ends_on.isoformat(),
    }
