"""Everybody on the panels of a programme: what is wanted of whom, since when; invited here, proposals decided."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import PanelistState
from meetings.domain.errors import NotAChoice, NotAllowed, NotFound, Refused
from meetings.domain.permissions import Act, Reach, reach
from meetings.extensions import db
from meetings.formats.languages import marked
from meetings.formats.times import day_words
from meetings.queries import desk
from meetings.queries.panel import desk as queries
from meetings.queries.panel.desk import PanelistRow
from meetings.queries.panel.panels import PanelShown
from meetings.queries.panel.proposals import ProposalShown, proposal, proposals_of
from meetings.queries.reach import session_within
from meetings.services.panel.members import invite
from meetings.services.panel.proposals import decide
from meetings.web.desk.access import Moment, at_desk, open_here, staff
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.panel.panel_words import OF_THEM
from meetings.web.sessions import role_words

blueprint = Blueprint("desk_panel", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/panel"
STATES: Final[dict[str, Callable[[], str]]] = {
    PanelistState.INVITED: lambda: _("no answer yet"),
    PanelistState.CONFIRMED: lambda: _("confirmed"),
    PanelistState.DECLINED: lambda: _("declined"),
}
SHOWN: Final[dict[str, Callable[[], str]]] = {
    "": lambda: _("All"),
    "owing": lambda: _("Something is wanted"),
    "silent": lambda: _("No answer yet"),
    "uninvited": lambda: _("Not invited yet"),
    "confirmed": lambda: _("Confirmed"),
    "declined": lambda: _("Declined"),
}
FITS: Final[dict[str, Callable[[PanelistRow], bool]]] = {
    "owing": lambda one: any(each.is_owed for each in one.own.wanted),
    "silent": lambda one: _has(one, PanelistState.INVITED),
    "uninvited": lambda one: one.invited_at is None,
    "confirmed": lambda one: _has(one, PanelistState.CONFIRMED),
    "declined": lambda one: _has(one, PanelistState.DECLINED),
}


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A session of somebody in the list."""

    title: str
    slug: str
    role: str
    state: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list, in words."""

    public_id: str
    person_id: int
    name: str
    is_reached: bool
    invited: str
    opened: str
    panels: tuple[PanelLine, ...]
    owed: tuple[str, ...]


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show everybody on panels, those that a filter in the address fits, and what was proposed."""
    where = open_here(Act.PEOPLE, programme)
    return _page(programme, where)


@blueprint.post(ADDRESS)
def act(lang: str, programme: str) -> AnyResponse:
    """Invite who was ticked, or take or leave a proposal."""
    where = open_here(Act.EDIT, programme)
    wanted = request.form.get("act", "")
    try:
        if wanted not in ACTS:
            raise NotAChoice(field="act", value=wanted[:20])
        done = ACTS[wanted](programme, where, at_desk(desk.programme(programme)).now)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _page(programme, open_here(Act.PEOPLE, programme), refusal)
    return redirect(f"/{lang}/desk/{programme}/panel?{done}#done", 303)


def _invite(programme: str, where: Reach, now: datetime) -> str:
    """Invite who was ticked, of those on panels within reach.

    Raises: NotFound, where none of them is.
    """
    ticked = set(request.form.getlist("person"))
    rows = queries.panelists(programme, where, now)
    people = [one.person_id for one in rows if one.public_id in ticked]
    if ticked and not people:
        raise NotFound()
    number = invite(queries.programme_number(programme), people, now, actor=staff().actor)
    return f"done=invited&count={number}"


def _decide(programme: str, where: Reach, now: datetime) -> str:
    """Take or leave a proposal for a session within reach."""
    found = proposal(request.form.get("proposal", ""))
    if found is None:
        raise NotFound()
    panel = queries.session_panel(programme, found.session, where)
    if panel.id != found.session_id:
        raise NotFound()
    wanted = request.form.get("decision", "")
    decide(found.id, wanted, now, actor=staff().actor)
    return f"done={wanted}"


