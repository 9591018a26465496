"""What platforms recorded, noted for whoever decides: nothing of it is seen before."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from meetings.domain.checks import check_web_address
from meetings.domain.codes import RecordingState
from meetings.domain.platforms import RecordingMade
from meetings.extensions import db, take_turns, transaction
from meetings.models.publications import Recording
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.recordings import ACT, turn_of


def keep_recordings(
    slot_id: str, language: str, found: Iterable[RecordingMade], now: datetime, actor: str
) -> None:
    """Note the longest of what was recorded, in the language a time was held in; one that is there stays.

    It is being processed until somebody of the staff says who may see it.
    """
    longest = max(found, key=lambda one: one.seconds or 0)
    place = check_web_address(longest.address, "recording_address")
    with transaction():
        take_turns(turn_of(slot_id))
        known = select(Recording.id).where(Recording.slot_id == slot_id, Recording.language == language)
        if db.session.get(Slot, slot_id) is None or db.session.scalar(known) is not None:
            return
        row = Recording(slot_id=slot_id, language=language, address=place, seconds=longest.seconds)
        row.captions, row.cuts, row.chapters, row.regions = [], [], [], []
        row.audience, row.state, row.updated_at = "public", RecordingState.PROCESSING, now
        db.session.add(row)
        after = {"language": language, "address": place, "state": str(row.state)}
        note(now, actor, ACT, f"slot:{slot_id}", after=after)
