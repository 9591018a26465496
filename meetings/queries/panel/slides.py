"""Slides of panellists as they themselves see them: each with its versions, the one shown and those that wait."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.kept import MaterialVersion
from meetings.models.publications import Material, Panelist

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version of a document; `is_shown` for the one that everybody it is for has now, `waits` for one to come."""

    number: int
    file_name: str
    media_type: str
    bytes: int
    kept_at: datetime
    kept_by: str
    embargo_until: datetime | None
    is_shown: bool
    waits: bool
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class Slides:
    """Slides of one's own, the latest version first."""

    name: str
    title: Words
    language: str
    audience: str
    revision: int
    session_id: int
    versions: tuple[VersionShown, ...]

    @property
    def last(self) -> VersionShown | None:
        """Give the latest version."""
        return self.versions[0] if self.versions else None


def slides_of(person_id: int, session_id: int, now: datetime) -> tuple[Slides, ...]:
    """Give the slides that somebody brought for a session, in the order they were brought."""
    rows = db.session.scalars(
        select(Material)
        .join(Panelist, Panelist.id == Material.panelist_id)
        .where(Panelist.person_id == person_id, Material.session_id == session_id)
        .order_by(Material.id)
        .options(raiseload("*"))
    ).all()
    versions = versions_of([one.id for one in rows])
    return tuple(
        Slides(
            one.name,
            one.title,
            one.language,
            one.audience,
            one.revision,
            one.session_id,
            shown_versions(one, versions.get(one.id, []), now),
        )
        for one in rows
    )


def own_version(person_id: int, session_id: int, name: str, number: int, *, now: datetime) -> VersionShown:
    """Give a version of one's own slides.

    Raises: NotFound.
    """
    for slides in slides_of(person_id, session_id, now):
        for version in slides.versions:
            if (slides.name, version.number) == (name, number):
                return version
    raise NotFound()


def versions_of(material_ids: list[int]) -> dict[int, list[MaterialVersion]]:
    """Give all versions of documents, the latest first."""
    found: dict[int, list[MaterialVersion]] = {}
    for row in db.session.scalars(
        select(MaterialVersion)
        .where(MaterialVersion.material_id.in_(material_ids))
        .order_by(MaterialVersion.version.desc())
    ):
        found.setdefault(row.material_id, []).append(row)
    return found


def shown_versions(row: Material, versions: list[MaterialVersion], now: datetime) -> tuple[VersionShown, ...]:
    """Give the versions of a document, the latest first, each with whether it is shown or waits."""
    due = [one.version for one in versions if one.version > row.version and _is_over(one, now)]
    shown = max(due, default=row.version if row.file else 0)
    return tuple(_version(one, shown, now) for one in versions)


def _is_over(one: MaterialVersion, now: datetime) -> bool:
    return one.embargo_until is not None and one.embargo_until <= now


def _version(one: MaterialVersion, shown: int, now: datetime) -> VersionShown:
    waits = one.version >= shown and one.embargo_until is not None and one.embargo_until > now
    return VersionShown(
        number=one.version,
        file_name=one.file_name,
        media_type=one.media_type,
        bytes=one.bytes,
        kept_at=one.kept_at,
        kept_by=one.kept_by,
        embargo_until=one.embargo_until,
        is_shown=one.version == shown and not waits,
        waits=waits,
        file=one.file,
        digest=one.digest,
    )
