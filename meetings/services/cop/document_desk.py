"""What staff do with the documents of a conference: write down, put a version there, close, withdraw."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.checks import check_web_address
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.documents_errors import SymbolTaken
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.cop.symbols import (
    Distribution,
    DocumentGroup,
    Symbol,
    distribution_of,
    group_of,
    parse_symbol,
)
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.programmes import check_words
from meetings.domain.recording_errors import NothingToShow
from meetings.domain.registrations import check_line
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import AgendaItem, Segment
from meetings.models.cop.documents import DocumentItem, DocumentVersion, OfficialDocument
from meetings.models.programmes import Programme, Session
from meetings.queries.cop.document_rights import PAPER
from meetings.services.audit import note
from meetings.services.cop.documents import last_version, put_items
from meetings.services.viewers import put_audience

WHY_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class DocumentTyped:
    """What staff say of a document; what is empty of group and distribution follows from the symbol."""

    symbol: str
    title: dict[str, str]
    audience: AudienceGiven
    group: str = ""
    distribution: str = ""
    original: str = ""
    items: tuple[str, ...] = ()
    segment: str = ""
    meeting: str = ""
    embargo_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class VersionTyped:
    """A version in a language: a file that was put into storage, or an address elsewhere."""

    language: str
    address: str = ""
    file: FileGiven | None = field(default=None)


def add_document(programme: str, typed: DocumentTyped, now: datetime, actor: str) -> str:
    """Write a document down, and give the name by which it is found for good; files come after.

    Raises: NotFound, NotASymbol, SymbolTaken, Missing, NotAChoice, NobodyKnown, TooLong, NotOneLine.
    """
    with transaction():
        parent = _programme(programme)
        row = OfficialDocument(
            programme_id=parent.id, title={}, audience="public", regions=[], updated_at=now
        )
        _write(row, parent, typed)
        _note(row, parent, {}, now, actor, "add")
        return row.name


def change_document(
    programme: str, name: str, typed: DocumentTyped, revision: int, now: datetime, actor: str
) -> None:
    """Change what is said of a document.

    Raises: NotFound, Stale, and what adding raises.
    """
    with transaction():
        parent, row = _programme(programme), _document(programme, name, revision)
        before = _shown(row)
        _write(row, parent, typed)
        row.revision, row.updated_at = row.revision + 1, now
        _note(row, parent, before, now, actor, "change")


def put_version(
    programme: str, name: str, typed: VersionTyped, revision: int, now: datetime, actor: str
) -> int:
    """Put a document there in a language; what was there before stays as a version before it. Give its number.

    Raises: NotFound, Stale, NotAChoice, NothingToShow, NotAWebAddress, TooLong, NotOneLine.
    """
    if typed.language not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=typed.language[:20])
    address = check_web_address(typed.address, "address")
    if not (typed.file or address):
        raise NothingToShow(field="file")
    with transaction():
        parent, row = _programme(programme), _document(programme, name, revision)
        number = put_version_within(row, typed, address, now, actor)
        row.revision, row.updated_at = row.revision + 1, now
        after = {"language": typed.language, "version": number}
        after |= {"file": typed.file.digest if typed.file else address}
        _note(row, parent, {}, now, actor, "version", after)
        return number


def put_version_within(
    row: OfficialDocument, typed: VersionTyped, address: str | None, now: datetime, actor: str
) -> int:
    """Put a version of a document there; call it within a transaction, with an address that was checked."""
    last, file = last_version(row.id, typed.language), typed.file
    number = last.version + 1 if last else 1
    db.session.add(
        DocumentVersion(
            document_id=row.id,
            language=typed.language,
            version=number,
            address=None if file else address,
            file=file.key if file else None,
            file_name=file.name if file else None,
            media_type=file.media_type if file else None,
            bytes=file.size if file else None,
            digest=file.digest if file else None,
            put_at=now,
            put_by=actor,
        )
    )
    db.session.flush()
    return number


def withdraw(programme: str, name: str, why: str, revision: int, now: datetime, actor: str) -> None:
    """Withdraw a document: it stays in the list with the reason, and its files are closed.

    Raises: NotFound, ReasonNeeded, TooLong, NotOneLine; Stale, also where it is withdrawn already.
    """
    reason = check_line(why, "why", WHY_LENGTH)
    if not reason:
        raise ReasonNeeded(field="why")
    with transaction():
        parent, row = _programme(programme), _document(programme, name, revision)
        if row.withdrawn_at is not None:
            raise errors.Stale(current=row.revision)
        before = _shown(row)
        row.withdrawn_at, row.withdrawn_why = now, reason
        row.revision, row.updated_at = row.revision + 1, now
        _note(row, parent, before, now, actor, "withdraw")


def put_back(programme: str, name: str, revision: int, now: datetime, actor: str) -> None:
    """Take back that a document was withdrawn.

    Raises: NotFound, Stale.
    """
    with transaction():
        parent, row = _programme(programme), _document(programme, name, revision)
        before = _shown(row)
        row.withdrawn_at = row.withdrawn_why = None
        row.revision, row.updated_at = row.revision + 1, now
        _note(row, parent, before, now, actor, "put_back")


def close_documents_within(session_id: int, now: datetime) -> None:
    """Close the documents of a meeting that goes, within that act's transaction: nobody but staff has them then."""
    rows = select(OfficialDocument).where(OfficialDocument.session_id == session_id)
    for row in db.session.scalars(rows):
        row.session_id, row.audience, row.regions = None, "named", []
        row.revision, row.updated_at = row.revision + 1, now
    db.session.flush()


