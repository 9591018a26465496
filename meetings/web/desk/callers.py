"""A caller and their times: where they are, what hour it is there, what they are registered for and what they heard."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from meetings.domain.codes import PlaceState
from meetings.domain.programmes import place_names
from meetings.domain.seasons import is_over
from meetings.formats.times import hour_words, short_words, word_slot, zone_city, zone_offset
from meetings.queries.ledger import PersonPage
from meetings.queries.people import Told
from meetings.queries.registrations import PlaceShown, RegistrationShown
from meetings.web.desk.access import Moment
from meetings.web.seats import mode_words


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a caller reads their times: zone, city and the hour there now; `capital` where its clock differs.

    Without a zone of their own they are where the capital of their country is, else where the desk is.
    """

    zone: str
    city: str
    hour: str
    capital: str | None


def caller_of(shown: PersonPage, capital: str | None, moment: Moment) -> Caller:
    """Say where a person is. Takes: the zone of their country's capital, if any."""
    lang = moment.reader.language
    zone = shown.zone or capital or moment.reader.zone
    differs = capital and zone_offset(capital, moment.now, lang) != zone_offset(zone, moment.now, lang)
    hour = hour_words(moment.now, zone, lang)
    return Caller(zone, zone_city(zone, lang), hour, capital if differs else None)


def registration_line(
    one: RegistrationShown, told: Mapping[tuple[str, str], Told], caller: Caller, moment: Moment
) -> dict[str, Any]:
    """Word a registration as its person reads it, with what they heard of each time."""
    by_id = {slot.id: slot for slot in one.session.slots}
    places = []
    for place in one.places:
        slot = by_id[place.slot_id]
        named = place_names(one.programme, slot.zone)
        when = (slot.starts_at, slot.minutes, slot.zone)
        lang = moment.reader.language
        places.append(
            {
                "state": place_words(place, moment),
                "mode": mode_words(place.mode) if slot.has_room else "",
                "words": word_slot(*when, caller.zone, lang, named),
                "capital": word_slot(*when, caller.capital, lang, named).own if caller.capital else "",
                "heard": _heard(told[one.id, place.slot_id], caller, moment),
                "is_over": is_over(slot, moment.now),
            }
        )
    return {
        "id": one.id,
        "language": one.language,
        "title": one.session.title,
        "programme": one.programme.title,
        "places": places,
        "is_over": one.ended_at is not None or all(place["is_over"] for place in places),
    }


def _heard(told: Told, caller: Caller, moment: Moment) -> str:
    """Say which version somebody heard, and the hour it told."""
    if told.version is None or told.starts_at is None:
        return _("Has not heard of this time yet.")
    when = short_words(told.starts_at, caller.zone, moment.reader.language)
    if told.version == told.present:
        return _("Heard: %(when)s (version %(version)d, as it stands)", when=when, version=told.version)
    return _("Heard: %(when)s (version %(version)d; it has changed since)", when=when, version=told.version)


def place_words(place: PlaceShown, moment: Moment) -> str:
    """Word how somebody stands for a time."""
    if place.offered_until is not None:
        reader = moment.reader
        when = short_words(place.offered_until, reader.zone, reader.language, reader.city)
        return _("Offered a seat until %(when)s", when=when)
    if place.state == PlaceState.WAITING and place.position:
        return _("Waiting list, number in line: %(number)d", number=place.position)
    return {
        PlaceState.CONFIRMED: _("Registered"),
        PlaceState.WAITING: _("Waiting list"),
        PlaceState.OFFERED: _("Offered a seat"),
        PlaceState.PENDING: _("To be approved"),
        PlaceState.CANCELLED: _("Cancelled"),
        PlaceState.DECLINED: _("Declined"),
        PlaceState.REFUSED: _("Not approved"),
    }[PlaceState(place.state)]