ACTS: Final[dict[str, Callable[[str, Reach, datetime], str]]] = {"invite": _invite, "decide": _decide}


def _page(programme: str, where: Reach, problem: Refused | None = None) -> Response:
    shown = desk.programme(programme)
    moment = at_desk(shown)
    rows = queries.panelists(programme, where, moment.now)
    show, session = request.args.get("show", ""), request.args.get("session", "")
    fits = FITS.get(show, lambda _row: True)
    chosen = [one for one in rows if fits(one) and (not session or one.own.of(session))]
    editing = reach(staff(), Act.EDIT)
    panels = queries.session_panels(programme, where)
    html = render_template(
        "desk/panel/panel.html",
        programme=shown,
        here=f"/{moment.reader.language}/desk/{programme}/panel",
        lines=[_line(one, moment) for one in chosen],
        number=len(rows),
        sessions=[(one.slug, marked(one.title, moment.reader.language)) for one in panels],
        panels=panels,
        states={code: words() for code, words in STATES.items()},
        shown=[(code, words()) for code, words in SHOWN.items()],
        asked={"show": show, "session": session},
        proposals=_proposals(queries.programme_number(programme), where, moment),
        may_edit=editing.touches(programme),
        may_edit_all=editing.covers(programme),
        problem=sentence(problem) if problem else "",
        done=_done(),
    )
    return make_response(html, problem.status if problem else 200)


def _proposals(programme_id: int, where: Reach, moment: Moment) -> list[tuple[ProposalShown, str]]:
    """Give what is proposed and not decided, each with the day."""
    found = proposals_of(programme_id, session_within(where))
    return [
        (one, day_words(one.proposed_at, moment.reader.zone, moment.reader.language))
        for one in found
        if one.state == "open"
    ]


def _line(row: PanelistRow, moment: Moment) -> Line:
    lang, zone = moment.reader.language, moment.reader.zone
    titles = {one.slug: marked(one.title, lang) for one in row.own.panels}
    return Line(
        public_id=row.public_id,
        person_id=row.person_id,
        name=row.name,
        is_reached=row.is_reached,
        invited=day_words(row.invited_at, zone, lang) if row.invited_at else "",
        opened=day_words(row.opened_at, zone, lang) if row.opened_at else "",
        panels=tuple(_panel(one, lang) for one in row.own.panels),
        owed=tuple(
            _("%(what)s (%(title)s), by %(day)s", **_wanted(one, titles, zone, lang))
            for one in row.own.wanted
            if one.is_owed
        ),
    )


def _wanted(one: Any, titles: dict[str, str], zone: str, lang: str) -> dict[str, str]:
    return {
        "what": OF_THEM[one.thing](),
        "title": titles.get(one.session, ""),
        "day": day_words(one.until, zone, lang),
    }


def _panel(one: PanelShown, lang: str) -> PanelLine:
    roles = _(", ").join(role_words(role) for role in one.roles)
    return PanelLine(marked(one.title, lang), one.slug, roles, STATES[one.answer](), one.state == "draft")


def _has(row: PanelistRow, state: str) -> bool:
    return any(one.answer == state for one in row.own.panels)


def _done() -> str:
    done, count = request.args.get("done", ""), request.args.get("count", 0, type=int)
    said = {
        "invited": lambda: ngettext("%(num)d person is invited.", "%(num)d people are invited.", count),
        "taken": lambda: _("Taken onto the panel, and invited."),
        "left": lambda: _("Left. Nobody is written to."),
    }
    return said[done]() if done in said and request.method == "GET" else ""


def check_all(programme: str, *, is_whole: bool) -> None:
    """Let nobody touch what is of all of somebody's panels, such as their link, who does not reach them all.

    Raises: NotAllowed.
    """
    if not (is_whole and reach(staff(), Act.EDIT).touches(programme)):
        raise NotAllowed()
