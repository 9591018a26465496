"""Joining: by a code that was dictated, or by a link; the button records the entry and leads on."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import Mode, PlaceState
from meetings.domain.errors import DoorClosed, LinkDead, Refused
from meetings.domain.seasons import Standing, doors_at
from meetings.domain.tokens import tidy
from meetings.extensions import db
from meetings.formats import times
from meetings.queries import registrations as queries
from meetings.queries.links import bearer_of, bearer_of_code, token_of
from meetings.queries.programmes import SlotShown
from meetings.queries.registrations import RegistrationShown
from meetings.services.joining import enter, next_slot
from meetings.web.consents import consents_asked, consents_typed
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys
from meetings.web.seats import part_words
from meetings.web.sessions import time_words
from meetings.web.timetable import Desk, session_address, slot_state

blueprint = Blueprint("joining", __name__)


@blueprint.get(f"/{LANG}/join")
def ask_code(lang: str) -> str:
    """Show one field for a code."""
    return _code_page("")


@blueprint.post(f"/{LANG}/join")
def take_code(lang: str) -> AnyResponse:
    """Lead from a code, or a pasted link, to its page; a code that is not known comes back."""
    typed = request.form.get("code", "").strip()
    try:
        return redirect(f"/{lang}/join/{_token_typed(typed)}", 303)
    except Refused as refusal:
        return make_response(_code_page(typed[:200], sentence(refusal)), 422)


@blueprint.get(f"/{LANG}/join/<token>")
def door(lang: str, token: str) -> Response:
    """Show when it opens and for whom the link is; once open, one button."""
    return _door_page(_registration(token), token)


@blueprint.post(f"/{LANG}/join/<token>")
def go_in(lang: str, token: str) -> AnyResponse:
    """Record the entry and lead to the meeting; where that is not possible, say why."""
    registration = _registration(token)
    try:
        entered = enter(
            registration.id,
            request.form.get("slot") or None,
            datetime.now(UTC),
            consents=consents_typed(request.form),
            shown_in=lang,
        )
    except Refused as refusal:
        db.session.rollback()
        return _door_page(registration, token, problem=sentence(refusal), status=refusal.status)
    return redirect(entered.address, 303)


def _token_typed(typed: str) -> str:
    """Give the join token that a typed code stands for; a whole link may be pasted too."""
    last = tidy(typed.rpartition("/")[2].partition("?")[0])
    if "/" in typed or len(last) > 30:
        bearer_of(last, "join", keys())
        return last
    bearer = bearer_of_code(typed, keys())
    token = token_of("join", bearer, keys())
    if token is None:
        raise LinkDead(field="code")
    return token


def _registration(token: str) -> RegistrationShown:
    return queries.registration(bearer_of(token, "join", keys()).partition(":")[2])


def _code_page(typed: str, problem: str | None = None) -> str:
    settle_reader()
    return render_template("public/code.html", typed=typed, problem=problem)


def _door_page(
    registration: RegistrationShown, token: str, *, problem: str | None = None, status: int = 200
) -> Response:
    now = datetime.now(UTC)
    session, programme = registration.session, registration.programme
    desk = Desk(programme, settle_reader(programme, registration.zone), now)
    slot = _slot(registration, now)
    state = slot_state(slot, desk, session.cancelled)
    if registration.ended_at is not None:
        state = Standing.CANCELLED
    is_mine = _is_confirmed(registration, slot)
    page = render_template(
        "public/door.html",
        programme=programme,
        session=session,
        name=registration.name,
        time=replace(time_words(slot, session, desk), proposed=False),
        slot_id=slot.id,
        state=str(state),
        ended=registration.ended_at is not None,
        waits=not is_mine,
        mode=_mode_words(registration, slot),
        is_offered=any(
            one.slot_id == slot.id and one.state == PlaceState.OFFERED for one in registration.places
        ),
        opens_at=doors_at(slot),
        opens_hour=times.hour_words(doors_at(slot), desk.reader.zone, desk.reader.language),
        opens_day=times.full_day_words(doors_at(slot), desk.reader.zone, desk.reader.language),
        begins_at=slot.starts_at if now < slot.starts_at else None,
        now=now,
        problem=problem,
        consents_asked=consents_asked(registration.id),
        session_address=session_address(desk, session.slug),
    )
    return make_response(page, status)


def _mode_words(registration: RegistrationShown, slot: SlotShown) -> str:
    mode = next((one.mode for one in registration.places if one.slot_id == slot.id), Mode.ONLINE)
    return part_words(mode, has_room=slot.has_room)


def _slot(registration: RegistrationShown, now: datetime) -> SlotShown:
    """Choose the time of the page: of the places held, confirmed ones first, the one open or next."""
    by_id = {slot.id: slot for slot in registration.session.slots}
    confirmed = [by_id[one.slot_id] for one in registration.places if one.state == PlaceState.CONFIRMED]
    every = confirmed or [by_id[one.slot_id] for one in registration.places]
    slot = next_slot(every, now)
    if slot is None:
        raise DoorClosed(opens_at=None, state="")
    return slot


def _is_confirmed(registration: RegistrationShown, slot: SlotShown) -> bool:
    return any(one.slot_id == slot.id and one.state == PlaceState.CONFIRMED for one in registration.places)
