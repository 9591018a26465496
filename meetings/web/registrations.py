"""Registering for a session: the form, and the answer that carries the right to enter."""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import Mode, PlaceState
from meetings.domain.errors import Full, NotFound, Refused
from meetings.domain.registrations import check_admission, free_elsewhere, is_slot_open
from meetings.domain.tokens import Keys
from meetings.extensions import db, limiter, strangers
from meetings.queries import registrations as queries
from meetings.queries.programmes import SessionShown, SlotShown, session_page
from meetings.services import registrations as services
from meetings.services.evening import MANY, evenly
from meetings.services.many import MOST_COLLEAGUES, Many, ManyRequest, register_many
from meetings.services.people import person_problems
from meetings.services.registrations import Registered, RegistrationRequest
from meetings.services.standing import PlaceGiven
from meetings.web.answers import Answered, answer_page
from meetings.web.caching import remembered
from meetings.web.forms.guests import HONEYPOT, is_doubtful, made_at
from meetings.web.forms.registrations import (
    Choices,
    ColleagueRow,
    RegistrationForm,
    blame,
    blame_rows,
    colleague_rows,
    colleagues,
    person_given,
    registration_form,
    registration_request,
)
from meetings.web.pages import LANG
from meetings.web.readers import Reader, settle_reader
from meetings.web.seats import full_page, mode_words, part_words
from meetings.web.sessions import TimeShown, add_links, time_words
from meetings.web.timetable import Desk, may_register, parts_of, proposed_slot, session_address

blueprint = Blueprint("registrations", __name__)
TOKEN_HOLE, CODE_HOLE = (f"hole{secrets.token_hex(8)}" for _number in range(2))
ADDRESS = f"/{LANG}/<programme>/<session>/register"
D = TypeVar("D", Registered, Many)


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
    if request.form.get("act") in ("more", "form"):
        return _form_page(asked, typed_form(asked.desk.reader))
    if is_doubtful(request.form, asked.desk.now):
        return _form_page(asked, typed_form(asked.desk.reader), [_("Please send the form once more.")], 422)
    wish = registration_request(request.form, asked.desk.reader.zone, programme, session)
    try:
        return _register(asked, wish)
    except NotFound:
        abort(404)
    except Refused as refusal:
        db.session.rollback()
        page = full_page(refusal, asked.session, asked.desk) if isinstance(refusal, Full) else None
        if page is not None:
            return page
        form = typed_form(asked.desk.reader)
        problems: list[Refused] = person_problems(wish.person)
        if not problems and not row_words(asked.desk.reader)[1]:
            problems = [refusal]
        return _form_page(asked, form, blame(form, problems), refusal.status)


def _register(asked: Asked, wish: RegistrationRequest) -> Response:
    """Register whoever fills in the form, and the colleagues on it."""
    others = colleagues(request.form, wish.person)
    if not others:
        one = evenly(lambda: _or_full(lambda: services.register(wish, asked.desk.now, keys())))
        return _answer_page(asked, _raised(one))
    many = ManyRequest(
        programme=wish.programme,
        people=(wish.person, *others),
        sessions=(wish.session,),
        slots=wish.slots,
        consents=wish.consents,
        shown_in=wish.shown_in,
        mode=wish.mode,
        wait=wish.wait,
    )
    done = evenly(lambda: _or_full(lambda: register_many(many, asked.desk.now, keys())), MANY)
    return answer_page(Answered(asked.desk, {asked.session.slug: asked.session}), _raised(done))


def _or_full(act: Callable[[], D]) -> D | Full:
    """Give what an act gives; that a time is full too, because it takes another while for somebody known."""
    try:
        return act()
    except Full as refusal:
        db.session.rollback()
        return refusal


def _raised(done: D | Full) -> D:
    if isinstance(done, Full):
        raise done
    return done


def typed_form(reader: Reader) -> RegistrationForm:
    """Give the form with everything that was typed."""
    return registration_form(MultiDict(request.form), reader, country_choices(reader.language))


def row_words(reader: Reader, *, is_refused: bool = True) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Give what the form's colleagues need: their rows as typed, one more where it was asked for, and their errors.

    Takes: whether rows are to say what is wrong with them.
    """
    is_more = request.form.get("act") == "more" and not is_refused
    rows = colleague_rows(request.form)
    if is_more and len(rows) < MOST_COLLEAGUES:
        rows.append(ColleagueRow())
    wrong = []
    if is_refused:
        rows = blame_rows(rows, person_given(request.form, reader.zone))
        for number, row in enumerate(rows, 1):
            for name, words in (("name", row.wrong_name), ("email", row.wrong_email)):
                if words:
                    told = _("Colleague %(number)d: %(error)s", number=number, error=words)
                    wrong.append({"id": f"colleague_{name}-{number}", "words": told})
    shown = {"rows": rows, "is_more": is_more, "may_add": len(rows) < MOST_COLLEAGUES}
    return shown, wrong


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
    check_admission(shown.admission)
    return Asked(topic, Desk(shown, settle_reader(shown), datetime.now(UTC)), slots)


def _form_page(
    asked: Asked, form: RegistrationForm, others: list[str] | None = None, status: int = 200
) -> Response:
    open_now = may_register(asked.session, asked.desk)
    rows, wrong_rows = row_words(asked.desk.reader, is_refused=status != 200)
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
        made=made_at(asked.desk.now, again=request.method == "POST"),
        **rows,
        wrong_rows=wrong_rows,
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
        return make_response(_answer(asked, done.places, done.token, done.code))
    slots = [f"{place.slot_id} {place.mode}" for place in done.places]
    reader = asked.desk.reader
    key = ("answer", request.full_path, reader.language, reader.zone, *slots)
    page = remembered(key, lambda: _answer(asked, done.places, TOKEN_HOLE, CODE_HOLE))
    return make_response(page.replace(TOKEN_HOLE, done.token).replace(CODE_HOLE, done.code))


def _answer(asked: Asked, given: tuple[PlaceGiven, ...], token: str, code: str) -> str:
    by_id = {slot.id: slot for slot in asked.session.slots}
    if not all(place.slot_id in by_id for place in given):  # a time added within the last second
        found = session_page(asked.desk.programme.slug, asked.session.slug)
        by_id = {slot.id: slot for slot in found[1].slots} if found else by_id
    lang = asked.desk.reader.language
    entry = {"address": public_address(f"/{lang}/join/{token}"), "file": f"/calendars/me/{token}.ics"}
    places = [
        {
            "time": time_words(by_id[place.slot_id], asked.session, asked.desk),
            "waits": place.state == PlaceState.WAITING,
            "is_offered": place.state == PlaceState.OFFERED,
            "position": place.rank,
            "mode": part_words(place.mode, has_room=by_id[place.slot_id].has_room),
            "free": place.state == PlaceState.WAITING
            and free_elsewhere(by_id.values(), place.slot_id, place.mode, asked.desk.now),
            "add": add_links(by_id[place.slot_id], asked.session, asked.desk, **entry)
            if place.state == PlaceState.CONFIRMED
            else None,
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
        join_address=entry["address"],
        code_address=public_address(f"/{lang}/join"),
        code=code,
        calendar_address=entry["file"],
        session_address=session_address(asked.desk, asked.session.slug),
    )
