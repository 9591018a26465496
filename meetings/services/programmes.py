"""Building a season: programmes, streams and sessions, added, changed, and deleted while they are drafts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from meetings.domain import errors
from meetings.domain import programmes as rules
from meetings.domain.codes import SessionState
from meetings.domain.fields import PROGRAMME, SESSION, STREAM, check_fields
from meetings.domain.webhooks import SESSION_TYPES, Type
from meetings.extensions import db, transaction
from meetings.models import PanelProposal, ParticipationMeeting, SessionItem
from meetings.models.announcements import Announcement
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Panelist
from meetings.models.slots import Seats, Slot, SlotVersion
from meetings.services.audit import note
from meetings.services.cancelling import cancel_slots_within, revive_slots_within
from meetings.services.documents import drop_documents_within
from meetings.services.live.told import let_go
from meetings.services.recordings import drop_recordings_within
from meetings.services.releases import drop_releases_within
from meetings.services.survey_traces import drop_survey_within
from meetings.services.webhooks.noting import note_programme, note_session


def create_programme(values: Mapping[str, Any], now: datetime, actor: str) -> str:
    """Add a programme, a draft unless `published` says otherwise; give its slug.

    Raises: Refused, with the field to blame.
    """
    with taken(values.get("slug")), transaction():
        return create_programme_within(values, now, actor)


def create_programme_within(values: Mapping[str, Any], now: datetime, actor: str) -> str:
    """Add a programme as part of a larger act; call it within that act's transaction."""
    slug = rules.check_slug(values.get("slug"))
    checked = check_fields(values, PROGRAMME, needed=("title", "zone"))
    rules.check_days(checked.get("starts_on"), checked.get("ends_on"))
    row = Programme(slug=slug, updated_at=now, **checked)
    _add(row, f"programme:{slug}", checked, now, actor)
    if row.published:
        note_programme(row, now)
    return slug


def change_programme(slug: str, values: Mapping[str, Any], revision: int, now: datetime, actor: str) -> None:
    """Change what is named of a programme; publishing is one of the values.

    Raises: NotFound, Stale, Refused with the field to blame.
    """
    with transaction():
        change_programme_within(slug, values, revision, now, actor)


def change_programme_within(
    slug: str, values: Mapping[str, Any], revision: int, now: datetime, actor: str
) -> None:
    """Change a programme as part of a larger act; call it within that act's transaction."""
    checked = check_fields(values, PROGRAMME)
    row = _programme(slug, lock=True)
    rules.check_days(checked.get("starts_on", row.starts_on), checked.get("ends_on", row.ends_on))
    was_published = row.published
    _change(row, row, checked, revision, f"programme:{slug}", now, actor)
    if row.published and not was_published:
        note_programme(row, now)


