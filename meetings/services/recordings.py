"""Recordings of slots: put at an address, changed, or taken away."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.checks import check_web_address
from meetings.domain.codes import LANGUAGES
from meetings.extensions import db, transaction
from meetings.models.publications import Recording
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.seats import mark_changed


def put_recording(
    slot_id: str,
    language: str,
    address: str,
    captions: Iterable[str],
    revision: int,
    now: datetime,
    actor: str,
) -> None:
    """Put the recording of a slot in a language, in place of an earlier one; an empty address takes it away.

    Takes: the revision of the recording that was seen, 0 where there was none.
    Raises: NotFound, Stale, NotAChoice, NotAWebAddress, TooLong, NotOneLine.
    """
    if language not in LANGUAGES:
        raise errors.NotAChoice(field="recording_language", value=language)
    chosen: list[str] = [code for code in LANGUAGES if code in set(captions)]
    place = check_web_address(address, "recording_address")
    wanted = (place, chosen if place else [])
    with transaction():
        if db.session.get(Slot, slot_id) is None:
            raise errors.NotFound()
        known = db.session.scalar(
            select(Recording).where(Recording.slot_id == slot_id, Recording.language == language)
        )
        stored = (known.address, known.captions, known.revision) if known else (None, [], 0)
        if stored[:2] == wanted:
            return
        if stored[2] != revision:
            raise errors.Stale(current=stored[2])
        before = {"language": language, "address": stored[0], "captions": stored[1]}
        _put(known, slot_id, language, *wanted, now)
        mark_changed(slot_id)
        after = {"language": language, "address": wanted[0], "captions": wanted[1]}
        subject = f"slot:{slot_id}"
        note(now, actor, "slot.recording", subject, before=before, after=after)


def _put(
    known: Recording | None,
    slot_id: str,
    language: str,
    address: str | None,
    captions: list[str],
    now: datetime,
) -> None:
    if address is None:
        db.session.delete(known)
    elif known is None:
        new = Recording(slot_id=slot_id, language=language, address=address, captions=captions)
        new.published_at = new.updated_at = now
        db.session.add(new)
    else:
        known.address, known.captions = address, captions
        known.revision, known.updated_at = known.revision + 1, now
