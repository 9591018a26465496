"""One delegation at the accreditation desk: its letters beside its people, who names it, and what was done to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.cop.codes import LetterState, PartyStanding
from meetings.domain.cop.parties import standing_to
from meetings.domain.cop.tracks import Awaited, From, Track, awaits
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import (
    Delegation,
    FocalPoint,
    Identity,
    Letter,
    Nomination,
    Participation,
    TrackEvent,
)
from meetings.models.journal import Audit
from meetings.models.parties import Party
from meetings.models.programmes import Programme
from meetings.models.staff import User
from meetings.queries.cop.bodies import Body, bodies_of, body_of
from meetings.queries.cop.doubles import doubles_of

MOST_EVENTS: Final = 300


@dataclass(frozen=True, slots=True)
class Part:
    """A person's part in a segment: where it stands, what is awaited from whom."""

    row: Participation
    segment: Segment
    awaited: Awaited
    whom: From


@dataclass(frozen=True, slots=True)
class Named:
    """A person of the delegation, in which segments; `other` is the delegation that names the same name."""

    row: Nomination
    parts: tuple[Part, ...]
    has_identity: bool
    other: Body | None = None
    pair: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What was done to a person, a letter or the delegation itself; `of` is a person's name, empty for a letter."""

    at: datetime
    track: str
    of: str
    segment: str
    before: str
    after: str
    actor: str
    reason: str
    authority: str


@dataclass(frozen=True, slots=True)
class DelegationPage:
    """A delegation, whole."""

    row: Delegation
    body: Body
    segments: tuple[Segment, ...]
    standings: Mapping[int, PartyStanding]
    people: tuple[Named, ...]
    letters: tuple[Letter, ...]
    points: tuple[FocalPoint, ...]
    events: tuple[Event, ...]
    actors: Mapping[str, str] = field(default_factory=dict)

    @property
    def letter(self) -> Letter | None:
        """Give the version of the letter that counts."""
        return self.letters[-1] if self.letters else None

    @property
    def standing_points(self) -> tuple[FocalPoint, ...]:
        """Give who may name the delegation now."""
        return tuple(one for one in self.points if one.ended_at is None)

    @property
    def is_observer(self) -> bool:
        """Say whether it is of a body, whose people can be refused and revoked."""
        return self.row.party_code is None

    def part(self, participation_id: str) -> tuple[Named, Part] | None:
        """Give somebody's part by its id."""
        return next(
            ((one, part) for one in self.people for part in one.parts if part.row.id == participation_id),
            None,
        )


def delegation_page(programme: str, delegation_id: str) -> DelegationPage:
    """Give a delegation of a conference, whole.

    Raises: NotFound.
    """
    found = db.session.execute(
        select(Delegation, Programme.treaty)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(Programme.slug == programme, Delegation.id == delegation_id)
        .options(
            joinedload(Delegation.party).selectinload(Party.statuses),
            joinedload(Delegation.organization),
            selectinload(Delegation.focal_points),
            selectinload(Delegation.letters),
            selectinload(Delegation.nominations)
            .selectinload(Nomination.participations)
            .selectinload(Participation.meetings),
            raiseload("*"),
        )
    ).one_or_none()
    if found is None:
        raise NotFound()
    row, treaty = found
    segments = _segments(row.programme_id)
    statuses = [one for one in row.party.statuses if one.treaty == treaty] if row.party else []
    events = _events(row, {one.id: one for one in segments})
    seen = [one.actor for one in events]
    seen += [one.received_by for one in row.letters]
    return DelegationPage(
        row=row,
        body=body_of(row),
        segments=tuple(segments),
        standings={one.id: standing_to(treaty, statuses, one.starts_on) for one in segments}
        if row.party
        else {},
        people=tuple(_people(row, {one.id: one for one in segments})),
        letters=tuple(row.letters),
        points=tuple(row.focal_points),
        events=tuple(events),
        actors=actors_of(seen),
    )


