"""Entering a slot: the entry is recorded, then the way leads to the platform."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from meetings.domain import errors
from meetings.domain.codes import PlaceState
from meetings.domain.seasons import Holding, Standing, doors_at, ends_at, standing
from meetings.extensions import db, transaction
from meetings.models.attendance import Attendance
from meetings.models.people import Person
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.services.consents import agree_here

H = TypeVar("H", bound=Holding)


@dataclass(frozen=True, slots=True)
class Entered:
    """Where an entry leads."""

    slot_id: str
    address: str


def enter(
    registration_id: str,
    slot_id: str | None,
    now: datetime,
    *,
    consents: Iterable[str] = (),
    shown_in: str = "en",
) -> Entered:
    """Record that somebody enters, and give the platform's address.

    Takes: `slot_id`, or nothing for the slot whose door is open; what they agreed to where asked again, and the
    language they read it in. Entering again adds no row.
    Raises: NotFound, RegistrationEnded, DoorClosed, NoPlatformAddress, NotAChoice.
    """
    with transaction():
        registration = _registration(registration_id)
        slot = _open_slot(registration, slot_id, now)
        if not slot.platform_address:
            raise errors.NoPlatformAddress()
        if not _has_entered(registration, slot):
            db.session.add(_entry(registration, slot, now))
        agree_here(registration_id, consents, shown_in, now)
        return Entered(slot.id, slot.platform_address)


def next_slot(slots: Iterable[H], now: datetime) -> H | None:
    """Choose the slot a person waits for: the one open now, else the next to come, else the last that was."""
    every = sorted(slots, key=lambda slot: slot.starts_at)
    ahead = [slot for slot in every if now < ends_at(slot)]
    planned = [slot for slot in ahead if standing(slot, now) in (Standing.OPEN, Standing.COMING)]
    return next(iter(planned or ahead or every[-1:]), None)


def _registration(registration_id: str) -> Registration:
    row = db.session.scalar(
        select(Registration)
        .join(Registration.person)
        .where(Registration.id == registration_id)
        .options(
            contains_eager(Registration.person),
            selectinload(Registration.places).joinedload(Place.slot),
        )
        .with_for_update(of=Person, key_share=True, read=True)  # whoever is erased now does not leave a name
    )
    if row is None or row.person.erased_at is not None:
        raise errors.NotFound()
    if row.ended_at is not None:
        raise errors.RegistrationEnded()
    return row


def _open_slot(registration: Registration, slot_id: str | None, now: datetime) -> Slot:
    held = [place for place in registration.places if place.state == PlaceState.CONFIRMED]
    if slot_id is not None:
        held = [place for place in held if place.slot_id == slot_id]
    slot = next_slot((place.slot for place in held), now)
    if slot is None:
        raise errors.DoorClosed(opens_at=None, state=PlaceState.WAITING)
    state = standing(slot, now)
    if state is not Standing.OPEN:
        raise errors.DoorClosed(opens_at=doors_at(slot), state=state)
    return slot


def _has_entered(registration: Registration, slot: Slot) -> bool:
    found = db.session.scalar(
        select(Attendance.id)
        .where(
            Attendance.registration_id == registration.id,
            Attendance.slot_id == slot.id,
            Attendance.source == "door",
        )
        .limit(1)
    )
    return found is not None


def _entry(registration: Registration, slot: Slot, now: datetime) -> Attendance:
    return Attendance(
        slot_id=slot.id,
        source="door",
        joined_at=now,
        person_id=registration.person_id,
        registration_id=registration.id,
        name=registration.person.name,
        matched="link",
        country=registration.country,
        category=registration.category,
        organization=registration.organization,
        function=registration.function,
        language=registration.language,
    )
