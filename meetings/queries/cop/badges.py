"""Badges as the desk, the gate, the printer and strangers see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from meetings.domain.cop.codes import ADMITTED, BadgeState
from meetings.domain.errors import NotFound
from meetings.domain.search import question, terms_of
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Identity, Nomination, Participation
from meetings.models.cop.papers import Badge, CheckIn
from meetings.models.parties import Organization, Party
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.catalogue import Listed, Wanted
from meetings.queries.catalogue import page as catalogue_page

Words = dict[str, str]
SIZE: Final = 100
MOST_FOUND: Final = 12
STANDS: Final = (BadgeState.VALID, BadgeState.SUSPENDED)
# What the list of the desk is narrowed to: no badge yet, or where the badge stands.
DUE: Final = "due"
ENDED: Final = "ended"
CHOICES: Final = (DUE, BadgeState.VALID, BadgeState.SUSPENDED, ENDED)


@dataclass(frozen=True, slots=True)
class SegmentShown:
    """A segment as papers and the gate need it."""

    id: int
    slug: str
    title: Words
    place: Words
    venue: str | None
    zone: str
    starts_on: date
    ends_on: date
    programme: str
    programme_title: Words
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody in a segment with the badge they have, or had: whose they are, as what, and how often they came.

    `of` is the State's or body's name; the badge's own facts are empty where there is none.
    """

    participation_id: str
    state: str
    state_since: datetime
    mode: str
    nomination_id: str
    person_id: int
    name: str
    courtesy: str | None
    role: str
    function: str | None
    language: str
    category: str
    party: str | None
    of: Words
    photo: str | None
    segment: SegmentShown
    badge_id: str | None
    code: str | None
    badge_state: str | None
    badge_since: datetime | None
    reason: str | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which people of a segment are asked for: empty asks for all who have, had or are to have a badge."""

    text: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of people, and how many there are in all."""

    shown: tuple[Bearer, ...]
    page: int
    number: int

    @property
    def has_more(self) -> bool:
        """Say whether there are more on the next page."""
        return self.page * SIZE < self.number


def segments(programme: str) -> list[SegmentShown]:
    """Give the segments of a conference in their order; of a season there are none."""
    rows = db.session.execute(
        select(Segment, Programme)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme)
        .order_by(Segment.position, Segment.id)
    )
    return [_segment(segment, of) for segment, of in rows]


def bearers(segment_id: int, asked: Asked, page: int) -> Page:
    """Give a page of the people of a segment by name, narrowed."""
    ids = matching(segment_id, asked)
    chosen = ids[(page - 1) * SIZE : page * SIZE]
    return Page(tuple(bearers_of(chosen)), page, len(ids))


