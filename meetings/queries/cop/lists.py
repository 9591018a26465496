"""Who would stand on a segment's list of participants now, and how it is made."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import raiseload

from meetings.domain.cop.codes import ADMITTED, PartyStanding
from meetings.domain.cop.lists import (
    SCHEMA,
    STATE,
    Known,
    Listed,
    ListKind,
    Participants,
    Section,
    is_listed,
    printed_of,
    section_of,
)
from meetings.domain.cop.parties import standing_to
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.attendance import Attendance
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.lists import ListSetting
from meetings.models.cop.papers import CheckIn
from meetings.models.parties import Organization, Party, PartyStatus
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.presence import counts_alone

Words = dict[str, str]
PRINTED = ("courtesy", "name", "function", "department", "organization", "address", "email")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a segment's list is made; as the store has it, or the plain one."""

    revision: int
    symbol: str
    audience: str
    corrections_until: datetime | None
    unconfirmed_title: Words
    with_media: bool
    secretariat: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A segment whose list is made: of which conference, when and where, and how."""

    programme: str
    programme_id: int
    treaty: str
    programme_title: Words
    published: bool
    demonstration: bool
    segment_id: int
    segment: str
    title: Words
    place: Words
    zone: str
    starts_on: date
    ends_on: date
    nominate_until: datetime | None
    setting: Setting


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody in a delegation of a segment, with what decides whether and how they are listed."""

    delegation: str
    nomination: str
    revision: int
    person_id: int
    participation: str
    state: str
    role: str
    position: int
    facts: dict[str, str | None]
    agreed: tuple[str, ...]
    is_present: bool

    @property
    def known(self) -> Known:
        """Give what is looked at before publishing."""
        listed = Listed(
            self.delegation,
            self.nomination,
            self.person_id,
            self.role,
            self.position,
            printed_of(self.facts, self.agreed),
        )
        texts = {field: self.facts.get(field) or "" for field in ("name", "function", "email")}
        return Known(listed, agreed=frozenset(self.agreed), **texts)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a list is made from: its segment, its bodies by the id of the delegation, and the people."""

    listing: Listing
    bodies: dict[str, dict[str, Any]]
    people: tuple[Nominee, ...]

    def listed(self, kind: ListKind) -> tuple[Nominee, ...]:
        """Give those who stand on a list of a kind."""
        return tuple(
            one
            for one in self.people
            if one.delegation in self.bodies and is_listed(one.state, kind, is_present=one.is_present)
        )

    def participants(self, kind: ListKind) -> Participants:
        """Give the list as it would be published now."""
        people = tuple(one.known.listed for one in self.listed(kind))
        there = {one.body for one in people}
        listing = self.listing
        head = {
            "schema": SCHEMA,
            "kind": str(kind),
            "programme": listing.programme,
            "programme_title": listing.programme_title,
            "demonstration": listing.demonstration,
            "segment": listing.segment,
            "title": listing.title,
            "place": listing.place,
            "zone": listing.zone,
            "starts_on": listing.starts_on.isoformat(),
            "ends_on": listing.ends_on.isoformat(),
            "symbol": listing.setting.symbol,
            "corrections_until": _until(listing.setting) if kind is ListKind.PROVISIONAL else None,
            "unconfirmed_title": listing.setting.unconfirmed_title,
            "bodies": {body: facts for body, facts in self.bodies.items() if body in there},
        }
        return Participants(head, people)


def _until(setting: Setting) -> str | None:
    return setting.corrections_until.isoformat() if setting.corrections_until else None


def listing_of(programme: str, segment: str) -> Listing:
    """Give a segment with how its list is made.

    Raises: NotFound.
    """
    found = db.session.execute(
        select(Programme, Segment, ListSetting)
        .join(Segment, Segment.programme_id == Programme.id)
        .outerjoin(ListSetting, ListSetting.segment_id == Segment.id)
        .where(Programme.slug == programme, Segment.slug == segment)
    ).first()
    if found is None:
        raise NotFound()
    return _listing(*found)


def _listing(of: Programme, segment: Segment, setting: ListSetting | None) -> Listing:
    return Listing(
        programme=of.slug,
        programme_id=of.id,
        treaty=of.treaty,
        programme_title=of.title,
        published=of.published,
        demonstration=of.demonstration,
        segment_id=segment.id,
        segment=segment.slug,
        title=segment.title,
        place=segment.place,
        zone=segment.zone,
        starts_on=segment.starts_on,
        ends_on=segment.ends_on,
        nominate_until=segment.nominate_until,
        setting=Setting(
            revision=setting.revision if setting else 0,
            symbol=(setting.symbol if setting else None) or "",
            audience=setting.audience if setting else "participants",
            corrections_until=setting.corrections_until if setting else None,
            unconfirmed_title=setting.unconfirmed_title if setting else {},
            with_media=bool(setting and setting.with_media),
            secretariat=tuple(setting.secretariat) if setting else (),
        ),
    )


def listings(programme: str) -> list[Listing]:
    """Give the segments of a conference with how their lists are made, in their order."""
    rows = db.session.execute(
        select(Programme, Segment, ListSetting)
        .join(Segment, Segment.programme_id == Programme.id)
        .outerjoin(ListSetting, ListSetting.segment_id == Segment.id)
        .where(Programme.slug == programme)
        .order_by(Segment.position, Segment.id)
    )
    return [_listing(*row) for row in rows]


def gather(listing: Listing, delegation: str | None = None) -> Gathered:
    """Gather who is in a segment's delegations now, in six queries; or of one delegation alone, who is in it."""
    rows = db.session.execute(
        select(Nomination, Participation.id, Participation.state, Person.erased_at)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .join(Person, Person.id == Nomination.person_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .where(Participation.segment_id == listing.segment_id, Participation.state.in_(ADMITTED))
        .where(Delegation.id == delegation if delegation else Delegation.programme_id == listing.programme_id)
        .order_by(Nomination.delegation_id, Nomination.position, Nomination.id)
        .options(raiseload("*"))
    ).all()
    came, present = _checked_in(listing.segment_id), _entered(listing.segment_id)
    people = tuple(
        Nominee(
            delegation=row.delegation_id,
            nomination=row.id,
            revision=row.revision,
            person_id=row.person_id,
            participation=participation,
            state=state,
            role=row.role,
            position=row.position,
            facts={field: getattr(row, field) for field in PRINTED} if erased is None else {},
            agreed=tuple(row.lists) if erased is None else (),
            is_present=participation in came or row.person_id in present,
        )
        for row, participation, state, erased in rows
    )
    return Gathered(listing, _bodies(listing, delegation), people)


def _checked_in(segment_id: int) -> frozenset[str]:
    """Name the participations of those who came to the gate of a segment on any day."""
    rows = db.session.scalars(
        select(CheckIn.participation_id)
        .join(Participation, Participation.id == CheckIn.participation_id)
        .where(Participation.segment_id == segment_id)
        .distinct()
    )
    return frozenset(rows)


def _entered(segment_id: int) -> frozenset[int]:
    """Name the people who were in a meeting of a segment online."""
    rows = db.session.scalars(
        select(Attendance.person_id)
        .join(Slot, Slot.id == Attendance.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.segment_id == segment_id, Attendance.person_id.is_not(None), counts_alone())
        .distinct()
    )
    return frozenset(one for one in rows if one is not None)


def _bodies(listing: Listing, delegation: str | None) -> dict[str, dict[str, Any]]:
    rows = db.session.execute(
        select(Delegation.id, Delegation.category, Delegation.party_code, Party.names, Organization.name)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .where(Delegation.programme_id == listing.programme_id)
        .where(Delegation.id == delegation if delegation else true())
        .order_by(Delegation.id)
    ).all()
    standings = _standings(listing, [code for _id, _category, code, _names, _name in rows if code])
    bodies = {}
    for name, category, code, names, organization in rows:
        section = section_of(
            category,
            standings[code] if code and category == STATE else None,
            is_secretariat=name in listing.setting.secretariat,
        )
        if section is Section.MEDIA and not listing.setting.with_media:
            continue
        bodies[name] = {
            "names": names or {"en": organization or ""},
            "section": str(section),
            "code": code,
            "is_state": code is not None,
        }
    return bodies


def _standings(listing: Listing, codes: list[str]) -> dict[str, PartyStanding]:
    statuses: dict[str, list[PartyStatus]] = defaultdict(list)
    rows = db.session.scalars(
        select(PartyStatus).where(PartyStatus.treaty == listing.treaty, PartyStatus.party_code.in_(codes))
    )
    for row in rows:
        statuses[row.party_code].append(row)
    return {code: standing_to(listing.treaty, statuses[code], listing.starts_on) for code in codes}
