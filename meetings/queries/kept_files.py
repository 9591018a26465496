"""For whom recordings and documents are: who somebody is to a session, what is for them, and what may be served."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.codes import PlaceState, RecordingState, SessionState
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import EVERYBODY, Audience, Stands, Watcher, may_have
from meetings.domain.live.questions import ANSWERS_FILE
from meetings.extensions import db
from meetings.models.attendance import Attendance
from meetings.models.kept import MaterialVersion, Viewer
from meetings.models.parties import Party, PartyStatus
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Material, Recording
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.cop.meeting_rights import meetings_of
from meetings.queries.presence import counts_alone

Words = dict[str, str]
GOVERNMENT = "government"


@dataclass(frozen=True, slots=True)
class ForThem:
    """A recording or document that is for some and not for everybody; `title` is the document's or the session's."""

    kind: str
    name: str
    language: str
    title: Words
    session_title: Words
    programme: str
    session: str
    starts_at: datetime | None
    address: str | None
    bytes: int | None
    seconds: int | None
    within: Audience = EVERYBODY


@dataclass(frozen=True, slots=True)
class DocumentToServe:
    """A document whose bytes are asked for, as it stands or as it was in a version; `is_shown` where its session is."""

    id: int
    name: str
    stands: Stands
    is_shown: bool
    session_id: int
    address: str | None
    file: str | None
    file_name: str
    media_type: str
    bytes: int
    digest: str
    updated_at: datetime


def watchers(person_id: int, session_ids: Iterable[int]) -> dict[int, Watcher]:
    """Say who somebody is to some sessions: participant, government of a Party, of a region."""
    wanted = sorted(set(session_ids))
    rows = db.session.execute(
        select(Registration.session_id, Registration.country, Registration.category)
        .where(
            Registration.person_id == person_id,
            Registration.session_id.in_(wanted),
            or_(_holds_a_place(), _came()),
        )
        .order_by(Registration.session_id)
    ).all()
    first = _first_days(wanted)
    since, regions = _parties({country for _session, country, _category in rows if country})
    found: dict[int, Watcher] = {one: Watcher() for one in wanted}
    for session_id, country, category in rows:
        before, states = (
            found[session_id],
            frozenset([country or ""]) if category == GOVERNMENT else frozenset(),
        )
        day, treaty = first[session_id]
        is_party = since.get((country or "", treaty), date.max) <= day
        found[session_id] = Watcher(
            is_participant=True,
            parties=before.parties | (states if is_party else frozenset()),
            regions=before.regions | frozenset(regions[one] for one in states if one in regions),
        )
    for session_id in _attended(person_id, wanted):
        one = found[session_id]
        found[session_id] = Watcher(True, one.parties, one.regions)
    return found


def _holds_a_place() -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Place.registration_id == Registration.id,
            Place.state == PlaceState.CONFIRMED,
            Registration.ended_at.is_(None),
        )
        .correlate(Registration)
    )


def _came() -> ColumnElement[bool]:
    own = Attendance.registration_id == Registration.id
    return exists().where(own, counts_alone()).correlate(Registration)


def _attended(person_id: int, session_ids: list[int]) -> Iterable[int]:
    return db.session.scalars(
        select(Slot.session_id)
        .join(Attendance, Attendance.slot_id == Slot.id)
        .where(Attendance.person_id == person_id, Slot.session_id.in_(session_ids), counts_alone())
        .distinct()
    ).all()


def _first_days(session_ids: list[int]) -> dict[int, tuple[date, str]]:
    """Give the day on which each session is first held, on which it is decided who is a Party, and to which treaty."""
    rows = db.session.execute(
        select(Session.id, Programme.treaty, Slot.local_start)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .where(Session.id.in_(session_ids))
        .order_by(Slot.local_start.desc())
    )
    return {number: (local.date() if local else date.min, treaty) for number, treaty, local in rows}


def _parties(codes: set[str]) -> tuple[dict[tuple[str, str], date], dict[str, str]]:
    statuses = db.session.execute(
        select(PartyStatus.party_code, PartyStatus.treaty, PartyStatus.starts_on).where(
            PartyStatus.party_code.in_(codes),
            PartyStatus.status == "party",
            PartyStatus.starts_on.is_not(None),
        )
    )
    groups = db.session.execute(
        select(Party.code, Party.regional_group).where(
            Party.code.in_(codes), Party.regional_group.is_not(None)
        )
    )
    since = {(code, treaty): on for code, treaty, on in statuses if on}
    return since, {code: str(group) for code, group in groups}


def for_person(person_id: int, now: datetime) -> tuple[ForThem, ...]:
    """Give the recordings and documents that are for somebody and not for everybody, by session in order of time.

    Of a meeting of a conference nobody is given what is public or for more people than the meeting itself.
    """
    mine = select(Viewer.subject).where(Viewer.person_id == person_id)
    named = set(db.session.scalars(mine))
    accredited = meetings_of(person_id)
    sessions = _sessions_of(person_id) | _sessions_named(named) | set(accredited)
    if not sessions:
        return ()
    who = {number: accredited.get(number, found) for number, found in watchers(person_id, sessions).items()}
    found = [
        _recording(row, session, slug, starts_at)
        for row, session, slug, starts_at in _closed_recordings(sessions)
        if _is_for(row, session, f"recording:{row.id}", who[session.id], named)
    ]
    found += [
        _document(row, session, slug)
        for row, session, slug in _closed_documents(sessions, now)
        if _is_for(row, session, f"document:{row.id}", who[session.id], named)
    ]
    return tuple(
        sorted(found, key=lambda one: (one.programme, one.session, one.kind != "recording", one.language))
    )


def _closed_recordings(sessions: set[int]) -> Sequence[Row[Recording, Session, str, datetime]]:
    """Give the recordings of sessions that not everybody may have."""
    return db.session.execute(
        select(Recording, Session, Programme.slug, Slot.starts_at)
        .join(Slot, Slot.id == Recording.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Session.id.in_(sessions),
            or_(
                Recording.state == RecordingState.RESTRICTED,
                and_(Session.audience != "public", Recording.state == RecordingState.PUBLIC),
            ),
            Programme.published,
            Session.state != SessionState.DRAFT,
        )
        .options(raiseload("*"))
    ).all()


def _closed_documents(sessions: set[int], now: datetime) -> Sequence[Row[Material, Session, str]]:
    """Give the documents of sessions that not everybody may have, and that are out of embargo."""
    return db.session.execute(
        select(Material, Session, Programme.slug)
        .join(Session, Session.id == Material.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Session.id.in_(sessions),
            or_(Material.audience != "public", Session.audience != "public"),
            or_(Material.embargo_until.is_(None), Material.embargo_until <= now),
            Programme.published,
            Session.state != SessionState.DRAFT,
        )
        .options(raiseload("*"))
    ).all()


def _is_for(row: Recording | Material, session: Session, subject: str, who: Watcher, named: set[str]) -> bool:
    """Say whether something is for somebody, and so is its meeting; whoever it names need not be sent there."""
    person = replace(who, is_named=subject in named)
    is_within = may_have(_within(session), replace(who, is_named=who.is_named or subject in named))
    return is_within and may_have(Audience(row.audience, frozenset(row.regions)), person)


def _sessions_of(person_id: int) -> set[int]:
    registered = select(Registration.session_id).where(Registration.person_id == person_id)
    came = (
        select(Slot.session_id)
        .join(Attendance, Attendance.slot_id == Slot.id)
        .where(Attendance.person_id == person_id)
    )
    return {*db.session.scalars(registered), *db.session.scalars(came)}


def _sessions_named(subjects: set[str]) -> set[int]:
    if not subjects:
        return set()
    numbers = {
        kind: [int(one.partition(":")[2]) for one in subjects if one.startswith(f"{kind}:")]
        for kind in ("recording", "document")
    }
    recordings = (
        select(Slot.session_id)
        .join(Recording, Recording.slot_id == Slot.id)
        .where(Recording.id.in_(numbers["recording"]))
    )
    documents = select(Material.session_id).where(Material.id.in_(numbers["document"]))
    return {*db.session.scalars(recordings), *db.session.scalars(documents)}


def _recording(row: Recording, session: Session, programme: str, starts_at: datetime) -> ForThem:
    return ForThem(
        kind="recording",
        name=row.name,
        language=row.language,
        title=session.title,
        session_title=session.title,
        programme=programme,
        session=session.slug,
        starts_at=starts_at,
        address=row.address,
        bytes=row.bytes,
        seconds=row.seconds,
        within=_within(session),
    )


def _document(row: Material, session: Session, programme: str) -> ForThem:
    return ForThem(
        kind="document",
        name=row.name,
        language=row.language,
        title=row.title,
        session_title=session.title,
        programme=programme,
        session=session.slug,
        starts_at=None,
        address=row.address,
        bytes=row.bytes,
        seconds=None,
        within=_within(session),
    )


def _within(session: Session) -> Audience:
    return Audience(session.audience, frozenset(session.regions))


def document_to_serve(name: str, now: datetime, version: int | None = None) -> DocumentToServe:
    """Give a document by its name as it stands now, with what decides who may have it.

    Takes: a version, where one of before is asked for, or one that waits. Of what a panellist brought, and of questions
    and answers, versions of before are for staff alone.
    Raises: NotFound.
    """
    row = db.session.scalar(select(Material).where(Material.name == name).options(raiseload("*")))
    session = (
        db.session.scalar(
            select(Session)
            .where(Session.id == row.session_id)
            .options(joinedload(Session.programme), raiseload("*"))
        )
        if row
        else None
    )
    if row is None or session is None:
        raise NotFound()
    due = _due(row, now)
    old = db.session.get(MaterialVersion, (row.id, version)) if version is not None else due
    if version is not None and old is None:
        raise NotFound()
    shown = due.version if due else row.version
    file = old or row
    return DocumentToServe(
        id=row.id,
        name=row.name,
        stands=Stands(
            RecordingState.PUBLIC if row.audience == "public" else RecordingState.RESTRICTED,
            Audience(row.audience, frozenset(row.regions)),
            embargo_until=_embargo(row, due, old),
            within=_within(session),
            is_replaced=old is not None and old.version < shown and _takes_back(row, old),
        ),
        is_shown=session.programme.published and session.state != SessionState.DRAFT,
        session_id=session.id,
        address=None if old else row.address,
        file=file.file,
        file_name=file.file_name or "",
        media_type=file.media_type or "",
        bytes=file.bytes or 0,
        digest=file.digest or "",
        updated_at=old.kept_at if old else row.updated_at,
    )


def _takes_back(row: Material, old: MaterialVersion) -> bool:
    """Say whether a new version takes back what the one before it said."""
    return row.panelist_id is not None or old.file_name == ANSWERS_FILE


def _due(row: Material, now: datetime) -> MaterialVersion | None:
    """Give the newest version behind the one that is shown whose embargo is over, before a tick has put it there."""
    return db.session.scalar(
        select(MaterialVersion)
        .where(
            MaterialVersion.material_id == row.id,
            MaterialVersion.version > row.version,
            MaterialVersion.embargo_until <= now,
        )
        .order_by(MaterialVersion.version.desc())
        .limit(1)
    )


def _embargo(row: Material, due: MaterialVersion | None, old: MaterialVersion | None) -> datetime | None:
    """Give until when nobody has what is asked for: the later one of the document's embargo and its version's."""
    whole = due.embargo_until if due else row.embargo_until
    both = [one for one in (whole, old.embargo_until if old else None) if one is not None]
    return max(both, default=None)
