"""The report of a programme, for programs."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, get_template_attribute, jsonify
from flask_smorest import Blueprint

from meetings.api.access import open_to_holder
from meetings.api.programmes import programme_seen
from meetings.api.report_shapes import CutQuery, ReportOut
from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.permissions import Act
from meetings.domain.report_cuts import CUTS
from meetings.domain.report_sheet import instant
from meetings.formats.report import report_json
from meetings.queries.report_cache import kept_report

blueprint = Blueprint(
    "api_reports", __name__, url_prefix="/api/v1", description="Numbers, each with its definition."
)


@blueprint.route("/programmes/<programme>/report")
@blueprint.arguments(CutQuery, location="query")
@blueprint.response(200, ReportOut)
def read(query: dict[str, Any], programme: str) -> Response:
    """Read the counts of a programme in all, by stream and by session; `?by=region` gives one cut alone.

    Outside the desk, cells of 1 to 4 people, and those from which they could be had, are not shown in numbers.
    """
    inside = open_to_holder(Act.FIGURES).covers(programme)
    slug, now = programme_seen(programme).slug, datetime.now(UTC)
    found = kept_report(slug, now)
    if found is None:
        raise NotFound()
    sheet = found.sheet if inside else found.public
    define = get_template_attribute("report/words.html", "definition")
    body = report_json(sheet, lambda name: str(define(name))) | {"drawn_up_at": instant(found.made_at)}
    by = query.get("by", "")
    if by:
        if by not in CUTS:
            raise NotAChoice(field="by", value=by[:40], choices=list(CUTS))
        body["by"] = {by: sheet["cuts"][by]["cells"]}
    return jsonify(body)
