"""Recordings of slots: put at an address or kept as a file, changed, shown to some or all, or taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.captions import Cue
from meetings.domain.checks import check_web_address
from meetings.domain.codes import LANGUAGES, Cut, RecordingState
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.recording_errors import NotCut, NothingToShow
from meetings.domain.recordings import (
    CutOut,
    check_cleared,
    check_move,
    cut_chapters,
    cut_cues,
    cut_length,
    read_chapters,
    read_length,
    span_words,
)
from meetings.domain.webhooks import Type
from meetings.extensions import db, take_turns, transaction
from meetings.models.kept import Caption
from meetings.models.publications import Recording
from meetings.models.slots import Slot
from meetings.queries.recordings import chapters_of, cleared_of, cues_of, cuts_of, stored_cues
from meetings.services.audit import note
from meetings.services.discarding import discard
from meetings.services.seats import mark_changed
from meetings.services.viewers import forget_viewers, put_audience
from meetings.services.webhooks.noting import note_recording

ACT = "slot.recording"


@dataclass(frozen=True, slots=True)
class Facts:
    """What staff say of a recording: `chapters` and `length` as typed; whether they know who has not answered."""

    state: str
    audience: AudienceGiven
    length: str = ""
    chapters: str = ""
    knows_silent: bool = False


def turn_of(slot_id: str) -> str:
    """Name what those take turns at who show recordings of a slot, and those who note what releases allow of it."""
    return f"recordings:{slot_id}"


def put_recording(
    slot_id: str,
    language: str,
    address: str,
    captions: Iterable[str],
    revision: int,
    now: datetime,
    actor: str,
) -> None:
    """Put the recording of a slot in a language at an address, in place of an earlier one; an empty one takes it away.

    A new one is for everybody where everybody on the panel agreed; else staff decide, and nobody sees it before.
    Nobody says that what was cut out of a file is out of what is at another address, so that closes it again.
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
        known = _of_slot(slot_id, language)
        stored = (known.address, known.captions, known.revision) if known else (None, [], 0)
        if stored[:2] == wanted:
            return
        if stored[2] != revision:
            raise errors.Stale(current=stored[2])
        before = {"language": language, "address": stored[0], "captions": stored[1]}
        if place is None and known is not None:
            _drop(known, now)
        elif known is None:
            _add(slot_id, language, now, address=place, captions=chosen)
        else:
            discard((known.file, known.audio), now)
            known.file = known.audio = known.digest = known.audio_digest = known.bytes = known.audio_bytes = (
                None
            )
            if known.address != place:
                known.cuts = []
            known.address, known.captions = place, chosen
            _touch(known, now)
            _close_where_needed(known, now)
        mark_changed(slot_id)
        after = {"language": language, "address": wanted[0], "captions": wanted[1]}
        note(now, actor, ACT, f"slot:{slot_id}", before=before, after=after)


def keep_recording(
    slot_id: str, language: str, file: FileGiven, revision: int, now: datetime, actor: str, *, cut: str = ""
) -> str:
    """Keep a file as the recording of a slot in a language, in place of an earlier one; give the recording's name.

    Takes: `cut`, how the parts that somebody refused were cut out of this file; empty, where nobody says that they
    were. Captions and chapters follow the cut; an audio file of before would still have the parts, and goes.
    Raises: NotFound, Stale, NotAChoice.
    """
    if language not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=language[:20])
    if cut not in ("", *Cut):
        raise errors.NotAChoice(field="cut", value=cut[:20])
    with transaction():
        if db.session.get(Slot, slot_id) is None:
            raise errors.NotFound()
        known = _of_slot(slot_id, language)
        _check(known, revision)
        row = known or _add(slot_id, language, now, state=RecordingState.PROCESSING)
        discard((row.file,), now)
        before = {"language": language, "file": row.digest or row.address, "cuts": row.cuts}
        row.file, row.media_type, row.bytes, row.digest = file.key, file.media_type, file.size, file.digest
        row.address = None
        _cut(row, cut, file.seconds, now)
        if known is not None:
            _touch(row, now)
        _close_where_needed(row, now)
        mark_changed(slot_id)
        after = {"language": language, "file": file.digest, "bytes": file.size, "cuts": row.cuts}
        note(now, actor, ACT, f"slot:{slot_id}", before=before, after=after)
        return row.name


