"""Who somebody is to a conference whose documents they want: accredited for which segments, sent by which Party."""

from sqlalchemy import exists, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import SessionState
from meetings.domain.cop.codes import ADMITTED, BadgeState, PartyStanding
from meetings.domain.cop.documents import Delegate, DocumentStands, MeetingStands, Part
from meetings.domain.cop.parties import standing_on
from meetings.domain.kept_files import Audience
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.documents import OfficialDocument
from meetings.models.cop.papers import Badge
from meetings.models.kept import Viewer
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session

PAPER = "paper"


def delegate(person_id: int, programme_id: int) -> Delegate:
    """Say who somebody is to a conference: only parts for which they are accredited, with no suspended badge, count.

    A State's standing is the one it has on the opening day of the segment.
    """
    treaty = db.session.scalar(select(Programme.treaty).where(Programme.id == programme_id)) or ""
    rows = db.session.execute(
        select(Participation, Segment.starts_on, Delegation.party_code)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .where(
            Nomination.person_id == person_id,
            Delegation.programme_id == programme_id,
            Segment.programme_id == programme_id,
            Participation.state.in_(ADMITTED),
            ~exists().where(Badge.participation_id == Participation.id, Badge.state == BadgeState.SUSPENDED),
        )
        .order_by(Participation.segment_id)
        .options(selectinload(Participation.meetings), raiseload("*"))
    ).all()
    codes = {code for _row, _day, code in rows if code}
    regions, statuses = _states(codes, treaty)
    parts = [
        Part(
            segment_id=row.segment_id,
            party=code if code and standing_on(statuses[code], day) is PartyStanding.PARTY else None,
            region=regions.get(code) if code else None,
            meetings=frozenset(one.session_id for one in row.meetings),
        )
        for row, day, code in rows
    ]
    return Delegate(tuple(parts), _named(person_id) if parts else frozenset())


def _states(codes: set[str], treaty: str) -> tuple[dict[str, str | None], dict[str, list[PartyStatus]]]:
    regions = db.session.execute(select(Party.code, Party.regional_group).where(Party.code.in_(codes)))
    statuses: dict[str, list[PartyStatus]] = {code: [] for code in codes}
    rows = select(PartyStatus).where(PartyStatus.party_code.in_(codes), PartyStatus.treaty == treaty)
    for one in db.session.scalars(rows):
        statuses[one.party_code].append(one)
    return {one.code: one.regional_group for one in regions}, statuses


def _named(person_id: int) -> frozenset[int]:
    subjects = select(Viewer.subject).where(
        Viewer.person_id == person_id, Viewer.subject.startswith(f"{PAPER}:")
    )
    return frozenset(int(one.partition(":")[2]) for one in db.session.scalars(subjects))


def delegate_by_public_id(public_id: str, programme_id: int) -> Delegate:
    """Say who the person of an address is to a conference; somebody unknown or erased is nobody to it."""
    person = db.session.scalar(
        select(Person.id).where(
            Person.public_id == public_id, Person.erased_at.is_(None), Person.merged_into_id.is_(None)
        )
    )
    return delegate(person, programme_id) if person is not None else Delegate()


def stands(row: OfficialDocument, meeting: Session | None) -> DocumentStands:
    """Say what decides who may have a document.

    Takes: the meeting it belongs to, where it belongs to one.
    """
    return DocumentStands(
        id=row.id,
        segment_id=row.segment_id,
        audience=Audience(row.audience, frozenset(row.regions)),
        meeting=MeetingStands(
            id=meeting.id,
            segment_id=meeting.segment_id,
            audience=Audience(meeting.audience, frozenset(meeting.regions)),
            is_shown=meeting.state != SessionState.DRAFT,
        )
        if meeting
        else None,
        embargo_until=row.embargo_until,
        is_withdrawn=row.withdrawn_at is not None,
    )


def delegates_programmes(person_id: int) -> list[tuple[str, dict[str, str]]]:
    """Name the conferences for which somebody is accredited, the latest first: slug and title."""
    rows = db.session.scalars(
        select(Programme)
        .where(
            Programme.published,
            Programme.id.in_(
                select(Delegation.programme_id)
                .join(Nomination, Nomination.delegation_id == Delegation.id)
                .join(Participation, Participation.nomination_id == Nomination.id)
                .where(Nomination.person_id == person_id, Participation.state.in_(ADMITTED))
            ),
        )
        .order_by(Programme.starts_on.desc(), Programme.id)
        .options(raiseload("*"))
    )
    return [(row.slug, row.title) for row in rows]
