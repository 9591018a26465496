"""Side events for programs of organizers: the calls, applications decided, merged, and scheduled."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint

from meetings.api.access import allowed
from meetings.api.cop.acting import (
    ListQuery,
    changed,
    local_instant,
    local_time,
    may,
    now,
    page_of,
)
from meetings.api.cop.paper_shapes import (
    CallIn,
    CallOut,
    SideEventDecisionIn,
    SideEventOut,
    SideEventsIn,
    SideEventTimeIn,
    as_dict,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.permissions import Act
from meetings.domain.permissions import may as holds
from meetings.queries.cop import side_events as queries
from meetings.queries.cop.document_desk import programme_number
from meetings.queries.cop.side_events import CallShown, EventRow
from meetings.services.cop import side_event_merging as merging
from meetings.services.cop import side_event_scheduling as scheduling
from meetings.services.cop import side_events as services
from meetings.services.cop.side_event_scheduling import TimeTyped

blueprint = Blueprint(
    "api_side_events",
    __name__,
    url_prefix="/api/v1",
    description="Side events of conferences, for programs of staff.",
)
HERE: Final = "/programmes/<programme>"
EVENT: Final = f"{HERE}/side-events/<event>"
DECISIONS: Final = ("accepted", "returned", "declined", "applied")
PRIVATE: Final = ("contact_name", "contact_email")


@blueprint.route(f"{HERE}/side-event-calls")
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, listed(CallOut, "CallList"))
@blueprint.doc(security=BEARER)
def calls(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the calls for side events, one of each segment."""
    may(Act.SEE, programme)
    return page_of(queries.calls(programme_number(programme), now()), query, lambda one: one.segment)


@blueprint.route(f"{HERE}/side-event-calls/<segment>", methods=["PATCH"])
@blueprint.arguments(CallIn)
@blueprint.response(200, CallOut)
@blueprint.doc(security=BEARER)
def set_call(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Set a call: when applications are taken, and how many events may be held at once; all of it."""
    actor, seen, row = may(Act.EDIT, programme), revision_seen(), _call(programme, segment)
    zone, most = row().zone, body["most_at_once"]
    opens_at = local_instant(body["opens_at"], zone, "opens_at")
    closes_at = local_instant(body["closes_at"], zone, "closes_at")
    return changed(
        lambda: services.set_call(
            programme, segment, opens_at, closes_at, most or 0, revision=seen, now=now(), actor=actor
        ),
        body,
        CallOut,
        row,
    )


@blueprint.route(f"{HERE}/side-events")
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, listed(SideEventOut, "SideEventList"))
@blueprint.doc(security=BEARER)
def events(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the applications for side events."""
    may(Act.SEE, programme)
    sees = holds(allowed(Act.SEE, programme), Act.PEOPLE, programme)
    found = page_of(queries.events(programme_number(programme)), query, lambda one: one.id)
    return found | {"items": [_body(one, sees) for one in found["items"]]}


@blueprint.route(f"{EVENT}/decide", methods=["POST"])
@blueprint.arguments(SideEventDecisionIn)
@blueprint.response(200, SideEventOut)
@blueprint.doc(security=BEARER)
def decide(body: dict[str, Any], programme: str, event: str) -> Response:
    """Accept, return or decline an application, or let it wait again; the applicant reads why."""
    to, why = body["to"], body["why"]

    def act(seen: int, actor: str) -> None:
        if to not in DECISIONS:
            raise NotAChoice(field="to", value=to[:20], choices=list(DECISIONS))
        services.decide(programme, event, to, why, revision=seen, now=now(), actor=actor)

    return _changed(programme, event, body, act)


@blueprint.route(f"{EVENT}/schedule", methods=["POST"])
@blueprint.arguments(SideEventTimeIn)
@blueprint.response(200, SideEventOut)
@blueprint.doc(security=BEARER)
def schedule(body: dict[str, Any], programme: str, event: str) -> Response:
    """Schedule an accepted event, as a draft; it is published as any session."""

    def act(seen: int, actor: str) -> None:
        local = local_time(body["local_start"], "local_start")
        time = TimeTyped(local, body["minutes"] or 0, body["room"])
        scheduling.schedule(programme, event, time, revision=seen, now=now(), actor=actor)

    return _changed(programme, event, body, act)


@blueprint.route(f"{EVENT}/unschedule", methods=["POST"])
@blueprint.response(200, SideEventOut)
@blueprint.doc(security=BEARER)
def unschedule(programme: str, event: str) -> Response:
    """Take an event out of the programme again."""
    return _changed(
        programme,
        event,
        None,
        lambda seen, actor: scheduling.unschedule(programme, event, revision=seen, now=now(), actor=actor),
    )


@blueprint.route(f"{HERE}/side-events/propose-merge", methods=["POST"])
@blueprint.arguments(SideEventsIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def propose_merge(body: dict[str, Any], programme: str) -> Response:
    """Propose to merge several applications; each applicant answers on their own page."""
    actor = may(Act.EDIT, programme)
    merging.propose_merge(programme, body["events"], now(), actor)
    return Response(status=204)


def _call(programme: str, segment: str) -> Callable[[], CallShown]:
    def row() -> CallShown:
        every = queries.calls(programme_number(programme), now())
        found = next((one for one in every if one.segment == segment), None)
        if found is None:
            raise NotFound()
        return found

    return row


def _changed(programme: str, event: str, body: Any, act: Callable[[int, str], Any]) -> Response:
    actor, seen = may(Act.EDIT, programme), revision_seen()
    sees = holds(allowed(Act.EDIT, programme), Act.PEOPLE, programme)

    def row() -> dict[str, Any]:
        return _body(queries.event(programme_number(programme), event), sees)

    row()
    return changed(lambda: act(seen, actor), body, SideEventOut, row)


def _body(row: EventRow, sees_people: bool) -> dict[str, Any]:
    found = as_dict(row, tuple(SideEventOut().fields))
    return found if sees_people else found | dict.fromkeys(PRIVATE)
