"""Since when times are off, by themselves or with their session; what is saved of them later changes nothing of it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from meetings.domain.codes import SessionState, SlotState
from meetings.extensions import db
from meetings.models.journal import Audit
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot, SlotVersion


@dataclass(frozen=True, slots=True)
class Off:
    """Since when slots, by their ids, and sessions, by their numbers, are off; those that stand are in neither."""

    slots: dict[str, datetime] = field(default_factory=dict)
    sessions: dict[int, datetime] = field(default_factory=dict)

    def since(self, slot_id: str, session_id: int) -> datetime | None:
        """Give since when a time is off, by itself or with its session, whichever came first; or nothing."""
        both = (self.slots.get(slot_id), self.sessions.get(session_id))
        return min((one for one in both if one is not None), default=None)


def off_since(session_ids: Collection[int] | None = None) -> Off:
    """Give since when times are off, in two questions; of sessions that are named, or of all there are."""
    if session_ids is None:
        return Off(_slots(), _sessions())
    which = Session.id.in_(session_ids)
    return Off(_slots(which), _sessions(which)) if session_ids else Off()


def _slots(*which: ColumnElement[bool]) -> dict[str, datetime]:
    """Give the first of the versions that a slot had since it stood last; without any, its last change."""
    before = aliased(SlotVersion)
    last_on = (
        select(func.max(before.version))
        .where(before.slot_id == Slot.id, before.state == SlotState.PLANNED)
        .scalar_subquery()
    )
    is_off = and_(SlotVersion.slot_id == Slot.id, SlotVersion.version > func.coalesce(last_on, 0))
    rows = db.session.execute(
        select(Slot.id, func.coalesce(func.min(SlotVersion.changed_at), Slot.updated_at))
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(SlotVersion, is_off)
        .where(Slot.state != SlotState.PLANNED, *which)
        .group_by(Slot.id, Slot.updated_at)
    )
    return {row[0]: row[1] for row in rows}


def _sessions(*which: ColumnElement[bool]) -> dict[int, datetime]:
    """Give when sessions were cancelled, by what the journal calls them; of which it tells nothing, the last change."""
    subject = "session:" + Programme.slug + "/" + Session.slug
    rows = db.session.execute(
        select(Session.id, Session.updated_at, Audit.at, Audit.after)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Audit, Audit.subject == subject)
        .where(Session.state == SessionState.CANCELLED, *which)
        .order_by(Audit.id)
    )
    found: dict[int, datetime] = {}
    for number, updated_at, at, after in rows:
        found.setdefault(number, updated_at)
        if (after or {}).get("state") == SessionState.CANCELLED:
            found[number] = at
    return found
