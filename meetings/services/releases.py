"""What people on a panel say of being recorded: asked when they confirm, said, said otherwise, and withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import PanelistState, ReleaseState, SlotState
from meetings.domain.kept_files import tidy_name
from meetings.domain.recording_errors import NotAMail
from meetings.domain.recordings import CLOSING, Part, check_release_move, read_parts, span_words
from meetings.extensions import db, take_turns, transaction
from meetings.models.kept import Release
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.services.audit import note
from meetings.services.recordings import close_recordings, turn_of
from meetings.services.seats import mark_changed

MOST_MAIL_BYTES: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class MailGiven:
    """A mail by which somebody said it, as it came, and what its file was called."""

    raw: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said: a state, the parts they refuse as typed, and the mail they said it by."""

    state: str
    parts: str = ""
    mail: MailGiven | None = None


def confirm(panelist_id: int, is_confirmed: bool, now: datetime, actor: str) -> None:
    """Note that somebody on a panel comes, or that they do not; whoever comes is asked about being recorded.

    Raises: NotFound.
    """
    with transaction():
        row = db.session.get(Panelist, panelist_id)
        if row is None:
            raise errors.NotFound()
        was = row.state == PanelistState.CONFIRMED
        if was != is_confirmed:
            row.state = PanelistState.CONFIRMED if is_confirmed else PanelistState.INVITED
            row.state_since, row.state_by = now, actor
            row.updated_at, row.revision = now, row.revision + 1
            note(
                now,
                actor,
                "panel.confirm",
                _subject(row.session_id),
                before={"confirmed": not is_confirmed},
                after={"confirmed": is_confirmed},
                person_id=row.person_id,
            )
        if is_confirmed:
            ask_within(row.session_id, [row.person_id], now, actor)


def ask(slot_id: str, person_id: int, now: datetime, actor: str) -> None:
    """Note that somebody was asked about being recorded in a slot; asked again, the first time stays.

    Raises: NotFound, for somebody who is not on its panel.
    """
    with transaction():
        _check_panel(slot_id, person_id)
        _ask(slot_id, person_id, now, actor)


def ask_within(session_id: int, people: Iterable[int], now: datetime, actor: str) -> None:
    """Note that people were asked in every slot of a session that is held; call it within a transaction."""
    slots = db.session.scalars(
        select(Slot.id)
        .where(Slot.session_id == session_id, Slot.state == SlotState.PLANNED)
        .order_by(Slot.starts_at)
    ).all()
    for person_id in people:
        for slot_id in slots:
            _ask(slot_id, person_id, now, actor)


def _ask(slot_id: str, person_id: int, now: datetime, actor: str) -> None:
    row = _release(slot_id, person_id, now)
    if row.asked_at is None:
        row.asked_at = now
        note(now, actor, "release.ask", f"slot:{slot_id}", person_id=person_id)


def answer(slot_id: str, person_id: int, said: Said, revision: int, now: datetime, actor: str) -> list[str]:
    """Note what somebody said. What their release no longer allows is closed in the same moment.

    Takes: the revision of the release that was seen, 0 where there was none.
    Gives: the languages of the recordings that were closed.
    Raises: NotFound, Stale, NotThisMove, NotParts, NotAMail.
    """
    with transaction():
        return answer_within(slot_id, person_id, said, revision, now, actor)


def answer_within(
    slot_id: str, person_id: int, said: Said, revision: int, now: datetime, actor: str
) -> list[str]:
    """Do the same as part of a larger act; call it within that act's transaction."""
    take_turns(turn_of(slot_id))  # whoever shows a recording meanwhile has looked at what was said before
    row = _held(slot_id, person_id)
    if (row.revision if row else 0) != revision:
        raise errors.Stale(current=row.revision if row else 0)
    if row is None:
        _check_panel(slot_id, person_id)
        row = _release(slot_id, person_id, now)
    before = {"release": row.state, "parts": _words(row.parts)}
    state = check_release_move(row.state, said.state)
    parts = read_parts(said.parts) if state is ReleaseState.PARTS else ()
    if state is ReleaseState.SILENT:
        return []
    row.state, row.parts = state, [[one.begin, one.end] for one in parts]
    row.answered_at = row.updated_at = now
    if revision:
        row.revision += 1
    if said.mail is not None:
        row.mail, row.mail_name = check_mail(said.mail), tidy_name(said.mail.name, "txt", "mail")
    db.session.flush()
    note(
        now,
        actor,
        f"release.{state}",
        f"slot:{slot_id}",
        before=before,
        after={"release": str(state), "parts": _words(row.parts), "by_mail": said.mail is not None},
        person_id=person_id,
    )
    closed = close_recordings(slot_id, now, actor)
    if state in CLOSING or closed:
        mark_changed(slot_id)
    return closed


def check_mail(given: MailGiven) -> bytes:
    """Give a mail that can be kept: text of some kind, and not too much of it.

    Raises: NotAMail.
    """
    raw = given.raw
    is_text = bool(raw.strip()) and b"\0" not in raw and len(raw) <= MOST_MAIL_BYTES
    first = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if not is_text or first.startswith((b"<!doctype", b"<html", b"%pdf", b"pk\x03\x04", b"{\\rtf")):
        raise NotAMail(field="mail")
    return raw


def drop_releases_within(slot_id: str) -> None:
    """Forget the releases of a slot that goes; call it within that act's transaction."""
    for row in db.session.scalars(select(Release).where(Release.slot_id == slot_id)):
        db.session.delete(row)
    db.session.flush()


def mail_of(slot_id: str, release_id: int) -> tuple[bytes, str]:
    """Give the mail of a release, and what its file is called.

    Raises: NotFound, where there is none.
    """
    found = db.session.execute(
        select(Release.mail, Release.mail_name).where(Release.id == release_id, Release.slot_id == slot_id)
    ).first()
    if found is None or found[0] is None:
        raise errors.NotFound()
    return found[0], found[1] or "mail.txt"


def _release(slot_id: str, person_id: int, now: datetime) -> Release:
    row = _held(slot_id, person_id)
    if row is None:
        row = Release(
            slot_id=slot_id,
            person_id=person_id,
            state=ReleaseState.SILENT,
            parts=[],
            updated_at=now,
            revision=1,
        )
        db.session.add(row)
        db.session.flush()
    return row


def _held(slot_id: str, person_id: int) -> Release | None:
    return db.session.scalar(
        select(Release).where(Release.slot_id == slot_id, Release.person_id == person_id).with_for_update()
    )


def _subject(session_id: int) -> str:
    programme, session = db.session.execute(
        select(Programme.slug, Session.slug)
        .join(Session, Session.programme_id == Programme.id)
        .where(Session.id == session_id)
    ).one()
    return f"session:{programme}/{session}"


def _check_panel(slot_id: str, person_id: int) -> None:
    found = db.session.scalar(
        select(Panelist.id)
        .join(Slot, Slot.session_id == Panelist.session_id)
        .where(Slot.id == slot_id, Panelist.person_id == person_id)
        .limit(1)
    )
    if found is None:
        raise errors.NotFound()


def _words(parts: Iterable[Iterable[int]]) -> list[str]:
    return [span_words(Part(*one)) for one in parts]