def _cut(row: Recording, how: str, seconds: int | None, now: datetime) -> None:
    """Follow a cut: what is new of it takes captions and chapters along; without one, no part is cut any more."""
    if not how:
        row.cuts = []
        row.seconds = seconds if seconds is not None else row.seconds
        return
    new = [CutOut(part, Cut(how)) for part in cleared_of(row.slot_id, row).uncut]
    if not new and not row.cuts:
        raise NotCut(field="cut", parts=())
    row.cuts = [[one.part.begin, one.part.end, str(one.how)] for one in (*cuts_of(row), *new)]
    _follow(row, new, now)
    row.seconds = seconds if seconds is not None else cut_length(row.seconds, new)
    discard((row.audio,), now)
    row.audio = row.audio_type = row.audio_bytes = row.audio_digest = None


def _follow(row: Recording, new: Sequence[CutOut], now: datetime) -> None:
    row.chapters = [[one.begin, one.title] for one in cut_chapters(chapters_of(row), new)]
    for each in db.session.scalars(select(Caption).where(Caption.recording_id == row.id)):
        each.cues, each.updated_at = stored_cues(cut_cues(cues_of(each), new)), now


def set_facts(name: str, given: Facts, revision: int, now: datetime, actor: str) -> None:
    """Say who may see a recording, how long it is and which chapters it has.

    Raises: NotFound, Stale, NotThisMove, NotReleased, NotCut, SilentSpeakers, NothingToShow; what is wrong in a field.
    """
    chapters, seconds = read_chapters(given.chapters), read_length(given.length)
    with transaction():
        row = _named(name)
        _check(row, revision)
        state = check_move(row.state, given.state)
        if state is not RecordingState.PROCESSING and not (row.file or row.address):
            raise NothingToShow(field="state")
        if state != row.state or state is not RecordingState.PROCESSING:
            knows = given.knows_silent or row.state == RecordingState.PUBLIC
            check_cleared(cleared_of(row.slot_id, row), state, knows_silent=knows)
        before = _shown(row)
        audience = _audience(state, given.audience)
        after = put_audience(row, f"recording:{row.id}", audience)
        row.state = state
        row.chapters, row.seconds = [[one.begin, one.title] for one in chapters], seconds
        _publish(row, now)
        _touch(row, now)
        mark_changed(row.slot_id)
        facts = _shown(row) | after | {"knows_silent": given.knows_silent}
        note(now, actor, ACT, f"slot:{row.slot_id}", before=before, after=facts)


def _audience(state: RecordingState, given: AudienceGiven) -> AudienceGiven:
    """Give an audience that fits: what is public is for everybody, and what is not is for somebody."""
    if state is RecordingState.PUBLIC:
        return AudienceGiven("public")
    if state is RecordingState.RESTRICTED and given.code == "public":
        raise errors.NotAChoice(field="audience", value="public")
    return given


def keep_captions(
    name: str, language: str, file: FileGiven, cues: Iterable[Cue], now: datetime, actor: str
) -> None:
    """Keep captions of a recording in a language, in place of earlier ones.

    Raises: NotFound, NotAChoice.
    """
    if language not in LANGUAGES:
        raise errors.NotAChoice(field="captions_language", value=language[:20])
    with transaction():
        row = _named(name)
        known = db.session.get(Caption, (row.id, language))
        if known is None:
            known = Caption(recording_id=row.id, language=language)
            db.session.add(known)
        discard((known.file,), now)
        known.file, known.cues, known.updated_at = file.key, stored_cues(cues), now
        _put_captions(row, {*row.captions, language}, now, actor)


def drop_captions(name: str, language: str, now: datetime, actor: str) -> None:
    """Take captions away; none is fine.

    Raises: NotFound.
    """
    with transaction():
        row = _named(name)
        known = db.session.get(Caption, (row.id, language))
        if known is None:
            return
        discard((known.file,), now)
        db.session.delete(known)
        _put_captions(row, set(row.captions) - {language}, now, actor)


def _put_captions(row: Recording, languages: set[str], now: datetime, actor: str) -> None:
    before = {"language": row.language, "captions": row.captions}
    row.captions = [code for code in LANGUAGES if code in languages]
    _touch(row, now)
    mark_changed(row.slot_id)
    after = {"language": row.language, "captions": row.captions}
    note(now, actor, ACT, f"slot:{row.slot_id}", before=before, after=after)


def keep_audio(
    name: str, file: FileGiven | None, revision: int, now: datetime, actor: str, *, cut: str = ""
) -> None:
    """Keep a file without pictures beside a recording, for lines that carry no more; nothing takes it away.

    Takes: `cut`, how the parts that somebody refused were cut out of it; empty, where nobody says that they were.
    Raises: NotFound, Stale, NotAChoice; NotCut, where there are such parts and nobody says so.
    """
    if cut not in ("", *Cut):
        raise errors.NotAChoice(field="cut", value=cut[:20])
    with transaction():
        row = _named(name)
        _check(row, revision)
        refused = [*(one.part for one in cuts_of(row)), *cleared_of(row.slot_id, row).uncut]
        if file is not None and refused and not cut:
            raise NotCut(field="cut", parts=tuple(span_words(one) for one in refused))
        before = {"language": row.language, "audio": row.audio_digest}
        discard((row.audio,), now)
        row.audio = file.key if file else None
        row.audio_type = file.media_type if file else None
        row.audio_bytes = file.size if file else None
        row.audio_digest = file.digest if file else None
        _touch(row, now)
        mark_changed(row.slot_id)
        after = {"language": row.language, "audio": row.audio_digest}
        note(now, actor, ACT, f"slot:{row.slot_id}", before=before, after=after)


