"""Looking whether something is still at the addresses elsewhere: which, in which turn, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, union

from meetings.domain.codes import SessionState
from meetings.domain.feeds import Trouble
from meetings.domain.link_checks import CLAIMED, check_key, next_look
from meetings.extensions import db, insert_new, transaction
from meetings.models.kept import LinkCheck
from meetings.models.programmes import Session
from meetings.models.publications import Material, Recording
from meetings.models.slots import Slot


@dataclass(frozen=True, slots=True)
class DueLink:
    """An address that this worker looks at now."""

    key: str
    address: str


def claim(now: datetime) -> DueLink | None:
    """Take the next address that is due, so that no other worker looks at it meanwhile; nothing where none is."""
    _follow(now)
    first = (
        select(LinkCheck.key)
        .where(LinkCheck.due_at <= now)
        .order_by(LinkCheck.due_at, LinkCheck.key)
        .limit(1)
    )
    if db.session.scalar(first) is None:
        return None
    with transaction():
        key = db.session.scalar(first.with_for_update(skip_locked=True))
        if key is None:
            return None
        row = db.session.get_one(LinkCheck, key)
        row.due_at = now + CLAIMED
        return DueLink(row.key, row.address)


def _follow(now: datetime) -> None:
    """Look at what recordings and documents name now, and forget what nothing names any more."""
    recordings = (
        select(Recording.address)
        .join(Slot, Slot.id == Recording.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Recording.address.is_not(None), Session.state != SessionState.DRAFT)
    )
    documents = (
        select(Material.address)
        .join(Session, Session.id == Material.session_id)
        .where(Material.address.is_not(None), Session.state != SessionState.DRAFT)
    )
    named = {check_key(str(one)): str(one) for one in db.session.scalars(union(recordings, documents))}
    known = set(db.session.scalars(select(LinkCheck.key)))
    if named.keys() == known:
        return
    with transaction():
        for key in sorted(named.keys() - known):
            values = {"key": key, "address": named[key], "due_at": now, "failures": 0, "problem": {}}
            db.session.execute(insert_new(LinkCheck).values(**values).on_conflict_do_nothing())
        db.session.execute(delete(LinkCheck).where(LinkCheck.key.in_(sorted(known - named.keys()))))


def keep_found(due: DueLink, now: datetime) -> None:
    """Keep that something is there."""
    with transaction():
        row = db.session.get(LinkCheck, due.key)
        if row is not None:
            row.checked_at, row.due_at = now, next_look(0, now)
            row.failures, row.broken_since, row.problem = 0, None, {}


def keep_broken(due: DueLink, trouble: Trouble, value: str, now: datetime) -> None:
    """Keep that nothing is there, why, and since when."""
    with transaction():
        row = db.session.get(LinkCheck, due.key)
        if row is not None:
            row.failures += 1
            row.checked_at, row.due_at = now, next_look(row.failures, now)
            row.broken_since = row.broken_since or now
            row.problem = {"why": str(trouble), "value": value}
