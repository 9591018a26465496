"""Recordings of slots: put at an address, changed, or taken away."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.extensions import db, transaction
from meetings.models.journal import Audit
from meetings.models.publications import Recording
from meetings.models.slots import Slot
from meetings.services.seats import mark_changed
from meetings.services.slots import check_web_address


def put_recording(
    slot_id: str, language: str, address: str, captions: Iterable[str], now: datetime, actor: str
) -> None:
    """Put the recording of a slot in a language, in place of an earlier one; an empty address takes it away.

    Raises: NotFound, NotAChoice, NotAWebAddress, TooLong, NotOneLine.
    """
    if language not in LANGUAGES:
        raise errors.NotAChoice(field="recording_language", value=language)
    chosen: list[str] = [code for code in LANGUAGES if code in set(captions)]
    place = check_web_address(address, "recording_address")
    with transaction():
        if db.session.get(Slot, slot_id) is None:
            raise errors.NotFound()
        known = db.session.scalar(
            select(Recording).where(Recording.slot_id == slot_id, Recording.language == language)
        )
        before = {"address": known.address, "captions": known.captions} if known else {}
        if place is None:
            db.session.execute(
                delete(Recording).where(Recording.slot_id == slot_id, Recording.language == language)
            )
        elif known is None:
            db.session.add(
                Recording(
                    slot_id=slot_id,
                    language=language,
                    address=place,
                    captions=chosen,
                    published_at=now,
                    updated_at=now,
                )
            )
        else:
            known.address, known.captions = place, chosen
            known.revision, known.updated_at = known.revision + 1, now
        mark_changed(slot_id)
        db.session.add(
            Audit(
                at=now,
                actor=actor,
                act="slot.recording",
                subject=f"slot:{slot_id}",
                before=before,
                after={"language": language, "address": place, "captions": chosen},
            )
        )
