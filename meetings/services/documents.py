"""Documents of sessions: kept as files, version after version, or at an address elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from meetings.domain import errors
from meetings.domain.checks import check_web_address
from meetings.domain.codes import LANGUAGES, SessionState
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.programmes import check_words
from meetings.domain.recording_errors import NothingToShow
from meetings.extensions import db, store, transaction
from meetings.models.kept import MaterialVersion
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Material
from meetings.services.audit import note
from meetings.services.cop.document_desk import close_documents_within
from meetings.services.cop.side_events import leave_session_within
from meetings.services.discarding import discard
from meetings.services.versions import put_address, put_embargo, put_version, show_due, waiting_version
from meetings.services.viewers import forget_viewers, put_audience


@dataclass(frozen=True, slots=True)
class DocumentGiven:
    """What is said of a document; `title` in the languages it was typed in, `file` or `address` where it is new.

    `panelist_id` is who of the panel brought it.
    """

    title: dict[str, str]
    language: str
    audience: AudienceGiven
    embargo_until: datetime | None = None
    address: str = ""
    file: FileGiven | None = None
    panelist_id: int | None = None


def add_document(programme: str, session: str, given: DocumentGiven, now: datetime, actor: str) -> str:
    """Add a document to a session, and give the name by which it is found for good.

    Raises: NotFound, NothingToShow, NobodyKnown, Missing, NotAChoice, NotAWebAddress, TooLong, NotOneLine.
    """
    title, address = _checked(given)
    if not (given.file or address):
        raise NothingToShow(field="file")
    with transaction():
        parent = _session(programme, session)
        row = Material(session_id=parent.id, title=title, language=given.language, version=1, regions=[])
        row.audience, row.updated_at = "public", now
        db.session.add(row)
        db.session.flush()
        _put(row, given, address, now, actor)
        _note(row, parent, {}, now, actor, "add")
        return row.name


def change_document(
    programme: str, session: str, name: str, given: DocumentGiven, revision: int, now: datetime, actor: str
) -> None:
    """Change what is said of a document; another file is its next version, at the same address as before.

    Raises: NotFound, Stale, and what adding raises.
    """
    title, address = _checked(given)
    with transaction():
        parent, row = _session(programme, session), _document(programme, session, name)
        _check(row, revision)
        before = _shown(row)
        row.title, row.language = title, given.language
        _put(row, given, address, now, actor)
        row.revision, row.updated_at = row.revision + 1, now
        _note(row, parent, before, now, actor, "change")


def renew_document(
    programme: str, session: str, name: str, file: FileGiven, revision: int, now: datetime, actor: str
) -> None:
    """Put the next version of a document, and leave for whom it is, from when on and what is said of it as it stands.

    Raises: NotFound, Stale.
    """
    with transaction():
        parent, row = _session(programme, session), _document(programme, session, name)
        _check(row, revision)
        before, waiting = _shown(row), waiting_version(row)
        put_version(row, file, waiting.embargo_until if waiting else row.embargo_until, now, actor)
        row.revision, row.updated_at = row.revision + 1, now
        _note(row, parent, before, now, actor, "change")


def drop_document(programme: str, session: str, name: str, revision: int, now: datetime, actor: str) -> None:
    """Take a document away with all its versions.

    Raises: NotFound, Stale.
    """
    with transaction():
        parent, row = _session(programme, session), _document(programme, session, name)
        _check(row, revision)
        before = _shown(row)
        _drop(row, now)
        _note(None, parent, before, now, actor, "drop")


def drop_documents_within(session_id: int, now: datetime) -> None:
    """Take the documents of a session away that goes; call it within that act's transaction."""
    for row in db.session.scalars(select(Material).where(Material.session_id == session_id)):
        _drop(row, now)
    close_documents_within(session_id, now)
    leave_session_within(session_id, now)
    db.session.flush()


