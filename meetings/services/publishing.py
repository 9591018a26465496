"""Publishing sessions, and the programme itself: what was chosen, all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import SessionState
from meetings.domain.publishing import mark_of
from meetings.extensions import db, transaction
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.services.programmes import change_programme_within, change_session_within


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be published: sessions by slug with the mark that was seen of each, see `domain/publishing`.

    `programme` is the revision of the programme that was seen, where it is to be published too.
    """

    sessions: Mapping[str, str] = field(default_factory=dict)
    programme: int | None = None


def publish(programme: str, chosen: Chosen, now: datetime, actor: str) -> int:
    """Publish sessions that are drafts, and the programme where it is chosen; what is published already stays as it is.

    Gives: how many were published by this.
    Raises: NotFound, NothingChosen; Stale, whose `sessions` were changed since they were seen; NotThisMove.
    """
    if not chosen.sessions and chosen.programme is None:
        raise errors.NothingChosen(field="session")
    with transaction():
        row = db.session.scalar(select(Programme).where(Programme.slug == programme).with_for_update())
        if row is None:
            raise errors.NotFound()
        is_new = chosen.programme is not None and not row.published
        drafts = _drafts(row.id, chosen.sessions)
        stale = [one.slug for one in drafts if _mark(one) != chosen.sessions[one.slug]]
        if stale or (is_new and row.revision != chosen.programme):
            raise errors.Stale(field="session", sessions=tuple(stale))
        if is_new:
            change_programme_within(programme, {"published": True}, row.revision, now, actor)
        for one in drafts:
            wanted = {"state": str(SessionState.PUBLISHED)}
            change_session_within(programme, one.slug, wanted, one.revision, now, actor)
        return len(drafts) + is_new


def _drafts(programme_id: int, wanted: Mapping[str, str]) -> list[Session]:
    """Give those of the chosen sessions that are not published yet.

    Raises: NotFound, for one that is not there any more; NotThisMove, for one that was cancelled.
    """
    rows = db.session.scalars(
        select(Session)
        .where(Session.programme_id == programme_id, Session.slug.in_(sorted(wanted)))
        .order_by(Session.id)
        .with_for_update()
    ).all()
    if len(rows) < len(wanted):
        raise errors.NotFound()
    for one in rows:
        if one.state == SessionState.CANCELLED:
            raise errors.NotThisMove(field="session", state=one.state, wanted=SessionState.PUBLISHED)
    return [one for one in rows if one.state == SessionState.DRAFT]


def _mark(row: Session) -> str:
    slots = db.session.execute(select(Slot.id, Slot.revision).where(Slot.session_id == row.id)).all()
    return mark_of(row.revision, [(slot_id, revision) for slot_id, revision in slots])
