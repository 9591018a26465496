"""Following up: how far each Party and observer is with its delegation, and who of them is reminded."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain.cop.codes import GONE, CredentialsState, LetterState, ParticipationState, PartyStanding
from meetings.domain.cop.followup import Standing, Step, is_due
from meetings.domain.errors import NotFound
from meetings.domain.registrations import address_key
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import (
    Credentials,
    Delegation,
    FocalPoint,
    Letter,
    Nomination,
    Participation,
)
from meetings.models.parties import Party
from meetings.models.people import Mailbox
from meetings.models.programmes import Programme
from meetings.queries.cop.awaited import awaited_from
from meetings.queries.cop.bodies import Body, bodies_of
from meetings.queries.cop.parties import standings as party_standings

HAS_LETTER: Final = (LetterState.RECEIVED, LetterState.ACCEPTED)
CAME: Final = (
    CredentialsState.COPY,
    CredentialsState.ORIGINAL,
    CredentialsState.IN_ORDER,
    CredentialsState.INCOMPLETE,
    CredentialsState.PROVISIONAL,
)
NO_GROUP: Final = "none"


@dataclass(frozen=True, slots=True)
class Point:
    """Somebody who may name a delegation: since when, whether they came, were reminded, and get our mails."""

    id: str
    name: str
    email: str
    language: str
    kind: str
    invited_at: datetime
    opened_at: datetime | None
    reminded_at: datetime | None
    bounced: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A Party or observer: of whom it is, how far, and who names it; without a delegation yet, its id is empty."""

    body: Body
    standing: Standing
    points: tuple[Point, ...] = ()

    def due_points(self, now: datetime) -> tuple[Point, ...]:
        """Give who would be reminded now."""
        return tuple(one for one in self.points if is_due(one.reminded_at, now)) if self.is_waited_for else ()

    @property
    def is_waited_for(self) -> bool:
        """Say whether something is awaited from somebody who can be asked for it."""
        return self.standing.awaits and bool(self.points)


@dataclass
class _Facts:
    """What is known of delegations, by their ids."""

    points: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))
    nominated: dict[str, int] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    credentials: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    owing: set[str] = field(default_factory=set)


def followed(programme: str, segment: str = "") -> list[Followed]:
    """Give how far each Party and each observer invited is, of the whole conference or in one segment of it.

    A State is followed that is a Party on the opening day, or has a delegation.

    Raises: NotFound.
    """
    conference, segments = _conference(programme)
    chosen = next((one for one in segments if one.slug == segment), None)
    if segment and chosen is None:
        raise NotFound()
    bodies = bodies_of(conference.id)
    facts = _facts(conference.id, chosen.id if chosen else None)
    facts.owing = {one for one, waiting in awaited_from([one.id for one in bodies]).items() if waiting}
    opening = chosen or (segments[0] if segments else None)
    parties = party_standings(conference.treaty, opening.starts_on) if opening else {}
    found = [_followed(one, facts, parties.get(one.code)) for one in bodies]
    there = {one.code for one in bodies}
    missing = [code for code, one in parties.items() if one is PartyStanding.PARTY and code not in there]
    return sorted(
        [*found, *(_missing(one) for one in _states(missing))],
        key=lambda one: (
            one.body.region or "~",
            one.body.category,
            one.body.names.get("en", ""),
            one.body.id,
        ),
    )


def at_step(
    rows: Iterable[Followed], step: Step = Step.ALL, *, region: str | None = None, category: str | None = None
) -> list[Followed]:
    """Give those that have taken a step, of a group or category: the rows of a count."""
    return [
        one
        for one in rows
        if one.standing.is_at(step)
        and region in (None, one.standing.region)
        and category in (None, one.standing.category)
    ]


