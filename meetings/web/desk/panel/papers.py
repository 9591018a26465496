"""What a panellist says of themselves and of when they can, entered at the desk on their behalf."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound, Refused, Stale
from meetings.domain.permissions import Act
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.formats.times import zone_city, zone_offset
from meetings.queries import desk
from meetings.queries.desk import ProgrammeRow
from meetings.queries.panel import desk as queries
from meetings.queries.panel.about import About, about_of, photo_to_serve
from meetings.queries.panel.availability import Said, said_of
from meetings.queries.panel.desk import PanelistFound
from meetings.queries.panel.doers import assistants_named
from meetings.services.panel.about import say_about
from meetings.services.panel.availability import say_hours, take_hours_back
from meetings.web.desk.access import Moment, at_desk, open_here, staff
from meetings.web.desk.account import moment_words
from meetings.web.desk.panel.panel import check_all
from meetings.web.desk.sides import Side, compare
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.panel.about import photo_given
from meetings.web.panel.about_forms import about_given, about_shown
from meetings.web.panel.hours_forms import hours_given, hours_shown
from meetings.web.panel.panel_words import Seen, doer_words
from meetings.web.panel.papers import Problem, problem_of

blueprint = Blueprint("desk_panel_papers", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/panel/<person>"


@dataclass(frozen=True, slots=True)
class There:
    """The page at work: of whom, in which programme, and when it is read."""

    programme: ProgrammeRow
    found: PanelistFound
    moment: Moment

    @property
    def ids(self) -> tuple[int, int]:
        """Give the numbers of the person and of the programme."""
        return self.found.person.id, self.found.programme_id

    @property
    def home(self) -> str:
        """Give the address of the panellist's page at the desk."""
        lang, public_id = self.moment.reader.language, self.found.person.public_id
        return f"/{lang}/desk/{self.programme.slug}/panel/{public_id}"

    def seen_by(self, actors: Iterable[str]) -> Seen:
        """Give by whom the page is read, with the names of assistants among some who did something."""
        reader, name = self.moment.reader, self.found.person.name
        return Seen(reader, self.moment.now, self.programme, name, False, assistants_named(actors))


def _there(programme: str, public_id: str) -> There:
    """Give the page at work, to whoever may change all panels of somebody: what is here is of all of them.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    where, shown = open_here(Act.EDIT, programme), desk.programme(programme)
    moment = at_desk(shown)
    found = queries.panelist(programme, public_id, where, moment.now)
    check_all(programme, is_whole=found.is_whole)
    return There(shown, found, moment)


@blueprint.get(f"{ADDRESS}/about")
def about(lang: str, programme: str, person: str) -> Response:
    """Show what is said of a panellist, and the form to say it on their behalf."""
    return _about(_there(programme, person))


@blueprint.post(f"{ADDRESS}/about")
def change_about(lang: str, programme: str, person: str) -> AnyResponse:
    """Keep what is said of a panellist; what was refused comes back as it was typed."""
    there = _there(programme, person)
    try:
        with about_given() as given:
            seen = request.form.get("revision", 0, type=int)
            say_about(*there.ids, given, seen, now=there.moment.now, actor=staff().actor)
    except Refused as refusal:
        db.session.rollback()
        return _about(_there(programme, person), refusal)
    return redirect(f"{there.home}/about?done=saved#done", 303)


@blueprint.get(f"{ADDRESS}/about/photo")
def photo(lang: str, programme: str, person: str) -> AnyResponse:
    """Give a panellist's photo, whether it may be printed or not."""
    name = about_of(*_there(programme, person).ids).photo_name
    if not name:
        raise NotFound()
    return photo_given(photo_to_serve(name), is_public=False)


@blueprint.get(f"{ADDRESS}/availability")
def hours(lang: str, programme: str, person: str) -> Response:
    """Show what was said of when a panellist can, and the form to say more on their behalf."""
    return _hours(_there(programme, person))


@blueprint.post(f"{ADDRESS}/availability")
def change_hours(lang: str, programme: str, person: str) -> AnyResponse:
    """Keep that a panellist can or cannot, or take it back; what was refused comes back as it was typed."""
    there = _there(programme, person)
    now, actor = there.moment.now, staff().actor
    try:
        if request.form.get("back"):
            take_hours_back(*there.ids, request.form["back"][:20], now=now, actor=actor)
        else:
            say_hours(*there.ids, hours_given(_zones(there)[0]), now=now, actor=actor)
    except Refused as refusal:
        db.session.rollback()
        return _hours(_there(programme, person), problem_of(refusal))
    return redirect(f"{there.home}/availability?done=saved#done", 303)


def _about(there: There, refusal: Refused | None = None) -> Response:
    stored = about_of(*there.ids)
    html = render_template(
        "desk/panel/about.html",
        programme=there.programme,
        person=there.found.person,
        home=there.home,
        **about_shown(stored, there.moment.reader.language, is_typed=refusal is not None),
        said=_said(stored, there),
        sides=_sides(stored) if isinstance(refusal, Stale) else (),
        problem=problem_of(refusal) if refusal else None,
        done=_done(refusal),
    )
    return make_response(html, refusal.status if refusal else 200)


def _said(stored: About, there: There) -> str:
    if stored.said_at is None:
        return ""
    when = moment_words(stored.said_at.astimezone(UTC), there.moment)
    return _(
        "Last changed %(when)s, by: %(who)s.",
        when=when,
        who=_who(stored.said_by, there.seen_by([stored.said_by])),
    )


def _sides(stored: About) -> tuple[Side, ...]:
    labels = {f"biography-{code}": f"{_('Biography')}, {OWN_NAMES[code]}" for code in LANGUAGES}
    now = {f"biography-{code}": stored.biography.get(code, "") for code in LANGUAGES}
    return compare(labels, now, request.form)


def _zones(there: There) -> list[str]:
    """Give the zones in which hours may be meant: the panellist's first, the programme's, and the reader's."""
    every = (there.found.person.zone, there.programme.zone, there.moment.reader.zone)
    return list(dict.fromkeys(one for one in every if one))


def _hours(there: There, problem: Problem | None = None) -> Response:
    lang, now, zones = there.moment.reader.language, there.moment.now, _zones(there)
    lines = said_of(*there.ids)
    seen = there.seen_by([one.said_by for one in lines])
    html = render_template(
        "desk/panel/availability.html",
        programme=there.programme,
        person=there.found.person,
        home=there.home,
        zones=[(one, f"{zone_city(one, lang)}, {zone_offset(one, now, lang)}") for one in zones],
        **hours_shown(
            lines,
            lang,
            to_local(now, zones[0]).date(),
            lambda one: _("%(when)s, by: %(who)s", when=_when(one, there), who=_who(one.said_by, seen)),
            is_typed=problem is not None,
        ),
        problem=problem,
        done=_done(problem),
    )
    return make_response(html, problem.status if problem else 200)


def _when(one: Said, there: There) -> str:
    return moment_words(one.said_at, there.moment)


def _who(actor: str, seen: Seen) -> str:
    """Say who did something: the panellist, an assistant by name, or the secretariat on their behalf."""
    return doer_words(actor, seen) or ""


def _done(problem: Refused | Problem | None) -> str:
    return _("Saved.") if request.args.get("done") == "saved" and not problem else ""
