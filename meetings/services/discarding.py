"""Files that nothing names any more: put on a list by whoever lets go of them, and taken away by a tick."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from meetings.domain.ports import Storage, StorageAway
from meetings.extensions import db, insert_new, transaction
from meetings.models.kept import DiscardedFile

# Whoever is reading it meanwhile reads it to its end.
REST: Final = timedelta(minutes=10)
AT_ONCE: Final = 100


def discard(keys: Iterable[str | None], now: datetime) -> None:
    """Let files go; call it within the transaction that no longer names them."""
    for key in keys:
        if key:
            db.session.execute(insert_new(DiscardedFile).values(key=key, at=now).on_conflict_do_nothing())


def sweep(storage: Storage, now: datetime) -> int:
    """Take away what was let go a while ago, and give how many files that were; what stays is tried again later."""
    keys = db.session.scalars(
        select(DiscardedFile.key)
        .where(DiscardedFile.at <= now - REST)
        .order_by(DiscardedFile.at)
        .limit(AT_ONCE)
    ).all()
    gone, stayed = [], []
    for key in keys:
        try:
            storage.delete(key)
        except StorageAway:
            stayed.append(key)
        else:
            gone.append(key)
    if keys:
        with transaction():
            db.session.execute(delete(DiscardedFile).where(DiscardedFile.key.in_(gone)))
            db.session.execute(update(DiscardedFile).where(DiscardedFile.key.in_(stayed)).values(at=now))
    return len(gone)
