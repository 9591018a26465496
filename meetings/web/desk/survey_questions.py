"""One question of a survey, written in six languages side by side."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.permissions import Act
from meetings.domain.programmes import TITLE_LENGTH
from meetings.domain.surveys import MOST_CHOICES, Crowd, Kind
from meetings.extensions import db
from meetings.queries.surveys import SurveyRow
from meetings.services import surveys
from meetings.services.surveys import NEW
from meetings.web.desk import drafts
from meetings.web.desk.access import at_desk, staff
from meetings.web.desk.sides import settle
from meetings.web.desk.survey_access import crowd_words, kind_words, open_survey
from meetings.web.desk.survey_forms import (
    Stored,
    both_sides,
    question_labels,
    seen_revision,
    shown,
    stored_question,
    typed_question,
)
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_survey_questions", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/surveys/<survey_id>/question/<question>"
IN_LANGUAGES: Final = ("words", "choices", "low", "high")


@blueprint.get(ADDRESS)
def ask(lang: str, programme: str, survey_id: str, question: str) -> Response:
    """Show a question in all languages, to be written; `new` for one that is not there yet."""
    return _page(programme, survey_id, question, typed=drafts.taken_up())


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, survey_id: str, question: str) -> AnyResponse:
    """Keep the question, or take it away; what is refused comes back with everything typed."""
    _shown, row = open_survey(Act.EDIT, programme, survey_id)
    act, now, actor = request.form.get("act", "save"), datetime.now(UTC), staff().actor
    typed = settle(request.form, _stored(row, question))
    try:
        if act == "drop":
            surveys.drop_question(row.id, question, seen_revision(), now, actor=actor)
        elif act == "save":
            surveys.put_question(
                row.id,
                question,
                typed_question(typed),
                seen_revision(),
                now,
                actor=actor,
                position=_position(typed),
            )
        else:
            raise errors.NotAChoice(field="act", value=act[:20])
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, survey_id, question, typed=typed, problem=refusal)
    done = "dropped" if act == "drop" else "question"
    return redirect(f"/{lang}/desk/{programme}/surveys/{survey_id}?done={done}#done", 303)


def _position(typed: MultiDict[str, str]) -> int:
    text = typed.get("position", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _stored(row: SurveyRow, key: str) -> Stored:
    """Give a question as its form writes it.

    Raises: NotFound.
    """
    found = next(((at, one) for at, one in enumerate(row.questions, start=1) if one.key == key), (0, None))
    if found[1] is None and key != NEW:
        raise errors.NotFound()
    return stored_question(found[1], found[0] or len(row.questions) + 1)


def _page(
    programme: str,
    survey_id: str,
    key: str,
    *,
    typed: MultiDict[str, str] | None = None,
    problem: errors.Refused | None = None,
) -> Response:
    page, row = open_survey(Act.EDIT, programme, survey_id)
    stored = _stored(row, key)
    at_desk(page)
    is_stale = isinstance(problem, errors.Stale)
    field = (problem.field or "").replace(".", "-") if problem else ""
    sides = both_sides(row, question_labels(), stored, typed, key) if is_stale and typed is not None else ()
    found = next((one for one in row.questions if one.key == key), None)
    html = render_template(
        "desk/survey_question.html",
        programme=page,
        survey=row,
        question=found,
        kinds=[(str(one), kind_words(one)) for one in Kind if row.about.session or one != Kind.REMARK],
        crowds=[(str(one), crowd_words(one)) for one in Crowd if one in row.crowds],
        texts=_texts(),
        values=shown(stored, typed),
        most=(TITLE_LENGTH, MOST_CHOICES),
        lacks=found.missing if found else (),
        is_frozen=surveys.has_answers(row.id),
        revision=row.revision if typed is None or is_stale else seen_revision() or row.revision,
        problem={
            "field": f"{field}-en" if field in IN_LANGUAGES else field,
            "words": sentence(problem),
        }
        if problem
        else None,
        sides=sides,
        drafts=drafts.offered(),
        languages=LANGUAGES,
    )
    return make_response(html, problem.status if problem else 200)


def _texts() -> list[dict[str, object]]:
    """Give the texts of a question: its words, its choices one a line, and the words at the ends of a scale."""
    return [
        {"field": "words", "name": _("Question"), "is_long": False, "hint": ""},
        {
            "field": "choices",
            "name": _("Choices"),
            "is_long": True,
            "hint": _("Of one choice or several: one a line, in the same order in each language."),
        },
        {"field": "low", "name": _("Words at 1"), "is_long": False, "hint": _("Of a scale only.")},
        {"field": "high", "name": _("Words at 5"), "is_long": False, "hint": _("Of a scale only.")},
    ]