def drop_recording(name: str, revision: int, now: datetime, actor: str) -> None:
    """Take a recording away with all that belongs to it.

    Raises: NotFound, Stale.
    """
    with transaction():
        row = _named(name)
        _check(row, revision)
        before, slot_id = _shown(row), row.slot_id
        _drop(row, now)
        mark_changed(slot_id)
        note(now, actor, ACT, f"slot:{slot_id}", before=before, after={"language": before["language"]})


def drop_recordings_within(slot_id: str, now: datetime) -> None:
    """Take everything of a slot's recordings away that goes with it; call it within that act's transaction."""
    for row in db.session.scalars(select(Recording).where(Recording.slot_id == slot_id)):
        _drop(row, now)
    db.session.flush()


def close_recordings(slot_id: str, now: datetime, actor: str) -> list[str]:
    """Close those recordings of a slot that releases no longer allow; call it within the transaction of the release.

    Gives: their languages.
    """
    closed = []
    for row in db.session.scalars(
        select(Recording).where(Recording.slot_id == slot_id).order_by(Recording.id)
    ):
        before = _shown(row)
        if _close_where_needed(row, now):
            _touch(row, now)
            closed.append(row.language)
            note(now, actor, "slot.recording_closed", f"slot:{slot_id}", before=before, after=_shown(row))
    return closed


def _close_where_needed(row: Recording, now: datetime) -> bool:
    if row.state == RecordingState.PROCESSING or not cleared_of(row.slot_id, row).is_closed:
        return False
    row.state = RecordingState.PROCESSING
    _publish(row, now)
    return True


def _publish(row: Recording, now: datetime) -> None:
    """Note when everybody could see it first, and tell whoever listens that they can, or cannot any more."""
    if row.state != RecordingState.PUBLIC:
        if row.published_at is not None:
            row.published_at = None
            note_recording(row, Type.RECORDING_WITHDRAWN, now)
    elif row.published_at is None:
        row.published_at = now
        note_recording(row, Type.RECORDING_PUBLISHED, now)


def _add(slot_id: str, language: str, now: datetime, **values: Any) -> Recording:
    row = Recording(slot_id=slot_id, language=language, captions=values.pop("captions", []), updated_at=now)
    row.cuts, row.chapters, row.regions, row.audience = [], [], [], "public"
    found = cleared_of(slot_id, None)
    row.state = RecordingState.PROCESSING if found.is_closed or found.silent else RecordingState.PUBLIC
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    _publish(row, now)
    db.session.flush()
    return row


def _drop(row: Recording, now: datetime) -> None:
    captions = db.session.scalars(select(Caption.file).where(Caption.recording_id == row.id)).all()
    discard((row.file, row.audio, *captions), now)
    db.session.execute(delete(Caption).where(Caption.recording_id == row.id))
    forget_viewers([f"recording:{row.id}"])
    if row.published_at is not None:
        note_recording(row, Type.RECORDING_WITHDRAWN, now)
    db.session.delete(row)


def _shown(row: Recording) -> dict[str, Any]:
    return {
        "language": row.language,
        "state": str(row.state),
        "audience": row.audience,
        "regions": row.regions,
        "seconds": row.seconds,
        "chapters": len(row.chapters),
        "cuts": [span_words(one.part) for one in cuts_of(row)],
    }


def _touch(row: Recording, now: datetime) -> None:
    row.revision, row.updated_at = row.revision + 1, now


def _check(row: Recording | None, revision: int) -> None:
    current = row.revision if row else 0
    if current != revision:
        raise errors.Stale(current=current)


def _of_slot(slot_id: str, language: str) -> Recording | None:
    take_turns(turn_of(slot_id))
    return db.session.scalar(
        select(Recording)
        .where(Recording.slot_id == slot_id, Recording.language == language)
        .with_for_update()
    )


def _named(name: str) -> Recording:
    slot_id = db.session.scalar(select(Recording.slot_id).where(Recording.name == name))
    if slot_id is not None:
        take_turns(turn_of(slot_id))
    row = db.session.scalar(select(Recording).where(Recording.name == name).with_for_update())
    if row is None:
        raise errors.NotFound()
    return row
