"""What panellists say of themselves: their own page, and what pages may show of it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from meetings.domain.codes import PanelistState, SessionState
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.panel.papers import Profile
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class About:
    """What somebody says of themselves; `revision` 0 is nothing yet."""

    biography: Words = field(default_factory=dict)
    photo_name: str = ""
    may_print: bool = False
    revision: int = 0
    said_at: datetime | None = None
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class PanelistShown:
    """Somebody on the panel, as printed there; without a name, where they were erased.

    Text and name of a photo are there where they let them be printed.
    """

    name: str
    role: str
    function: str | None
    organization: str | None
    biography: Words = field(default_factory=dict)
    photo: str = ""


@dataclass(frozen=True, slots=True)
class PhotoToServe:
    """A photo that is kept; `is_public` where everybody may see it."""

    file: str
    media_type: str
    bytes: int
    digest: str
    is_public: bool


def about_of(person_id: int, programme_id: int) -> About:
    """Give what somebody says of themselves for a programme."""
    row = db.session.scalar(
        select(Profile).where(Profile.person_id == person_id, Profile.programme_id == programme_id)
    )
    if row is None:
        return About()
    return About(row.biography, row.photo_name or "", row.may_print, row.revision, row.said_at, row.said_by)


def printed_about(programme_id: int, person_ids: Collection[int]) -> dict[int, About]:
    """Give what may be printed of people on panels of a programme, by their numbers."""
    rows = db.session.scalars(
        select(Profile).where(
            Profile.programme_id == programme_id, Profile.person_id.in_(person_ids), Profile.may_print
        )
    )
    return {one.person_id: About(one.biography, one.photo_name or "", True) for one in rows}


def show_panel(row: Session) -> tuple[PanelistShown, ...]:
    """Give the panel of a session that is loaded with its people, without what they say of themselves."""
    return tuple(_printed(one, About()) for one in row.on_panel)


def show_panel_at_length(row: Session) -> tuple[PanelistShown, ...]:
    """Give the panel of a session that is loaded with its people, as printed on its own page."""
    said = printed_about(row.programme_id, [one.person_id for one in row.on_panel])
    return tuple(_printed(one, said.get(one.person_id, About())) for one in row.on_panel)


def _printed(one: Panelist, own: About) -> PanelistShown:
    return PanelistShown(
        one.person.name, one.role, one.function, one.organization, own.biography, own.photo_name
    )


def photo_to_serve(name: str) -> PhotoToServe:
    """Give a photo by its name, and whether everybody may see it: where its person is on a panel that is shown.

    Raises: NotFound.
    """
    row = db.session.scalar(select(Profile).where(Profile.photo_name == name))
    if row is None or row.photo is None:
        raise NotFound()
    shown = (
        select(Panelist.id)
        .join(Session, Session.id == Panelist.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Panelist.person_id == row.person_id,
            Panelist.state != PanelistState.DECLINED,
            Session.programme_id == row.programme_id,
            Session.state != SessionState.DRAFT,
            Programme.published,
        )
        .limit(1)
    )
    is_public = row.may_print and db.session.scalar(shown) is not None
    return PhotoToServe(
        row.photo, row.photo_type or "", row.photo_bytes or 0, row.photo_digest or "", is_public
    )
