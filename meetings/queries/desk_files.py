"""Documents and recordings of a programme as staff work with them: what is there, what is silent, what is broken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.domain.codes import PanelistState, RecordingState, ReleaseState, SlotState
from meetings.domain.errors import NotFound
from meetings.domain.link_checks import check_key
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.kept import LinkCheck, Release
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Material, Panelist, Recording
from meetings.models.slots import Slot
from meetings.queries.panel.slides import VersionShown, shown_versions, versions_of
from meetings.queries.reach import session_within
from meetings.queries.recordings import named

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as staff see it, with all its versions, the latest first; `brought_by` names who of the panel did."""

    name: str
    title: Words
    language: str
    address: str | None
    file_name: str
    media_type: str
    bytes: int | None
    version: int
    audience: str
    regions: tuple[str, ...]
    people: tuple[str, ...]
    embargo_until: datetime | None
    revision: int
    panelist_id: int | None = None
    brought_by: str = ""
    versions: tuple[VersionShown, ...] = ()

    @property
    def embargo(self) -> datetime | None:
        """Give until when what was sent last is for nobody: the version that waits, else the document."""
        last = self.versions[0] if self.versions else None
        return last.embargo_until if last and last.waits else self.embargo_until


@dataclass(frozen=True, slots=True)
class SessionAbout:
    """The session whose documents these are, with what decides who may work with them."""

    slug: str
    title: Words
    stream: str | None
    partners: tuple[str, ...]
    zone: str
    state: str


