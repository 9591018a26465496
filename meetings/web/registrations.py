"""Registering for a session: the form, and the answer that carries the right to enter."""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import Mode, PlaceState
from meetings.domain.errors import Full, NotFound, Refused
from meetings.domain.registrations import free_elsewhere, is_slot_open
from meetings.domain.tokens import Keys
from meetings.extensions import db, limiter, strangers
from meetings.queries import registrations as queries
from meetings.queries.lines import ranks
from meetings.queries.programmes import SessionShown, SlotShown, session_page
from meetings.services import registrations as services
from meetings.services.people import person_problems
from meetings.services.registrations import PlaceGiven, Registered
from meetings.web.caching import remembered
from meetings.web.forms.registrations import (
    HONEYPOT,
    Choices,
    RegistrationForm,
    blame,
    registration_form,
    registration_request,
)
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.seats import full_page, mode_words, part_words
from meetings.web.sessions import TimeShown, time_words
from meetings.web.timetable import Desk, may_register, parts_of, proposed_slot, session_address

blueprint = Blueprint("registrations", __name__)
TOKEN_HOLE, CODE_HOLE = (f"hole{secrets.token_hex(8)}" for _number in range(2))
ADDRESS = f"/{LANG}/<programme>/<session>/register"


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to choose."""

    slot_id: str
    time: TimeShown
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is about: the session, for whom it is shown, and the times asked for."""

    session: SessionShown
    desk: Desk
    slots: tuple[str, ...]


@blueprint.get(ADDRESS)
def ask(lang: str, programme: str, session: str) -> Response:
    """Show the form, with the time that suits best chosen."""
    asked = _asked(programme, session, ())
    return _form_page(asked, registration_form(None, asked.desk.reader, country_choices(lang)))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def register(lang: str, programme: str, session: str) -> Response:
    """Register, and answer with link, code and calendar file; or show the form again with what was typed."""
    asked = _asked(programme, session, tuple(request.form.getlist("slot")))
    if request.form.get(HONEYPOT):
        return _form_page(asked, _typed_form(asked), [_("Please send the form once more.")], 422)
    if request.form.get("act") == "form":
        return _form_page(asked, _typed_form(asked))
    wish = registration_request(request.form, asked.desk.reader.zone, programme, session)
    try:
        done = services.register(wish, asked.desk.now, keys())
    except NotFound:
        abort(404)
    except Refused as refusal:
        db.session.rollback()
        page = full_page(refusal, asked.session, asked.desk) if isinstance(refusal, Full) else None
        if page is not None:
            return page
        form = _typed_form(asked)
        others = blame(form, person_problems(wish.person) or [refusal])
        return _form_page(asked, form, others, refusal.status)
    return _answer_page(asked, done)


def _typed_form(asked: Asked) -> RegistrationForm:
    """Give the form with everything that was typed."""
    reader = asked.desk.reader
    return registration_form(MultiDict(request.form), reader, country_choices(reader.language))


def keys() -> Keys:
    """Give the keys of this application's links."""
    found: Keys = current_app.extensions["outside"].keys
    return found


def public_address(path: str) -> str:
    """Give the address under which the world finds a path of ours."""
    base: str = current_app.extensions["outside"].base_url
    return base + path


def country_choices(lang: str) -> Choices:
    """Give codes and names of countries, in the order of the reader's language."""
    return remembered(("countries", lang), lambda: _countries(lang))


def _countries(lang: str) -> Choices:
    named = [(code, names.get(lang) or names.get("en", code)) for code, names in queries.countries()]
    return sorted(named, key=lambda pair: _collate(pair[1]))


