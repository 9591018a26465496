"""A survey, answered by a link without an account: the questions, what was refused, and that it is done or over."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import LinkDead, Refused
from meetings.domain.survey_answers import MOST_TEXT, PREFIX, check_answers
from meetings.domain.survey_errors import AnsweredBefore, SurveyClosed
from meetings.domain.surveys import STEPS, Kind, Question, is_open
from meetings.extensions import db, limiter, strangers
from meetings.formats.times import full_day_words, hour_words
from meetings.queries.links import bearer_of
from meetings.queries.surveys import Asking, asking
from meetings.services.survey_answers import answer
from meetings.web.errors import sentence
from meetings.web.forms.guests import HONEYPOT, is_doubtful, made_at
from meetings.web.pages import LANG
from meetings.web.readers import settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("surveys", __name__)
ADDRESS: Final = f"/{LANG}/survey/<token>"
PURPOSE: Final = "survey"


@blueprint.get(ADDRESS)
def ask(lang: str, token: str) -> Response:
    """Show the questions; or that they were answered, or that the survey is over."""
    return _page(_asking(token)[0], datetime.now(UTC))


@blueprint.post(ADDRESS)
@limiter.limit(strangers)
def send(lang: str, token: str) -> AnyResponse:
    """Keep the answers, once; what is refused comes back as it was typed. The answer is as long whatever they say."""
    found, person_id = _asking(token)
    now = datetime.now(UTC)
    if found.has_answered:
        return _page(found, now, AnsweredBefore())
    if not is_open(found, now):
        return _page(found, now, SurveyClosed())
    if is_doubtful(request.form, now):
        return _page(found, now, others=[_("Please send the form once more.")], status=422)
    given = {name: request.form.getlist(name) for name in request.form if name.startswith(PREFIX)}
    _answers, problems = check_answers(found.questions, given, found.crowd)
    if problems:
        return _page(found, now, *problems)
    try:
        answer(found.id, person_id, given, now)
    except Refused as refusal:
        db.session.rollback()
        return _page(_asking(token)[0], now, refusal)
    return redirect(f"/{lang}/survey/{token}", 303)


def _asking(token: str) -> tuple[Asking, int]:
    """Give the survey of a link, and whose the link is.

    Raises: LinkDead.
    """
    parts = bearer_of(token, PURPOSE, keys()).split(":")
    if len(parts) != 3:
        raise LinkDead()
    person_id = int(parts[1])
    return asking(parts[2], person_id), person_id


def _page(
    found: Asking, now: datetime, *problems: Refused, others: Sequence[str] = (), status: int = 0
) -> Response:
    reader = settle_reader(found)
    wrong = {one.field: sentence(one) for one in problems if one.field}
    loose = [sentence(one) for one in problems if not one.field]
    html = render_template(
        "public/survey.html",
        programme=found,
        survey=found,
        whom=whom_words(found.crowd, is_of_session=found.is_of_session),
        questions=[question_shown(one, wrong, reader.language) for one in found.questions],
        is_open=is_open(found, now),
        until=_until(found, reader.zone, reader.language),
        others=[*loose, *others],
        made=made_at(now, again=request.method == "POST"),
        honeypot=HONEYPOT,
    )
    return make_response(html, status or (problems[0].status if problems else 200))


def _until(found: Asking, zone: str, lang: str) -> str:
    if found.closes_at is None:
        return ""
    last = found.closes_at - timedelta(minutes=1)
    return _("%(day)s, %(hour)s", day=full_day_words(last, zone, lang), hour=hour_words(last, zone, lang))


def whom_words(crowd: str, *, is_of_session: bool) -> str:
    """Say whom a link is for, and nothing else of them."""
    if crowd == "away":
        return _("one person who had registered and was not there")
    if crowd == "listed":
        return _("one person to whom we wrote")
    return _("one person who came to the session") if is_of_session else _("one person who came to a session")


def question_shown(question: Question, wrong: dict[str, str], lang: str) -> dict[str, Any]:
    """Give a question for the form, with what was typed and what is wrong of it."""
    field = PREFIX + question.key
    given = request.form.getlist(field)
    options: list[tuple[str, Any]] = [(one.key, one.words) for one in question.choices]
    if question.kind == Kind.SCALE:
        ends = {STEPS[0]: question.low, STEPS[-1]: question.high}
        options = [(str(step), ends.get(step, {})) for step in STEPS]
    return {
        "field": field,
        "kind": str(Kind.TEXT if question.is_written else question.kind),
        "is_remark": question.kind == Kind.REMARK,
        "words": question.words,
        "needed": question.needed,
        "options": options,
        "given": given,
        "text": given[0] if given else "",
        "most": MOST_TEXT,
        "problem": wrong.get(field, ""),
    }
