"""Registering a colleague for what lies ahead of one's own registrations."""

from datetime import datetime

from meetings.domain.codes import ACTIVE_PLACES, Mode
from meetings.domain.errors import Refused, SessionNotOpen
from meetings.domain.registrations import is_slot_open
from meetings.domain.seasons import is_over
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.queries.registrations import RegistrationShown, own_person, registrations_of
from meetings.services.people import PersonGiven, check_person
from meetings.services.registrations import RegistrationRequest, register


def register_colleague(person_id: int, name: str, email: str, now: datetime, keys: Keys) -> int:
    """Register a colleague for what lies ahead of a person's own, with their country, organization and category.

    Gives: for how many sessions.
    Raises: Refused, with the field; why no session took them, where none did.
    """
    own = own_person(person_id)
    colleague = PersonGiven(
        name=name,
        email=email,
        country=own.country,
        organization=own.organization,
        category=own.category,
        language=own.language,
        zone=own.zone,
    )
    check_person(colleague)
    ahead = [one for one in registrations_of(person_id) if one.ended_at is None and not is_behind(one, now)]
    refused: Refused = SessionNotOpen()
    count = 0
    for one in ahead:
        try:
            register(_same(one, colleague, now), now, keys)
            count += 1
        except Refused as refusal:
            db.session.rollback()
            refused = refusal
    if not count:
        raise refused
    return count


def is_behind(registration: RegistrationShown, now: datetime) -> bool:
    """Say whether all that a registration holds is over."""
    by_id = {slot.id: slot for slot in registration.session.slots}
    return all(is_over(by_id[place.slot_id], now) for place in registration.places)


def _same(one: RegistrationShown, person: PersonGiven, now: datetime) -> RegistrationRequest:
    """Ask for the same times, as far as they can be had."""
    by_id = {slot.id: slot for slot in one.session.slots}
    held = [place.slot_id for place in one.places if place.state in ACTIVE_PLACES]
    return RegistrationRequest(
        programme=one.programme.slug,
        session=one.session.slug,
        person=person,
        slots=tuple(slot_id for slot_id in held if is_slot_open(by_id[slot_id], now)),
        source="colleague",
        mode=Mode.ROOM if any(place.mode == Mode.ROOM for place in one.places) else Mode.ONLINE,
    )
