"""What a survey gave, for programs: as the desk shows it, with nothing of fewer than five, and texts read first."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, fields, validate

from meetings.api.by_example import WORDS, Needed, Null, given, shown
from meetings.api.programmes import BEARER
from meetings.api.reaching import actor, may_reach, right_now
from meetings.api.surveys import SURVEY, open_survey
from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.domain.survey_results import Tally, keys_of
from meetings.queries.survey_results import (
    Compared,
    CrowdResults,
    compared,
    crossed,
    results,
    taken_along,
    together,
)
from meetings.queries.surveys import SurveyRow, is_within, within
from meetings.services.survey_texts import moderate

blueprint = Blueprint("api_survey_results", __name__, url_prefix="/api/v1", description="What surveys gave.")
AnswerOut = shown(
    "SurveyAnswerCount",
    "How often an answer was given, and by how many of a hundred.",
    key="5",
    count=31,
    percent=48,
)
TallyOut = shown(
    "SurveyTally",
    "How a question was answered; without `answered`, by fewer than five.",
    question="useful",
    answered=Null(64),
    mean=Null(4.2),
    answers=[AnswerOut],
)
TextOut = shown(
    "SurveyText",
    "A text that was written; those that wait or are hidden only for whoever may edit.",
    key="t9x2b7rd",
    crowd="came",
    question="more",
    text="More on products, please.",
    state="shown",
)
CrowdOut = shown(
    "SurveyCrowd",
    "What a crowd answered; without `counted`, fewer than five did.",
    crowd="came",
    asked=120,
    answered=64,
    counted=Null(64),
    tallies=[TallyOut],
    texts=[TextOut],
)
ResultsOut = shown("SurveyResults", "What a survey gave, each crowd apart.", crowds=[CrowdOut])
SettleIn = given(
    "SurveyTextsSettled", "Texts that are shown or hidden.", texts=Needed(["t9x2b7rd"]), state=Needed("shown")
)
SettledOut = shown("SurveyTextsDone", "How many texts were settled by this.", settled=1)
CellOut = shown("SurveyCell", "A cell; null where it is hidden.", by="hour", of="5", count=Null(12))
CrossOut = shown(
    "SurveyCross",
    "Two questions crossed in a crowd, with small cells hidden.",
    by="kept",
    of="useful",
    cells=[CellOut],
)
ComparedOut = shown(
    "SurveyComparison",
    "How the same question was answered to another survey, or to several together.",
    kind="session",
    survey=Null("s4n8w2kq"),
    programme=Null("season-2027"),
    title=WORDS,
    surveys=1,
    tally=TallyOut,
)
ComparisonsOut = shown("SurveyComparisons", "By session, by stream and by season.", items=[ComparedOut])
LineOut = shown(
    "SurveyLine",
    "Answers in an order drawn by lot, each question apart.",
    crowd="came",
    answers={"useful": "5"},
)
AnswersOut = shown("SurveyTakenAlong", "What may be taken along.", answers=[LineOut], texts=[TextOut])


class CrossQuery(Schema):
    """Which two questions are crossed, in which crowd."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    crowd = fields.String(load_default="came", validate=validate.Length(max=20), metadata={"example": "came"})
    by = fields.String(load_default="", validate=validate.Length(max=80), metadata={"example": "kept"})
    of = fields.String(load_default="", validate=validate.Length(max=80), metadata={"example": "useful"})


