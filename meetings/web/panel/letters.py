"""Letters for a panellist's institute, by their own link: made in one act, and taken as a file."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.certificates import Standing
from meetings.domain.codes import LANGUAGES
from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotFound, Refused
from meetings.domain.panel.letters import LetterKind, check_kind
from meetings.extensions import db, limiter, strangers
from meetings.formats.panel.letters import TEMPLATE, facts_of, paper
from meetings.formats.times import language_name
from meetings.queries.panel import letters as queries
from meetings.queries.panel.letters import LetterShown
from meetings.services.panel.letters import make_letter
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.panel.papers import Here, Problem, here_of, not_proved, problem_of

blueprint = Blueprint("panel_letters", __name__)
blueprint.register_error_handler(NotProved, not_proved)
ADDRESS: Final = f"/{LANG}/speak/<token>/letter"


@dataclass(frozen=True, slots=True)
class Line:
    """A letter in words."""

    it: LetterShown
    kind: str
    language: str
    made: str
    address: str


@blueprint.get(ADDRESS)
def show(lang: str, token: str) -> Response:
    """Show the letters one has, and the buttons that make them."""
    return _page(here_of(token))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def act(lang: str, token: str) -> AnyResponse:
    """Make a letter in the language asked for, else in that of the page, and lead to its file."""
    here = here_of(token)
    try:
        kind = check_kind(request.form.get("kind", ""))
        chosen = request.form.get("language", "") or lang
        code = make_letter(*here.ids, kind, chosen, now=here.now, actor=here.holder.actor)
    except Refused as refusal:
        db.session.rollback()
        return _page(here_of(token), problem_of(refusal))
    return redirect(f"{here.home}/letter/{code}.pdf", 303)


@blueprint.get(f"{ADDRESS}/<code>.pdf")
def file(lang: str, token: str, code: str) -> Response:
    """Give a letter of one's own as a file, in the language it was made in."""
    here, shown = here_of(token), queries.letter(code)
    is_own = shown.person_id == here.ids[0] and shown.programme_slug == here.holder.programme.slug
    if not is_own or shown.standing != Standing.VALID:
        raise NotFound()
    return letter_answer(shown)


def letter_answer(shown: LetterShown) -> Response:
    """Give a letter as a file."""
    outside = current_app.extensions["outside"]
    facts = facts_of(shown, outside.base_url, outside.site_name)
    pdf = outside.typesetter.pdf(TEMPLATE, paper([facts], shown.language))
    answer = Response(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{shown.code}-{shown.language}.pdf"'
    return answer


def kind_words(kind: LetterKind) -> str:
    """Word what a letter is."""
    return {
        LetterKind.INVITATION: _("Letter of invitation"),
        LetterKind.THANKS: _("Letter of thanks"),
    }[kind]


def _page(here: Here, problem: Problem | None = None) -> Response:
    html = render_template(
        "panel/letters.html",
        programme=here.holder.programme,
        here=here,
        lines=[_line(one, here) for one in queries.letters_of(*here.ids)],
        kinds=[(str(one), kind_words(one)) for one in LetterKind],
        languages=[(one, OWN_NAMES[one]) for one in LANGUAGES],
        problem=problem,
    )
    return make_response(html, problem.status if problem else 200)


def _line(one: LetterShown, here: Here) -> Line:
    return Line(
        it=one,
        kind=kind_words(one.kind),
        language=language_name(one.language, here.reader.language),
        made=_("%(when)s, by %(who)s", when=here.when(one.made_at), who=here.who(one.made_by)),
        address=f"{here.home}/letter/{one.code}.pdf",
    )