def _collate(name: str) -> str:
    """Order names as a reader looks for them: without capitals and accents."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _asked(programme: str, session: str, slots: tuple[str, ...]) -> Asked:
    found = remembered((programme, session), lambda: session_page(programme, session))
    if found is None:
        abort(404)
    shown, topic, _figures = found
    return Asked(topic, Desk(shown, settle_reader(shown), datetime.now(UTC)), slots)


def _form_page(
    asked: Asked, form: RegistrationForm, others: list[str] | None = None, status: int = 200
) -> Response:
    open_now = may_register(asked.session, asked.desk)
    page = render_template(
        "public/register.html",
        programme=asked.desk.programme,
        session=asked.session,
        form=form,
        others=others or [],
        parts=_choices(asked) if open_now else [],
        modes=_modes(asked),
        session_address=session_address(asked.desk, asked.session.slug),
        honeypot=HONEYPOT,
    )
    return make_response(page, status if open_now or status != 200 else 409)


def _choices(asked: Asked) -> list[list[Choice]]:
    """Give the times of each part that can still be had; of each, one is chosen."""
    parts = []
    for slots in parts_of(asked.session):
        free = [slot for slot in slots if is_slot_open(slot, asked.desk.now)]
        wanted = next((slot.id for slot in free if slot.id in asked.slots), None)
        best = wanted or proposed_slot(free, asked.desk) or next((slot.id for slot in free), None)
        if free:
            parts.append([_choice(slot, slot.id == best, asked) for slot in free])
    return parts


def _modes(asked: Asked) -> list[tuple[str, str, bool]]:
    """Give the ways to take part, where there is a choice: code, words, and the one chosen."""
    if not any(slot.has_room and is_slot_open(slot, asked.desk.now) for slot in asked.session.slots):
        return []
    chosen = request.form.get("mode", Mode.ONLINE)
    return [(str(mode), mode_words(mode), mode == chosen) for mode in Mode]


def _choice(slot: SlotShown, chosen: bool, asked: Asked) -> Choice:
    return Choice(slot.id, time_words(slot, asked.session, asked.desk), chosen)


def _answer_page(asked: Asked, done: Registered) -> Response:
    """Answer with the right to enter; the page is kept ready with holes where link and code belong."""
    if done.state != PlaceState.CONFIRMED:
        return make_response(_answer(asked, done.places, done.token, done.code, ranks([done.id])))
    slots = [f"{place.slot_id} {place.mode}" for place in done.places]
    reader = asked.desk.reader
    key = ("answer", request.full_path, reader.language, reader.zone, *slots)
    page = remembered(key, lambda: _answer(asked, done.places, TOKEN_HOLE, CODE_HOLE))
    return make_response(page.replace(TOKEN_HOLE, done.token).replace(CODE_HOLE, done.code))


def _answer(
    asked: Asked,
    given: tuple[PlaceGiven, ...],
    token: str,
    code: str,
    standing: Mapping[tuple[str, int], int] | None = None,
) -> str:
    by_id = {slot.id: slot for slot in asked.session.slots}
    if not all(place.slot_id in by_id for place in given):  # a time added within the last second
        found = session_page(asked.desk.programme.slug, asked.session.slug)
        by_id = {slot.id: slot for slot in found[1].slots} if found else by_id
    lang = asked.desk.reader.language
    by_part = {part: rank for (_registration, part), rank in (standing or {}).items()}
    places = [
        {
            "time": time_words(by_id[place.slot_id], asked.session, asked.desk),
            "waits": place.state == PlaceState.WAITING,
            "is_offered": place.state == PlaceState.OFFERED,
            "position": by_part.get(place.part) if place.position else None,
            "mode": part_words(place.mode, has_room=by_id[place.slot_id].has_room),
            "free": place.state == PlaceState.WAITING
            and free_elsewhere(by_id.values(), place.slot_id, place.mode, asked.desk.now),
        }
        for place in given
    ]
    return render_template(
        "public/registered.html",
        programme=asked.desk.programme,
        session=asked.session,
        places=places,
        waits=any(place.state == PlaceState.WAITING for place in given),
        is_offered=any(place.state == PlaceState.OFFERED for place in given),
        join_address=public_address(f"/{lang}/join/{token}"),
        code_address=public_address(f"/{lang}/join"),
        code=code,
        calendar_address=f"/calendars/me/{token}.ics",
        session_address=session_address(asked.desk, asked.session.slug),
    )
