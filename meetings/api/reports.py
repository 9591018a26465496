"""The report of a programme, for programs."""

from datetime import UTC, datetime

from flask import Response, get_template_attribute, jsonify, request
from flask_smorest import Blueprint

from meetings.api.access import open_to_holder
from meetings.api.programmes import programme_seen
from meetings.api.shapes import Shown
from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.permissions import Act
from meetings.domain.statistics import CUTS
from meetings.formats.report import cut_json, report_json
from meetings.queries import reports as queries

blueprint = Blueprint(
    "api_reports", __name__, url_prefix="/api/v1", description="Numbers, each with its definition."
)


@blueprint.route("/programmes/<programme>/report")
@blueprint.response(200, Shown)
def read(programme: str) -> Response:
    """Read the counts of a programme in all, by stream and by session; `?by=region` cuts the participants."""
    inside = open_to_holder(Act.FIGURES).covers(programme)
    slug, now = programme_seen(programme).slug, datetime.now(UTC)
    counted = queries.report(slug, now)
    if counted is None:
        raise NotFound()
    define = get_template_attribute("report/words.html", "definition")
    body = report_json(counted, lambda name: str(define(name)))
    by = request.args.get("by", "")
    if by:
        if by not in CUTS:
            raise NotAChoice(field="by", value=by[:40], choices=list(CUTS))
        cells = queries.cut(slug, by, now) or {}
        body["by"] = {by: cut_json(cells, inside=inside)}
    return jsonify(body)
