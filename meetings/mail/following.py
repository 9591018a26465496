"""What is said of many registrations at once: made together, made by what somebody follows, and ended by leaving it."""

from dataclasses import replace

from flask_babel import gettext as _

from meetings.domain.codes import ACTIVE_PLACES, PlaceState
from meetings.mail.words import Body, TimeTold, is_off, slot_of, time_of, told_of, values_of, worded
from meetings.queries.messages import Item
from meetings.queries.registrations import PlaceShown


def several(item: Item) -> Body | None:
    """Say how one of several registrations stands; nothing where it was cancelled since, or only a seat is offered."""
    registration = item.registration
    places = [place for place in registration.places if place.state in ACTIVE_PLACES]
    if registration.ended_at is not None or all(place.state == PlaceState.OFFERED for place in places):
        return None
    slots = [slot_of(item, place.slot_id) for place in places]
    return Body(
        "several",
        values_of(item, slots[0]),
        times=tuple(_time(item, place) for place in places),
        may_join=not all(is_off(item, slot) for slot in slots),
        told=tuple(told_of(item, slot) for slot in slots),
        parts=tuple(place.part for place in places),
        is_shared=True,
        follows=registration.subscription_id is not None,
    )


def enrolled(item: Item) -> Body | None:
    """Tell that somebody is registered for what is new in what they follow; nothing where they are not any more."""
    body = several(item)
    return replace(body, key="enrolled") if body else None


def unfollowed(item: Item) -> Body | None:
    """Tell that a registration ended because its person left what they followed; nothing where it stands."""
    registration = item.registration
    if registration.ended_at is None:
        return None
    slots = [slot_of(item, place.slot_id) for place in registration.places]
    return Body(
        "unfollowed",
        values_of(item, slots[0]),
        times=tuple(TimeTold(worded(item, slot), is_off=True) for slot in slots),
        may_join=False,
        parts=tuple(place.part for place in registration.places),
        is_shared=True,
    )


def _time(item: Item, place: PlaceShown) -> TimeTold:
    """Word a time, and say of one that is waited for that it is."""
    told = time_of(item, place)
    if place.state != PlaceState.WAITING:
        return told
    if place.position is None:
        return replace(told, note=_("On the waiting list."))
    return replace(
        told, note=_("On the waiting list. Your number in line: %(number)d.", number=place.position)
    )
