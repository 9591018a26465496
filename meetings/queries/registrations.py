"""What people see of their registrations, and what a form needs to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.codes import ACTIVE_PLACES, Mode, PlaceState
from meetings.domain.errors import LinkDead
from meetings.domain.seasons import is_over
from meetings.extensions import db
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Session
from meetings.models.registrations import Place, Registration
from meetings.queries.lines import ranks
from meetings.queries.programmes import (
    ProgrammeShown,
    SessionShown,
    Words,
    show_programme,
    show_session,
    whole_session,
)

Ranks = dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class OwnPerson:
    """A person as their own page has them: `address` where a mail reaches them; what is not known is empty."""

    name: str
    address: str
    country: str
    organization: str
    category: str
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """What a registration holds for a part; `position` counts those who wait up to it, `first_rank` as it was first."""

    part: int
    slot_id: str
    state: str
    position: int | None
    offered_until: datetime | None = None
    mode: str = Mode.ONLINE
    first_rank: int | None = None


@dataclass(frozen=True, slots=True)
class RegistrationShown:
    """A registration as its person sees it."""

    id: str
    person_id: int
    name: str
    language: str
    zone: str | None
    sequence: int
    updated_at: datetime
    ended_at: datetime | None
    programme: ProgrammeShown
    session: SessionShown
    places: tuple[PlaceShown, ...]
    subscription_id: int | None = None

    @property
    def waits(self) -> bool:
        """Say whether any part is on the waiting list."""
        return any(place.state == PlaceState.WAITING for place in self.places)


def countries() -> list[tuple[str, Words]]:
    """Give the codes and names of all States and organizations of the secretariat's list."""
    rows = db.session.execute(select(Party.code, Party.names).order_by(Party.code))
    return [(code, names) for code, names in rows]


def person_of(bearer: str) -> Person:
    """Give the person a link is for.

    Raises: LinkDead, when the person was erased, or it is a link to something else.
    """
    kind, _, number = bearer.partition(":")
    if kind != "person":
        raise LinkDead()
    person = db.session.get(Person, int(number), options=[raiseload("*")])
    if person is None or person.erased_at is not None:
        raise LinkDead()
    return person


def own_person(person_id: int) -> OwnPerson:
    """Give what a person may see and pass on of themselves."""
    person = db.session.get_one(Person, person_id, options=[raiseload("*")])
    address = (
        select(Mailbox.address)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(PersonMailbox.person_id == person_id)
        .order_by(Mailbox.failed_at.is_not(None), Mailbox.id)
        .limit(1)
    )
    return OwnPerson(
        name=person.name,
        address=db.session.scalar(address) or "",
        country=person.country or "",
        organization=person.organization or "",
        category=person.category or "",
        language=person.language,
        zone=person.zone or "",
    )


def registrations_of(person_id: int) -> list[RegistrationShown]:
    """Give a person's registrations in the order of their first times, cancelled ones too."""
    rows = _rows(Registration.person_id == person_id)
    standing = _ranks(rows)
    shown = [_registration(row, _about(row), standing) for row in rows]
    return sorted(shown, key=lambda one: min(slot.starts_at for slot in one.session.slots))


def registration(registration_id: str) -> RegistrationShown:
    """Give one registration.

    Raises: LinkDead, when there is none.
    """
    found = registrations_by_id([registration_id])
    if not found:
        raise LinkDead()
    return found[registration_id]


def registrations_by_id(ids: Iterable[str]) -> dict[str, RegistrationShown]:
    """Give those of several registrations that there are; what they have in common is made once."""
    made: dict[int, tuple[ProgrammeShown, SessionShown]] = {}
    found = {}
    rows = _rows(Registration.id.in_(list(ids)))
    standing = _ranks(rows)
    for row in rows:
        if row.session_id not in made:
            made[row.session_id] = _about(row)
        found[row.id] = _registration(row, made[row.session_id], standing)
    return found


def latest_registration(slot_id: str | None = None) -> RegistrationShown | None:
    """Give the latest registration that stands, of those with a place in a slot; nothing where there is none."""
    question = select(Registration.id).where(Registration.ended_at.is_(None))
    if slot_id is not None:
        question = question.join(Place).where(Place.slot_id == slot_id)
    name = db.session.scalar(question.order_by(Registration.created_at.desc(), Registration.id).limit(1))
    return registration(name) if name else None


def _rows(condition: object) -> list[Registration]:
    session = joinedload(Registration.session)
    return list(
        db.session.scalars(
            select(Registration)
            .where(condition)  # type: ignore[arg-type]
            .options(
                joinedload(Registration.person),
                selectinload(Registration.places),
                session.joinedload(Session.programme),
                session.options(*whole_session()),  # type: ignore[arg-type]
                raiseload("*"),
            )
        ).unique()
    )


def _ranks(rows: Iterable[Registration]) -> Ranks:
    return ranks([row.id for row in rows if any(one.state == PlaceState.WAITING for one in row.places)])


def _about(row: Registration) -> tuple[ProgrammeShown, SessionShown]:
    return show_programme(row.session.programme), show_session(row.session, panel=False)


def _registration(
    row: Registration, about: tuple[ProgrammeShown, SessionShown], standing: Ranks
) -> RegistrationShown:
    return RegistrationShown(
        id=row.id,
        person_id=row.person_id,
        name=row.person.name,
        language=row.language,
        zone=row.zone,
        sequence=row.sequence,
        updated_at=row.updated_at,
        ended_at=row.ended_at,
        programme=about[0],
        session=about[1],
        places=tuple(
            PlaceShown(
                part=one.part,
                slot_id=one.slot_id,
                state=one.state,
                position=standing.get((row.id, one.part)),
                offered_until=one.offered_until,
                mode=one.mode,
                first_rank=one.first_rank,
            )
            for one in row.places
        ),
        subscription_id=row.subscription_id,
    )


def next_registration(registrations: Iterable[RegistrationShown], now: datetime) -> RegistrationShown | None:
    """Give the registration whose time is open or comes next, one with a seat before others; nothing for none."""
    ahead = [
        (place.state != PlaceState.CONFIRMED, slot.starts_at, one.id, one)
        for one in registrations
        if one.ended_at is None
        for place in one.places
        if place.state in ACTIVE_PLACES
        for slot in one.session.slots
        if slot.id == place.slot_id and not is_over(slot, now)
    ]
    return min(ahead, key=lambda each: each[:3])[3] if ahead else None
