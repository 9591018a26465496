"""Coming to the desk by a link that works once, and leaving it."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.errors import LinkDead
from meetings.queries.staff import sign_in_stands
from meetings.services import staff as services
from meetings.web.desk.access import USER
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader

blueprint = Blueprint("desk_entrance", __name__)


@blueprint.get(f"/{LANG}/desk/sign-in/<token>")
def ask(lang: str, token: str) -> str:
    """Show a button; opening the link alone signs nobody in, because mail gateways open every link."""
    if not sign_in_stands(token, datetime.now(UTC)):
        raise LinkDead()
    settle_reader()
    return render_template("desk/sign_in.html")


@blueprint.post(f"/{LANG}/desk/sign-in/<token>")
def sign_in(lang: str, token: str) -> Response:
    """Sign in and lead to the desk; the link is used up."""
    user_id = services.sign_in(token, datetime.now(UTC))
    session.clear()
    session.permanent = True
    session[USER] = user_id
    return redirect(f"/{lang}/desk/", 303)


@blueprint.post(f"/{LANG}/desk/sign-out")
def sign_out(lang: str) -> Response:
    """Sign out and lead to the calendar."""
    session.clear()
    return redirect(f"/{lang}/", 303)
