"""What a survey gave: shares by question and crowd, texts that somebody read first, comparing, and to take along."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.languages import choose
from meetings.domain.permissions import Act, reach
from meetings.domain.survey_results import Cross, Tally, keys_of
from meetings.domain.surveys import Crowd, Kind, Question
from meetings.extensions import db
from meetings.formats.survey_sheets import Sheet, workbook_bytes
from meetings.formats.tables import csv_bytes
from meetings.queries.survey_results import (
    Compared,
    CrowdResults,
    compared,
    crossed,
    results,
    taken_along,
    together,
)
from meetings.queries.surveys import SurveyRow, within
from meetings.services.survey_texts import moderate
from meetings.web.desk.access import at_desk, staff
from meetings.web.desk.survey_access import crowd_words, may_here, open_survey, rate, state_words
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_survey_results", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/surveys/<survey_id>/results"
COMPARE: Final = f"/{LANG}/desk/<programme>/surveys/<survey_id>/compare/<question>"
SINGLE: Final = (Kind.CHOICE, Kind.SCALE)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, survey_id: str) -> Response:
    """Show what was answered, each crowd apart, and two questions crossed where they are asked for."""
    return _page(programme, survey_id)


@blueprint.post(ADDRESS)
def settle(lang: str, programme: str, survey_id: str) -> AnyResponse:
    """Show or hide the texts that are ticked."""
    _shown, row = open_survey(Act.EDIT, programme, survey_id)
    keys, state = request.form.getlist("text"), request.form.get("act", "")
    try:
        number = moderate(row.id, keys, state, datetime.now(UTC), actor=staff().actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, survey_id, refusal)
    return redirect(f"/{lang}/desk/{programme}/surveys/{survey_id}/results?done={number}#texts", 303)


def _page(programme: str, survey_id: str, problem: errors.Refused | None = None) -> Response:
    page, row = open_survey(Act.FIGURES, programme, survey_id)
    moment = at_desk(page)
    lang, found = moment.reader.language, results(row)
    html = render_template(
        "desk/survey_results.html",
        programme=page,
        survey=row,
        state=state_words(row, moment.now),
        crowds=[_crowd_shown(one, row, lang) for one in found],
        may_edit=may_here(Act.EDIT, row),
        has_remarks=any(one.kind == Kind.REMARK for one in row.questions),
        singles=[(one.key, one.words) for one in row.questions if one.kind in SINGLE],
        asked={"crowd": request.args.get("crowd", ""), **_by_of()},
        crossing=_crossing(row, lang),
        is_crossed=bool(request.args.get("by")),
        problem=sentence(problem) if problem else "",
        done=_done_words(),
    )
    return make_response(html, problem.status if problem else 200)


def _done_words() -> str:
    if "done" not in request.args:
        return ""
    count = request.args.get("done", 0, type=int)
    return ngettext("%(num)d text is settled.", "%(num)d texts are settled.", count)


def _by_of() -> dict[str, str]:
    return {"by": request.args.get("by", ""), "of": request.args.get("of", "")}


def _crowd_shown(one: CrowdResults, row: SurveyRow, lang: str) -> dict[str, Any]:
    texts = [question for question in row.questions if question.is_written]
    may_read = may_here(Act.EDIT, row)
    return {
        "code": one.crowd,
        "words": crowd_words(one.crowd),
        "asked": one.asked,
        "answered": one.answered,
        "rate": rate(one.asked, one.answered),
        "counted": one.counted,
        "tallies": [tally_shown(each, lang) for each in one.tallies],
        "texts": [
            {
                "question": question.words,
                "is_remark": question.kind == Kind.REMARK,
                "groups": [
                    (
                        state,
                        words,
                        [each for each in one.texts if (each.question, each.state) == (question.key, state)],
                    )
                    for state, words in _states(may_read=may_read)
                ],
            }
            for question in texts
            if any(each.question == question.key for each in one.texts)
        ],
    }


def _states(*, may_read: bool) -> list[tuple[str, str]]:
    """Give the states of texts that may be read: what was shown, and to a moderator the others too."""
    others = [("waiting", _("To be read")), ("hidden", _("Hidden"))] if may_read else []
    return [("shown", _("Shown")), *others]


def tally_shown(one: Tally, lang: str) -> dict[str, Any]:
    """Give how a question was answered, for a table with bars."""
    return {
        "question": one.question,
        "answered": one.answered,
        "mean": one.mean,
        "rows": [
            {
                "words": option_words(one.question, key, lang),
                "count": one.counts.get(key, 0),
                "percent": round(100 * one.share(key)),
            }
            for key in keys_of(one.question)
        ]
        if one.is_shown
        else [],
    }


def option_words(question: Question, key: str, lang: str) -> str:
    """Word one of the answers offered; a step of a scale with the words at its end."""
    if question.kind == Kind.SCALE:
        end = {"1": question.low, "5": question.high}.get(key, {})
        words = choose(end, lang)[0]
        return f"{key} · {words}" if words else key
    return next((choose(one.words, lang)[0] for one in question.choices if one.key == key), key)


def _crossing(row: SurveyRow, lang: str) -> dict[str, Any] | None:
    """Give two questions crossed, as a table."""
    asked, crowd = _by_of(), request.args.get("crowd", "")
    found = crossed(row, crowd, asked["by"], asked["of"]) if asked["by"] and crowd else None
    return _crossing_shown(found, lang) if found else None


def _crossing_shown(found: Cross, lang: str) -> dict[str, Any]:
    columns = keys_of(found.of)
    return {
        "by": found.by.words,
        "of": found.of.words,
        "columns": [option_words(found.of, one, lang) for one in columns],
        "rows": [
            (option_words(found.by, key, lang), [found.cells[key, one] for one in columns])
            for key in keys_of(found.by)
        ],
        "hides": found.hides,
    }


@blueprint.get(COMPARE)
def compare(lang: str, programme: str, survey_id: str, question: str) -> str:
    """Show how the same question was answered to other surveys: of sessions, of streams together, of seasons."""
    page, row = open_survey(Act.FIGURES, programme, survey_id)
    at_desk(page)
    wanted = next((one for one in row.questions if one.key == question and not one.is_written), None)
    if wanted is None:
        raise errors.NotFound()
    crowd = request.args.get("crowd", str(Crowd.CAME))
    found = compared(within(reach(staff(), Act.FIGURES)), wanted, crowd)
    of_seasons = [one for one in found if one.survey and one.survey.about.session is None]
    of_sessions = [one for one in found if one.survey and one.survey.about.session is not None]
    return render_template(
        "desk/survey_compare.html",
        programme=page,
        survey=row,
        question=wanted,
        columns=[option_words(wanted, key, lang) for key in keys_of(wanted)],
        crowds=[(str(one), crowd_words(one)) for one in Crowd],
        crowd=crowd,
        tables=[
            (words, [_compared_shown(one, wanted) for one in each])
            for words, each in (
                (_("By session"), of_sessions),
                (_("By stream"), list(together(found, wanted).values())),
                (_("By season"), of_seasons),
            )
            if each
        ],
        is_scale=wanted.kind == Kind.SCALE,
    )


def _compared_shown(one: Compared, question: Question) -> dict[str, Any]:
    return {
        "title": one.title,
        "programme": one.survey.about.programme_title if one.survey else {},
        "count": one.count,
        "answered": one.tally.answered,
        "mean": one.tally.mean,
        "percents": [round(100 * one.tally.share(key)) for key in keys_of(question)],
    }


@blueprint.get(f"{ADDRESS}.csv")
def table(lang: str, programme: str, survey_id: str) -> Response:
    """Give the answers as CSV, in an order drawn by lot; `?texts=1` gives the texts that are shown."""
    _page_row, row = open_survey(Act.FIGURES, programme, survey_id)
    answers, texts = _sheets(row, lang)[1:]
    _title, head, rows = texts if request.args.get("texts") else answers
    return _file(csv_bytes(head, rows), "text/csv; charset=utf-8", f"{programme}-survey.csv")


@blueprint.get(f"{ADDRESS}.xlsx")
def workbook(lang: str, programme: str, survey_id: str) -> Response:
    """Give counts, answers and the texts that are shown as a workbook."""
    _page_row, row = open_survey(Act.FIGURES, programme, survey_id)
    return _file(workbook_bytes(_sheets(row, lang)), XLSX, f"{programme}-survey.xlsx")


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sheets(row: SurveyRow, lang: str) -> list[Sheet]:
    """Give what may be taken along: counts, answers without the texts, and the texts apart from them."""
    answers, texts = taken_along(row)
    asked = [one for one in row.questions if not one.is_written]
    names = {one.key: choose(one.words, lang)[0] for one in row.questions}
    counts = [
        [crowd_words(one.crowd), names[each.question.key], line["words"], line["count"], line["percent"]]
        for one in results(row)
        for each in one.tallies
        for line in tally_shown(each, lang)["rows"]
    ]
    head = [_("Who"), _("Question"), _("Answer"), _("Answers"), _("Percent")]
    return [
        (_("Results"), head, counts),
        (
            _("Answers"),
            [_("Who"), *(names[one.key] for one in asked)],
            [
                [crowd_words(crowd), *(_value(one, values, lang) for one in asked)]
                for crowd, values in answers
            ],
        ),
        (
            _("Texts"),
            [_("Who"), _("Question"), _("Text")],
            [[crowd_words(one.crowd), names.get(one.question, ""), one.text] for one in texts],
        ),
    ]


def _value(question: Question, values: Any, lang: str) -> Any:
    given = values.get(question.key)
    if isinstance(given, list):
        return _words_of(question, given, lang)
    if given is None or question.kind == Kind.SCALE:
        return given
    return option_words(question, str(given), lang)


def _words_of(question: Question, given: Iterable[str], lang: str) -> str:
    return "; ".join(option_words(question, one, lang) for one in given)
