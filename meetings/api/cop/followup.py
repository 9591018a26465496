"""Following delegations up by a program of officers: how far each is, all who wait reminded, a list invited."""

from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint

from meetings.api.access import keys
from meetings.api.cop.acting import may, now, page_of, told
from meetings.api.cop.body_shapes import (
    CountedOut,
    DelegationsRemindIn,
    FocalLinesOut,
    FocalListIn,
    FollowedOut,
    FollowUpQuery,
    InvitationsIn,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed
from meetings.domain.cop.accreditation_errors import NoLineRead
from meetings.domain.cop.country_names import match_country
from meetings.domain.cop.followup import Line, Step, read_lines
from meetings.domain.permissions import Act
from meetings.queries.cop.followup import Followed, at_step, followed
from meetings.queries.cop.parties import known_names
from meetings.services.cop import followup as services
from meetings.services.cop.delegations import FocalGiven
from meetings.services.cop.followup import Invitation

blueprint = Blueprint(
    "api_followup",
    __name__,
    url_prefix="/api/v1",
    description="Following delegations up, for programs of officers.",
)
HERE: Final = "/programmes/<programme>/follow-up"


@blueprint.route(HERE)
@blueprint.arguments(FollowUpQuery, location="query")
@blueprint.response(200, listed(FollowedOut, "FollowedList"))
@blueprint.doc(security=BEARER)
def read_followed(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List how far each delegation is, and who would be reminded now."""
    may(Act.ACCREDIT, programme)
    step = Step(query["step"]) if query["step"] in set(Step) else Step.ALL
    rows = at_step(
        followed(programme, query["segment"]),
        step,
        region=query["region"] or None,
        category=query["category"] or None,
    )
    found = page_of(rows, query, lambda one: one.body.id)
    return found | {"items": [_body(one) for one in found["items"]]}


@blueprint.route(f"{HERE}/remind", methods=["POST"])
@blueprint.arguments(DelegationsRemindIn)
@blueprint.response(200, CountedOut)
@blueprint.doc(security=BEARER)
def remind(body: dict[str, Any], programme: str) -> Response:
    """Remind delegations of what is awaited from them, nobody twice within a day."""
    actor = may(Act.ACCREDIT, programme)
    number = services.remind_all(programme, body["delegations"], now(), actor=actor)
    return told(CountedOut, {"number": number})


@blueprint.route(f"{HERE}/read", methods=["POST"])
@blueprint.arguments(FocalListIn)
@blueprint.response(200, FocalLinesOut)
@blueprint.doc(security=BEARER)
def read_list(body: dict[str, Any], programme: str) -> Response:
    """Read a list of focal points: the State of each line, or those that it may mean; nobody is invited by that."""
    may(Act.ACCREDIT, programme)
    lines = read_lines(body["list"])
    if not lines:
        raise NoLineRead(field="list")
    known = known_names()
    return told(FocalLinesOut, {"items": [_line(one, known) for one in lines]})


@blueprint.route(f"{HERE}/invite", methods=["POST"])
@blueprint.arguments(InvitationsIn)
@blueprint.response(200, CountedOut)
@blueprint.doc(security=BEARER)
def invite(body: dict[str, Any], programme: str) -> Response:
    """Invite somebody of each State to name its delegation, all of them in one act; a mail with a link follows."""
    actor = may(Act.ACCREDIT, programme)
    invitations = [
        Invitation(one["party"], FocalGiven(one["name"], one["email"], language=one["language"]))
        for one in body["invitations"]
    ]
    number = services.invite_all(programme, invitations, now(), actor=actor, keys=keys())
    return told(CountedOut, {"number": number})


def _line(line: Line, known: Any) -> dict[str, Any]:
    found = None if line.problem else match_country(line.country, known)
    return {
        **{
            name: getattr(line, name)
            for name in ("number", "country", "name", "email", "language", "problem")
        },
        "party": found if isinstance(found, str) else None,
        "choices": list(found) if isinstance(found, tuple) else [],
    }


def _body(one: Followed) -> dict[str, Any]:
    return {
        "delegation": one.body.id,
        "party": one.body.code or None,
        "names": one.body.names,
        "region": one.body.region,
        "category": one.body.category,
        "nominated": one.standing.nominated,
        "steps": [str(step) for step in Step if step is not Step.ALL and one.standing.is_at(step)],
        "points": one.points,
        "is_due": bool(one.due_points(now())),
    }
