"""Figures of national focal points, for programs of the secretariat."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.contacts.access import BEARER, allowed_everywhere
from meetings.api.described import example
from meetings.api.report_shapes import DayQuery, FocalFiguresOut
from meetings.api.shapes import Given, Shown
from meetings.domain.contacts.focal_points import Rate
from meetings.domain.errors import NotATime
from meetings.queries.contacts.focal_points import focal_figures
from meetings.services.contacts import focal_reminders as services

blueprint = Blueprint(
    "api_focal_points", __name__, url_prefix="/api/v1", description="National focal points, in numbers."
)


class FocalRemindIn(Given):
    """The Parties whose missions are reminded."""

    parties = fields.List(fields.String(metadata=example("KE")), required=True)


class FocalRemindedOut(Shown):
    """The Parties whose mission is reminded, was reminded today before, or is not reached by mail."""

    reminded = fields.List(fields.String(metadata=example("KE")), required=True)
    before = fields.List(fields.String(metadata=example("TG")), required=True)
    unreached = fields.List(fields.String(metadata=example("GH")), required=True)


@blueprint.route("/focal-points")
@blueprint.arguments(DayQuery, location="query")
@blueprint.response(200, FocalFiguresOut)
@blueprint.doc(security=BEARER)
def read(query: dict[str, Any]) -> Response:
    """Read how many Parties have notified a national focal point on a day (`?on=2026-11-29`, else today).

    Parties stand by their codes, each as `notified`, `ended` or `none`; nobody is named.
    """
    allowed_everywhere()
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


@blueprint.route("/focal-points/remind", methods=["POST"])
@blueprint.arguments(FocalRemindIn)
@blueprint.response(200, FocalRemindedOut)
@blueprint.doc(security=BEARER)
def remind(body: dict[str, Any]) -> Any:
    """Remind the missions of Parties that have notified no focal point, each once a day."""
    actor = allowed_everywhere().actor
    return services.remind(body["parties"], datetime.now(UTC), actor=actor)


def _day(asked: str) -> date:
    if not asked:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise NotATime(field="on", value=asked[:40]) from None


def _rate(rate: Rate) -> dict[str, object]:
    return {"notified": rate.notified, "parties": rate.parties, "percent": rate.percent}
