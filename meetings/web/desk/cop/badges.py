"""Badges and letters of a conference: who has which, making many at once, and the papers of one person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.codes import ADMITTED, BadgeState
from meetings.domain.cop.papers import PaperKind, check_kind, read_paper_code
from meetings.domain.permissions import Act
from meetings.domain.registrations import check_language
from meetings.extensions import db
from meetings.formats.cop import badges as formats
from meetings.formats.cop import given_letters
from meetings.queries.cop import badges as queries
from meetings.queries.cop import papers as letters
from meetings.queries.cop.arrivals import settings_of
from meetings.queries.cop.badges import CHOICES, Asked, Bearer
from meetings.queries.cop.papers import PaperShown
from meetings.queries.desk import programme as programme_of
from meetings.queries.jobs import jobs_of
from meetings.services.cop import badges as services
from meetings.services.cop import paper_work, papers
from meetings.services.cop.identities import photos_of
from meetings.web.cop.badge_words import badge_state_words, paper_words
from meetings.web.cop.words import PARTICIPATION, ROLES
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.changes import instant_words
from meetings.web.desk.cop.segments import chosen_segment
from meetings.web.desk.jobs import job_line
from meetings.web.desk.people import page_asked
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG, OWN_NAMES

blueprint = Blueprint("desk_cop_badges", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/badges"
ONE: Final = f"{ADDRESS}/<participation>"
TEXT_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody with the badge they have, in words."""

    it: Bearer
    state: str
    role: str
    category: str
    badge: str
    since: str


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the people of a segment with their badges, narrowed by name and by where the badge stands."""
    allowed(Act.ACCREDIT, programme)
    return _page(programme)


@blueprint.post(ADDRESS)
def make_many(lang: str, programme: str) -> AnyResponse:
    """Ask for badges or letters of all that are shown, made while the page of the work grows."""
    actor, now = allowed(Act.ACCREDIT, programme).actor, datetime.now(UTC)
    try:
        job = _ask(programme, actor, now)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, refusal)
    return redirect(f"/{lang}/desk/job/{job}", 303)


@blueprint.get(ONE)
def person(lang: str, programme: str, participation: str) -> Response:
    """Show the papers of one person in a segment, and what may be done with them."""
    allowed(Act.ACCREDIT, programme)
    return _person_page(programme, participation, done=request.args.get("done", ""))


@blueprint.post(ONE)
def change(lang: str, programme: str, participation: str) -> AnyResponse:
    """Issue, make anew, suspend or lift a badge, or give a letter; what was refused comes back as typed."""
    actor, now = allowed(Act.ACCREDIT, programme).actor, datetime.now(UTC)
    one, act = _one(programme, participation), request.form.get("act", "")
    try:
        if act == "letter" and request.form.get("passport"):
            return _with_passport(one, actor, now)
        if act not in ACTS:
            raise errors.NotAChoice(field="act", value=act[:20])
        ACTS[act](one, now, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _person_page(programme, participation, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/badges/{participation}?done={act}#done", 303)


@blueprint.get(f"{ONE}/badge.pdf")
def badge_file(lang: str, programme: str, participation: str) -> Response:
    """Give the badge that stands as PDF, in the language of the address."""
    allowed(Act.ACCREDIT, programme)
    one = _one(programme, participation)
    if one.badge_state != BadgeState.VALID:
        raise errors.NotFound()
    outside = current_app.extensions["outside"]
    photos = photos_of([one.nomination_id], shelf=outside.identity_shelf, storage=outside.storage)
    facts = formats.facts_of(one, outside.site_name, photos.get(one.nomination_id))
    data = formats.paper([facts], lang, formats.Form.A6)
    return _pdf(outside.typesetter.pdf(formats.TEMPLATE, data), f"badge-{one.code}")


@blueprint.get(f"/{LANG}/desk/<programme>/letters/<given>.pdf")
def letter_file(lang: str, programme: str, given: str) -> Response:
    """Give a letter as PDF in the language it was given in; one with a passport's number is given only when made."""
    allowed(Act.ACCREDIT, programme)
    shown = letters.paper(read_paper_code(given) or "")
    if shown.bearer.segment.programme != programme or shown.standing != "valid" or shown.with_passport:
        raise errors.NotFound()
    return _pdf(_letter(shown), f"{shown.kind}-{shown.code}")


def _letter(shown: PaperShown, passport: str = "") -> bytes:
    outside, head = current_app.extensions["outside"], settings_of(shown.bearer.segment.programme)
    facts = given_letters.facts_of(shown, head, outside.base_url, outside.site_name, passport)
    raw: bytes = outside.typesetter.pdf(given_letters.TEMPLATE, given_letters.paper([facts], shown.language))
    return raw