def _followed(body: Body, facts: _Facts, party: PartyStanding | None) -> Followed:
    points = tuple(facts.points[body.id])
    letter, papers = facts.letters.get(body.id), facts.credentials[body.id]
    nominated = facts.nominated.get(body.id, 0)
    return Followed(
        body,
        Standing(
            delegation_id=body.id,
            region=_group(body.region) if body.code else "",
            category=body.category,
            has_focal_point=bool(points),
            is_opened=any(one.opened_at for one in points),
            nominated=nominated,
            has_letter=letter in HAS_LETTER,
            has_credentials=any(one in CAME for one in papers),
            needs_credentials=party is PartyStanding.PARTY,
            bounced=any(one.bounced for one in points),
            awaits=body.id in facts.owing,
        ),
        points,
    )


def _group(region: str) -> str:
    """Give what a State is counted under; one in no regional group as well, apart from observers."""
    return region or NO_GROUP


def _missing(row: Party) -> Followed:
    """Give a Party to whom nobody wrote yet."""
    region = row.regional_group or ""
    standing = Standing(
        delegation_id="",
        region=_group(region),
        category="government",
        has_focal_point=False,
        is_opened=False,
        nominated=0,
        has_letter=False,
        has_credentials=False,
        needs_credentials=True,
        bounced=False,
        awaits=True,
    )
    return Followed(Body("", row.names, row.code, region, "government"), standing)


def _facts(programme_id: int, segment_id: int | None) -> _Facts:
    facts, theirs = _Facts(), Delegation.programme_id == programme_id
    _add_points(facts, programme_id)
    people = (
        select(Nomination.delegation_id, Nomination.id, Participation.state)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .where(theirs, Participation.state.not_in(GONE))
    )
    papers = (
        select(Credentials.delegation_id, Credentials.state)
        .join(Delegation, Delegation.id == Credentials.delegation_id)
        .where(theirs)
    )
    if segment_id is not None:
        people = people.where(Participation.segment_id == segment_id)
        papers = papers.where(Credentials.segment_id == segment_id)
    named: dict[str, set[str]] = defaultdict(set)
    for delegation_id, nomination_id, state in db.session.execute(people):
        if state != ParticipationState.INVITED:
            named[delegation_id].add(nomination_id)
    facts.nominated = {one: len(those) for one, those in named.items()}
    letters = (
        select(Letter.delegation_id, Letter.state)
        .join(Delegation, Delegation.id == Letter.delegation_id)
        .where(theirs)
        .order_by(Letter.delegation_id, Letter.version)
    )
    for delegation_id, state in db.session.execute(letters):
        facts.letters[delegation_id] = state
    for delegation_id, state in db.session.execute(papers):
        facts.credentials[delegation_id].append(state)
    return facts


def _add_points(facts: _Facts, programme_id: int) -> None:
    rows = db.session.scalars(
        select(FocalPoint)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .where(Delegation.programme_id == programme_id, FocalPoint.ended_at.is_(None))
        .order_by(FocalPoint.invited_at, FocalPoint.id)
    ).all()
    keys = {one.id: address_key(one.email) for one in rows}
    failed = set(
        db.session.scalars(
            select(Mailbox.address_key).where(
                Mailbox.address_key.in_(set(keys.values())), Mailbox.failed_at.is_not(None)
            )
        )
    )
    for one in rows:
        facts.points[one.delegation_id].append(
            Point(
                one.id,
                one.name,
                one.email,
                one.language,
                one.kind,
                one.invited_at,
                one.opened_at,
                one.reminded_at,
                keys[one.id] in failed,
            )
        )


def _states(codes: Iterable[str]) -> list[Party]:
    wanted = select(Party).where(Party.code.in_(list(codes))).options(raiseload("*"))
    return list(db.session.scalars(wanted.order_by(Party.code)))


def _conference(slug: str) -> tuple[Programme, list[Segment]]:
    row = db.session.scalar(select(Programme).where(Programme.slug == slug).options(raiseload("*")))
    if row is None:
        raise NotFound()
    segments = db.session.scalars(
        select(Segment)
        .where(Segment.programme_id == row.id)
        .order_by(Segment.position, Segment.id)
        .options(raiseload("*"))
    )
    return row, list(segments)
