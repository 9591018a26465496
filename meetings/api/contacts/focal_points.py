"""Figures of national focal points, for programs of the secretariat."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from meetings.api.access import holder
from meetings.api.programmes import BEARER
from meetings.api.report_shapes import DayQuery, FocalFiguresOut
from meetings.domain.contacts.focal_points import Rate
from meetings.domain.errors import NotAllowed, NotATime, SignInNeeded
from meetings.domain.permissions import Act, reach
from meetings.queries.contacts.focal_points import focal_figures

blueprint = Blueprint(
    "api_focal_points", __name__, url_prefix="/api/v1", description="National focal points, in numbers."
)


@blueprint.route("/focal-points")
@blueprint.arguments(DayQuery, location="query")
@blueprint.response(200, FocalFiguresOut)
@blueprint.doc(security=BEARER)
def read(query: dict[str, Any]) -> Response:
    """Read how many Parties have notified a national focal point on a day (`?on=2026-11-29`, else today).

    Parties stand by their codes, each as `notified`, `ended` or `none`; nobody is named.
    """
    _check()
    found = focal_figures(_day(query.get("on", "")))
    body = {"on": found.day.isoformat(), **_rate(found.rate)}
    body["progress"] = [{"on": day.isoformat(), **_rate(rate)} for day, rate in found.progress]
    body["items"] = [
        {
            "party": one.country,
            "region": one.group or None,
            "state": str(one.state),
            "ended_on": one.ended_on.isoformat() if one.ended_on else None,
            "is_unreached": one.is_unreached,
        }
        for one in found.standings
    ]
    return jsonify(body)


def _check() -> None:
    """Let in who may see contacts everywhere.

    Raises: SignInNeeded, NotAllowed.
    """
    found = holder()
    if found is None:
        raise SignInNeeded()
    if not reach(found, Act.CONTACTS).everywhere:
        raise NotAllowed()


def _day(asked: str) -> date:
    if not asked:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise NotATime(field="on", value=asked[:40]) from None


def _rate(rate: Rate) -> dict[str, object]:
    return {"notified": rate.notified, "parties": rate.parties, "percent": rate.percent}
