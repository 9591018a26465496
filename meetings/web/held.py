"""What a person is registered for, as rows: each with its times, and those it could be changed for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.domain.codes import ACTIVE_PLACES, PlaceState
from meetings.domain.registrations import is_slot_open
from meetings.domain.seasons import Room
from meetings.formats.calendar_links import CalendarLinks
from meetings.formats.times import short_words
from meetings.queries.links import tokens_of
from meetings.queries.programmes import SlotShown
from meetings.queries.registrations import PlaceShown, RegistrationShown
from meetings.services.colleagues import is_behind
from meetings.services.links import season_bearer
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys
from meetings.web.seats import elsewhere_words, line_words, mode_words, part_words
from meetings.web.sessions import TimeShown, add_links, time_words
from meetings.web.timetable import Desk, session_address


@dataclass(frozen=True, slots=True)
class Other:
    """What a place could be changed for: the value that is sent, the time, and the way where there is a choice."""

    value: str
    time: TimeShown
    mode: str
    is_full: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A place, with what it could be changed for; `is_offered`, where its person is to say yes or no."""

    slot_id: str
    time: TimeShown
    state: str
    mode: str
    elsewhere: str
    is_offered: bool
    others: tuple[Other, ...]
    is_mode_only: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """A registration on the page."""

    id: str
    title: dict[str, str]
    stream: Any
    address: str
    held: tuple[Held, ...]
    may_change: bool


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
    now_held = () if place.state == PlaceState.DECLINED else (place.slot_id, place.mode)
    ways = [
        (slot, mode)
        for slot in session.slots
        if slot.part == place.part and is_slot_open(slot, desk.now)
        for mode in slot.seats
        if (slot.id, mode) != now_held
    ]
    best = next((way for way in ways if not _is_full(*way)), ways[0] if ways else None)
    others = [_other(slot, mode, (slot, mode) == best, registration, desk) for slot, mode in ways]
    changeable = place.state in (*ACTIVE_PLACES, PlaceState.DECLINED) and not session.cancelled
    return Held(
        slot_id=place.slot_id,
        time=replace(time_words(by_id[place.slot_id], session, desk), proposed=False),
        state=_place_words(place, desk),
        mode=part_words(place.mode, has_room=by_id[place.slot_id].has_room),
        elsewhere=elsewhere_words(session, place, desk.now),
        is_offered=place.offered_until is not None and desk.now < place.offered_until,
        others=tuple(others) if changeable else (),
        is_mode_only=all(one.value.startswith(f"{place.slot_id}:") for one in others),
    )


def _is_full(slot: SlotShown, mode: str) -> bool:
    return slot.seats[mode] is Room.FULL


def _other(slot: SlotShown, mode: str, chosen: bool, registration: RegistrationShown, desk: Desk) -> Other:
    return Other(
        value=f"{slot.id}:{mode}" if slot.has_room else slot.id,
        time=time_words(slot, registration.session, desk),
        mode=mode_words(mode) if slot.has_room else "",
        is_full=_is_full(slot, mode),
        chosen=chosen,
    )


def _place_words(place: PlaceShown, desk: Desk) -> str:
    reader = desk.reader
    if place.state == PlaceState.WAITING:
        return line_words(place)
    if place.state == PlaceState.OFFERED and place.offered_until:
        when = short_words(place.offered_until, reader.zone, reader.language, reader.city)
        return _("A seat is offered to you until %(when)s.", when=when)
    return {
        PlaceState.CONFIRMED: _("Registered."),
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
