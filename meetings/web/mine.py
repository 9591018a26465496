"""My registrations: all that a person registered for, to switch and to cancel."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import ACTIVE_PLACES, PlaceState
from meetings.domain.errors import NotAChoice, NotFound, Refused, WouldWait
from meetings.domain.registrations import is_slot_open
from meetings.domain.seasons import Room, is_over
from meetings.extensions import db
from meetings.formats.times import short_words
from meetings.queries import registrations as queries
from meetings.queries.links import bearer_of
from meetings.queries.programmes import SlotShown
from meetings.queries.registrations import PlaceShown, RegistrationShown
from meetings.services import offers
from meetings.services import registrations as services
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.programmes import feeds
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys
from meetings.web.seats import elsewhere_words, line_words, mode_words, part_words
from meetings.web.sessions import TimeShown, time_words
from meetings.web.timetable import Desk, session_address

blueprint = Blueprint("mine", __name__)


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


@blueprint.get(f"/{LANG}/me/<token>")
def mine(lang: str, token: str) -> Response:
    """Show what a person is registered for: coming, behind, and cancelled."""
    return _page(token)


@blueprint.post(f"/{LANG}/me/<token>")
def change(lang: str, token: str) -> AnyResponse:
    """Switch one registration to another time, cancel it, or answer an offer, and show the page anew."""
    person = queries.person_of(bearer_of(token, "me", keys()))
    person_id, now = person.id, datetime.now(UTC)
    try:
        done = _act(person_id, request.form.get("act", ""), now)
    except Refused as refusal:
        db.session.rollback()
        may_wait = isinstance(refusal, WouldWait)
        return _page(token, problem=sentence(refusal), status=refusal.status, may_wait=may_wait)
    return redirect(f"/{lang}/me/{token}?done={done}#done", 303)


def _act(person_id: int, act: str, now: datetime) -> str:
    registration = queries.registration(request.form.get("registration", ""))
    if registration.person_id != person_id:
        raise NotFound()
    if act == "cancel":
        services.cancel(registration.id, now, "person")
        return act
    slot_id, _colon, mode = request.form.get("slot", "").partition(":")
    if act == "switch":
        wait = "wait" in request.form
        services.switch(registration.id, slot_id, now, "person", mode or None, wait=wait)
        return act
    acts = {"accept": offers.accept, "decline": offers.decline}
    if act not in acts:
        raise NotAChoice(field="act", value=act[:20])
    acts[act](registration.id, slot_id, now, "person")
    return act


def _page(token: str, *, problem: str | None = None, status: int = 200, may_wait: bool = False) -> Response:
    person = queries.person_of(bearer_of(token, "me", keys()))
    every = queries.registrations_of(person.id)
    now = datetime.now(UTC)
    settle_reader(every[0].programme if every else None, person.zone)
    active = [one for one in every if one.ended_at is None]
    page = render_template(
        "public/mine.html",
        person=person,
        programme=every[0].programme if every else None,
        coming=[_mine(one, now) for one in active if not _is_behind(one, now)],
        behind=[_mine(one, now) for one in active if _is_behind(one, now)],
        cancelled=[_mine(one, now) for one in every if one.ended_at is not None],
        feeds=feeds(f"/calendars/me/{token}.ics"),
        problem=problem,
        asked=request.form if may_wait else None,
        done=_done_words(request.args.get("done", "")) if problem is None else None,
    )
    return make_response(page, status)


def _done_words(done: str) -> str | None:
    return {
        "switch": _("Your time is changed. A mail with the new calendar entry is on its way."),
        "cancel": _("Your registration is cancelled. A mail says so to your calendar."),
        "accept": _("The seat is yours. A mail with the entry for your calendar is on its way."),
        "decline": _("You declined. The seat goes to the next person."),
    }.get(done)


def _is_behind(registration: RegistrationShown, now: datetime) -> bool:
    by_id = {slot.id: slot for slot in registration.session.slots}
    return all(is_over(by_id[place.slot_id], now) for place in registration.places)


def _mine(registration: RegistrationShown, now: datetime) -> Mine:
    programme = registration.programme
    desk = Desk(programme, settle_reader(programme, registration.zone), now)
    held = tuple(_held(place, registration, desk) for place in registration.places)
    return Mine(
        id=registration.id,
        title=registration.session.title,
        stream=registration.session.stream,
        address=session_address(desk, registration.session.slug),
        held=held,
        may_change=registration.ended_at is None and not _is_behind(registration, now),
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
