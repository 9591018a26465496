"""What a person is registered for, as rows: each with its times, and those it could be changed for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.domain.codes import ACTIVE_PLACES, PlaceState
from meetings.domain.registrations import is_slot_open
from meetings.domain.seasons import is_over
from meetings.formats.calendar_links import CalendarLinks
from meetings.formats.times import short_words
from meetings.queries.links import tokens_of
from meetings.queries.registrations import PlaceShown, RegistrationShown
from meetings.services.links import season_bearer
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys
from meetings.web.sessions import TimeShown, add_links, time_words
from meetings.web.timetable import Desk, session_address


@dataclass(frozen=True, slots=True)
class Held:
    """A place, with the times it could be changed for; `is_offered`, where its person is to say yes or no."""

    slot_id: str
    time: TimeShown
    state: str
    is_offered: bool
    others: tuple[tuple[str, TimeShown], ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """A registration on the page."""

    id: str
    title: dict[str, str]
    stream: Any
    address: str
    held: tuple[Held, ...]
    may_change: bool


def is_behind(registration: RegistrationShown, now: datetime) -> bool:
    """Say whether all that a registration holds is over."""
    by_id = {slot.id: slot for slot in registration.session.slots}
    return all(is_over(by_id[place.slot_id], now) for place in registration.places)


def held_words(registration: RegistrationShown, now: datetime) -> Mine:
    """Word a registration with its times, for the reader of this request."""
    programme = registration.programme
    desk = Desk(programme, settle_reader(programme, registration.zone), now)
    held = tuple(_held(place, registration, desk) for place in registration.places)
    return Mine(
        id=registration.id,
        title=registration.session.title,
        stream=registration.session.stream,
        address=session_address(desk, registration.session.slug),
        held=held,
        may_change=registration.ended_at is None and not is_behind(registration, now),
    )


def _held(place: PlaceShown, registration: RegistrationShown, desk: Desk) -> Held:
    session = registration.session
    by_id = {slot.id: slot for slot in session.slots}
    others = [
        slot
        for slot in session.slots
        if slot.part == place.part
        and (slot.id != place.slot_id or place.state == PlaceState.DECLINED)
        and is_slot_open(slot, desk.now)
    ]
    changeable = place.state in (*ACTIVE_PLACES, PlaceState.DECLINED) and not session.cancelled
    return Held(
        slot_id=place.slot_id,
        time=replace(time_words(by_id[place.slot_id], session, desk), proposed=False),
        state=_place_words(place, desk),
        is_offered=place.offered_until is not None and desk.now < place.offered_until,
        others=tuple((slot.id, time_words(slot, session, desk)) for slot in others) if changeable else (),
    )


def _place_words(place: PlaceShown, desk: Desk) -> str:
    reader = desk.reader
    if place.state == PlaceState.WAITING and place.position:
        return _("On the waiting list. Your number in line: %(number)d.", number=place.position)
    if place.state == PlaceState.OFFERED and place.offered_until:
        when = short_words(place.offered_until, reader.zone, reader.language, reader.city)
        return _("A seat is offered to you until %(when)s.", when=when)
    return {
        PlaceState.CONFIRMED: _("Registered."),
        PlaceState.WAITING: _("On the waiting list."),
        PlaceState.OFFERED: _("A seat is offered to you."),
        PlaceState.PENDING: _("To be approved."),
        PlaceState.CANCELLED: _("Cancelled."),
        PlaceState.DECLINED: _("Declined."),
        PlaceState.REFUSED: _("Not approved."),
    }[PlaceState(place.state)]


def add_links_of(active: Iterable[RegistrationShown], now: datetime) -> dict[tuple[str, str], CalendarLinks]:
    """Give the links that put each time held into a calendar, by registration and slot, with our way in."""
    every = list(active)
    bearers = {
        one.id: (f"registration:{one.id}", season_bearer(one.person_id, one.programme.id)) for one in every
    }
    tokens = tokens_of("join", {each for both in bearers.values() for each in both}, keys())
    found = {}
    for one in every:
        token = next((tokens[each] for each in bearers[one.id] if each in tokens), None)
        by_id = {slot.id: slot for slot in one.session.slots}
        desk = Desk(one.programme, settle_reader(one.programme, one.zone), now)
        for place in one.places if token else ():
            address, file = f"/{desk.reader.language}/join/{token}", f"/calendars/me/{token}.ics"
            links = add_links(by_id[place.slot_id], one.session, desk, address=address, file=file)
            if links and place.state == PlaceState.CONFIRMED:
                found[one.id, place.slot_id] = links
    return found
