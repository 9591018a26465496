"""Which public pages there are, and when each last read differently; drafts are never among them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from meetings.domain.codes import ProgrammeKind, RecordingState
from meetings.extensions import db
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Material, Recording
from meetings.models.reports import ReportCopy
from meetings.models.slots import Slot
from meetings.queries.programmes import is_shown


@dataclass(frozen=True, slots=True)
class Mapped:
    """A published programme with its sessions by slug, each with the moment of its last change.

    `has_report` says whether a report of it was published.
    """

    slug: str
    is_conference: bool
    has_report: bool
    changed_at: datetime
    sessions: tuple[tuple[str, datetime], ...]


def programmes_mapped() -> tuple[Mapped, ...]:
    """Give all published programmes, the latest to begin first."""
    rows = db.session.execute(
        select(Programme.id, Programme.slug, Programme.kind, Programme.updated_at)
        .where(Programme.published)
        .order_by(Programme.starts_on.desc(), Programme.id)
    ).all()
    sessions, reported = _sessions(), set(db.session.scalars(select(ReportCopy.programme_id).distinct()))
    found = []
    for number, slug, kind, changed_at in rows:
        mine = tuple(sessions.get(number, {}).items())
        last = max([changed_at, *(moment for _slug, moment in mine)])
        found.append(Mapped(slug, kind == ProgrammeKind.CONFERENCE, number in reported, last, mine))
    return tuple(found)


def _sessions() -> dict[int, dict[str, datetime]]:
    """Give the sessions of each programme in their order, with the last change of what their pages show."""
    found: dict[int, dict[str, datetime]] = {}
    own = select(Session.programme_id, Session.slug, Session.updated_at).join(Session.programme)
    for programme_id, slug, at in _asked(own.order_by(Session.position, Session.id)):
        found.setdefault(programme_id, {})[slug] = at
    for question in _later():
        for programme_id, slug, at in _asked(question):
            if at is not None and slug in found.get(programme_id, {}):
                found[programme_id][slug] = max(found[programme_id][slug], at)
    return found


def _asked(question: Select[Any, Any, Any]) -> Sequence[Any]:
    return db.session.execute(question.where(Programme.published, is_shown())).all()


def _later() -> Iterable[Select[Any, Any, Any]]:
    """Ask when times were changed, and since when everybody may have recordings and documents."""
    slots = select(Session.programme_id, Session.slug, func.max(Slot.updated_at)).join(
        Slot, Slot.session_id == Session.id
    )
    recordings = (
        select(Session.programme_id, Session.slug, func.max(Recording.published_at))
        .join(Slot, Slot.session_id == Session.id)
        .join(Recording, Recording.slot_id == Slot.id)
        .where(Recording.state == RecordingState.PUBLIC, Recording.audience == "public")
    )
    documents = (
        select(Session.programme_id, Session.slug, func.max(Material.published_at))
        .join(Material, Material.session_id == Session.id)
        .where(Material.audience == "public")
    )
    for one in (slots, recordings, documents):
        yield one.join(Session.programme).group_by(Session.programme_id, Session.slug)
