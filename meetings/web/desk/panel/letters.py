"""Letters for the panellists of a programme, all in one act; who signs them, and whether slides are taken."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.jobs import PANEL_LETTERS
from meetings.domain.panel.letters import LetterKind
from meetings.domain.panel.slides import SlidesRule
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.queries import desk
from meetings.queries.jobs import jobs_of
from meetings.queries.panel.letters import everybody_on_panels
from meetings.queries.panel.settings import PanelRules, number_of, rules_of
from meetings.services.panel.letters import ask_for_letters
from meetings.services.panel.settings import set_panels
from meetings.web.desk.access import allowed, at_desk, staff
from meetings.web.desk.jobs import job_line
from meetings.web.desk.sides import Side, compare
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.panel.letters import kind_words

blueprint = Blueprint("desk_panel_letters", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/panel/letters"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show who signs letters, whether slides are taken, and the form that makes letters for everybody on panels."""
    allowed(Act.EDIT, programme)
    return _page(programme, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def act(lang: str, programme: str) -> AnyResponse:
    """Set who signs and whether slides are taken, or make letters for all."""
    allowed(Act.EDIT, programme)
    wanted = request.form.get("act", "")
    try:
        if wanted not in ACTS:
            raise errors.NotAChoice(field="act", value=wanted[:20])
        done = ACTS[wanted](programme, datetime.now(UTC))
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, problem=refusal)
    if done.startswith("/"):
        return redirect(f"/{lang}{done}", 303)
    return redirect(f"/{lang}/desk/{programme}/panel/letters?done={done}#done", 303)


def _settings(programme: str, now: datetime) -> str:
    names = ("slides", "signatory", "signatory_title")
    typed = {name: request.form.get(name, "") for name in names}
    seen = request.form.get("revision", 0, type=int)
    set_panels(programme, typed, seen, now=now, actor=staff().actor)
    return "saved"


def _letters(programme: str, now: datetime) -> str:
    """Ask for the letters of everybody on a panel."""
    kind, language = request.form.get("kind", ""), request.form.get("language", "")
    job = ask_for_letters(programme, kind, language, now=now, actor=staff().actor)
    return f"/desk/job/{job}"


ACTS: Final[dict[str, Callable[[str, datetime], str]]] = {"settings": _settings, "letters": _letters}


def slides_words(rule: SlidesRule) -> str:
    """Word whether slides are taken, and for whom."""
    return {
        SlidesRule.OPEN: _("Yes: for everybody, or for participants alone"),
        SlidesRule.PARTICIPANTS: _("Yes: for participants alone"),
        SlidesRule.CLOSED: _("No longer"),
    }[rule]


def _page(slug: str, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    programme = desk.programme(slug)
    moment, rules = at_desk(programme), rules_of(number_of(slug))
    number = len(everybody_on_panels(slug))
    made = [one for one in jobs_of(staff().actor, f"programme:{slug}") if one.kind == PANEL_LETTERS]
    html = render_template(
        "desk/panel/letters.html",
        programme=programme,
        rules=rules,
        slides=[(str(one), slides_words(one)) for one in SlidesRule],
        kinds=[(str(one), kind_words(one)) for one in LetterKind],
        languages=[(one, OWN_NAMES[one]) for one in LANGUAGES],
        people=number,
        people_words=ngettext("%(num)d person is on a panel.", "%(num)d people are on panels.", number),
        jobs=[job_line(one, moment) for one in made],
        problem=problem,
        words=sentence(problem) if problem else "",
        sides=_sides(problem, rules),
        typed=request.form if problem else {},
        done=_("Saved.") if done == "saved" and not problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _sides(problem: errors.Refused | None, rules: PanelRules) -> tuple[Side, ...]:
    if not isinstance(problem, errors.Stale):
        return ()
    labels = {
        "signatory": _("Name of who signs"),
        "signatory_title": _("Title of who signs"),
        "slides": _("Slides are taken"),
    }
    now = {
        "signatory": rules.signatory,
        "signatory_title": rules.signatory_title,
        "slides": str(rules.slides),
    }
    return compare(labels, now, request.form)
