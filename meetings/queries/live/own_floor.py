"""What lists of speakers hold of one person: when they asked for the floor, spoke, and what they sent instead."""

from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.live.floor import FloorStatement, Intervention
from meetings.models.programmes import Session
from meetings.models.slots import Slot

Facts = dict[str, Any]
SPOKE = ("kind", "behalf_of", "state", "asked_at", "began_at", "ended_at", "spoken_seconds", "was_cut")
SENT = ("file_name", "bytes", "digest", "sent_at")


def floor_of_person(person_id: int) -> dict[str, list[Facts]]:
    """Give what somebody asked and sent, by what it is."""
    asked = db.session.execute(
        select(Intervention, Session.slug)
        .join(Slot, Slot.id == Intervention.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Intervention.person_id == person_id)
        .order_by(Intervention.asked_at, Intervention.id)
    ).all()
    sent = db.session.scalars(
        select(FloorStatement).where(FloorStatement.person_id == person_id).order_by(FloorStatement.sent_at)
    )
    return {
        "asked_for_the_floor": [
            {"session": slug, "name": row.name, **{one: getattr(row, one) for one in SPOKE}}
            for row, slug in asked
        ],
        "sent_instead_of_speaking": [{one: getattr(row, one) for one in SENT} for row in sent],
    }
