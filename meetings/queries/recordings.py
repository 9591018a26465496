"""Recordings as they are worked with: releases, what is said in them, and what may be served to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.captions import Cue
from meetings.domain.codes import Cut, PanelistState, RecordingState, ReleaseState, SessionState
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import Audience, Stands
from meetings.domain.recordings import Chapter, Cleared, CutOut, Part, Release, blanked, cleared, cut_cues
from meetings.extensions import db
from meetings.models.kept import Caption, Viewer
from meetings.models.kept import Release as ReleaseKept
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist, Recording
from meetings.models.slots import Slot
from meetings.queries.programmes import RecordingShown, show_recording


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """Somebody on a panel and what they said of being recorded; `id` is 0 where nobody was asked yet."""

    id: int
    person_id: int
    name: str
    role: str
    is_confirmed: bool
    panelist_id: int
    state: ReleaseState
    parts: tuple[Part, ...]
    asked_at: datetime | None
    answered_at: datetime | None
    mail_name: str
    revision: int


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """Captions in one language."""

    language: str
    cues: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A recording as staff see it."""

    name: str
    language: str
    state: RecordingState
    audience: str
    regions: tuple[str, ...]
    people: tuple[str, ...]
    address: str | None
    has_file: bool
    media_type: str
    bytes: int | None
    seconds: int | None
    audio_type: str
    audio_bytes: int | None
    chapters: tuple[Chapter, ...]
    cuts: tuple[CutOut, ...]
    captions: tuple[CaptionRow, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class ToServe:
    """A recording whose bytes are asked for; `is_shown` where its session is."""

    id: int
    name: str
    language: str
    stands: Stands
    is_shown: bool
    session_id: int
    session: str
    address: str | None
    file: str | None
    media_type: str | None
    bytes: int | None
    digest: str | None
    audio: str | None
    audio_type: str | None
    audio_bytes: int | None
    audio_digest: str | None
    updated_at: datetime


def chapters_of(row: Recording) -> tuple[Chapter, ...]:
    """Give the chapters of a recording."""
    return tuple(Chapter(int(begin), str(title)) for begin, title in row.chapters)


def cuts_of(row: Recording) -> tuple[CutOut, ...]:
    """Give what was cut out of a recording's file."""
    return tuple(CutOut(Part(int(begin), int(end)), Cut(how)) for begin, end, how in row.cuts)


def cues_of(row: Caption) -> tuple[Cue, ...]:
    """Give the cues of captions as they are stored."""
    return tuple(Cue(int(start), int(end), str(text), str(more)) for start, end, text, more in row.cues)


def stored_cues(cues: Iterable[Cue]) -> list[list[object]]:
    """Write cues as they are stored."""
    return [[one.start, one.end, one.text, one.settings] for one in cues]


def releases(slot_id: str) -> tuple[ReleaseRow, ...]:
    """Give what everybody on the panel of a slot said, and those who said something and are no longer on it."""
    panel = db.session.execute(
        select(Panelist, Person.name)
        .join(Person, Person.id == Panelist.person_id)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .where(Slot.id == slot_id, Panelist.state != PanelistState.DECLINED)
        .order_by(Panelist.position, Panelist.id)
        .options(raiseload("*"))
    ).all()
    given = {
        one.person_id: (one, name)
        for one, name in db.session.execute(
            select(ReleaseKept, Person.name)
            .join(Person, Person.id == ReleaseKept.person_id)
            .where(ReleaseKept.slot_id == slot_id)
            .order_by(ReleaseKept.id)
        )
    }
    found = {
        row.person_id: _release(given.get(row.person_id, (None, ""))[0], name, row) for row, name in panel
    }
    gone = {
        person_id: _release(row, name, None)
        for person_id, (row, name) in given.items()
        if person_id not in found and row.state != ReleaseState.SILENT
    }
    return (*found.values(), *gone.values())


def _release(row: ReleaseKept | None, name: str, panelist: Panelist | None) -> ReleaseRow:
    person_id = panelist.person_id if panelist else row.person_id if row else 0
    return ReleaseRow(
        id=row.id if row else 0,
        person_id=person_id,
        name=name,
        role=panelist.role if panelist else "",
        is_confirmed=panelist.state == PanelistState.CONFIRMED if panelist else False,
        panelist_id=panelist.id if panelist else 0,
        state=ReleaseState(row.state) if row else ReleaseState.SILENT,
        parts=tuple(Part(int(begin), int(end)) for begin, end in row.parts) if row else (),
        asked_at=row.asked_at if row else None,
        answered_at=row.answered_at if row else None,
        mail_name=(row.mail_name or "") if row else "",
        revision=row.revision if row else 0,
    )


def said(rows: Iterable[ReleaseRow]) -> tuple[Release, ...]:
    """Give what the rules need of releases."""
    return tuple(Release(one.name, one.state, one.parts) for one in rows)


def cleared_of(slot_id: str, row: Recording | None) -> Cleared:
    """Say what the releases of a slot leave of a recording of it, or of one that is to come."""
    return cleared(said(releases(slot_id)), cuts_of(row) if row else ())


def recordings_of(slot_id: str) -> tuple[KeptRow, ...]:
    """Give the recordings of a slot as staff see them, by language."""
    rows = db.session.scalars(
        select(Recording).where(Recording.slot_id == slot_id).order_by(Recording.id).options(raiseload("*"))
    ).all()
    people = named([f"recording:{one.id}" for one in rows])
    captions: dict[int, list[CaptionRow]] = {one.id: [] for one in rows}
    for each in db.session.scalars(
        select(Caption).where(Caption.recording_id.in_(captions)).order_by(Caption.language)
    ):
        captions[each.recording_id].append(CaptionRow(each.language, len(each.cues), each.updated_at))
    return tuple(_kept(one, people[f"recording:{one.id}"], captions[one.id]) for one in rows)


def _kept(row: Recording, people: Iterable[str], captions: Iterable[CaptionRow]) -> KeptRow:
    return KeptRow(
        name=row.name,
        language=row.language,
        state=RecordingState(row.state),
        audience=row.audience,
        regions=tuple(row.regions),
        people=tuple(people),
        address=row.address,
        has_file=row.file is not None,
        media_type=row.media_type or "",
        bytes=row.bytes,
        seconds=row.seconds,
        audio_type=row.audio_type or "",
        audio_bytes=row.audio_bytes,
        chapters=chapters_of(row),
        cuts=cuts_of(row),
        captions=tuple(captions),
        revision=row.revision,
    )


def named(subjects: Iterable[str]) -> dict[str, list[str]]:
    """Give the mailboxes of the people whom recordings and documents are for by name, by what they are for."""
    wanted = list(subjects)
    found: dict[str, list[str]] = {one: [] for one in wanted}
    for subject, address in db.session.execute(
        select(Viewer.subject, Mailbox.address)
        .join(PersonMailbox, PersonMailbox.person_id == Viewer.person_id)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(Viewer.subject.in_(wanted))
        .order_by(Mailbox.address)
        .distinct()
    ):
        found[subject].append(address)
    return found


def to_serve(name: str) -> ToServe:
    """Give a recording by its name, with what decides who may have it now.

    Raises: NotFound.
    """
    row = db.session.scalar(select(Recording).where(Recording.name == name).options(raiseload("*")))
    about = (
        db.session.execute(
            select(
                Session.id,
                Session.slug,
                Session.state,
                Programme.published,
                Session.audience,
                Session.regions,
            )
            .join(Slot, Slot.session_id == Session.id)
            .join(Programme, Programme.id == Session.programme_id)
            .where(Slot.id == row.slot_id)
        ).one()
        if row
        else None
    )
    if row is None or about is None:
        raise NotFound()
    session_id, session, state, published, code, regions = about
    closed = cleared_of(row.slot_id, row).is_closed
    return ToServe(
        id=row.id,
        name=row.name,
        language=row.language,
        stands=Stands(
            RecordingState(row.state),
            Audience(row.audience, frozenset(row.regions)),
            closed,
            within=Audience(code, frozenset(regions)),
        ),
        is_shown=published and state != SessionState.DRAFT,
        session_id=session_id,
        session=session,
        address=row.address,
        **{name: getattr(row, name) for name in ("file", "media_type", "bytes", "digest", "updated_at")},
        **{name: getattr(row, name) for name in ("audio", "audio_type", "audio_bytes", "audio_digest")},
    )


def captions_to_serve(recording_id: int, language: str) -> tuple[Cue, ...] | None:
    """Give the captions of a recording as far as they may be shown: what lies in a part that is dark is left out."""
    row = db.session.get(Caption, (recording_id, language))
    recording = db.session.get(Recording, recording_id)
    if row is None or recording is None:
        return None
    return cut_cues(cues_of(row), blanked(cuts_of(recording)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said in a public recording, in the language of its captions."""

    session_id: int
    name: str
    language: str
    cues: tuple[Cue, ...]


def spoken(session_ids: Iterable[int]) -> list[Spoken]:
    """Give what is said in the public recordings of sessions, as far as there are captions."""
    rows = db.session.execute(
        select(Slot.session_id, Recording, Caption)
        .join(Recording, Recording.slot_id == Slot.id)
        .join(Caption, Caption.recording_id == Recording.id)
        .join(Session, Session.id == Slot.session_id)
        .where(
            Slot.session_id.in_(list(session_ids)),
            Session.audience == "public",
            Recording.state == RecordingState.PUBLIC,
            Recording.audience == "public",
        )
        .order_by(Recording.id, Caption.language)
        .options(raiseload("*"))
    )
    return [
        Spoken(number, row.name, captions.language, cut_cues(cues_of(captions), blanked(cuts_of(row))))
        for number, row, captions in rows
    ]


def shown_by_name(name: str) -> RecordingShown:
    """Give a recording in the shape of pages, whoever it is for.

    Raises: NotFound.
    """
    row = db.session.scalar(select(Recording).where(Recording.name == name).options(raiseload("*")))
    if row is None:
        raise NotFound()
    return show_recording(row)
