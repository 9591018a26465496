"""What somebody asked while sessions were held, for their own data."""

from typing import Any, Final

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.live.questions import LiveQuestion
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot

NAMES: Final = ("text", "language", "is_anonymous", "may_be_named", "asked_at", "state", "answer")


def asked_by(person_id: int) -> dict[str, Any]:
    """Give the questions of a person, the first one first."""
    rows = db.session.execute(
        select(LiveQuestion, Session.slug, Session.title, Programme.slug)
        .join(Slot, Slot.id == LiveQuestion.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(LiveQuestion.person_id == person_id)
        .order_by(LiveQuestion.asked_at, LiveQuestion.id)
    )
    return {
        "questions": [
            {
                "programme": programme,
                "session": slug,
                "title": title,
                **{name: getattr(row, name) for name in NAMES},
            }
            for row, slug, title, programme in rows
        ]
    }
