"""Parties, observers and credentials in the site of the gates: what waits for an officer, applications, reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.kept_files import FileGiven
from meetings.domain.ports import Storage
from meetings.extensions import db
from meetings.models import (
    ApplicationFile,
    BureauReport,
    CredentialsFile,
    DepositaryCount,
    PartyDecision,
    PartyStatus,
    Programme,
)
from meetings.queries.cop.bureau_reports import report_as_stands
from meetings.services.cop import admissions, credentials
from meetings.services.cop.admissions import ApplicationGiven
from tests.cop import make_delegation, make_nominee, make_state, segments_of

CREDENTIALS = "/credentials"


def put_admissions(site: Any, rows: int, now: datetime) -> None:
    """Store States to be confirmed, differences from the list, bodies that applied, credentials and their reports."""
    programme = db.session.scalars(select(Programme).where(Programme.slug == "cop")).one()
    for number in range(rows):
        state = make_state(f"8{number}", f"Decided {number}")
        unknown = make_state(f"9{number}", f"Unknown {number}", since=None)
        decision = PartyDecision(party_code=state.code, subject="names", decided_at=now, decided_by="user:1")
        decision.listed, decision.listed_at = {"names": {"en": "Otherwise"}}, now
        status = PartyStatus(party_code=unknown.code, treaty="minamata", status="to_be_confirmed", source="")
        count = DepositaryCount(treaty="minamata", day=date(2021, 9, 1 + number), count=number, source="test")
        db.session.add_all((decision, status, count))
        db.session.commit()
        _apply(site, number, now)
        _credentials(site, programme, state, number, now)
        site.names.setdefault("party", state.code)
    site.names["body"] = "applicant-0"
    site.names["statutes"] = db.session.scalars(select(ApplicationFile.id)).first() or ""


def _apply(site: Any, number: int, now: datetime) -> None:
    given = ApplicationGiven(
        "cop", f"Applicant {number}", "ngo", "Science", "A contact", "contact@example.org", "en"
    )
    admissions.apply(given, [_kept(site, f"statutes{number}")], now)


def _credentials(site: Any, programme: Programme, state: Any, number: int, now: datetime) -> None:
    first = segments_of(programme)[0]
    delegation = make_delegation(programme, state)
    make_nominee(delegation, first, name=f"Named in credentials {number}")
    where = credentials.Where("cop", first.slug, delegation.id, 0)
    credentials.receive(where, "copy", _kept(site, f"credentials{number}"), now, "user:1")
    report = BureauReport(segment_id=first.id, number=number + 1, stands_on=now.date(), kept_at=now)
    report.kept_by, report.facts = "user:1", report_as_stands("cop", first.slug)
    db.session.add(report)
    db.session.commit()
    scan = db.session.scalars(select(CredentialsFile.id)).first() or ""
    own = {"programme": "cop", "segment": first.slug, "delegation_id": delegation.id, "scan": scan}
    site.within[CREDENTIALS] = site.within.get(CREDENTIALS) or own
    site.names.setdefault("scan", scan)


def _kept(site: Any, name: str) -> FileGiven:
    storage: Storage = site.app.extensions["outside"].storage
    raw = b"%PDF-1.7\n%%EOF\n"
    stored = storage.put(f"scans/{name}", [raw], 1_000)
    return FileGiven(stored.key, "application/pdf", len(raw), stored.digest, f"{name}.pdf")