def drop_versions_within(session_id: int, file_name: str, now: datetime, actor: str, *, whole: bool) -> None:
    """Throw the versions of before of a session's documents away that were kept under a file's name.

    Call it within a transaction. Takes: `whole`, where the one that is shown shall go with them.
    """
    named = MaterialVersion.file_name == file_name
    kept = select(MaterialVersion.material_id).where(named)
    rows = select(Material).where(Material.session_id == session_id, Material.id.in_(kept))
    for row in db.session.scalars(rows.order_by(Material.id).with_for_update()).all():
        if whole and row.file_name == file_name:
            before, parent = _shown(row), db.session.get_one(Session, session_id)
            _drop(row, now)
            _note(None, parent, before, now, actor, "drop")
            continue
        theirs = and_(named, MaterialVersion.material_id == row.id, MaterialVersion.version != row.version)
        if not whole:
            theirs = and_(theirs, MaterialVersion.version < row.version)
        discard(db.session.scalars(select(MaterialVersion.file).where(theirs)).all(), now)
        db.session.execute(delete(MaterialVersion).where(theirs))


def open_embargoed(now: datetime) -> int:
    """Let pages show the documents and versions whose embargo is over, and give of how many; their bytes are open."""
    opens = (Material.embargo_until <= now, Material.published_at.is_(None), Material.audience == "public")
    later = (
        select(MaterialVersion.material_id)
        .where(
            MaterialVersion.material_id == Material.id,
            MaterialVersion.version > Material.version,
            MaterialVersion.embargo_until <= now,
        )
        .exists()
    )
    due = select(Material.id).where(or_(and_(*opens), later)).order_by(Material.id)
    if db.session.scalar(due.limit(1)) is None:
        return 0
    with transaction():
        rows = db.session.scalars(select(Material).where(Material.id.in_(due)).with_for_update()).all()
        for row in rows:
            show_due(row, now)
            if row.audience == "public" and row.published_at is None:
                row.published_at = row.embargo_until
            parent = db.session.get_one(Session, row.session_id)
            _show_again(parent)
        return len(rows)


def _checked(given: DocumentGiven) -> tuple[dict[str, str], str | None]:
    if given.language not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=given.language[:20])
    return check_words(given.title, "title", needed=True), check_web_address(given.address, "address")


def _put(row: Material, given: DocumentGiven, address: str | None, now: datetime, actor: str) -> None:
    put_audience(row, f"document:{row.id}", given.audience)
    row.panelist_id = given.panelist_id
    if given.file is not None:
        put_version(row, given.file, given.embargo_until, now, actor)
    elif address:
        put_address(row, address, given.embargo_until)
    else:
        put_embargo(row, given.embargo_until, now)
    if row.audience != "public" or (row.embargo_until is not None and row.embargo_until > now):
        row.published_at = None
    elif row.published_at is None:
        row.published_at = now


def _drop(row: Material, now: datetime) -> None:
    files = db.session.scalars(
        select(MaterialVersion.file).where(MaterialVersion.material_id == row.id)
    ).all()
    discard(files, now)
    db.session.execute(delete(MaterialVersion).where(MaterialVersion.material_id == row.id))
    forget_viewers([f"document:{row.id}"])
    db.session.delete(row)


def _shown(row: Material) -> dict[str, Any]:
    return {
        "title": row.title,
        "language": row.language,
        "version": row.version,
        "file": row.digest or row.address,
        "audience": row.audience,
        "embargo_until": row.embargo_until.isoformat() if row.embargo_until else None,
        **({"waiting": waiting.version} if (waiting := waiting_version(row)) else {}),
    }


def _note(
    row: Material | None, parent: Session, before: dict[str, Any], now: datetime, actor: str, act: str
) -> None:
    programme = db.session.get_one(Programme, parent.programme_id)
    _show_again(parent)
    subject = f"session:{programme.slug}/{parent.slug}"
    note(now, actor, f"document.{act}", subject, before=before, after=_shown(row) if row else {})


def _show_again(parent: Session) -> None:
    """Let public pages be made anew; counted in the store, where another act may count at the same moment."""
    if parent.state != SessionState.DRAFT:
        count = update(Programme).where(Programme.id == parent.programme_id)
        store(count.values(changes=Programme.changes + 1))


def _check(row: Material, revision: int) -> None:
    if row.revision != revision:
        raise errors.Stale(current=row.revision)


def _session(programme: str, slug: str) -> Session:
    row = db.session.scalar(
        select(Session).join(Session.programme).where(Programme.slug == programme, Session.slug == slug)
    )
    if row is None:
        raise errors.NotFound()
    return row


def _document(programme: str, session: str, name: str) -> Material:
    row = db.session.scalar(
        select(Material)
        .join(Session, Session.id == Material.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, Session.slug == session, Material.name == name)
        .with_for_update(of=Material)
    )
    if row is None:
        raise errors.NotFound()
    return row
