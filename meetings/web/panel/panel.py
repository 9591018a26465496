"""My panel, by a panellist's or their assistant's link: all of it on a device that proved itself, else how to do so."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound, Refused
from meetings.domain.panel.panel_errors import PanelNotProved
from meetings.extensions import db, limiter, peer_address, strangers
from meetings.formats.times import zone_city, zone_offset
from meetings.queries.panel.assistants import standing_assistants
from meetings.queries.panel.doers import assistants_named, latest_acts
from meetings.queries.panel.holders import Holder, holder_of
from meetings.queries.panel.panels import panels_of
from meetings.queries.panel.proposals import proposals_by
from meetings.services.devices import ask_code
from meetings.services.panel.links import prove
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.panel.acts import ACTS, Asked, Problem, problem_of
from meetings.web.panel.devices import forget_proof, guard, is_proved, keep_proof, proved
from meetings.web.panel.panel_words import RELEASES, Seen, acts_words, panel_words, wanted_words
from meetings.web.panel.papers import own_sections
from meetings.web.readers import Reader, settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("panel", __name__)
blueprint.before_app_request(guard)
ADDRESS: Final = f"/{LANG}/speak/<token>"
CODE_LENGTH: Final = 200
DONE: Final[dict[str, Callable[[], str]]] = {
    "confirmed": lambda: _("Thank you. You are expected."),
    "declined": lambda: _(
        "It is noted that you do not come. Your link still opens, should you change your mind."
    ),
    "print": lambda: _("Saved. This is how it is printed."),
    "release": lambda: _("Your answer about being recorded is kept."),
    "propose": lambda: _("The organizers have your proposal. They decide, and write to nobody before."),
    "assistant": lambda: _("Added. A mail with a link of their own is on its way to them."),
    "end_assistant": lambda: _("Taken away. Their link is dead."),
    "settings": lambda: _("Saved. Our next mails come in this language and with times in this zone."),
    "code": lambda: _("A code is on its way to your address."),
    "proved": lambda: _("This device is known for 30 days."),
}


@blueprint.app_errorhandler(PanelNotProved)
def not_proved(_refusal: PanelNotProved) -> Response:
    """Show which programme a link is of, and how a device proves itself."""
    return closed_page(_held(), 401)


@blueprint.get(ADDRESS)
def show(lang: str, token: str) -> Response:
    """Show somebody's panels with what is wanted of them; on a new device, how to prove it."""
    holder = _held()
    return open_page(holder) if is_proved(holder) else closed_page(holder)


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str) -> AnyResponse:
    """Do what the pressed button says; what was refused comes back as it was typed."""
    holder, now, wanted = _held(), datetime.now(UTC), request.form.get("act", "")
    home = f"/{lang}/speak/{token}"
    if wanted == "code":
        ask_code(holder.bearer, now)
        return redirect(f"{home}?done=code#done", 303)
    if wanted == "leave":
        answer = redirect(home, 303)
        forget_proof(answer, holder)
        return answer
    if wanted == "prove":
        return _prove(holder, home, now)
    if wanted not in ACTS:
        return redirect(home, 303)  # a program that presses what it finds
    asked = _asked(proved(token), now)
    try:
        done = ACTS[wanted](asked)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return open_page(proved(token), problem_of(wanted, refusal))
    to = f"/{request.form['language']}/speak/{token}" if wanted == "settings" else home
    return redirect(f"{to}?done={done}#done", 303)


def _prove(holder: Holder, home: str, now: datetime) -> AnyResponse:
    try:
        prove(holder, request.form.get("code", "")[:CODE_LENGTH], now, keys(), peer=peer_address())
    except Refused as refusal:
        db.session.rollback()
        return closed_page(_held(), refusal.status, sentence(refusal))
    answer = redirect(f"{home}?done=proved#done", 303)
    keep_proof(answer, _held(), now)
    return answer


def _asked(holder: Holder, now: datetime) -> Asked:
    person, programme, reader = holder.person, holder.programme, holder.reader
    own = panels_of(person.id, programme.id, now)
    return Asked(person.id, programme.id, own, reader.id, person.language, holder.actor, now)


def _held() -> Holder:
    """Give who holds the link of this request.

    Raises: LinkDead.
    """
    return holder_of((request.view_args or {}).get("token", ""), keys(), datetime.now(UTC))


def _reader(holder: Holder) -> Reader:
    return settle_reader(holder.programme, holder.reader.zone)


def closed_page(holder: Holder, status: int = 200, problem: str = "") -> Response:
    """Show which programme a link is of, and how a device proves itself; nothing of anybody."""
    reader = _reader(holder)
    html = render_template(
        "panel/closed.html",
        programme=holder.programme,
        home=_home(reader),
        is_assistant=holder.assistant is not None,
        problem=problem,
        typed=request.form.get("code", "")[:CODE_LENGTH],
        done=_done(),
    )
    return make_response(html, status)


def open_page(holder: Holder, problem: Problem | None = None) -> Response:
    """Show all of somebody's panels."""
    reader, now = _reader(holder), datetime.now(UTC)
    person, programme, is_own = holder.person, holder.programme, holder.assistant is None
    own = panels_of(person.id, programme.id, now)
    helpers = assistants_named(one.answered_by for one in own.panels)
    seen = Seen(reader, now, programme, person.name, is_own, helpers)
    home = _home(reader)
    html = render_template(
        "panel/panel.html",
        programme=programme,
        person=person,
        who=holder.reader,
        is_own=is_own,
        home=home,
        links=own_sections(holder, (request.view_args or {})["token"], reader.language, now),
        panels=[panel_words(one, seen, programme.slug) for one in own.panels],
        wanted=wanted_words(own, seen, home),
        proposals=proposals_by(person.id, programme.id),
        assistants=standing_assistants(person.id, programme.id) if is_own else [],
        acts=acts_words(latest_acts(programme.slug, person.public_id), seen),
        releases=[(code, words()) for code, words in RELEASES.items()],
        settings=_choices(holder, reader, now),
        problem=problem,
        done=_done(),
    )
    return make_response(html, problem.status if problem else 200)


def _choices(holder: Holder, reader: Reader, now: datetime) -> dict[str, Any]:
    """Give the choices of language and zone: theirs first, then the one that this page is shown in."""
    lang, zone = reader.language, holder.reader.zone or ""
    return {
        "language": holder.reader.language,
        "languages": [(code, OWN_NAMES[code]) for code in LANGUAGES],
        "zone": zone,
        "zones": [
            (one, f"{zone_city(one, lang)}, {zone_offset(one, now, lang)}")
            if one
            else ("", _("The zone of each session"))
            for one in {zone: "", reader.zone: ""}
        ],
    }


def _home(reader: Reader) -> str:
    return f"/{reader.language}/speak/{(request.view_args or {})['token']}"


def _done() -> str:
    said = DONE.get(request.args.get("done", ""))
    return said() if said and request.method == "GET" else ""
