"""Stopping mails by one press, from a mail program or from a page; opening the link stops nothing."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.errors import LinkDead
from meetings.mail.kinds import scope_of, scopes_offered
from meetings.queries.links import bearer_of
from meetings.queries.optouts import scopes_stopped
from meetings.services import optouts
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("optouts", __name__)
ADDRESS = f"/{LANG}/stop/<token>"


@blueprint.get(ADDRESS)
def ask(lang: str, token: str) -> str:
    """Show what would be stopped, and a button that does; or that it is stopped, with one to take it back."""
    return _page(bearer_of(token, optouts.PURPOSE, keys()))


@blueprint.post(ADDRESS)
def settle(lang: str, token: str) -> Response:
    """Stop the mails, or send them again; a mail program that asks for a person gets a plain answer.

    A form that does not say which, as a program sends that presses whatever it finds, changes nothing.

    Source: RFC 8058.
    """
    bearer, act = bearer_of(token, optouts.PURPOSE, keys()), request.form.get("act")
    if request.form.get("List-Unsubscribe") == "One-Click":
        optouts.stop(bearer, datetime.now(UTC))
        return make_response("", 200)
    if act == "stop":
        optouts.stop(bearer, datetime.now(UTC))
    elif act == "again":
        optouts.go_on(bearer)
    else:
        return make_response(_page(bearer, _("Please press the button that says what you want.")), 422)
    return redirect(f"/{lang}/stop/{token}", 303)


def _page(bearer: str, problem: str = "") -> str:
    person_id, scope = optouts.parts_of(bearer)
    shown = scope_of(scope)
    if shown is None:
        raise LinkDead()
    settle_reader()
    is_stopped = scope in scopes_stopped([person_id]).get(person_id, frozenset())
    return render_template("public/stop.html", scope=shown, is_stopped=is_stopped, problem=problem)


def shown_scopes(person_id: int) -> list[dict[str, Any]]:
    """Give everything that a person can stop: the `scope`, and whether it `is_on`."""
    stopped = scopes_stopped([person_id]).get(person_id, frozenset())
    return [{"scope": one, "is_on": one.code not in stopped} for one in scopes_offered()]


def choose(person_id: int, wanted: Collection[str], now: datetime) -> None:
    """Send a person the mails of the scopes they want, and of no others that can be stopped."""
    optouts.choose(person_id, wanted, [one.code for one in scopes_offered()], now)
