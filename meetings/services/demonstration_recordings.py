"""Recordings that the demonstration keeps: a tone made in code that says it is one, with captions and chapters."""

import io
import math
import wave
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from meetings.domain.captions import Cue, write_captions
from meetings.domain.codes import RecordingState, ReleaseState
from meetings.domain.ports import Kept, Storage
from meetings.domain.seasons import ends_at, is_over
from meetings.extensions import db
from meetings.models.kept import Caption, Release
from meetings.models.programmes import Session
from meetings.models.publications import Panelist, Recording
from meetings.models.slots import Slot
from meetings.queries.recordings import stored_cues

SECONDS: Final = 12
RATE: Final = 8000
MOST: Final = 1_000_000
KEPT_NUMBERS: Final = (0, 3)  # of the sessions: the first that was held is for everybody, another for some
SPOKEN: Final = (
    (0, 4, "This is a demonstration: a tone, and nobody speaks."),
    (4, 8, "What is said about mercury in small-scale gold mining would stand here."),
    (8, 12, "Questions and answers."),
)
CHAPTERS: Final = ([0, "Opening"], [4, "Small-scale gold mining"], [8, "Questions and answers"])


def put_recordings(sessions: Sequence[Session], storage: Storage, now: datetime) -> None:
    """Keep recordings of two sessions that were held, and the releases of everybody on a panel; within a transaction.

    Who speaks in a time that is to come has been asked, and some have not answered.
    """
    held = [one for one in sessions if any(is_over(slot, now) for slot in one.slots)]
    for number, session in enumerate(sessions):
        for slot in session.slots:
            _release(session, slot, now, is_answered=is_over(slot, now) or number % 2 == 0)
    for at in KEPT_NUMBERS:
        if at < len(held):
            sound = storage.put(f"recordings/demonstration{at}", iter((tone(),)), MOST)
            cues = [Cue(begin * 1000, end * 1000, text) for begin, end, text in SPOKEN]
            captions = storage.put(
                f"captions/demonstration{at}", iter((write_captions(cues).encode(),)), MOST
            )
            _record(held[at], sound, captions, now, is_public=at == KEPT_NUMBERS[0])
    db.session.flush()


def tone() -> bytes:
    """Make a quiet tone that swells and fades, as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(RATE)
        writer.writeframes(bytes(_samples()))
    return file.getvalue()


def _samples() -> Iterator[int]:
    for at in range(SECONDS * RATE):
        swell = math.sin(math.pi * at / (SECONDS * RATE))
        yield 128 + int(40 * swell * math.sin(2 * math.pi * 220 * at / RATE))


def _release(session: Session, slot: Slot, now: datetime, *, is_answered: bool) -> None:
    panel = select(Panelist.person_id).where(Panelist.session_id == session.id).order_by(Panelist.position)
    for person_id in db.session.scalars(panel).all():
        row = Release(slot_id=slot.id, person_id=person_id, asked_at=now - timedelta(days=20), updated_at=now)
        row.parts = []
        if is_answered:
            row.state, row.answered_at = ReleaseState.GIVEN, now - timedelta(days=15)
        db.session.add(row)


def _record(session: Session, sound: Kept, captions: Kept, now: datetime, *, is_public: bool) -> None:
    slot = min(session.slots, key=lambda one: one.starts_at)
    row = db.session.scalar(select(Recording).where(Recording.slot_id == slot.id, Recording.language == "en"))
    if row is None or not is_over(slot, now):
        return
    row.address, row.file, row.media_type = None, sound.key, "audio/wav"
    row.bytes, row.digest, row.seconds = sound.size, sound.digest, SECONDS
    row.chapters, row.captions = [list(one) for one in CHAPTERS], ["en"]
    row.state = RecordingState.PUBLIC if is_public else RecordingState.RESTRICTED
    row.audience = "public" if is_public else "participants"
    row.published_at = ends_at(slot) + timedelta(days=1) if is_public else None
    cues = stored_cues(Cue(begin * 1000, end * 1000, text) for begin, end, text in SPOKEN)
    db.session.add(
        Caption(recording_id=row.id, language="en", file=captions.key, cues=cues, updated_at=row.updated_at)
    )
