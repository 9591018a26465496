"""Stopping mails by one press, from a mail program or from a page; opening the link stops nothing."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, make_response, render_template, request
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
    """Show what would be stopped, with one button; or that it is stopped, with one to take it back."""
    person_id, scope = optouts.parts_of(bearer_of(token, optouts.PURPOSE, keys()))
    shown = scope_of(scope)
    if shown is None:
        raise LinkDead()
    settle_reader()
    stopped = scopes_stopped([person_id]).get(person_id, frozenset())
    return render_template("public/stop.html", scope=shown, is_stopped=scope in stopped)


@blueprint.post(ADDRESS)
def settle(lang: str, token: str) -> Response:
    """Stop the mails, or send them again; a mail program that asks for a person gets a plain answer.

    Source: RFC 8058.
    """
    bearer = bearer_of(token, optouts.PURPOSE, keys())
    if request.form.get("act") == "again":
        optouts.go_on(bearer)
    else:
        optouts.stop(bearer, datetime.now(UTC))
    if request.form.get("List-Unsubscribe") == "One-Click":
        return make_response("", 200)
    return redirect(f"/{lang}/stop/{token}", 303)


def shown_scopes(person_id: int) -> list[dict[str, Any]]:
    """Give everything that a person can stop: the `scope`, and whether it `is_on`."""
    stopped = scopes_stopped([person_id]).get(person_id, frozenset())
    return [{"scope": one, "is_on": one.code not in stopped} for one in scopes_offered()]


def choose(person_id: int, wanted: Collection[str], now: datetime) -> None:
    """Send a person the mails of the scopes they want, and of no others that can be stopped."""
    optouts.choose(person_id, wanted, [one.code for one in scopes_offered()], now)
