"""The survey builder: the surveys of a season, one with its settings and its questions, and how it will look."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.languages import missing
from meetings.domain.permissions import Act, reach
from meetings.domain.surveys import Crowd, Kind, SurveyState, is_open
from meetings.extensions import db
from meetings.formats.survey_presets import for_the_panel, kept_away
from meetings.queries import desk as programmes
from meetings.queries import surveys as queries
from meetings.queries.contacts.list_pages import open_lists
from meetings.queries.surveys import SurveyRow
from meetings.services import survey_lists, surveys
from meetings.web.desk import drafts
from meetings.web.desk.access import allowed_everywhere, at_desk, open_here, staff
from meetings.web.desk.sides import settle
from meetings.web.desk.survey_access import (
    crowd_words,
    crowds_shown,
    kind_words,
    last_day_words,
    may_here,
    open_survey,
    rate,
    state_words,
)
from meetings.web.desk.survey_forms import (
    both_sides,
    in_languages,
    seen_revision,
    shown,
    stored_survey,
    survey_labels,
    typed_survey,
)
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES
from meetings.web.surveys import question_shown, whom_words

blueprint = Blueprint("desk_surveys", __name__)
LIST: Final = f"/{LANG}/desk/<programme>/surveys"
ADDRESS: Final = f"{LIST}/<survey_id>"
SEASON: Final = ""


@blueprint.get(LIST)
def overview(lang: str, programme: str) -> Response:
    """Show the surveys of a season, how many answered, and the form to begin one."""
    return _list(programme)


@blueprint.post(LIST)
def begin(lang: str, programme: str) -> AnyResponse:
    """Begin a survey, of a session or of the season; with another's questions where one is chosen."""
    try:
        survey_id = _begin(programme)
    except errors.Refused as refusal:
        if isinstance(refusal, errors.NotAllowed | errors.SignInNeeded | errors.NotFound):
            raise
        db.session.rollback()
        return _list(programme, refusal)
    return redirect(f"/{lang}/desk/{programme}/surveys/{survey_id}", 303)


def _begin(programme: str) -> str:
    where = open_here(Act.EDIT, programme)
    session, copied = request.form.get("session", SEASON), request.form.get("copied", "")
    if session == SEASON and not where.covers(programme):
        raise errors.NotAllowed()
    if session and session not in {one.slug for one in programmes.sessions(programme, where)}:
        raise errors.NotAllowed()
    if copied and copied not in {one.id for one in queries.within(where)}:
        raise errors.NotAChoice(field="copied", value=copied[:20])
    title = in_languages(request.form, "title")
    return surveys.create(
        programme,
        session or None,
        title,
        datetime.now(UTC),
        actor=staff().actor,
        copied=copied or None,
        questions=() if session or copied else (kept_away(),),
    )


def _list(programme: str, problem: errors.Refused | None = None) -> Response:
    page, where = programmes.programme(programme), open_here(Act.FIGURES, programme)
    moment, edits = at_desk(page), reach(staff(), Act.EDIT)
    rows = queries.surveys(programme, where)
    taken = {one.about.session for one in rows}
    html = render_template(
        "desk/surveys.html",
        programme=page,
        lines=[
            {
                "row": one,
                "state": state_words(one, moment.now),
                "is_draft": one.state == SurveyState.DRAFT,
                "until": last_day_words(one, moment.reader),
                "rate": rate(one.asked, one.answered),
                "may_edit": may_here(Act.EDIT, one),
            }
            for one in rows
        ],
        may_add=edits.touches(programme),
        of_season=edits.covers(programme),
        sessions=[one for one in programmes.sessions(programme, edits) if one.slug not in taken],
        models=queries.within(edits) if edits else [],
        typed=request.form,
        problem={"field": _field(problem), "words": sentence(problem)} if problem else None,
    )
    return make_response(html, problem.status if problem else 200)


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, survey_id: str) -> Response:
    """Show a survey: its settings, its questions, and what can be done with it."""
    draft = drafts.taken_up()
    return _page(programme, survey_id, typed=draft, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str, survey_id: str) -> AnyResponse:
    """Keep the settings, or do what a button says; what is refused comes back with everything typed."""
    _shown, row = open_survey(Act.EDIT, programme, survey_id)
    act = request.form.get("act", "save")
    typed = settle(request.form, stored_survey(row)) if act == "save" else None
    try:
        done = _do(act, row, typed)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, survey_id, typed=typed, problem=refusal)
    if act == "delete":
        return redirect(f"/{lang}/desk/{programme}/surveys", 303)
    return redirect(f"/{lang}/desk/{programme}/surveys/{survey_id}?done={done}#done", 303)


