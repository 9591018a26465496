"""Who takes part in an hour by a link to join: somebody registered for the slot, or a delegate of a conference."""

from dataclasses import dataclass

from meetings.domain.codes import PlaceState
from meetings.domain.errors import NotFound, RegistrationEnded
from meetings.domain.seasons import Holding
from meetings.queries.cop.entering import NOMINATION, PARTICIPATION, host_of, ways_of
from meetings.queries.joining import places_of_bearer
from meetings.queries.live.hours import Hour, hour_of


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody in an hour; `asker` names by which right they are there, whichever of their links they hold.

    `slot` is open as much longer as it begins later than announced.
    """

    asker: str
    slot_id: str
    person_id: int
    name: str
    country: str | None
    zone: str | None
    slot: Holding


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in an hour, and how that stands."""

    asker: Asker
    hour: Hour


def seat_of(bearer: str, slot_id: str, *, follows_online: bool = True) -> Seat:
    """Give who somebody is in the hour of a slot, and how that stands.

    Raises: NotFound, where the slot is not shown to the public; what `asker_of` raises.
    """
    return Seat(asker_of(bearer, slot_id, follows_online=follows_online), hour_of(slot_id))


def asker_of(bearer: str, slot_id: str, *, follows_online: bool = True) -> Asker:
    """Give who somebody is in the hour of a slot.

    Takes: the bearer of a link to join; whether delegates in the room may follow online, too.
    Raises: LinkDead; NotFound, where the link leads to other slots; RegistrationEnded; what keeps a delegate out.
    """
    if bearer.startswith((f"{NOMINATION}:", f"{PARTICIPATION}:")):
        return _delegate(bearer, slot_id, follows_online=follows_online)
    mine = [one for one in places_of_bearer(bearer) if one.slot_id == slot_id]
    if not mine:
        raise NotFound()
    live = [one for one in mine if not one.is_ended]
    if not live:
        raise RegistrationEnded()
    place = next((one for one in live if one.place_state == PlaceState.CONFIRMED), None)
    if place is None:
        raise NotFound()
    asker = f"registration:{place.registration_id}"
    return Asker(asker, slot_id, place.person_id, place.name, place.country, place.zone, place)


def _delegate(bearer: str, slot_id: str, *, follows_online: bool) -> Asker:
    host = host_of(bearer)
    way = next(iter(ways_of(host, slot_id, follows_online=follows_online)), None)
    if way is None or not way.is_for_them:
        raise NotFound()
    if way.refusal is not None:
        raise way.refusal
    asker = f"{NOMINATION}:{host.nomination_id}"
    return Asker(asker, slot_id, host.person_id, host.name, host.country, host.zone, way)
