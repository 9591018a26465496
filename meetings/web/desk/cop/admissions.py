"""Admission of observers to a conference: until when they apply, who applied, and where each stands."""

from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.cop.admissions import MOST_MONTHS
from meetings.domain.cop.codes import AdmissionState
from meetings.domain.cop.tracks import Track, awaits
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.extensions import db
from meetings.formats.times import date_words
from meetings.queries.cop import admissions as queries
from meetings.queries.cop.admissions import BodiesAsked, BodyRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import admissions as services
from meetings.web.cop.words import AWAITED, WHOM, state_word, treaty_word
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.errors import sentence
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_admissions", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/admissions"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the bodies that applied for the conference, and until when they may."""
    allowed(Act.ACCREDIT, programme)
    return _page(programme, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Keep until when bodies apply."""
    actor, form = allowed(Act.ACCREDIT, programme).actor, request.form
    try:
        months = form.get("months", -1, type=int)
        closes_on = check_day(form.get("closes_on") or None, "closes_on")
        revision = form.get("revision", 0, type=int)
        services.set_rule(programme, months, closes_on, revision, datetime.now(UTC), actor)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/admissions?done=saved#done", 303)


def _page(programme: str, *, problem: errors.Refused | None = None, done: str = "") -> Response:
    shown, rule = programme_of(programme), queries.rule_of(programme)
    moment, typed = at_desk(shown), request.form
    lang = moment.reader.language
    bodies = queries.bodies(BodiesAsked(shown.treaty, programme=programme))
    html = render_template(
        "desk/cop/admissions.html",
        programme=shown,
        treaty=treaty_word(shown.treaty),
        rule=rule,
        until=date_words(rule.until, lang) if rule.until else "",
        most=MOST_MONTHS,
        lines=[_line(one, programme, moment) for one in bodies],
        states=[(str(one), state_word(Track.ADMISSION, one)) for one in AdmissionState],
        typed=typed,
        revision=rule.revision,
        problem=sentence(problem) if problem else "",
        field=(problem.field or "") if problem else "",
        done=_("Saved.") if done == "saved" else "",
    )
    return make_response(html, problem.status if problem else 200)


def _line(row: BodyRow, programme: str, moment: Moment) -> dict[str, Any]:
    admission = next(one for one in row.admissions if one.programme == programme)
    awaited, whom = awaits(Track.ADMISSION, admission.state)
    return {
        "row": row,
        "category": category_words(row.category),
        "state": state_word(Track.ADMISSION, admission.state),
        "since": moment_words(admission.state_since, moment),
        "awaited": AWAITED[awaited]() if awaited else "",
        "whom": WHOM[whom](),
    }
