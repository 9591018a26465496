"""A survey, read and answered by the token of the link in its mail."""

from datetime import UTC, datetime
from typing import Any

from flask import Response

from meetings.api.bearers import bearer_for, blueprint_of, instant_of
from meetings.api.mine_shapes import MyAnswersIn, MySurveyAskedOut
from meetings.api.programmes import BEARER
from meetings.domain.errors import LinkDead, Refused, SignInNeeded
from meetings.domain.survey_answers import PREFIX, check_answers
from meetings.domain.survey_errors import AnsweredBefore, SurveyClosed
from meetings.domain.surveys import STEPS, Kind, Question, is_open
from meetings.extensions import limiter, strangers
from meetings.queries.surveys import Asking, asking
from meetings.services.survey_answers import answer

blueprint = blueprint_of("survey_answers", "A survey, by the token of the link in its mail.")
PURPOSE = "survey"


@blueprint.route("/surveys/me")
@blueprint.response(200, MySurveyAskedOut)
@blueprint.doc(security=BEARER)
def read() -> dict[str, Any]:
    """Read the questions, whether the survey is open, and whether it was answered by this link."""
    found, _person = _asking()
    return {
        "id": found.id,
        "programme": found.programme,
        "about": found.about,
        "title": found.title,
        "lead": found.lead,
        "questions": [_question(one) for one in found.questions if one.is_for(found.crowd)],
        "is_open": is_open(found, datetime.now(UTC)),
        "closes_at": instant_of(found.closes_at),
        "has_answered": found.has_answered,
    }


@blueprint.route("/surveys/me/answers", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(MyAnswersIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def send(body: dict[str, Any]) -> Response:
    """Answer, once; nobody can tell afterwards who answered what."""
    (found, person_id), now = _asking(), datetime.now(UTC)
    if found.has_answered:
        raise AnsweredBefore()
    if not is_open(found, now):
        raise SurveyClosed()
    given = {PREFIX + key: values for key, values in body["answers"].items()}
    _answers, problems = check_answers(found.questions, given, found.crowd)
    if problems:
        raise _named(problems[0])
    answer(found.id, person_id, given, now)
    return Response(status=204)


def _named(refusal: Refused) -> Refused:
    """Give a refusal with the field as programs call it."""
    field = f"answers.{refusal.field.removeprefix(PREFIX)}" if refusal.field else "answers"
    return type(refusal)(field=field, **refusal.values)


def _question(one: Question) -> dict[str, Any]:
    options = [{"key": each.key, "words": each.words} for each in one.choices]
    if one.kind == Kind.SCALE:
        ends = {STEPS[0]: one.low, STEPS[-1]: one.high}
        options = [{"key": str(step), "words": ends.get(step, {})} for step in STEPS]
    return {
        "key": one.key,
        "kind": one.kind,
        "words": one.words,
        "needed": one.needed,
        "options": options,
    }


def _asking() -> tuple[Asking, int]:
    """Give the survey of a link, and whose the link is.

    Raises: NotAllowed, SignInNeeded.
    """
    parts = bearer_for(PURPOSE).split(":")
    if len(parts) != 3:
        raise SignInNeeded()
    try:
        return asking(parts[2], int(parts[1])), int(parts[1])
    except LinkDead:
        raise SignInNeeded() from None
