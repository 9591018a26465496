"""What the desk writes down during an hour: added to, and never changed."""

from datetime import datetime

from meetings.domain.live.questions import MOST_IN_NOTE, check_text
from meetings.extensions import db, transaction
from meetings.models.live.questions import LiveNote
from meetings.services.live.hours import mark_hour_within


def add_note(slot_id: str, text: str, now: datetime, actor: str) -> None:
    """Write something down.

    Raises: Missing, TooLong, with field `note`.
    """
    kept = check_text(text, "note", MOST_IN_NOTE)
    with transaction():
        db.session.add(LiveNote(slot_id=slot_id, text=kept, at=now, by=actor))
        mark_hour_within(slot_id, now)
