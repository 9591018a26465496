"""A seat that is offered: accepted, declined, or passed on when its time is over."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import ACTIVE_PLACES, NoticeKind, PlaceState
from meetings.domain.offers import check_offer
from meetings.domain.seasons import ends_at
from meetings.extensions import db, transaction
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.services.registrations import hold_registration, tell, tell_risen
from meetings.services.seats import add_event, end_offer, give_back, keep_offered, raise_sequence


def accept(registration_id: str, slot_id: str, now: datetime, actor: str) -> None:
    """Accept the seat that is offered in a slot; accepted before is nothing to do.

    Raises: NotFound, RegistrationEnded, OfferOver, NotThisMove.
    """
    with transaction():
        registration, place = _held(registration_id, slot_id)
        if place.state == PlaceState.CONFIRMED:
            return
        check_offer(place.state, place.offered_until, now)
        if not keep_offered(place.id, now):
            raise errors.OfferOver()
        _note(registration, "accepted", slot_id, now, actor)
        tell(registration.id, registration.person_id, registration.sequence, now)


def decline(registration_id: str, slot_id: str, now: datetime, actor: str) -> None:
    """Decline the seat that is offered in a slot, and pass it on; declined before is nothing to do.

    A registration that holds nothing else ends with it, so that the person can register again.
    Raises: NotFound, RegistrationEnded, NotThisMove.
    """
    with transaction():
        registration, place = _held(registration_id, slot_id)
        if place.state == PlaceState.DECLINED:
            return
        if not end_offer(place.id):
            raise errors.NotThisMove(state=place.state, wanted="decline")
        _let_go(registration, place, now)
        _note(registration, "declined", slot_id, now, actor)
        tell(registration.id, registration.person_id, registration.sequence, now)
        tell_risen(give_back(slot_id, PlaceState.OFFERED, now, place.mode), now)


def lapse(now: datetime) -> None:
    """Let offers lapse whose time is over, tell their people, and pass the seats on; it may run twice at once."""
    over = db.session.execute(
        select(Place.registration_id, Place.slot_id)
        .where(Place.offered_until <= now, Place.state == PlaceState.OFFERED)
        .order_by(Place.offered_until, Place.id)
    ).all()
    for registration_id, slot_id in over:
        with suppress(errors.Refused), transaction():  # cancelled or switched in between: nothing is offered
            _lapse(registration_id, slot_id, now)


def _lapse(registration_id: str, slot_id: str, now: datetime) -> None:
    registration, place = _held(registration_id, slot_id)
    if not end_offer(place.id, now):
        return
    _let_go(registration, place, now)
    _note(registration, "lapsed", slot_id, now, "system")
    tell(
        registration.id,
        registration.person_id,
        registration.sequence,
        now,
        kind=NoticeKind.LAPSED,
        slot_id=slot_id,
        not_after=ends_at(db.session.get_one(Slot, slot_id)),
    )
    tell_risen(give_back(slot_id, PlaceState.OFFERED, now, place.mode), now)


def _held(registration_id: str, slot_id: str) -> tuple[Registration, Place]:
    """Give a registration and its place in a slot, so that nobody else changes either."""
    registration = hold_registration(registration_id)
    place = next((one for one in registration.places if one.slot_id == slot_id), None)
    if place is None:
        raise errors.NotFound(field="slot")
    if registration.ended_at is not None and place.state != PlaceState.DECLINED:
        raise errors.RegistrationEnded()
    return registration, place


def _let_go(registration: Registration, place: Place, now: datetime) -> None:
    others = [one for one in registration.places if one is not place and one.state in ACTIVE_PLACES]
    if not others:
        registration.ended_at = now


def _note(registration: Registration, kind: str, slot_id: str, now: datetime, actor: str) -> None:
    raise_sequence(registration, now)
    add_event(registration.id, kind, now, actor, {"slot": slot_id})
    db.session.flush()
