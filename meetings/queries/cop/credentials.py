"""Credentials for a segment: of whom they are awaited, where they stand, and what the Bureau reports."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.domain.cop.codes import GONE, PartyStanding
from meetings.domain.cop.credentials import stands
from meetings.domain.cop.parties import standing_to
from meetings.domain.cop.tracks import Awaited, From, Track, awaits
from meetings.domain.errors import NotFound
from meetings.domain.heard import folded
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.credentials import CredentialsFile
from meetings.models.cop.delegations import Credentials, Delegation, Nomination, Participation, TrackEvent
from meetings.models.parties import Party, PartyStatus
from meetings.models.programmes import Programme

NOBODY: Final = "none"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment of a conference."""

    id: int
    programme_id: int
    slug: str
    title: Mapping[str, str]
    place: Mapping[str, str]
    starts_on: date
    ends_on: date
    treaties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CredentialsRow:
    """A State's credentials for a segment: where they stand, since when, what is awaited from whom.

    `standings` are by treaty on the segment's opening day. `revision` is 0 where nobody touched them yet.
    """

    id: str
    delegation: str
    code: str
    names: Mapping[str, str]
    regional_group: str | None
    standings: Mapping[str, PartyStanding]
    state: str
    since: datetime
    changed_at: datetime
    signed_by: str | None
    signed_on: date | None
    examined_on: date | None
    has_file: bool
    is_carried: bool
    revision: int

    @property
    def awaited(self) -> tuple[Awaited, From]:
        """Say what is awaited and from whom."""
        return awaits(Track.CREDENTIALS, self.state)

    @property
    def standing(self) -> PartyStanding:
        """Say what it is to the treaties that meet: a Party where it is one to any, to be confirmed where it may be."""
        values = set(self.standings.values())
        order = (PartyStanding.PARTY, PartyStanding.TO_BE_CONFIRMED, PartyStanding.DEPOSITED)
        return next((one for one in order if one in values), PartyStanding.NON_PARTY)


@dataclass(frozen=True, slots=True)
class CredentialsAsked:
    """Which are asked for; empty asks for all. `awaited` is from whom something is awaited, `none` from nobody."""

    text: str = ""
    group: str = ""
    state: str = ""
    awaited: str = ""


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody who is nominated to a segment."""

    id: str
    name: str
    role: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class CredentialsPage:
    """A delegation's credentials with what they say, beside whom it nominated; `files` are all that came."""

    row: CredentialsRow
    signer: str | None
    language: str | None
    reason: str | None
    people: tuple[str, ...]
    others: tuple[str, ...]
    nominees: tuple[Nominee, ...]
    files: tuple[CredentialsFile, ...]
    moves: tuple[TrackEvent, ...]
    carried_from: str | None


@dataclass(frozen=True, slots=True)
class FileShown:
    """A kept file of credentials."""

    file: str
    file_name: str
    media_type: str
    bytes: int
    digest: str


def segments(programme: str) -> tuple[SegmentRow, ...]:
    """List the segments of a conference in their order."""
    rows = db.session.execute(
        select(Segment, Programme.treaty, Programme.other_treaties)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme)
        .order_by(Segment.position, Segment.starts_on, Segment.id)
        .options(raiseload("*"))
    )
    return tuple(
        SegmentRow(
            one.id,
            one.programme_id,
            one.slug,
            one.title,
            one.place,
            one.starts_on,
            one.ends_on,
            (treaty, *others),
        )
        for one, treaty, others in rows
    )


def segment(programme: str, slug: str) -> SegmentRow:
    """Give a segment of a conference.

    Raises: NotFound.
    """
    found = next((one for one in segments(programme) if one.slug == slug), None)
    if found is None:
        raise NotFound()
    return found


def credentials(of: SegmentRow, asked: CredentialsAsked) -> tuple[CredentialsRow, ...]:
    """List the credentials asked for, of each State's delegation, Party or not, by code, in two queries."""
    return tuple(one for one in rows_of(of) if _is_asked(one, asked))


def credentials_of(of: SegmentRow, delegation: str) -> CredentialsPage:
    """Give a delegation's credentials for a segment with everything that is held of them.

    Raises: NotFound, also for an observer's delegation, which has none.
    """
    row = next(iter(rows_of(of, delegation)), None)
    if row is None:
        raise NotFound()
    held = db.session.scalar(
        select(Credentials).where(Credentials.id == row.id).options(raiseload("*")) if row.id else _nothing()
    )
    people = tuple(held.people) if held else ()
    carried = held.carried_from_id if held else None
    return CredentialsPage(
        row,
        held.signer if held else None,
        held.language if held else None,
        held.reason if held else None,
        people,
        tuple(held.others) if held else (),
        _nominees(of, delegation, people),
        _files([one for one in (row.id, carried) if one]),
        _moves(row.id),
        _carried_from(carried),
    )


