"""What the live desk, and the hour on participants' side add to the site with one of everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.live.questions import digest_of
from meetings.extensions import db
from meetings.models import LiveNote, LiveQuestion, Registration, Slot
from meetings.services.live.hours import mark_hour_within


def put(site: Any, rows: int, now: datetime) -> None:
    """Let a participant of the first time of `topic` have asked, and the desk have written down, so many things."""
    slot = db.session.get_one(Slot, site.names["slot_id"])
    registration = db.session.scalars(
        select(Registration)
        .where(Registration.session_id == slot.session_id)
        .order_by(Registration.created_at)
    ).first()
    assert registration is not None
    for number in range(rows):
        text = f"How much is left of {number}?"
        row = LiveQuestion(
            slot_id=slot.id,
            asker=f"registration:{site.names['registration_id']}",
            digest=digest_of(text),
            person_id=registration.person_id,
            language="en",
            text=text,
            asked_at=now,
            state="new",
            state_since=now,
            updated_at=now,
        )
        db.session.add(row)
        db.session.flush()
        site.names.setdefault("live question", row.id)
        db.session.add(LiveNote(slot_id=slot.id, text=f"Noted {number}", at=now, by="user:1"))
    mark_hour_within(slot.id, now)
    db.session.commit()