class CrowdQuery(Schema):
    """Which crowd."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    crowd = fields.String(load_default="came", validate=validate.Length(max=20), metadata={"example": "came"})


@blueprint.route(f"{SURVEY}/results")
class Results(MethodView):
    """What a survey gave."""

    @blueprint.response(200, ResultsOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, survey_id: str) -> dict[str, Any]:
        """Read what was answered, each crowd apart."""
        row = open_survey(Act.FIGURES, programme, survey_id)
        may_read = is_within(row, may_reach(Act.EDIT))
        return {"crowds": [_crowd(one, may_read=may_read) for one in results(row)]}


@blueprint.route(f"{SURVEY}/results/texts", methods=["POST"])
@blueprint.arguments(SettleIn)
@blueprint.response(200, SettledOut)
@blueprint.doc(security=BEARER)
def settle(body: dict[str, Any], programme: str, survey_id: str) -> dict[str, int]:
    """Show or hide texts, once somebody read them."""
    row = open_survey(Act.EDIT, programme, survey_id)
    return {"settled": moderate(row.id, body["texts"], body["state"], right_now(), actor=actor())}


@blueprint.route(f"{SURVEY}/results/cross")
@blueprint.arguments(CrossQuery, location="query")
@blueprint.response(200, CrossOut)
@blueprint.doc(security=BEARER)
def cross(query: dict[str, Any], programme: str, survey_id: str) -> dict[str, Any]:
    """Cross two questions of one answer each; not where too few answered."""
    row = open_survey(Act.FIGURES, programme, survey_id)
    found = crossed(row, query["crowd"], query["by"], query["of"])
    if found is None:
        raise errors.NotFound()
    cells = [
        {"by": by, "of": of, "count": found.cells[by, of]}
        for by in keys_of(found.by)
        for of in keys_of(found.of)
    ]
    return {"by": found.by.key, "of": found.of.key, "cells": cells}


@blueprint.route(f"{SURVEY}/compare/<question>")
@blueprint.arguments(CrowdQuery, location="query")
@blueprint.response(200, ComparisonsOut)
@blueprint.doc(security=BEARER)
def compare(query: dict[str, Any], programme: str, survey_id: str, question: str) -> dict[str, Any]:
    """Compare how the same question was answered to other surveys: of sessions, streams together, seasons."""
    row = open_survey(Act.FIGURES, programme, survey_id)
    wanted = next((one for one in row.questions if one.key == question and not one.is_written), None)
    if wanted is None:
        raise errors.NotFound()
    found = compared(within(may_reach(Act.FIGURES)), wanted, query["crowd"])
    of_streams = list(together(found, wanted).values())
    return {"items": [_compared(one) for one in (*found, *of_streams)]}


@blueprint.route(f"{SURVEY}/answers")
@blueprint.response(200, AnswersOut)
@blueprint.doc(security=BEARER)
def answers(programme: str, survey_id: str) -> dict[str, Any]:
    """Take the answers along, in an order drawn by lot, with the texts that are shown."""
    row = open_survey(Act.FIGURES, programme, survey_id)
    lines, texts = taken_along(row)
    return {
        "answers": [{"crowd": str(crowd), "answers": _plain(row, values)} for crowd, values in lines],
        "texts": texts,
    }


def _plain(row: SurveyRow, values: Any) -> dict[str, str]:
    asked = [one.key for one in row.questions if not one.is_written and one.key in values]
    return {
        key: ";".join(map(str, values[key])) if isinstance(values[key], list) else str(values[key])
        for key in asked
    }


def _crowd(one: CrowdResults, *, may_read: bool) -> dict[str, Any]:
    return {
        "crowd": str(one.crowd),
        "asked": one.asked,
        "answered": one.answered,
        "counted": one.counted,
        "tallies": [_tally(each) for each in one.tallies],
        "texts": [each for each in one.texts if may_read or each.state == "shown"],
    }


def _tally(one: Tally) -> dict[str, Any]:
    keys = keys_of(one.question) if one.is_shown else ()
    return {
        "question": one.question.key,
        "answered": one.answered,
        "mean": one.mean,
        "answers": [
            {"key": key, "count": one.counts.get(key, 0), "percent": round(100 * one.share(key))}
            for key in keys
        ],
    }


def _compared(one: Compared) -> dict[str, Any]:
    about = one.survey.about if one.survey else None
    kind = "stream" if about is None else "season" if about.session is None else "session"
    return {
        "kind": kind,
        "survey": one.survey.id if one.survey else None,
        "programme": about.programme if about else None,
        "title": one.title,
        "surveys": one.count,
        "tally": _tally(one.tally),
    }