@dataclass(frozen=True, slots=True)
class SilentRow:
    """A time that is to come, and how many on its panel have not answered whether they may be recorded."""

    slot_id: str
    title: Words
    starts_at: datetime
    silent: int
    asked: int


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A recording in the list of a programme."""

    slot_id: str
    title: Words
    starts_at: datetime
    language: str
    state: RecordingState
    audience: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """An address elsewhere where nothing is, of a recording (by its slot) or of a document (by its session)."""

    title: Words
    session: str
    slot_id: str
    language: str
    address: str
    since: datetime
    why: str
    value: str
    failures: int


def session_about(programme: str, slug: str) -> SessionAbout:
    """Give a session by its names.

    Raises: NotFound.
    """
    found = db.session.execute(
        select(Session, Stream.slug, Programme.zone)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(Programme.slug == programme, Session.slug == slug)
        .options(raiseload("*"))
    ).first()
    if found is None:
        raise NotFound()
    row, stream, zone = found
    return SessionAbout(row.slug, row.title, stream, tuple(row.partners), zone, row.state)


def documents_of(programme: str, slug: str, now: datetime) -> list[DocumentRow]:
    """Give the documents of a session in the order they were added."""
    rows = db.session.execute(
        select(Material, Person.name)
        .join(Session, Session.id == Material.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Panelist, Panelist.id == Material.panelist_id)
        .outerjoin(Person, Person.id == Panelist.person_id)
        .where(Programme.slug == programme, Session.slug == slug)
        .order_by(Material.id)
        .options(raiseload("*"))
    ).all()
    people = named(f"document:{one.id}" for one, _name in rows)
    versions = versions_of([one.id for one, _name in rows])
    return [
        _document(
            one, people[f"document:{one.id}"], name or "", shown_versions(one, versions.get(one.id, []), now)
        )
        for one, name in rows
    ]


def panel_of(programme: str, slug: str) -> list[tuple[int, str]]:
    """Give who may have brought a document: the panel of a session, by the numbers they have there."""
    rows = db.session.execute(
        select(Panelist.id, Person.name)
        .join(Person, Person.id == Panelist.person_id)
        .join(Session, Session.id == Panelist.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, Session.slug == slug, Person.erased_at.is_(None))
        .order_by(Panelist.position, Panelist.id)
    )
    return [(number, name) for number, name in rows]


def _document(
    row: Material, people: Iterable[str], brought_by: str, versions: tuple[VersionShown, ...]
) -> DocumentRow:
    return DocumentRow(
        name=row.name,
        title=row.title,
        language=row.language,
        address=row.address,
        file_name=row.file_name or "",
        media_type=row.media_type or "",
        bytes=row.bytes,
        version=row.version,
        audience=row.audience,
        regions=tuple(row.regions),
        people=tuple(people),
        embargo_until=row.embargo_until,
        revision=row.revision,
        panelist_id=row.panelist_id,
        brought_by=brought_by,
        versions=versions,
    )


def silent_before(programme: str, where: Reach, now: datetime) -> list[SilentRow]:
    """Give the times to come with somebody on the panel who has not answered, the next first."""
    answered = (
        select(Release.id)
        .where(
            Release.slot_id == Slot.id,
            Release.person_id == Panelist.person_id,
            Release.state != ReleaseState.SILENT,
        )
        .exists()
    )
    asked = (
        select(func.count(Release.id))
        .where(
            Release.slot_id == Slot.id, Release.state == ReleaseState.SILENT, Release.asked_at.is_not(None)
        )
        .correlate(Slot)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Slot.id, Session.title, Slot.starts_at, func.count(func.distinct(Panelist.person_id)), asked)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .join(Panelist, Panelist.session_id == Session.id)
        .where(
            Programme.slug == programme,
            session_within(where),
            Slot.state == SlotState.PLANNED,
            Slot.starts_at > now,
            Panelist.state != PanelistState.DECLINED,
            ~answered,
        )
        .group_by(Slot.id, Session.id)
        .order_by(Slot.starts_at, Slot.id)
    )
    return [SilentRow(*row) for row in rows]


def silent_count(slot_id: str) -> int:
    """Count who on the panel of a time has not answered whether they may be recorded."""
    answered = (
        select(Release.person_id)
        .where(Release.slot_id == slot_id, Release.state != ReleaseState.SILENT)
        .scalar_subquery()
    )
    return (
        db.session.scalar(
            select(func.count(func.distinct(Panelist.person_id)))
            .join(Slot, Slot.session_id == Panelist.session_id)
            .where(
                Slot.id == slot_id,
                Panelist.state != PanelistState.DECLINED,
                Panelist.person_id.not_in(answered),
            )
        )
        or 0
    )


def standing(programme: str, where: Reach) -> list[StandingRow]:
    """Give the recordings of a programme, the latest time first."""
    rows = db.session.execute(
        select(Recording, Session.title, Slot.starts_at)
        .join(Slot, Slot.id == Recording.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, session_within(where))
        .order_by(Slot.starts_at.desc(), Recording.id)
        .options(raiseload("*"))
    )
    return [
        StandingRow(
            row.slot_id,
            title,
            starts_at,
            row.language,
            RecordingState(row.state),
            row.audience,
            row.file is not None,
        )
        for row, title, starts_at in rows
    ]


def broken(programme: str, where: Reach) -> list[BrokenRow]:
    """Give the addresses elsewhere where nothing is, those longest gone first."""
    checks = {
        one.key: one
        for one in db.session.scalars(select(LinkCheck).where(LinkCheck.broken_since.is_not(None)))
    }
    if not checks:
        return []
    at = (Programme.slug == programme, session_within(where))
    recordings = db.session.execute(
        select(Recording.address, Session.title, Session.slug, Slot.id, Recording.language)
        .join(Slot, Slot.id == Recording.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(*at, Recording.address.is_not(None))
    )
    documents = db.session.execute(
        select(Material.address, Material.title, Session.slug, Material.language)
        .join(Session, Session.id == Material.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(*at, Material.address.is_not(None))
    )
    named_by = [
        *((one[0] or "", one[1], one[2], one[3], one[4]) for one in recordings),
        *((one[0] or "", one[1], one[2], "", one[3]) for one in documents),
    ]
    found = [_broken(row, checks[check_key(row[0])]) for row in named_by if check_key(row[0]) in checks]
    return sorted(found, key=lambda one: (one.since, one.address))


def _broken(row: tuple[str, Words, str, str, str], check: LinkCheck) -> BrokenRow:
    address, title, session, slot_id, language = row
    return BrokenRow(
        title=title,
        session=session,
        slot_id=slot_id,
        language=language,
        address=address,
        since=check.broken_since or check.due_at,
        why=str(check.problem.get("why", "")),
        value=str(check.problem.get("value", "")),
        failures=check.failures,
    )