def delete_programme(slug: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a programme that is a draft and has no sessions.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        delete_programme_within(slug, revision, now, actor)


def delete_programme_within(slug: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a programme as part of a larger act; call it within that act's transaction."""
    row = _programme(slug, lock=True)
    _check_revision(row.revision, revision)
    if row.published or _count(Session, Session.programme_id == row.id):
        raise errors.NotThisMove(state="published" if row.published else "with sessions", wanted="delete")
    db.session.execute(delete(Stream).where(Stream.programme_id == row.id))
    _forget(row, f"programme:{slug}", now, actor)


def create_stream(programme: str, values: Mapping[str, Any], now: datetime, actor: str) -> str:
    """Add a stream to a programme; give its slug.

    Raises: NotFound, Refused with the field to blame.
    """
    with taken(values.get("slug")), transaction():
        return create_stream_within(programme, values, now, actor)


def create_stream_within(programme: str, values: Mapping[str, Any], now: datetime, actor: str) -> str:
    """Add a stream as part of a larger act; call it within that act's transaction."""
    slug = rules.check_stream_slug(values.get("slug"))
    checked = check_fields(values, STREAM, needed=("title",))
    parent = _programme(programme)
    number = _count(Stream, Stream.programme_id == parent.id)
    row = Stream(
        programme_id=parent.id,
        slug=slug,
        palette=number % 3,
        updated_at=now,
        **({"position": number} | checked),
    )
    _add(row, f"stream:{programme}/{slug}", checked, now, actor, parent=parent)
    return slug


def change_stream(
    programme: str, slug: str, values: Mapping[str, Any], revision: int, now: datetime, actor: str
) -> None:
    """Change what is named of a stream.

    Raises: NotFound, Stale, Refused with the field to blame.
    """
    checked = check_fields(values, STREAM)
    with transaction():
        parent, row = _programme(programme, lock=True), _stream(programme, slug)
        _change(row, parent, checked, revision, f"stream:{programme}/{slug}", now, actor)


def delete_stream(programme: str, slug: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a stream that no session is in.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        row = _stream(programme, slug)
        _check_revision(row.revision, revision)
        if _count(Session, Session.stream_id == row.id):
            raise errors.NotThisMove(state="with sessions", wanted="delete")
        _forget(row, f"stream:{programme}/{slug}", now, actor)


def create_session(programme: str, values: Mapping[str, Any], now: datetime, actor: str) -> str:
    """Add a session, a draft, to a programme; give its slug.

    Raises: NotFound, Refused with the field to blame.
    """
    with taken(values.get("slug")), transaction():
        create_session_within(programme, values, now, actor)
        return str(values["slug"])


def create_session_within(programme: str, values: Mapping[str, Any], now: datetime, actor: str) -> int:
    """Add a session as part of a larger act; call it within that act's transaction. Give its number in the store."""
    slug = rules.check_slug(values.get("slug"))
    checked = check_fields(values, SESSION, needed=("title",))
    if checked.get("state", SessionState.DRAFT) == SessionState.CANCELLED:
        raise errors.NotThisMove(field="state", state=SessionState.DRAFT, wanted=SessionState.CANCELLED)
    parent = _programme(programme)
    number = _count(Session, Session.programme_id == parent.id)
    row = Session(
        programme_id=parent.id,
        stream_id=_stream_id(programme, values),
        slug=slug,
        updated_at=now,
        **({"position": number} | checked),
    )
    _add(row, f"session:{programme}/{slug}", checked, now, actor, parent=parent)
    if row.state == SessionState.PUBLISHED:
        note_session(row, Type.SESSION_PUBLISHED, now)
    return row.id


def change_session(
    programme: str, slug: str, values: Mapping[str, Any], revision: int, now: datetime, actor: str
) -> None:
    """Change what is named of a session; cancelling it cancels its coming times, and reviving revives those.

    Raises: NotFound, Stale, NotThisMove, Refused with the field to blame.
    """
    with transaction():
        change_session_within(programme, slug, values, revision, now, actor)


def change_session_within(
    programme: str, slug: str, values: Mapping[str, Any], revision: int, now: datetime, actor: str
) -> None:
    """Change a session as part of a larger act; call it within that act's transaction."""
    checked = check_fields(values, SESSION)
    parent, row = _programme(programme, lock=True), _session(programme, slug)
    if "stream" in values:
        checked["stream_id"] = _stream_id(programme, values)
    wanted = str(checked.get("state", row.state))
    rules.check_session_move(row.state, wanted)
    before = row.state
    _change(row, parent, checked, revision, f"session:{programme}/{slug}", now, actor)
    db.session.flush()
    if before != wanted:
        note_session(row, SESSION_TYPES[wanted], now)
    if (before, wanted) == (SessionState.PUBLISHED, SessionState.CANCELLED):
        cancel_slots_within(row.id, now, actor)
    elif (before, wanted) == (SessionState.CANCELLED, SessionState.PUBLISHED):
        revive_slots_within(row.id, now, actor)


def delete_session(programme: str, slug: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a session that is a draft, with its slots.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        delete_session_within(programme, slug, revision, now, actor)


def delete_session_within(programme: str, slug: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a draft as part of a larger act; call it within that act's transaction."""
    row = _session(programme, slug)
    _check_revision(row.revision, revision)
    if row.state != SessionState.DRAFT:
        raise errors.NotThisMove(state=row.state, wanted="delete")
    for slot_id in db.session.scalars(select(Slot.id).where(Slot.session_id == row.id)).all():
        _drop_slot(slot_id, now)
    drop_documents_within(row.id, now)
    drop_survey_within(row.id)
    for table in (Announcement, Panelist, PanelProposal, SessionItem, ParticipationMeeting):
        db.session.execute(delete(table).where(table.session_id == row.id))
    _forget(row, f"session:{programme}/{slug}", now, actor)


def delete_slot(slot_id: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a slot of a session that is a draft.

    Raises: NotFound, Stale, NotThisMove.
    """
    with transaction():
        delete_slot_within(slot_id, revision, now, actor)


def delete_slot_within(slot_id: str, revision: int, now: datetime, actor: str) -> None:
    """Delete a slot of a draft as part of a larger act; call it within that act's transaction."""
    row = db.session.get(Slot, slot_id)
    if row is None:
        raise errors.NotFound()
    _check_revision(row.revision, revision)
    session = db.session.get_one(Session, row.session_id)
    if session.state != SessionState.DRAFT:
        raise errors.NotThisMove(state=session.state, wanted="delete")
    db.session.expunge(row)
    _drop_slot(slot_id, now)
    session.updated_at = now
    _note(f"slot:{slot_id}", "delete", {}, now, actor)


def _check_revision(stored: int, given: int) -> None:
    if stored != given:
        raise errors.Stale(current=stored)


def _programme(slug: str, *, lock: bool = False) -> Programme:
    question = select(Programme).where(Programme.slug == slug)
    row = db.session.scalar(question.with_for_update() if lock else question)
    if row is None:
        raise errors.NotFound()
    return row


def _stream(programme: str, slug: str) -> Stream:
    question = select(Stream).join(Stream.programme).where(Programme.slug == programme, Stream.slug == slug)
    row = db.session.scalar(question.with_for_update(of=Stream))
    if row is None:
        raise errors.NotFound()
    return row


def _session(programme: str, slug: str) -> Session:
    question = (
        select(Session).join(Session.programme).where(Programme.slug == programme, Session.slug == slug)
    )
    row = db.session.scalar(question.with_for_update(of=Session))
    if row is None:
        raise errors.NotFound()
    return row


def _stream_id(programme: str, values: Mapping[str, Any]) -> int | None:
    slug = values.get("stream")
    if slug is None:
        return None
    found = db.session.scalar(
        select(Stream.id).join(Stream.programme).where(Programme.slug == programme, Stream.slug == str(slug))
    )
    if found is None:
        raise errors.NotAChoice(field="stream", value=str(slug)[:40])
    return found


def _count(table: type[Any], condition: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(condition)) or 0


@contextmanager
def taken(slug: Any) -> Iterator[None]:
    """Refuse a slug that the store says is in use; put it around the transaction.

    Raises: Taken, with field `slug`.
    """
    try:
        yield
    except IntegrityError:
        raise errors.Taken(field="slug", value=str(slug)[:80]) from None


def _add(
    row: Any,
    subject: str,
    values: dict[str, Any],
    now: datetime,
    actor: str,
    *,
    parent: Programme | None = None,
) -> None:
    db.session.add(row)
    if parent is not None:
        parent.changes += not _is_draft(row)
    _note(subject, "create", values, now, actor)
    db.session.flush()


def _change(
    row: Any,
    parent: Programme,
    values: dict[str, Any],
    revision: int,
    subject: str,
    now: datetime,
    actor: str,
) -> None:
    """Put what differs; saving what stands already is nothing to do, and nobody hears of it."""
    _check_revision(row.revision, revision)
    values = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not values:
        return
    before = {name: getattr(row, name) for name in values} | {"revision": revision}
    was_draft = _is_draft(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    row.updated_at = now
    parent.changes += not (was_draft and _is_draft(row))
    _note(subject, "change", values | {"revision": row.revision}, now, actor, before)


def _is_draft(row: Any) -> bool:
    """Say whether no public page shows a row, so that nobody learns of it by how often pages change."""
    return isinstance(row, Session) and row.state in (None, SessionState.DRAFT)


def _forget(row: Any, subject: str, now: datetime, actor: str) -> None:
    db.session.delete(row)
    _note(subject, "delete", {}, now, actor)


def _drop_slot(slot_id: str, now: datetime) -> None:
    let_go(slot_id, now)
    drop_recordings_within(slot_id, now)
    drop_releases_within(slot_id)
    for table in (Seats, SlotVersion):
        db.session.execute(delete(table).where(table.slot_id == slot_id))
    db.session.execute(delete(Slot).where(Slot.id == slot_id))


def _note(
    subject: str,
    act: str,
    after: dict[str, Any],
    now: datetime,
    actor: str,
    before: dict[str, Any] | None = None,
) -> None:
    act = f"{subject.partition(':')[0]}.{act}"
    note(now, actor, act, subject, before=_plain(before or {}), after=_plain(after))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | str | list | dict) else str(value)
        for name, value in values.items()
    }
