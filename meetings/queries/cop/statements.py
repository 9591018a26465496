"""Statements: what a delegation may make them for, its own, and the queue of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.conferences import is_open_to_observers
from meetings.domain.cop.documents import Delegate, MeetingStands, Part
from meetings.domain.cop.parties import standing_on
from meetings.domain.cop.statements import StatementState, is_theirs, taken_until
from meetings.domain.errors import NotFound
from meetings.domain.kept_files import Audience
from meetings.extensions import db
from meetings.models.cop.conferences import AgendaItem, Segment
from meetings.models.cop.delegations import Delegation
from meetings.models.cop.documents import OfficialDocument
from meetings.models.cop.statements import Statement
from meetings.models.parties import Organization, Party, PartyStatus
from meetings.models.programmes import Programme, Session

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class MeetingOffered:
    """A meeting for which a delegation may make statements, its first time, and until when they are taken."""

    slug: str
    title: Words
    starts_at: datetime | None
    zone: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement; `whose` names a State by language, or a body; `behalf_of` is a regional group or a name."""

    id: str
    whose: Words
    meeting: Words
    is_meeting_open: bool
    item: tuple[str | None, Words] | None
    behalf: str
    behalf_of: str | None
    language: str
    check_delivery: bool
    file: str
    file_name: str
    media_type: str
    bytes: int
    digest: str
    state: StatementState
    delivered: str | None
    document: str | None
    sent_at: datetime
    reason: str | None
    revision: int


def as_delegate(delegation: Delegation) -> Delegate:
    """Say who a delegation is to the meetings of its conference, with its standing on each segment's opening day."""
    programme = db.session.get_one(Programme, delegation.programme_id)
    segments = db.session.scalars(
        select(Segment).where(Segment.programme_id == programme.id).options(raiseload("*"))
    ).all()
    code = delegation.party_code
    party = db.session.get(Party, code) if code else None
    statuses = (
        db.session.scalars(
            select(PartyStatus).where(PartyStatus.party_code == code, PartyStatus.treaty == programme.treaty)
        ).all()
        if code
        else ()
    )
    return Delegate(
        tuple(
            Part(
                one.id,
                code if code and standing_on(statuses, one.starts_on) is PartyStanding.PARTY else None,
                party.regional_group if party else None,
            )
            for one in segments
        )
    )


def meeting_stands(row: Session) -> MeetingStands:
    """Say what decides for whom a meeting is."""
    audience = Audience(row.audience, frozenset(row.regions))
    return MeetingStands(row.id, row.segment_id, audience, row.state != SessionState.DRAFT)


def meetings_offered(delegation: Delegation, now: datetime) -> list[MeetingOffered]:
    """Give the meetings for which a delegation may make statements now, in order of time."""
    who = as_delegate(delegation)
    rows = db.session.execute(
        select(Session, Segment.zone, Segment.statements_hours)
        .join(Segment, Segment.id == Session.segment_id)
        .where(Session.programme_id == delegation.programme_id, Session.state == SessionState.PUBLISHED)
        .order_by(Session.position, Session.id)
        .options(selectinload(Session.slots), raiseload("*"))
    ).all()
    found = []
    for row, zone, hours in rows:
        times = [one for one in row.slots if one.state == SlotState.PLANNED]
        until = taken_until(times, hours)
        if is_theirs(who, meeting_stands(row)) and (until is None or now < until):
            first = min((one.starts_at for one in times), default=None)
            found.append(MeetingOffered(row.slug, row.title, first, zone, until))
    return sorted(found, key=lambda one: (one.starts_at is None, one.starts_at or now))


def region_of(delegation: Delegation) -> str | None:
    """Give the regional group for which a delegation may speak."""
    party = db.session.get(Party, delegation.party_code) if delegation.party_code else None
    return party.regional_group if party else None


def own_statements(delegation_id: str) -> list[StatementRow]:
    """Give the statements of one delegation, the latest first."""
    return _rows(Statement.delegation_id == delegation_id)


def own_statement(delegation_id: str, statement_id: str) -> StatementRow:
    """Give one statement of a delegation.

    Raises: NotFound, also for one of another.
    """
    found = _rows(Statement.delegation_id == delegation_id, Statement.id == statement_id)
    if not found:
        raise NotFound()
    return found[0]


def queue(programme_id: int) -> list[StatementRow]:
    """Give the statements of a conference, those that wait first, then the latest first."""
    found = _rows(Statement.programme_id == programme_id)
    return sorted(found, key=lambda one: one.state != StatementState.WAITING)


def one_statement(programme_id: int, statement_id: str) -> StatementRow:
    """Give one statement of a conference.

    Raises: NotFound.
    """
    found = _rows(Statement.programme_id == programme_id, Statement.id == statement_id)
    if not found:
        raise NotFound()
    return found[0]


def _rows(*which: ColumnElement[bool]) -> list[StatementRow]:
    question = (
        select(Statement, Session, AgendaItem, Party, Organization, OfficialDocument.name)
        .join(Session, Session.id == Statement.session_id)
        .join(Delegation, Delegation.id == Statement.delegation_id)
        .outerjoin(AgendaItem, AgendaItem.id == Statement.item_id)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .outerjoin(OfficialDocument, OfficialDocument.id == Statement.document_id)
        .where(*which)
        .order_by(Statement.sent_at.desc(), Statement.id)
        .options(raiseload("*"))
    )
    rows = db.session.execute(question).all()
    return [_row(one[0], one[1], one[2], one[3] or one[4], one[5]) for one in rows]


def _row(
    row: Statement,
    meeting: Session,
    item: AgendaItem | None,
    whose: Party | Organization,
    document: str | None,
) -> StatementRow:
    return StatementRow(
        id=row.id,
        whose=whose.names if isinstance(whose, Party) else {"en": whose.name},
        meeting=meeting.title,
        is_meeting_open=is_open_to_observers(meeting.audience),
        item=(item.number, item.title) if item else None,
        behalf=row.behalf,
        behalf_of=row.behalf_of,
        language=row.language,
        check_delivery=row.check_delivery,
        file=row.file,
        file_name=row.file_name,
        media_type=row.media_type,
        bytes=row.bytes,
        digest=row.digest,
        state=StatementState(row.state),
        delivered=row.delivered,
        document=document,
        sent_at=row.sent_at,
        reason=row.reason,
        revision=row.revision,
    )


def made_as(document_ids: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """Say of documents that are statements how each was made, and whether it is to be checked against delivery."""
    rows = db.session.execute(
        select(Statement.document_id, Statement.delivered, Statement.check_delivery).where(
            Statement.document_id.in_(list(document_ids))
        )
    )
    return {
        one.document_id: (one.delivered or "", one.check_delivery)
        for one in rows
        if one.document_id is not None
    }
