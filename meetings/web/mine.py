"""My registrations: the one page of a person, by their link; what its forms do stands in `mine_acts`."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotAChoice, Refused, WouldWait
from meetings.extensions import db, limiter, strangers
from meetings.formats.times import zone_city, zone_offset
from meetings.queries import registrations as queries
from meetings.queries.cop.document_rights import delegates_programmes
from meetings.queries.links import bearer_of, token_of
from meetings.queries.registrations import OwnPerson
from meetings.services.colleagues import is_behind
from meetings.services.people import prove_mailboxes
from meetings.web import certificates
from meetings.web import mine_acts as acts
from meetings.web.consents import consents_shown
from meetings.web.cop import my_meetings
from meetings.web.cop.entering import is_delegate
from meetings.web.disowning import disowned
from meetings.web.errors import sentence
from meetings.web.held import add_links_of, held_words
from meetings.web.mine_acts import Asked
from meetings.web.optouts import shown_scopes
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.readers import Reader, settle_reader
from meetings.web.recordings import for_them_words
from meetings.web.registrations import keys
from meetings.web.sessions import feeds
from meetings.web.subscriptions import followed

blueprint = Blueprint("mine", __name__)
ADDRESS: Final = f"/{LANG}/me/<token>"
# What each button does; it gives what its page says was done, or an answer of its own.
ACTS: Final[dict[str, Callable[[Asked], str | AnyResponse]]] = {
    "switch": acts.switch,
    "cancel": acts.cancel,
    "accept": acts.accept,
    "decline": acts.decline,
    "settings": acts.keep_settings,
    "mails": acts.choose_mails,
    "feed": acts.renew_feed,
    "link": acts.renew_link,
    "colleague": acts.add_colleague,
    "leave": acts.leave,
    "consents": acts.agree,
    **certificates.ACTS,
    "erase": acts.erase,
    "not_me": lambda asked: disowned(asked.person_id, asked.now),
}
DONE: Final[dict[str, Callable[[int], str]]] = {
    "switch": lambda _count: _("Your time is changed. A mail with the new calendar entry is on its way."),
    "cancel": lambda _count: _("Your registration is cancelled. A mail says so to your calendar."),
    "leave": lambda _count: _("You no longer follow it. A mail says so to your calendar."),
    "consents": lambda _count: _("What you agreed to is kept as shown below."),
    "accept": lambda _count: _("The seat is yours. A mail with the entry for your calendar is on its way."),
    "decline": lambda _count: _("You declined. The seat goes to the next person."),
    "settings": lambda _count: _("Saved. Our next mails come in this language and with times in this zone."),
    "mails": lambda _count: _("Saved. You get the mails that are ticked."),
    "feed": lambda _count: _("Your calendar has a new address. The old one is dead."),
    "link": lambda _count: _("This page has a new address: keep it. The old one is dead."),
    "colleague": lambda count: ngettext(
        "Your colleague is registered for %(num)d session. A mail with link and code is on its way.",
        "Your colleague is registered for %(num)d sessions. Mails with link and code are on their way.",
        count,
    ),
}


@blueprint.get(ADDRESS)
def mine(lang: str, token: str) -> Response:
    """Show what a person is registered for, and all that they may change about it; to a delegate, their meetings."""
    bearer = bearer_of(token, "me", keys())
    return my_meetings.page(bearer) if is_delegate(bearer) else _page(token)


@blueprint.post(ADDRESS)
@limiter.limit(strangers, exempt_when=lambda: request.form.get("act") != "colleague")
def change(lang: str, token: str) -> AnyResponse:
    """Do what a form of the page asks, and show the page anew; what was refused comes back as it was typed."""
    bearer = bearer_of(token, "me", keys())
    if is_delegate(bearer):
        return my_meetings.change(lang, bearer)
    person = queries.person_of(bearer)
    act = "erase" if "erase" in request.form else request.form.get("act", "")
    asked = Asked(lang, token, person.id, datetime.now(UTC))
    try:
        if act not in ACTS:
            raise NotAChoice(field="act", value=act[:20])
        done = ACTS[act](asked)
        if act != "not_me":
            prove_mailboxes(asked.person_id, asked.now)
    except Refused as refusal:
        db.session.rollback()
        waits = request.form if isinstance(refusal, WouldWait) else None
        return _page(token, refused=act, problem=sentence(refusal), status=refusal.status, waits=waits)
    if isinstance(done, str):
        return redirect(f"/{lang}/me/{token}?done={done}#done", 303)
    return done


def _page(
    token: str,
    *,
    refused: str = "",
    problem: str | None = None,
    status: int = 200,
    waits: Mapping[str, str] | None = None,
) -> Response:
    bearer = bearer_of(token, "me", keys())
    person_id = queries.person_of(bearer).id
    person, every = queries.own_person(person_id), queries.registrations_of(person_id)
    now = datetime.now(UTC)
    programme = every[0].programme if every else None
    reader = settle_reader(programme, person.zone or None)
    active = [one for one in every if one.ended_at is None]
    feed = token_of("feed", bearer, keys())
    page = render_template(
        "public/mine.html",
        person=person,
        programme=programme,
        coming=[held_words(one, now) for one in active if not is_behind(one, now)],
        behind=[held_words(one, now) for one in active if is_behind(one, now)],
        cancelled=[held_words(one, now) for one in every if one.ended_at is not None],
        followed=followed(person_id, reader),
        certificates=certificates.shown_to(person_id, token, now),
        feeds=feeds(f"/calendars/me/{feed}.ics", _("My registrations")) if feed else None,
        add_to=add_links_of(active, now),
        consents=consents_shown(person_id, reader),
        settings=_settings(person, reader, now),
        scopes=shown_scopes(person_id),
        for_them=for_them_words(person_id, token, reader, now),
        conferences=delegates_programmes(person_id),
        data_address=f"/{reader.language}/me/{token}/data",
        refused=refused,
        problem=problem,
        asked=waits,
        done=_done_words() if problem is None else None,
    )
    return make_response(page, status)


def _done_words() -> str | None:
    said = DONE.get(request.args.get("done", ""))
    return said(request.args.get("count", 0, type=int)) if said else None


def _settings(person: OwnPerson, reader: Reader, now: datetime) -> dict[str, Any]:
    """Give the choices of language and zone: theirs first, then the one that this page is shown in."""
    lang, chosen = reader.language, request.form.get("zone", person.zone)
    zones = {person.zone: "", reader.zone: ""}
    return {
        "language": request.form.get("language", person.language),
        "languages": [(code, OWN_NAMES[code]) for code in LANGUAGES],
        "zone": chosen,
        "zones": [
            (zone, f"{zone_city(zone, lang)}, {zone_offset(zone, now, lang)}")
            if zone
            else ("", _("The zone of each session"))
            for zone in zones
        ],
        "words": ", ".join(
            (OWN_NAMES[person.language], zone_city(person.zone or reader.zone, lang)),
        ),
    }
