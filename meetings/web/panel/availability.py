"""When a panellist can and cannot, in their own zone, for those who plan."""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.device_errors import NotProved
from meetings.domain.errors import Refused
from meetings.domain.zones import to_local
from meetings.extensions import db, limiter, strangers
from meetings.formats.times import zone_city
from meetings.queries.panel.availability import said_of
from meetings.services.panel.availability import say_hours, take_hours_back
from meetings.web.pages import LANG
from meetings.web.panel.hours_forms import hours_given, hours_shown
from meetings.web.panel.papers import Here, Problem, here_of, not_proved, problem_of

blueprint = Blueprint("panel_availability", __name__)
blueprint.register_error_handler(NotProved, not_proved)
ADDRESS: Final = f"/{LANG}/speak/<token>/availability"


@blueprint.get(ADDRESS)
def show(lang: str, token: str) -> Response:
    """Show what one said of when one can, and the form to say more."""
    return _page(here_of(token))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str) -> AnyResponse:
    """Keep that somebody can or cannot, or take it back; what was refused comes back as it was typed."""
    here = here_of(token)
    actor = here.holder.actor
    try:
        if request.form.get("back"):
            take_hours_back(*here.ids, request.form["back"][:20], now=here.now, actor=actor)
        else:
            say_hours(*here.ids, hours_given(here.reader.zone), now=here.now, actor=actor)
    except Refused as refusal:
        db.session.rollback()
        return _page(here_of(token), problem_of(refusal))
    return redirect(f"{here.home}/availability?done=saved#done", 303)


def _page(here: Here, problem: Problem | None = None) -> Response:
    lang, zone = here.reader.language, here.reader.zone
    html = render_template(
        "panel/availability.html",
        programme=here.holder.programme,
        here=here,
        zone=zone,
        city=zone_city(zone, lang),
        **hours_shown(
            said_of(*here.ids),
            lang,
            to_local(here.now, zone).date(),
            lambda one: _("%(when)s, by %(who)s", when=here.when(one.said_at), who=here.who(one.said_by)),
            is_typed=problem is not None,
        ),
        problem=problem,
        done=_("Saved.") if request.args.get("done") == "saved" and not problem else "",
    )
    return make_response(html, problem.status if problem else 200)
