"""Coming to the desk by a link that works once, and leaving it."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.errors import LinkDead
from meetings.queries.staff import sign_in_stands, way_of_link
from meetings.services import staff as services
from meetings.services import stays
from meetings.web.desk.access import present
from meetings.web.desk.arriving import device_named, enter, is_required
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader

blueprint = Blueprint("desk_entrance", __name__)


@blueprint.get(f"/{LANG}/desk/sign-in/<token>")
def ask(lang: str, token: str) -> str:
    """Show a button; opening the link alone signs nobody in, because mail gateways open every link."""
    if not sign_in_stands(token, datetime.now(UTC)):
        raise LinkDead()
    settle_reader()
    return render_template("desk/sign_in.html", way=way_of_link(token))


@blueprint.post(f"/{LANG}/desk/sign-in/<token>")
def sign_in(lang: str, token: str) -> Response:
    """Use the link up and lead to the desk, or, where it came by mail, to what it does not prove."""
    way, now = way_of_link(token), datetime.now(UTC)
    user_id = services.sign_in(token, now)
    return enter(
        lang, user_id, stays.begin(user_id, way, now, is_required=is_required(), device=device_named())
    )


@blueprint.post(f"/{LANG}/desk/sign-out")
def sign_out(lang: str) -> Response:
    """Sign out and lead to the calendar."""
    who = present()
    if who is not None:
        stays.end(who.stay_id, who.user_id, datetime.now(UTC))
    session.clear()
    return redirect(f"/{lang}/", 303)