def matching(segment_id: int, asked: Asked) -> list[str]:
    """Name the participations of a segment that are asked for, by name."""
    rows = db.session.execute(
        select(Participation.id, Nomination.name, Party.names, Organization.name, Badge.code)
        .select_from(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Person, Person.id == Nomination.person_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .outerjoin(Badge, _stands())
        .where(Participation.segment_id == segment_id, _is_asked(asked.state))
        .order_by(Person.name_key, Participation.id)
    ).all()
    if not asked.text.strip():
        return [row[0] for row in rows]
    wanted = question(asked.text)
    return [
        row[0]
        for row in rows
        if wanted.finds(terms_of((row[1], *(row[2] or {}).values(), row[3] or "", row[4] or "")))
    ]


def named(segment_id: int, text: str) -> list[Bearer]:
    """Find people with a badge of a segment by name, for the gate; some, where many have it."""
    if not text.strip():
        return []
    asked = [matching(segment_id, Asked(text, state)) for state in STANDS]
    return bearers_of([one for ids in asked for one in ids][:MOST_FOUND])


def bearers_of(participation_ids: Sequence[str]) -> list[Bearer]:
    """Give people with the badge that they have now, in the order asked for; who is not there is left out."""
    rows = db.session.execute(_rows().outerjoin(Badge, _stands()).where(_are(participation_ids)))
    found = {row[0].id: _bearer(row) for row in rows}
    return [found[one] for one in participation_ids if one in found]


def with_badges(segment_id: int) -> list[Bearer]:
    """Give all whose badge opens the gate of a segment, by name, for the list on paper."""
    rows = db.session.execute(
        _rows()
        .join(Badge, and_(Badge.participation_id == Participation.id, Badge.state == BadgeState.VALID))
        .join(Person, Person.id == Nomination.person_id)
        .where(Participation.segment_id == segment_id, Participation.state.in_(ADMITTED))
        .order_by(Person.name_key, Participation.id)
    )
    return [_bearer(row) for row in rows]


def badge(*, code: str | None = None, badge_id: str | None = None) -> Bearer:
    """Give a badge by its code or its name in the store, whatever became of it.

    Raises: NotFound.
    """
    which = Badge.code == code if code is not None else Badge.id == badge_id
    row = db.session.execute(
        _rows().join(Badge, Badge.participation_id == Participation.id).where(which)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _bearer(row)


def came_at(participation_id: str, day: date) -> CheckIn | None:
    """Give when and where somebody was checked in on a day."""
    return db.session.scalar(
        select(CheckIn).where(CheckIn.participation_id == participation_id, CheckIn.day == day)
    )


def counted(segment_id: int) -> dict[str, int]:
    """Count the people of a segment by where their badge stands."""
    return {
        choice: db.session.scalar(
            select(func.count())
            .select_from(Participation)
            .where(Participation.segment_id == segment_id, _is_asked(choice))
        )
        or 0
        for choice in CHOICES
    }


def listed(programme: str, wanted: Wanted) -> Listed[Badge]:
    """Give a page of the badges of a conference, for programs."""
    found = (
        select(Badge)
        .join(Participation, Participation.id == Badge.participation_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme)
    )
    return catalogue_page(found, Badge, wanted)


def bearers_by_badge(badge_ids: Collection[str]) -> dict[str, Bearer]:
    """Give the bearers of badges, by the badge."""
    rows = db.session.execute(
        _rows().join(Badge, Badge.participation_id == Participation.id).where(Badge.id.in_(badge_ids))
    )
    found = [_bearer(row) for row in rows]
    return {one.badge_id: one for one in found if one.badge_id}


def _are(participation_ids: Sequence[str]) -> ColumnElement[bool]:
    return Participation.id.in_(participation_ids)


def _stands() -> ColumnElement[bool]:
    return and_(Badge.participation_id == Participation.id, Badge.state.in_(STANDS))


def _is_asked(state: str) -> ColumnElement[bool]:
    """Hold participations to what is asked for; by itself, to those that have, had or are to have a badge."""
    other = aliased(Badge)
    theirs = other.participation_id == Participation.id
    had, has = exists().where(theirs), exists().where(theirs, other.state.in_(STANDS))
    is_due = and_(~has, Participation.state.in_(ADMITTED))
    if state == DUE:
        return is_due
    if state == ENDED:
        return and_(had, ~has, Participation.state.not_in(ADMITTED))
    if state in STANDS:
        return exists().where(theirs, other.state == state)
    return Participation.state.in_(ADMITTED) | had


def _rows() -> Any:
    return (
        select(
            Participation,
            Nomination,
            Delegation,
            Segment,
            Programme,
            Party,
            Organization,
            Identity.photo,
            Badge,
        )
        .select_from(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .outerjoin(Identity, Identity.nomination_id == Nomination.id)
    )


def _bearer(row: Any) -> Bearer:
    part, nomination, delegation, segment, programme, party, body, photo, badge = row
    return Bearer(
        participation_id=part.id,
        state=part.state,
        state_since=part.state_since,
        mode=part.mode,
        nomination_id=nomination.id,
        person_id=nomination.person_id,
        name=nomination.name,
        courtesy=nomination.courtesy,
        role=nomination.role,
        function=nomination.function,
        language=nomination.language,
        category=delegation.category,
        party=delegation.party_code,
        of=party.names if party else {"en": body.name if body else ""},
        photo=photo,
        segment=_segment(segment, programme),
        badge_id=badge.id if badge else None,
        code=badge.code if badge else None,
        badge_state=badge.state if badge else None,
        badge_since=badge.state_since if badge else None,
        reason=badge.reason if badge else None,
        issued_at=badge.issued_at if badge else None,
    )


def _segment(row: Segment, programme: Programme) -> SegmentShown:
    return SegmentShown(
        id=row.id,
        slug=row.slug,
        title=row.title,
        place=row.place,
        venue=row.venue,
        zone=row.zone,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        programme=programme.slug,
        programme_title=programme.title,
        demonstration=programme.demonstration,
    )