def _write(row: OfficialDocument, parent: Programme, typed: DocumentTyped) -> None:
    symbol = parse_symbol(typed.symbol) if typed.symbol.strip() else None
    if symbol is not None:
        _check_free(row, parent, symbol)
    if typed.original not in ("", *LANGUAGES):
        raise errors.NotAChoice(field="original", value=typed.original[:20])
    row.title = check_words(typed.title, "title", needed=True)
    row.symbol, row.key = (symbol.printed, symbol.key) if symbol else (None, None)
    row.base, row.suffix = (symbol.base, symbol.suffix) if symbol else (None, "")
    row.group = _one_of(typed.group, "group", DocumentGroup) or str(group_of(symbol))
    row.distribution = _one_of(typed.distribution, "distribution", Distribution) or str(
        distribution_of(symbol)
    )
    row.original = typed.original or None
    row.segment_id = _found(Segment, parent, typed.segment, "segment") if typed.segment else None
    row.session_id = _found(Session, parent, typed.meeting, "meeting") if typed.meeting else None
    row.embargo_until = typed.embargo_until
    row.marks = {}
    db.session.add(row)
    db.session.flush()
    put_audience(row, f"{PAPER}:{row.id}", typed.audience)
    put_items(row, [_found(AgendaItem, parent, one, "items") for one in typed.items])


def _check_free(row: OfficialDocument, parent: Programme, symbol: Symbol) -> None:
    with db.session.no_autoflush:
        other = db.session.scalar(
            select(OfficialDocument).where(
                OfficialDocument.programme_id == parent.id, OfficialDocument.key == symbol.key
            )
        )
    if other is not None and other is not row:
        raise SymbolTaken(field="symbol", value=other.symbol)


def _one_of(given: str, name: str, choices: Any) -> str:
    if given and given not in tuple(choices):
        raise errors.NotAChoice(field=name, value=given[:20])
    return given


def _found(table: Any, parent: Programme, slug: str, name: str) -> int:
    number = db.session.scalar(
        select(table.id).where(table.programme_id == parent.id, table.slug == slug[:200])
    )
    if number is None:
        raise errors.NotAChoice(field=name, value=slug[:40])
    return int(number)


def _programme(slug: str) -> Programme:
    row = db.session.scalar(select(Programme).where(Programme.slug == slug))
    if row is None:
        raise errors.NotFound()
    return row


def _document(programme: str, name: str, revision: int) -> OfficialDocument:
    row = db.session.scalar(
        select(OfficialDocument)
        .join(Programme, Programme.id == OfficialDocument.programme_id)
        .where(Programme.slug == programme, OfficialDocument.name == name)
        .with_for_update()
    )
    if row is None:
        raise errors.NotFound()
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row


def _shown(row: OfficialDocument) -> dict[str, Any]:
    items = db.session.scalars(
        select(AgendaItem.slug)
        .join(DocumentItem, DocumentItem.item_id == AgendaItem.id)
        .where(DocumentItem.document_id == row.id)
        .order_by(AgendaItem.position)
    ).all()
    return {
        "symbol": row.symbol,
        "title": row.title,
        "group": row.group,
        "distribution": row.distribution,
        "original": row.original,
        "items": list(items),
        "session_id": row.session_id,
        "audience": row.audience,
        "regions": row.regions,
        "embargo_until": row.embargo_until.isoformat() if row.embargo_until else None,
        "withdrawn": row.withdrawn_why,
    }


def _note(
    row: OfficialDocument,
    parent: Programme,
    before: dict[str, Any],
    now: datetime,
    actor: str,
    act: str,
    after: dict[str, Any] | None = None,
) -> None:
    parent.changes += 1
    subject = f"document:{parent.slug}/papers/{row.name}"
    note(now, actor, f"paper.{act}", subject, before=before, after=_shown(row) if after is None else after)