def _pdf(raw: bytes, name: str) -> Response:
    answer = Response(raw, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _with_passport(one: Bearer, actor: str, now: datetime) -> Response:
    """Give a visa letter with the number of the passport at once; reading it is noted, and nothing of it is kept."""
    shelf = current_app.extensions["outside"].identity_shelf
    code, number = paper_work.make_visa_letter(
        one.participation_id,
        one.nomination_id,
        one.state,
        (_typed("kind"), _typed("language")),
        now=now,
        actor=actor,
        shelf=shelf,
    )
    return _pdf(_letter(letters.paper(code), number), f"{PaperKind.VISA}-{code}")


def _language() -> str:
    return check_language(request.form.get("language", ""))


def _give_letter(one: Bearer, now: datetime, actor: str) -> None:
    kind = check_kind(request.form.get("kind", ""))
    papers.make(one.participation_id, kind, _language(), now, actor=actor)


def _typed(name: str) -> str:
    return request.form.get(name, "")


def _issue(one: Bearer, now: datetime, actor: str) -> None:
    services.issue(one.participation_id, now, actor)


def _on_badge(do: Callable[..., Any]) -> Callable[[Bearer, datetime, str], None]:
    """Do something with the badge that the form was about, with the reason that was typed."""

    def act(one: Bearer, now: datetime, actor: str) -> None:
        if not one.code or _typed("code") != one.code:
            raise errors.NotAllowed()
        do(one.code, _typed("reason"), now, actor)

    return act


ACTS: Final[dict[str, Callable[[Bearer, datetime, str], None]]] = {
    "issue": _issue,
    "again": _on_badge(services.reissue),
    "suspend": _on_badge(services.suspend),
    "lift": _on_badge(services.lift),
    "letter": _give_letter,
}


def _done_words(done: str) -> str:
    return {
        "issue": _("The badge is issued."),
        "again": _("A new badge is issued. The old one opens nothing any more."),
        "suspend": _("Suspended. The badge is refused at the entrance from now on."),
        "lift": _("The suspension is lifted."),
        "letter": _("The letter is ready."),
    }.get(done, "")


def _ask(programme: str, actor: str, now: datetime) -> str:
    """Ask for long work on all that are narrowed to; nobody is none."""
    chosen, act = chosen_segment(programme, now), _typed("act")
    ids = queries.matching(chosen.it.id, _asked(request.form))
    if act == "badges":
        form = _typed("form")
        if ids and form not in set(formats.Form):
            raise errors.NotAChoice(field="form", value=form[:20])
        return paper_work.ask_for_badges(programme, ids, form, _typed("language"), now=now, actor=actor)
    if act == "letters" or not ids:
        asked = (_typed("kind"), _typed("language"))
        return paper_work.ask_for_letters(programme, ids, *asked, now=now, actor=actor)
    raise errors.NotAChoice(field="act", value=act[:20])


def _asked(given: Any) -> Asked:
    state = str(given.get("state", ""))
    return Asked(
        str(given.get("text", "")).strip()[:TEXT_LENGTH], state if state in set(map(str, CHOICES)) else ""
    )


def _one(programme: str, participation: str) -> Bearer:
    """Give somebody of a conference with the badge they have.

    Raises: NotFound.
    """
    found = queries.bearers_of([participation])
    if not found or found[0].segment.programme != programme:
        raise errors.NotFound()
    return found[0]


def _line(one: Bearer, moment: Moment) -> Line:
    return Line(
        it=one,
        state=PARTICIPATION[one.state](),
        role=ROLES[one.role](),
        category=category_words(one.category),
        badge=badge_state_words(one.badge_state) if one.badge_state else _("None"),
        since=instant_words(one.badge_since, moment) if one.badge_since else "",
    )


def _page(programme: str, problem: errors.Refused | None = None) -> Response:
    shown = programme_of(programme)
    moment = at_desk(shown)
    chosen = chosen_segment(programme, moment.now)
    asked = _asked(request.form if problem else request.args)
    pages = queries.bearers(chosen.it.id, asked, page_asked())
    numbers = queries.counted(chosen.it.id)
    pairs = (("segment", chosen.it.slug), ("text", asked.text), ("state", asked.state))
    actor = allowed(Act.ACCREDIT, programme).actor
    html = render_template(
        "desk/cop/badges.html",
        programme=shown,
        chosen=chosen,
        asked=asked,
        pages=pages,
        lines=[_line(one, moment) for one in pages.shown],
        states=[(one, badge_state_words(one), numbers[one]) for one in CHOICES],
        kinds=[(one, paper_words(one)) for one in PaperKind],
        languages=[(one, OWN_NAMES[one]) for one in LANGUAGES],
        jobs=[job_line(one, moment) for one in jobs_of(actor, f"programme:{programme}")],
        address=urlencode([pair for pair in pairs if pair[1]]),
        problem=problem,
        words=sentence(problem) if problem else "",
    )
    return make_response(html, problem.status if problem else 200)


def _person_page(
    programme: str, participation: str, *, problem: errors.Refused | None = None, done: str = ""
) -> Response:
    shown, one = programme_of(programme), _one(programme, participation)
    moment = at_desk(shown)
    html = render_template(
        "desk/cop/badge_person.html",
        programme=shown,
        line=_line(one, moment),
        may_have=one.state in ADMITTED,
        letters=[
            (each, paper_words(each.kind), OWN_NAMES[each.language], instant_words(each.made_at, moment))
            for each in letters.papers_of([participation]).get(participation, [])
        ],
        kinds=[(each, paper_words(each)) for each in PaperKind],
        languages=[(each, OWN_NAMES[each]) for each in LANGUAGES],
        problem=problem,
        words=sentence(problem) if problem else "",
        field=(problem.field or "") if problem else "",
        typed=request.form,
        done=_done_words(done) if not problem else "",
    )
    return make_response(html, problem.status if problem else 200)
