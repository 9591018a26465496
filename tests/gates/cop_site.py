"""Delegations of the gates' season: one of everything that the desk of delegations shows."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings.domain.cop.delegations import Nominee
from meetings.domain.cop.tracks import Mover
from meetings.domain.ports import Storage
from meetings.extensions import db
from meetings.models import (
    Attendance,
    ConnectionTest,
    ConnectionTime,
    Delegation,
    Funding,
    Nomination,
    Programme,
    Segment,
    TrackEvent,
)
from meetings.services.cop.change_requests import ask
from meetings.services.cop.entering import delegate_links
from meetings.services.cop.tracks import By
from tests.cop import (
    make_body,
    make_delegation,
    make_focal_point,
    make_letter,
    make_meeting,
    make_nominee,
    make_segment,
    make_state,
)
from tests.factories import make_slot

PAPER = b"%PDF-1.4\n%%EOF\n"


def make_delegations(site: Any, rows: int, now: datetime) -> None:
    """Store delegations of a segment, with letters, people, requests, askings for travel, and what was decided."""
    programme = db.session.scalars(select(Programme).where(Programme.slug == "season")).one()
    storage: Storage = site.app.extensions["outside"].storage
    kept = storage.put("letters/one", [PAPER], 10_000).key
    file = {"file": kept, "file_name": "a.pdf", "media_type": "application/pdf", "bytes": len(PAPER)}
    first = make_segment(programme, "desk-1", position=7, starts_on=now.date() + timedelta(days=5))
    for number in range(rows):
        code = f"Q{chr(77 + number)}"
        delegation = make_delegation(programme, make_state(code, f"State {number}", detail={"ldc": True}))
        make_focal_point(delegation, email=f"focal{number}@example.org")
        letter = make_letter(delegation, "accepted", digest="d" * 64, **file)
        for each in range(rows):
            one = make_nominee(delegation, first, name=f"Delegate {number} {each}")
            part = one.participations[0]
            moved = TrackEvent(
                track="participation", subject=part.id, at=now, from_state="", to_state="nominated"
            )
            moved.actor = f"user:{each + 1}"
            asked = Funding(participation_id=part.id, asked_at=now, updated_at=now)
            db.session.add_all((moved, asked))
            db.session.commit()
            given = Nominee(f"Another {number} {each}", role="adviser", email=f"another{each}@example.org")
            by = By(Mover.NOMINATOR, "focal:x")
            ask(delegation.id, "replace", now, by=by, given=given, nomination_id=one.id)
            site.names.setdefault("person", one.id)
            site.names.setdefault("nomination_id", one.id)
            site.names.setdefault("participation_id", part.id)
        _make_entered(delegation, first, number, rows, now)
        _link_somebody(site, delegation, now)
        twin = make_delegation(programme, make_body(f"body-{number}", f"Body {number}"))
        make_nominee(twin, first, name=f"Delegate {number} 0", state="letter_checked")
        site.names.setdefault("delegation_id", delegation.id)
        site.names.setdefault("letter", letter.id)


def _make_entered(delegation: Delegation, segment: Segment, number: int, rows: int, now: datetime) -> None:
    """Store times of a meeting and of tests, and delegates who were in, are in, and have tested."""
    held = make_slot(make_meeting(segment, f"held-{number}", audience="named"), now - timedelta(days=1))
    runs = make_slot(make_meeting(segment, f"runs-{number}", audience="named"), now - timedelta(minutes=5))
    time = ConnectionTime(
        segment_id=segment.id,
        local_start=datetime(2026, 12, 1, 10, number),
        zone=segment.zone,
        starts_at=now + timedelta(days=2, minutes=number),
        minutes=15,
        capacity=rows,
        updated_at=now,
    )
    db.session.add(time)
    db.session.flush()
    for each in range(rows):
        one = make_nominee(delegation, segment, name=f"Entered {number} {each}", state="accredited")
        part = one.participations[0].id
        for slot in (held, runs):
            row = Attendance(slot_id=slot.id, joined_at=slot.starts_at, participation_id=part, source="door")
            row.person_id, row.country, row.category = one.person_id, delegation.party_code, "government"
            db.session.add(row)
        test = ConnectionTest(participation_id=part, time_id=time.id, booked_at=now, updated_at=now)
        db.session.add(test)
        db.session.commit()


def _link_somebody(site: Any, delegation: Delegation, now: datetime) -> None:
    """Give somebody who may enter their links."""
    keys = site.app.extensions["outside"].keys
    wanted = select(Nomination.id).where(
        Nomination.delegation_id == delegation.id, Nomination.name.startswith("Entered")
    )
    one = db.session.scalars(wanted.order_by(Nomination.position).limit(1)).one()
    for purpose in ("join", "me"):
        link = delegate_links([one], now, keys)[one, purpose]
        site.names.setdefault(f"delegate-{purpose}", link.text)