def _people(row: Delegation, segments: Mapping[int, Segment]) -> list[Named]:
    has_letter = bool(row.letters) and row.letters[-1].state != LetterState.AWAITED
    doubles = _doubles(row)
    ids = [one.id for one in row.nominations]
    known = set(db.session.scalars(select(Identity.nomination_id).where(Identity.nomination_id.in_(ids))))
    return [
        Named(
            one,
            tuple(
                Part(part, segments[part.segment_id], *_awaited(part, has_letter=has_letter))
                for part in one.participations
                if part.segment_id in segments
            ),
            one.id in known,
            *doubles.get(one.id, (None, ())),
        )
        for one in row.nominations
    ]


def _doubles(row: Delegation) -> dict[str, tuple[Body | None, tuple[str, ...]]]:
    """Give who of a delegation another one names as well: that one, and the two nominations."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for first, second in doubles_of(row.programme_id):
        pair = (first.nomination_id, second.nomination_id)
        for one, other in ((first, second), (second, first)):
            if one.delegation_id == row.id:
                found[one.nomination_id] = (other.delegation_id, pair)
    ids = {other for other, _pair in found.values()}
    bodies = {one.id: one for one in bodies_of(row.programme_id, ids)} if ids else {}
    return {one: (bodies.get(other), pair) for one, (other, pair) in found.items()}


def _awaited(part: Participation, *, has_letter: bool) -> tuple[Awaited, From]:
    return awaits(Track.PARTICIPATION, part.state, has_letter=has_letter)


def _segments(programme_id: int) -> list[Segment]:
    rows = db.session.scalars(
        select(Segment)
        .where(Segment.programme_id == programme_id)
        .order_by(Segment.position, Segment.id)
        .options(raiseload("*"))
    )
    return list(rows)


def _events(row: Delegation, segments: Mapping[int, Segment]) -> list[Event]:
    """Give what was done to people and letters, and to the delegation itself, the latest first."""
    parts = {part.id: (one, part) for one in row.nominations for part in one.participations}
    letters = {one.id for one in row.letters}
    of_people = and_(TrackEvent.track == Track.PARTICIPATION, TrackEvent.subject.in_(parts))
    of_letters = and_(TrackEvent.track == Track.LETTER, TrackEvent.subject.in_(letters))
    rows = db.session.scalars(
        select(TrackEvent).where(or_(of_people, of_letters)).order_by(TrackEvent.id.desc()).limit(MOST_EVENTS)
    )
    found = []
    for one in rows:
        whose = parts.get(one.subject)
        segment = segments.get(whose[1].segment_id) if whose else None
        found.append(
            Event(
                one.at,
                one.track,
                whose[0].name if whose else "",
                segment.slug if segment else "",
                one.from_state,
                one.to_state,
                one.actor,
                one.reason or "",
                one.authority or "",
            )
        )
    acts = db.session.scalars(
        select(Audit)
        .where(Audit.subject == f"delegation:{row.id}")
        .order_by(Audit.id.desc())
        .limit(MOST_EVENTS)
    )
    found += [Event(one.at, one.act, "", "", "", "", one.actor, _why(one), "") for one in acts]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _why(one: Audit) -> str:
    """Give the reason that the journal holds of an act; what is sealed there stays so."""
    said = one.after.get("reopened_why") or one.after.get("why") or ""
    return said if isinstance(said, str) else ""


def actors_of(actors: Iterable[str]) -> dict[str, str]:
    """Name who did something: members of staff by name or address, focal points by name."""
    wanted = set(actors)
    users = {
        int(one.removeprefix("user:")): one
        for one in wanted
        if one.startswith("user:") and one[5:].isascii() and one[5:].isdigit()
    }
    points = {one.removeprefix("focal:"): one for one in wanted if one.startswith("focal:")}
    named = {}
    for number, name, email in db.session.execute(
        select(User.id, User.name, User.email).where(User.id.in_(users))
    ):
        named[users[number]] = name or email
    for point, name in db.session.execute(
        select(FocalPoint.id, FocalPoint.name).where(FocalPoint.id.in_(points))
    ):
        named[points[point]] = name
    return named
