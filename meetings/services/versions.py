"""Versions of documents: each is kept, the newest whose embargo is over is shown, and a later one waits."""

from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.kept_files import FileGiven
from meetings.extensions import db
from meetings.models.kept import MaterialVersion
from meetings.models.publications import Material


def put_version(row: Material, file: FileGiven, embargo: datetime | None, now: datetime, actor: str) -> None:
    """Keep a file as the next version of a document; call it within a transaction.

    One under embargo waits where something is shown already, and that stays until then.
    """
    waits = _is_ahead(embargo, now) and _is_shown(row, now)
    last = _last(row) or (row.version if waits and row.address else 0)
    version = MaterialVersion(
        material_id=row.id,
        version=last + 1,
        file=file.key,
        file_name=file.name,
        media_type=file.media_type,
        bytes=file.size,
        digest=file.digest,
        kept_at=now,
        kept_by=actor,
        embargo_until=embargo,
    )
    db.session.add(version)
    if not waits:
        _show(row, version)


def put_embargo(row: Material, embargo: datetime | None, now: datetime) -> None:
    """Let the version that waits wait until another moment, or the document where none waits; within a transaction."""
    waiting = waiting_version(row)
    if waiting is None:
        row.embargo_until = embargo
        return
    waiting.embargo_until = embargo
    if not _is_ahead(embargo, now):
        _show(row, waiting)


def put_address(row: Material, address: str, embargo: datetime | None) -> None:
    """Let a document be at an address elsewhere instead of all versions there are; call it within a transaction."""
    row.version = max(row.version, _last(row))
    row.address, row.embargo_until = address, embargo
    row.file = row.file_name = row.media_type = row.digest = row.bytes = None


def waiting_version(row: Material) -> MaterialVersion | None:
    """Give the last version of a document, if it waits."""
    return db.session.scalar(
        select(MaterialVersion)
        .where(MaterialVersion.material_id == row.id, MaterialVersion.version > _shown_number(row))
        .order_by(MaterialVersion.version.desc())
        .limit(1)
    )


def show_due(row: Material, now: datetime) -> bool:
    """Show the newest version whose embargo is over, and say whether it is another one; within a transaction."""
    due = db.session.scalar(
        select(MaterialVersion)
        .where(
            MaterialVersion.material_id == row.id,
            MaterialVersion.version > _shown_number(row),
            MaterialVersion.embargo_until <= now,
        )
        .order_by(MaterialVersion.version.desc())
        .limit(1)
    )
    if due is None:
        return False
    _show(row, due)
    row.revision, row.updated_at = row.revision + 1, now
    return True


def _show(row: Material, version: MaterialVersion) -> None:
    row.version, row.embargo_until, row.address = version.version, version.embargo_until, None
    row.file, row.file_name, row.media_type = version.file, version.file_name, version.media_type
    row.bytes, row.digest = version.bytes, version.digest


def _shown_number(row: Material) -> int:
    return row.version if row.file or row.address else 0


def _is_shown(row: Material, now: datetime) -> bool:
    return bool(row.file or row.address) and not _is_ahead(row.embargo_until, now)


def _is_ahead(embargo: datetime | None, now: datetime) -> bool:
    return embargo is not None and embargo > now


def _last(row: Material) -> int:
    last = select(func.max(MaterialVersion.version)).where(MaterialVersion.material_id == row.id)
    return db.session.scalar(last) or 0