def credentials_file(of: SegmentRow, delegation: str, file_id: str) -> FileShown:
    """Give a file of a delegation's credentials, for this segment or one from which they were carried.

    Raises: NotFound.
    """
    row = db.session.scalar(
        select(CredentialsFile)
        .join(Credentials, Credentials.id == CredentialsFile.credentials_id)
        .join(Segment, Segment.id == Credentials.segment_id)
        .where(
            CredentialsFile.id == file_id,
            Credentials.delegation_id == delegation,
            Segment.programme_id == of.programme_id,
        )
    )
    if row is None:
        raise NotFound()
    return FileShown(row.file, row.file_name, row.media_type, row.bytes, row.digest)


def _nothing() -> Any:
    return select(Credentials).where(Credentials.id == "")


def rows_of(of: SegmentRow, delegation: str = "") -> list[CredentialsRow]:
    """Give the credentials of every State's delegation for a segment, or of one, by code."""
    question = (
        select(
            Delegation.id, Delegation.created_at, Party.code, Party.names, Party.regional_group, Credentials
        )
        .join(Party, Party.code == Delegation.party_code)
        .outerjoin(
            Credentials, (Credentials.delegation_id == Delegation.id) & (Credentials.segment_id == of.id)
        )
        .where(Delegation.programme_id == of.programme_id)
        .order_by(Party.code)
        .options(raiseload("*"))
    )
    if delegation:
        question = question.where(Delegation.id == delegation)
    rows = db.session.execute(question).all()
    statuses = _statuses({one.code for one in rows}, of.treaties)
    return [
        _row(one, {each: standing_to(each, statuses[one.code, each], of.starts_on) for each in of.treaties})
        for one in rows
    ]


def _row(one: Any, standings: Mapping[str, PartyStanding]) -> CredentialsRow:
    number, created_at, code, names, group = one[:5]
    held: Credentials | None = one[5]
    blank = CredentialsRow(
        "",
        number,
        code,
        names,
        group,
        standings,
        "",
        created_at,
        created_at,
        None,
        None,
        None,
        False,
        False,
        0,
    )
    state = stands(held.state if held else None, blank.standing)
    return CredentialsRow(
        held.id if held else "",
        number,
        code,
        names,
        group,
        standings,
        state,
        held.state_since if held else created_at,
        held.updated_at if held else created_at,
        held.signed_by if held else None,
        held.signed_on if held else None,
        held.examined_on if held else None,
        bool(held and held.file),
        bool(held and held.carried_from_id),
        held.revision if held else 0,
    )


def _statuses(codes: set[str], treaties: tuple[str, ...]) -> Mapping[tuple[str, str], list[PartyStatus]]:
    rows = db.session.scalars(
        select(PartyStatus).where(PartyStatus.party_code.in_(codes), PartyStatus.treaty.in_(treaties))
    )
    found: dict[tuple[str, str], list[PartyStatus]] = defaultdict(list)
    for one in rows:
        found[one.party_code, one.treaty].append(one)
    return found


def _is_asked(row: CredentialsRow, asked: CredentialsAsked) -> bool:
    if asked.state and row.state != asked.state:
        return False
    if asked.group and (row.regional_group or "none") != asked.group:
        return False
    if asked.awaited and row.awaited[1] != ("" if asked.awaited == NOBODY else asked.awaited):
        return False
    wanted = folded(asked.text)
    return not wanted or any(wanted in folded(name) for name in (row.code, *row.names.values()))


def _nominees(of: SegmentRow, delegation: str, people: tuple[str, ...]) -> tuple[Nominee, ...]:
    rows = db.session.execute(
        select(Nomination.id, Nomination.name, Nomination.role, func.count(Participation.id))
        .outerjoin(
            Participation,
            (Participation.nomination_id == Nomination.id)
            & (Participation.segment_id == of.id)
            & Participation.state.not_in([str(one) for one in GONE]),
        )
        .where(Nomination.delegation_id == delegation)
        .group_by(Nomination.id, Nomination.name, Nomination.role, Nomination.position)
        .order_by(Nomination.position, Nomination.id)
    )
    return tuple(
        Nominee(number, name, role, number in people)
        for number, name, role, parts in rows
        if parts or number in people
    )


def _files(credentials_ids: list[str]) -> tuple[CredentialsFile, ...]:
    rows = db.session.scalars(
        select(CredentialsFile)
        .where(CredentialsFile.credentials_id.in_(credentials_ids))
        .order_by(CredentialsFile.received_at, CredentialsFile.id)
    )
    return tuple(rows)


def _moves(credentials_id: str) -> tuple[TrackEvent, ...]:
    rows = db.session.scalars(
        select(TrackEvent)
        .where(TrackEvent.track == Track.CREDENTIALS, TrackEvent.subject == credentials_id)
        .order_by(TrackEvent.id.desc())
    )
    return tuple(rows)


def _carried_from(credentials_id: str | None) -> str | None:
    if credentials_id is None:
        return None
    return db.session.scalar(
        select(Segment.slug)
        .join(Credentials, Credentials.segment_id == Segment.id)
        .where(Credentials.id == credentials_id)
    )
