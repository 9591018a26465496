"""The Bureau's report on credentials at the desk: as things stand, its dated copies, and each as paper and sheet."""

from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.times import date_words
from meetings.queries.cop import bureau_reports as queries
from meetings.queries.cop.credentials import SegmentRow, segment
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.services.cop import bureau_reports as services
from meetings.web.cop.bureau_report_words import ReportShown, report_shown
from meetings.web.desk.access import allowed, at_desk
from meetings.web.desk.account import moment_words
from meetings.web.desk.cop.credentials import ADDRESS as LIST
from meetings.web.errors import sentence
from meetings.web.report_words import as_file

blueprint = Blueprint("desk_cop_bureau_reports", __name__)
ADDRESS: Final = f"{LIST}/report"


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, segment: str) -> Response:
    """Show what the Bureau reports as things stand, or a dated copy (`?copy=2`)."""
    return _page(lang, programme, segment, done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def keep(lang: str, programme: str, segment: str) -> AnyResponse:
    """Keep the report as it stands now as a dated copy."""
    actor = allowed(Act.ACCREDIT, programme).actor
    try:
        number = services.keep_report(programme, segment, datetime.now(UTC), actor)
    except errors.DoneBefore as refusal:
        db.session.rollback()
        return _page(lang, programme, segment, problem=refusal)
    address = f"/{lang}/desk/{programme}/credentials/{segment}/report"
    return redirect(f"{address}?copy={number}&done=kept#done", 303)


@blueprint.get(f"{ADDRESS}.pdf")
def paper(lang: str, programme: str, segment: str) -> Response:
    """Give the report as PDF, as things stand or of a dated copy.

    Raises: FontMissing, TypesettingMissing.
    """
    shown, of, number = _here(programme, segment)
    said, stands_on = _said(lang, shown, of, number)
    data = {
        "language": lang,
        "title": said.title,
        "dated": datetime.combine(stands_on, datetime.min.time()),
        "conference": said.conference,
        "segment": said.segment,
        "stands": said.stands,
        "opening": said.opening,
        "groups": [
            {"title": one.title, "sentence": one.sentence, "names": list(one.names)}
            for one in (*said.groups, *((said.unconfirmed,) if said.unconfirmed else ()))
        ],
        "demonstration": _("Demonstration.") if shown.demonstration else "",
    }
    made = current_app.extensions["outside"].typesetter.pdf("bureau_report", data)
    return as_file(made, "pdf", _name(of, number))


@blueprint.get(f"{ADDRESS}.xlsx")
def sheet(lang: str, programme: str, segment: str) -> Response:
    """Give the report as a workbook: each Party with the group it is in."""
    shown, of, number = _here(programme, segment)
    said, _on = _said(lang, shown, of, number)
    groups = (*said.groups, *((said.unconfirmed,) if said.unconfirmed else ()))
    rows = [(name, one.title) for one in groups for name in one.names]
    counts = [(one.title, len(one.names)) for one in said.groups]
    head = (_("State or organization"), _("Credentials"))
    return as_file(xlsx_bytes(_("Credentials"), head, [*rows, *counts]), "xlsx", _name(of, number))


def _here(programme: str, slug: str) -> tuple[ProgrammeRow, SegmentRow, int | None]:
    allowed(Act.ACCREDIT, programme)
    return programme_of(programme), segment(programme, slug), request.args.get("copy", type=int)


def _said(lang: str, shown: ProgrammeRow, of: SegmentRow, number: int | None) -> tuple[ReportShown, date]:
    if number is None:
        facts: Any = queries.report_as_stands(shown.slug, of.slug)
        stands_on = to_local(datetime.now(UTC), shown.zone).date()
    else:
        facts = queries.report_facts(of.id, number)
        stands_on = next(one.stands_on for one in queries.reports(of.id) if one.number == number)
    said = report_shown(facts, conference=shown.title, segment=of.title, stands_on=stands_on, language=lang)
    return said, stands_on


def _page(
    lang: str, programme: str, slug: str, *, problem: errors.Refused | None = None, done: str = ""
) -> Response:
    shown, of, number = _here(programme, slug)
    moment = at_desk(shown)
    said, _on = _said(lang, shown, of, number)
    html = render_template(
        "desk/cop/bureau_report.html",
        programme=shown,
        segment=of,
        report=said,
        number=number,
        copies=[
            (one, date_words(one.stands_on, lang), moment_words(one.kept_at, moment))
            for one in queries.reports(of.id)
        ],
        problem=sentence(problem) if problem else "",
        done=_("Kept as a dated copy.") if done == "kept" else "",
    )
    return make_response(html, problem.status if problem else 200)


def _name(of: SegmentRow, number: int | None) -> str:
    return f"credentials-{of.slug}" + (f"-{number}" if number is not None else "")
