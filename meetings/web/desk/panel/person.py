"""One panellist at the desk: everything that they may do themselves, on their behalf; their link and assistants."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotAChoice, NotFound, Refused
from meetings.domain.permissions import Act, reach
from meetings.extensions import db
from meetings.formats.times import zone_city, zone_offset
from meetings.queries import desk
from meetings.queries.links import tokens_of
from meetings.queries.panel import desk as queries
from meetings.queries.panel.assistants import standing_assistants
from meetings.queries.panel.desk import PanelistFound
from meetings.queries.panel.doers import assistants_named, latest_acts
from meetings.queries.panel.holders import PURPOSE, assistant_bearer, own_bearer
from meetings.queries.panel.proposals import proposals_by
from meetings.services.panel import links
from meetings.services.panel.members import invite
from meetings.web.desk.access import Moment, at_desk, open_here, staff
from meetings.web.desk.panel.panel import check_all
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.panel.acts import ACTS as OWN_ACTS
from meetings.web.panel.acts import Asked, Problem, problem_of
from meetings.web.panel.panel_words import RELEASES, Seen, acts_words, panel_words, wanted_words
from meetings.web.registrations import keys

blueprint = Blueprint("desk_panelist", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/panel/<person>"
# What is of all of somebody's panels, and so for whoever reaches them all.
WHOLE: Final = frozenset(("invite", "link", "renew", "withdraw", "assistant", "end_assistant", "settings"))
DONE: Final[dict[str, Callable[[], str]]] = {
    "confirmed": lambda: _("Noted: they come."),
    "declined": lambda: _("Noted: they do not come."),
    "print": lambda: _("Saved. This is how it is printed."),
    "release": lambda: _("Noted."),
    "propose": lambda: _("The proposal is kept."),
    "assistant": lambda: _("Added. A mail with a link of their own is on its way to them."),
    "end_assistant": lambda: _("Taken away. Their link is dead."),
    "settings": lambda: _("Saved."),
    "invite": lambda: _("Invited. The mail leaves once the session is published."),
    "link": lambda: _("The link is below."),
    "renew": lambda: _("A new link is on its way to them. The old one is dead."),
    "withdraw": lambda: _("The link is dead. A new one can be made."),
}


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, person: str) -> Response:
    """Show a panellist: what is wanted, their panels with every act, link, assistants, and who did what."""
    return _page(programme, person)


@blueprint.post(ADDRESS)
def act(lang: str, programme: str, person: str) -> AnyResponse:
    """Do on a panellist's behalf what the pressed button says."""
    where, wanted = open_here(Act.EDIT, programme), request.form.get("act", "")
    moment = at_desk(desk.programme(programme))
    found = queries.panelist(programme, person, where, moment.now)
    if wanted in WHOLE:
        check_all(programme, is_whole=found.is_whole)
    try:
        done = _do(wanted, found, moment.now)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _page(programme, person, problem_of(wanted, refusal))
    return redirect(f"/{lang}/desk/{programme}/panel/{person}?done={done}#done", 303)


def _do(wanted: str, found: PanelistFound, now: datetime) -> str:
    actor = staff().actor
    if wanted in OWN_ACTS:
        person = found.person
        asked = Asked(person.id, found.programme_id, found.own, person.id, person.language, actor, now)
        return OWN_ACTS[wanted](asked)
    if wanted not in LINK_ACTS:
        raise NotAChoice(field="act", value=wanted[:20])
    helper = request.form.get("assistant", "")
    of = {one.id for one in standing_assistants(found.person.id, found.programme_id)}
    if helper and helper not in of:
        raise NotFound()
    LINK_ACTS[wanted](found.programme_id, found.person.id, helper, now, actor)
    return wanted


def _invite(programme_id: int, person_id: int, _helper: str, now: datetime, actor: str) -> None:
    invite(programme_id, [person_id], now, actor=actor)


def _link(programme_id: int, person_id: int, helper: str, now: datetime, _actor: str) -> None:
    links.show_link(assistant_bearer(helper) if helper else own_bearer(person_id, programme_id), now, keys())


def _renew(programme_id: int, person_id: int, helper: str, now: datetime, actor: str) -> None:
    links.renew(programme_id, person_id, now, actor=actor, keys=keys(), helper=helper)


def _withdraw(programme_id: int, person_id: int, helper: str, now: datetime, actor: str) -> None:
    links.withdraw(programme_id, person_id, now, actor=actor, helper=helper)


LinkAct = Callable[[int, int, str, datetime, str], None]
LINK_ACTS: Final[dict[str, LinkAct]] = {
    "invite": _invite,
    "link": _link,
    "renew": _renew,
    "withdraw": _withdraw,
}


def _page(programme: str, public_id: str, problem: Problem | None = None) -> Response:
    where = open_here(Act.PEOPLE, programme)
    shown = desk.programme(programme)
    moment = at_desk(shown)
    found = queries.panelist(programme, public_id, where, moment.now)
    person, editing = found.person, reach(staff(), Act.EDIT)
    helpers = assistants_named(one.answered_by for one in found.own.panels)
    seen = Seen(moment.reader, moment.now, shown, person.name, False, helpers)
    open_to = {one.slug for one in found.own.panels if editing.covers(programme, one.stream, one.partners)}
    may_link = found.is_whole and len(open_to) == len(found.own.panels)
    home = f"/{moment.reader.language}/desk/{programme}/panel/{public_id}"
    own, assistants = (
        own_bearer(person.id, found.programme_id),
        standing_assistants(person.id, found.programme_id),
    )
    bearers = [own, *(assistant_bearer(one.id) for one in assistants)] if may_link else []
    given = _addresses_of(bearers)
    html = render_template(
        "desk/panel/person.html",
        programme=shown,
        person=person,
        addresses=found.addresses,
        invited=seen.day(found.invited_at) if found.invited_at else "",
        opened=seen.day(found.opened_at) if found.opened_at else "",
        home=home,
        panels=[panel_words(one, seen, programme) for one in found.own.panels],
        drafts={one.slug for one in found.own.panels if one.state == "draft"},
        open_to=open_to,
        wanted=wanted_words(found.own, seen, home),
        proposals=proposals_by(person.id, found.programme_id),
        link=given.get(own, ""),
        assistants=[(one, given.get(assistant_bearer(one.id), "")) for one in assistants],
        may_link=may_link,
        acts=acts_words(latest_acts(programme, public_id), seen) if found.is_whole else [],
        releases=[(code, words()) for code, words in RELEASES.items()],
        settings=_settings(found, moment),
        problem=problem,
        done=_done(),
    )
    return make_response(html, problem.status if problem else 200)


def _addresses_of(bearers: Iterable[str]) -> dict[str, str]:
    """Give the addresses of links that stand, to be read out, by bearer."""
    base = f"{current_app.extensions['outside'].base_url}/en/speak"
    return {one: f"{base}/{token}" for one, token in tokens_of(PURPOSE, bearers, keys()).items()}


def _settings(found: PanelistFound, moment: Moment) -> dict[str, Any]:
    lang, zone = moment.reader.language, found.person.zone or ""
    return {
        "language": found.person.language,
        "languages": [(code, OWN_NAMES[code]) for code in LANGUAGES],
        "zone": zone,
        "zones": [
            (one, f"{zone_city(one, lang)}, {zone_offset(one, moment.now, lang)}")
            if one
            else ("", _("The zone of each session"))
            for one in {zone: "", moment.reader.zone: ""}
        ],
    }


def _done() -> str:
    said = DONE.get(request.args.get("done", ""))
    return said() if said and request.method == "GET" else ""
