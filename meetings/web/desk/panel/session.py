"""The panel of a session at the desk: who is put on it, in which order and for how long, and who is taken off."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES, PANELIST_ROLES
from meetings.domain.errors import NotAChoice, NotFound, Refused
from meetings.domain.permissions import Act, reach
from meetings.extensions import db
from meetings.queries import desk
from meetings.queries.panel import desk as queries
from meetings.queries.panel.desk import SessionPanel
from meetings.services.panel.members import Member, arrange, put, take_off
from meetings.services.people import PersonGiven
from meetings.web.desk.access import allowed, at_desk, open_here, staff
from meetings.web.desk.panel.panel import STATES
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.sessions import role_words

blueprint = Blueprint("desk_session_panel", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/panel/session/<session>"
FIELDS: Final = ("name", "email", "role", "function", "organization", "minutes", "language")
DONE: Final[dict[str, Callable[[], str]]] = {
    "put": lambda: _("Put on the panel. The invitation leaves once the session is published."),
    "arrange": lambda: _("Saved."),
    "take_off": lambda: _("Taken off the panel."),
}


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, session: str) -> Response:
    """Show the panel of a session with the forms to make it."""
    where = open_here(Act.PEOPLE, programme)
    return _page(programme, queries.session_panel(programme, session, where))


@blueprint.post(ADDRESS)
def act(lang: str, programme: str, session: str) -> AnyResponse:
    """Put somebody on the panel, put it in order, or take somebody off."""
    open_here(Act.EDIT, programme)
    panel = queries.session_panel(programme, session, reach(staff(), Act.EDIT))
    allowed(Act.EDIT, programme, panel.stream, panel.partners)
    wanted = request.form.get("act", "")
    try:
        if wanted not in ACTS:
            raise NotAChoice(field="act", value=wanted[:20])
        ACTS[wanted](panel, at_desk(desk.programme(programme)).now, staff().actor)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        again = queries.session_panel(programme, session, reach(staff(), Act.PEOPLE))
        return _page(programme, again, refusal)
    return redirect(f"/{lang}/desk/{programme}/panel/session/{session}?done={wanted}#done", 303)


def _put(panel: SessionPanel, now: datetime, actor: str) -> None:
    form = request.form
    given = PersonGiven(
        form.get("name", ""),
        form.get("email", ""),
        organization=form.get("organization", ""),
        language=form.get("language", "en"),
    )
    member = Member(
        given,
        form.get("role", ""),
        form.get("function", ""),
        form.get("organization", ""),
        form.get("minutes", ""),
        bool(form.get("invited")),
    )
    put(panel.id, member, now, actor=actor)


def _arrange(panel: SessionPanel, now: datetime, actor: str) -> None:
    form = request.form
    order = {
        one.id: (
            form.get(f"place-{one.id}", one.position + 1, type=int),
            form.get(f"minutes-{one.id}", str(one.minutes or "")),
        )
        for one in panel.rows
    }
    arrange(panel.id, order, form.get("seen", ""), now, actor=actor)


def _take_off(panel: SessionPanel, now: datetime, actor: str) -> None:
    public_id = request.form.get("person", "")
    row = next((one for one in panel.rows if one.public_id == public_id), None)
    if row is not None:
        take_off(panel.id, row.person_id, now, actor=actor)


ACTS: Final[dict[str, Callable[[SessionPanel, datetime, str], None]]] = {
    "put": _put,
    "arrange": _arrange,
    "take_off": _take_off,
}


def _page(programme: str, panel: SessionPanel, problem: Refused | None = None) -> Response:
    shown = desk.programme(programme)
    moment = at_desk(shown)
    lang = moment.reader.language
    html = render_template(
        "desk/panel/session.html",
        programme=shown,
        panel=panel,
        here=f"/{lang}/desk/{programme}/panel",
        roles={one: role_words(one) for one in PANELIST_ROLES},
        states={code: words() for code, words in STATES.items()},
        languages=[(code, OWN_NAMES[code]) for code in LANGUAGES],
        typed={name: request.form.get(name, "") for name in FIELDS},
        was=request.form.get("act", "") if problem else "",
        may_edit=reach(staff(), Act.EDIT).covers(programme, panel.stream, panel.partners),
        problem=sentence(problem) if problem else "",
        field=problem.field or "" if problem else "",
        done=_done(),
    )
    return make_response(html, problem.status if problem else 200)


def _done() -> str:
    said = DONE.get(request.args.get("done", ""))
    return said() if said and request.method == "GET" else ""
