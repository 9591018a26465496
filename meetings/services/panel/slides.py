"""Slides that somebody on a panel brings: documents of the session, version after version, as the organizers allow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain.codes import PanelistState
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.panel.slides import check_audience
from meetings.extensions import db
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Material, Panelist
from meetings.queries.panel.settings import rules_of
from meetings.services.documents import DocumentGiven, add_document, change_document


@dataclass(frozen=True, slots=True)
class SlidesGiven:
    """What a panellist says of slides; without a file, what is there stays. `embargo_until` is of the version."""

    title: dict[str, str]
    language: str
    audience: str
    embargo_until: datetime | None = None
    file: FileGiven | None = None


def bring_slides(person_id: int, session_id: int, given: SlidesGiven, *, now: datetime, actor: str) -> str:
    """Add slides to a session by somebody on its panel, and give the name by which they are found for good.

    Raises: NotFound, for whoever is not on its panel, or declined; SlidesClosed; what adding a document raises.
    """
    names, panelist_id = _place(person_id, session_id)
    return add_document(*names, _document(given, session_id, panelist_id), now, actor)


def change_slides(
    person_id: int, name: str, given: SlidesGiven, revision: int, *, now: datetime, actor: str
) -> None:
    """Change what is said of slides of one's own; another file is their next version.

    Raises: NotFound, for slides of others; SlidesClosed; Stale; what changing a document raises.
    """
    row = db.session.scalar(
        select(Material)
        .join(Panelist, Panelist.id == Material.panelist_id)
        .where(Material.name == name, Panelist.person_id == person_id)
    )
    if row is None:
        raise NotFound()
    names, _panelist_id = _place(person_id, row.session_id)
    document = _document(given, row.session_id, row.panelist_id or 0)
    change_document(*names, name, document, revision, now, actor)


def _place(person_id: int, session_id: int) -> tuple[tuple[str, str], int]:
    """Give the names of programme and session, and who somebody is on its panel."""
    row = db.session.execute(
        select(Programme.slug, Session.slug.label("session"), Panelist.id)
        .join(Session, Session.programme_id == Programme.id)
        .join(Panelist, Panelist.session_id == Session.id)
        .where(
            Session.id == session_id,
            Panelist.person_id == person_id,
            Panelist.state != PanelistState.DECLINED,
        )
        .order_by(Panelist.id)
        .limit(1)
    ).first()
    if row is None:
        raise NotFound()
    return (row.slug, row.session), row.id


def _document(given: SlidesGiven, session_id: int, panelist_id: int) -> DocumentGiven:
    programme_id = db.session.get_one(Session, session_id).programme_id
    audience = check_audience(given.audience, rules_of(programme_id).slides)
    return DocumentGiven(
        title=given.title,
        language=given.language,
        audience=AudienceGiven(audience),
        embargo_until=given.embargo_until,
        file=given.file,
        panelist_id=panelist_id,
    )
