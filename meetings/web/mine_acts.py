"""What the forms of "My registrations" do; each gives what was done, or an answer of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from meetings.domain.errors import NotConfirmed, NotFound
from meetings.queries import registrations as queries
from meetings.services import erasing, links, offers, people
from meetings.services import registrations as services
from meetings.services.colleagues import register_colleague
from meetings.web import optouts
from meetings.web.consents import answer_consents
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys
from meetings.web.subscriptions import leave_followed

ACTOR = "person"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, by which link, and when."""

    lang: str
    token: str
    person_id: int
    now: datetime


def switch(asked: Asked) -> str:
    """Change one registration to another time, or to the other way to take part."""
    slot_id, _colon, mode = request.form.get("slot", "").partition(":")
    wait = "wait" in request.form
    services.switch(_own_registration(asked), slot_id, asked.now, ACTOR, mode or None, wait=wait)
    return "switch"


def accept(asked: Asked) -> str:
    """Accept the seat that is offered."""
    return _of_slot(asked, offers.accept, "accept")


def decline(asked: Asked) -> str:
    """Decline the seat that is offered."""
    return _of_slot(asked, offers.decline, "decline")


def cancel(asked: Asked) -> str:
    """Cancel one registration."""
    services.cancel(_own_registration(asked), asked.now, ACTOR)
    return "cancel"


def agree(asked: Asked) -> str:
    """Keep what somebody agrees to, or withdraws."""
    answer_consents(asked.person_id, asked.now)
    return "consents"


def leave(asked: Asked) -> str:
    """Leave something that is followed."""
    return leave_followed(asked.person_id, asked.now)


def keep_settings(asked: Asked) -> str:
    """Keep the language and the zone of somebody's mails."""
    language, zone = request.form.get("language", ""), request.form.get("zone", "")
    people.keep_settings(asked.person_id, language, zone, asked.now)
    return "settings"


def choose_mails(asked: Asked) -> str:
    """Send the mails that are ticked, and no others of those that can be stopped."""
    optouts.choose(asked.person_id, request.form.getlist("scope"), asked.now)
    return "mails"


def renew_feed(asked: Asked) -> str:
    """Give the own calendar a new address."""
    links.renew(links.FEED, f"person:{asked.person_id}", asked.now, keys())
    return "feed"


def renew_link(asked: Asked) -> Response:
    """Give this page a new address, and lead there."""
    token = links.renew(links.ME, f"person:{asked.person_id}", asked.now, keys())
    return redirect(f"/{asked.lang}/me/{token}?done=link#done", 303)


def add_colleague(asked: Asked) -> str:
    """Register a colleague for what lies ahead of one's own, with one's own country, organization and category."""
    name, email = request.form.get("name", ""), request.form.get("email", "")
    count = register_colleague(asked.person_id, name, email, asked.now, keys())
    return f"colleague&count={count}"


def erase(asked: Asked) -> Response:
    """Erase a person who ticked that they understand; the page that answers is the last that knows of them."""
    if not request.form.get("sure"):
        raise NotConfirmed(field="sure")
    log = current_app.extensions["outside"].erasures
    erasing.erase(asked.person_id, asked.now, ACTOR, keys=keys(), log=log)
    settle_reader()
    return make_response(render_template("public/erased.html"))


def _own_registration(asked: Asked) -> str:
    """Give the registration that a form names.

    Raises: NotFound, for one of somebody else.
    """
    registration = queries.registration(request.form.get("registration", ""))
    if registration.person_id != asked.person_id:
        raise NotFound()
    return registration.id


def _of_slot(asked: Asked, act: Callable[[str, str, datetime, str], None], done: str) -> str:
    act(_own_registration(asked), request.form.get("slot", ""), asked.now, ACTOR)
    return done
