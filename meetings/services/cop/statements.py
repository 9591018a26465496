"""Statements: sent by a delegation for a meeting, taken back by it, published or declined by the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES, SlotState
from meetings.domain.cop.documents_errors import StatementDecided
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.cop.statements import (
    Delivered,
    StatementState,
    check_behalf,
    check_meeting,
    check_time,
    taken_until,
)
from meetings.domain.cop.symbols import DocumentGroup
from meetings.domain.kept_files import FileGiven
from meetings.domain.programmes import check_words
from meetings.domain.registrations import check_line
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import AgendaItem, Segment
from meetings.models.cop.delegations import Delegation
from meetings.models.cop.documents import OfficialDocument
from meetings.models.cop.statements import Statement
from meetings.models.parties import Party
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.cop.statements import as_delegate, meeting_stands
from meetings.services.audit import note
from meetings.services.cop.document_desk import VersionTyped, put_version_within
from meetings.services.cop.documents import put_items

WHY_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class StatementGiven:
    """A statement as it is sent: for which meeting, on which item, on whose behalf, in which language."""

    meeting: str
    item: str
    behalf: str
    behalf_of: str
    language: str
    check_delivery: bool
    file: FileGiven


def send_statement(delegation_id: str, given: StatementGiven, now: datetime, actor: str) -> str:
    """Take a statement of a delegation for a meeting, and give the number of its receipt.

    Raises: NotFound; NotAChoice, NotYourMeeting, StatementsClosed, Missing, TooLong, NotOneLine, with the field.
    """
    with transaction():
        return send_statement_within(delegation_id, given, now, actor)


def send_statement_within(
    delegation_id: str,
    given: StatementGiven,
    now: datetime,
    actor: str,
    *,
    delivered: Delivered | None = None,
) -> str:
    """Take a statement as `send_statement` does; call it within a transaction.

    Takes: how it was made, where the list of speakers knows it; the desk decides when it publishes.
    """
    if given.language not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=given.language[:20])
    delegation = db.session.get(Delegation, delegation_id)
    if delegation is None:
        raise errors.NotFound()
    session = _meeting(delegation, given.meeting)
    check_meeting(as_delegate(delegation), meeting_stands(session))
    check_time(_until(session), now)
    party = db.session.get(Party, delegation.party_code) if delegation.party_code else None
    region = party.regional_group if party else None
    row = Statement(
        programme_id=delegation.programme_id,
        delegation_id=delegation.id,
        session_id=session.id,
        item_id=_item(delegation, given.item) if given.item else None,
        behalf=given.behalf,
        behalf_of=check_behalf(given.behalf, given.behalf_of, region),
        language=given.language,
        check_delivery=given.check_delivery,
        state=StatementState.WAITING,
        delivered=delivered,
        sent_at=now,
        sent_by=actor,
        updated_at=now,
        **_kept(given.file),
    )
    db.session.add(row)
    db.session.flush()
    _note(row, now, actor, "send", {"meeting": session.slug, "file": given.file.digest})
    return row.id


def take_back(delegation_id: str, statement_id: str, now: datetime, actor: str) -> None:
    """Take a statement back that waits.

    Raises: NotFound, also for one of another delegation; StatementDecided.
    """
    with transaction():
        row = _statement(Statement.delegation_id == delegation_id, statement_id)
        if row.state != StatementState.WAITING:
            raise StatementDecided(state=row.state)
        _decide(row, StatementState.TAKEN_BACK, now, actor)
        _note(row, now, actor, "take_back", {})


def publish_statement(
    programme: str,
    statement_id: str,
    delivered: str,
    title: dict[str, str],
    revision: int,
    now: datetime,
    actor: str,
    *,
    is_open: bool = False,
) -> str:
    """Publish a statement as a document, or say anew how it was made; give the document's name.

    Takes: `is_open`, for everybody; else it is for nobody for whom its meeting is not.
    Raises: NotFound, Stale, StatementDecided; NotAChoice, with field `delivered`.
    """
    if delivered not in tuple(Delivered):
        raise errors.NotAChoice(field="delivered", value=delivered[:20])
    with transaction():
        row, parent = _of_desk(programme, statement_id, revision)
        if row.state not in (StatementState.WAITING, StatementState.PUBLISHED):
            raise StatementDecided(state=row.state)
        before, row.delivered = row.delivered, delivered
        if row.document_id is None:
            row.document_id = _document(row, title, now, actor).id
        document = db.session.get_one(OfficialDocument, row.document_id)
        document.session_id = None if is_open else row.session_id
        _decide(row, StatementState.PUBLISHED, now, actor)
        parent.changes += 1
        _note(row, now, actor, "publish", {"delivered": delivered}, {"delivered": before})
        return document.name


def decline_statement(
    programme: str, statement_id: str, why: str, revision: int, now: datetime, actor: str
) -> None:
    """Decline a statement that waits; the delegation reads why.

    Raises: NotFound, Stale, StatementDecided; ReasonNeeded, TooLong, NotOneLine, with field `why`.
    """
    reason = check_line(why, "why", WHY_LENGTH)
    if not reason:
        raise ReasonNeeded(field="why")
    with transaction():
        row, _parent = _of_desk(programme, statement_id, revision)
        if row.state != StatementState.WAITING:
            raise StatementDecided(state=row.state)
        row.reason = reason
        _decide(row, StatementState.DECLINED, now, actor)
        _note(row, now, actor, "decline", {"reason": reason})


def _document(row: Statement, title: dict[str, str], now: datetime, actor: str) -> OfficialDocument:
    session = db.session.get_one(Session, row.session_id)
    document = OfficialDocument(
        programme_id=row.programme_id,
        segment_id=session.segment_id,
        session_id=session.id,
        title=check_words(title, "title", needed=True),
        group=str(DocumentGroup.STATEMENT),
        original=row.language,
        audience="public",
        regions=[],
        updated_at=now,
    )
    db.session.add(document)
    db.session.flush()
    put_items(document, [row.item_id] if row.item_id else [])
    file = FileGiven(row.file, row.media_type, row.bytes, row.digest, row.file_name)
    put_version_within(document, VersionTyped(row.language, file=file), None, now, actor)
    return document


def _decide(row: Statement, state: StatementState, now: datetime, actor: str) -> None:
    row.state, row.decided_at, row.decided_by = state, now, actor
    row.revision, row.updated_at = row.revision + 1, now


def _kept(file: FileGiven) -> dict[str, Any]:
    return {
        "file": file.key,
        "file_name": file.name,
        "media_type": file.media_type,
        "bytes": file.size,
        "digest": file.digest,
    }


def _meeting(delegation: Delegation, slug: str) -> Session:
    row = db.session.scalar(
        select(Session).where(Session.programme_id == delegation.programme_id, Session.slug == slug[:200])
    )
    if row is None or row.segment_id is None:
        raise errors.NotAChoice(field="meeting", value=slug[:40])
    return row


def _item(delegation: Delegation, slug: str) -> int:
    number = db.session.scalar(
        select(AgendaItem.id).where(
            AgendaItem.programme_id == delegation.programme_id, AgendaItem.slug == slug[:200]
        )
    )
    if number is None:
        raise errors.NotAChoice(field="item", value=slug[:40])
    return number


def _until(session: Session) -> datetime | None:
    times = db.session.scalars(
        select(Slot).where(Slot.session_id == session.id, Slot.state == SlotState.PLANNED)
    ).all()
    return taken_until(times, db.session.get_one(Segment, session.segment_id).statements_hours)


def _statement(which: Any, statement_id: str) -> Statement:
    row = db.session.scalar(select(Statement).where(which, Statement.id == statement_id).with_for_update())
    if row is None:
        raise errors.NotFound()
    return row


def _of_desk(programme: str, statement_id: str, revision: int) -> tuple[Statement, Programme]:
    parent = db.session.scalar(select(Programme).where(Programme.slug == programme))
    if parent is None:
        raise errors.NotFound()
    row = _statement(Statement.programme_id == parent.id, statement_id)
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row, parent


def _note(
    row: Statement,
    now: datetime,
    actor: str,
    act: str,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    slug = db.session.scalars(select(Programme.slug).where(Programme.id == row.programme_id)).one()
    subject = f"document:{slug}/statements/{row.id}"
    note(now, actor, f"statement.{act}", subject, before=before or {}, after=after)
