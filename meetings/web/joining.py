"""Joining: by a code that was dictated, or by a link; a button records the entry and leads on."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import LinkDead, Missing, Refused
from meetings.domain.tokens import token_within
from meetings.extensions import db, limiter, strangers
from meetings.queries.joining import places_of_bearer
from meetings.queries.links import bearer_of, bearer_of_code, token_of
from meetings.services import joining as services
from meetings.services.evening import OTHERS, evenly
from meetings.services.failed_tries import FLOOD, SLIPS
from meetings.services.people import person_problems
from meetings.web.consents import consents_typed
from meetings.web.cop import entering as delegates
from meetings.web.entrance import Refusal, answer_page, entrance_page
from meetings.web.errors import sentence
from meetings.web.forms.entrance import other_person
from meetings.web.forms.guests import HONEYPOT
from meetings.web.pages import LANG
from meetings.web.readers import current_reader, language, settle_reader
from meetings.web.registrations import keys
from meetings.web.ways import way_in

blueprint = Blueprint("joining", __name__)
CODE_LENGTH: Final = 500


@blueprint.get(f"/{LANG}/join")
def ask_code(lang: str) -> Response:
    """Show one field for a code."""
    return _code_page("")


@blueprint.post(f"/{LANG}/join")
def take_code(lang: str) -> AnyResponse:
    """Lead from a code, or a pasted link, to its page; a code that is not known comes back."""
    typed = request.form.get("code", "").strip()[:CODE_LENGTH]
    pasted = token_within(typed)
    try:
        token = _token_pasted(pasted) if pasted else _token_of_code(typed)
    except LinkDead as refusal:
        seconds = 0 if pasted else max(SLIPS.fail(), FLOOD.fail())
        return _resting_page(typed, seconds) if seconds else _code_page(typed, sentence(refusal), 422)
    resting = 0 if pasted else FLOOD.waits()
    return _resting_page(typed, resting) if resting else redirect(f"/{lang}/join/{token}", 303)


@blueprint.get(f"/{LANG}/join/<token>")
def door(lang: str, token: str) -> Response:
    """Show when it opens and for whom the link is; once open, one button, and the ways in for others."""
    bearer = bearer_of(token, "join", keys())
    if delegates.is_delegate(bearer):
        return delegates.entrance_page(bearer, datetime.now(UTC))
    return entrance_page(bearer)


@blueprint.post(f"/{LANG}/join/<token>")
@limiter.limit(strangers, exempt_when=lambda: request.form.get("act") != "other")
def go_in(lang: str, token: str) -> AnyResponse:
    """Record the entry and lead to the meeting, or answer with the right to enter; else say why not."""
    bearer = bearer_of(token, "join", keys())
    act = request.form.get("act", "enter")
    if act not in ACTS:  # a program that presses what it finds
        return redirect(f"/{lang}/join/{token}", 303)
    try:
        if delegates.is_delegate(bearer):
            return delegates.go_in(bearer, act, datetime.now(UTC))
        return ACTS[act](bearer, datetime.now(UTC))
    except Refused as refusal:
        db.session.rollback()
        if delegates.is_delegate(bearer):
            refused = Refusal(act, [refusal], refusal.status)
            return delegates.entrance_page(bearer, datetime.now(UTC), refused)
        problems = _problems(act, refusal)
        return entrance_page(bearer, Refusal(act, problems, refusal.status))


def _enter(bearer: str, now: datetime) -> AnyResponse:
    slot = request.form.get("slot")
    if slot is None and "act" in request.form:
        raise Missing(field="slot")
    consents, lang = consents_typed(request.form), language()
    entered = services.enter(bearer, slot or None, now, consents=consents, shown_in=lang)
    return redirect(way_in(entered, now), 303)


def _enter_together(bearer: str, now: datetime) -> AnyResponse:
    names, number = request.form.get("names", ""), request.form.get("number", "")
    entered = services.enter_together(bearer, _slot(), names, number, now)
    return redirect(way_in(entered, now), 303)


def _enter_as_other(bearer: str, now: datetime) -> AnyResponse:
    if request.form.get(HONEYPOT):
        raise Refused()
    host = places_of_bearer(bearer)[0]
    settle_reader(None, host.zone)
    person = other_person(request.form, current_reader(), f"person:{host.person_id}")
    slot, consents = _slot(), consents_typed(request.form)
    done = evenly(
        lambda: services.register_and_enter(bearer, slot, person, now, keys(), consents=consents), OTHERS
    )
    return answer_page(host, slot, person.name, done)


ACTS: Final[dict[str, Callable[[str, datetime], AnyResponse]]] = {
    "enter": _enter,
    "room": _enter_together,
    "other": _enter_as_other,
}


def _slot() -> str:
    """Give the time the form was about.

    Raises: Missing.
    """
    slot = request.form.get("slot", "")
    if not slot:
        raise Missing(field="slot")
    return slot


def _problems(act: str, refusal: Refused) -> list[Refused]:
    """Give everything that is wrong with a form, so that it is told at once."""
    if act != "other" or refusal.field is None:
        return [refusal]
    person = other_person(request.form, current_reader(), "anybody")
    return person_problems(person) or [refusal]


def _token_pasted(token: str) -> str:
    bearer_of(token, "join", keys())
    return token


def _token_of_code(typed: str) -> str:
    """Give the join token that a typed code stands for.

    Raises: LinkDead, alike for a code that never was and for one that was withdrawn.
    """
    token = token_of("join", bearer_of_code(typed, keys()), keys())
    if token is None:
        raise LinkDead(field="code")
    return token


def _resting_page(typed: str, seconds: int) -> Response:
    minutes = math.ceil(seconds / 60)
    words = ngettext(
        "Try again in %(num)d minute. Links from our mails and pages work all the time.",
        "Try again in %(num)d minutes. Links from our mails and pages work all the time.",
        minutes,
    )
    answer = _code_page(typed, words, 429, _("Too many codes that we do not know came from your network"))
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _code_page(typed: str, problem: str | None = None, status: int = 200, heading: str = "") -> Response:
    settle_reader()
    page = render_template("public/code.html", typed=typed[:200], problem=problem, heading=heading)
    return make_response(page, status)