def _do(act: str, row: SurveyRow, typed: MultiDict[str, str] | None) -> str:
    """Do what a form asks; give what was done, as the page says it.

    Raises: NotAChoice, for an act that is none; what the act raises.
    """
    now, actor, revision = datetime.now(UTC), staff().actor, seen_revision()
    if act == "save" and typed is not None:
        values, closes_on = typed_survey(typed, row)
        surveys.change(row.id, values, revision, now, actor=actor, closes_on=closes_on)
    elif act == "publish":
        surveys.publish(row.id, revision, now, actor=actor)
    elif act == "close":
        if not request.form.get("sure"):
            raise errors.NotConfirmed(field="sure")
        surveys.close(row.id, revision, now, actor=actor)
    elif act == "delete":
        surveys.remove(row.id, revision, now, actor=actor)
    elif act == "list":
        number = survey_lists.add_list(row.id, request.form.get("addresses", ""), revision, now, actor=actor)
        return f"list&count={number}"
    elif act == "remarks":
        surveys.put_question(row.id, surveys.NEW, for_the_panel(), revision, now, actor=actor)
    elif act == "contacts":
        allowed_everywhere(Act.CONTACTS)
        chosen = request.form.get("contact_list", "")
        return f"list&count={survey_lists.add_contacts(row.id, chosen, revision, now, actor=actor)}"
    elif act == "unlist":
        survey_lists.drop_list(row.id, revision, now, actor=actor)
    else:
        raise errors.NotAChoice(field="act", value=act[:20])
    return act


def _page(
    programme: str,
    survey_id: str,
    *,
    typed: MultiDict[str, str] | None = None,
    problem: errors.Refused | None = None,
    done: str = "",
) -> Response:
    page, row = open_survey(Act.EDIT, programme, survey_id)
    moment, stored = at_desk(page), stored_survey(row)
    is_stale = isinstance(problem, errors.Stale)
    sides = both_sides(row, survey_labels(), stored, typed) if is_stale and typed is not None else ()
    html = render_template(
        "desk/survey.html",
        programme=page,
        survey=row,
        state=state_words(row, moment.now),
        is_draft=row.state == SurveyState.DRAFT,
        is_open=is_open(row, moment.now),
        is_frozen=surveys.has_answers(row.id),
        crowds=[(str(one), crowd_words(one)) for one in Crowd if one != Crowd.LISTED],
        counts=crowds_shown(row),
        values=shown(stored, typed),
        lacks=_lacks(row),
        questions=[
            {
                "question": one,
                "kind": kind_words(one.kind),
                "asked": [crowd_words(crowd) for crowd in one.asked],
                "lacks": [(code, OWN_NAMES[code]) for code in one.missing],
            }
            for one in row.questions
        ],
        may_ask_remarks=_may_ask_remarks(row),
        until=last_day_words(row, moment.reader),
        contact_lists=open_lists() if g.get("writes") else (),
        addresses=request.form.get("addresses", "") if problem else "",
        revision=row.revision if typed is None or is_stale else seen_revision() or row.revision,
        problem={"field": _field(problem), "words": sentence(problem)} if problem else None,
        sides=sides,
        drafts=drafts.offered(),
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _may_ask_remarks(row: SurveyRow) -> bool:
    """Say whether a survey may ask for remarks to panellists, and does not yet."""
    asks = any(one.kind == Kind.REMARK for one in row.questions)
    return row.about.session is not None and not asks and not surveys.has_answers(row.id)


def _field(problem: errors.Refused | None) -> str:
    field = (problem.field or "").replace(".", "-") if problem else ""
    return f"{field}-en" if field in ("title", "lead") else field


def _lacks(row: SurveyRow) -> list[tuple[str, list[str]]]:
    """Name the texts of a survey's settings with the languages they lack."""
    texts = ((_("Title"), row.title), (_("Words before the questions"), row.lead))
    return [(words, [OWN_NAMES[code] for code in missing(text)]) for words, text in texts if missing(text)]


def _done_words(done: str) -> str:
    count = request.args.get("count", 0, type=int)
    return {
        "save": _("Saved."),
        "publish": _("Published. Whoever is to be asked gets an invitation."),
        "close": _("Closed. What waits is counted within a minute."),
        "list": ngettext(
            "%(num)d person of the list is added.", "%(num)d people of the list are added.", count
        ),
        "unlist": _("The list is taken away."),
        "question": _("The question is saved."),
        "remarks": _("The question for the panellists is added."),
        "dropped": _("The question is taken away."),
    }.get(done, "")


@blueprint.get(f"{ADDRESS}/preview")
def preview(lang: str, programme: str, survey_id: str) -> str:
    """Show the survey as one of a crowd will see it; nothing can be sent from here."""
    page, row = open_survey(Act.EDIT, programme, survey_id)
    at_desk(page)
    asked = request.args.get("crowd", "")
    crowd = asked if asked in row.crowds else next(iter(row.crowds), Crowd.CAME)
    return render_template(
        "desk/survey_preview.html",
        programme=page,
        survey=row,
        crowds=[(str(one), crowd_words(one)) for one in row.crowds],
        crowd=str(crowd),
        whom=whom_words(crowd, is_of_session=row.about.session is not None),
        questions=[question_shown(one, {}, lang) for one in row.questions if one.is_for(crowd)],
        languages=LANGUAGES,
    )
