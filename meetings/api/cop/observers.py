"""Observer bodies for programs: the list, each with its names, its admission to treaties, and what it applied with."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import holder
from meetings.api.cop.acting import changed, may_everywhere, now, page_of, told
from meetings.api.cop.body_shapes import (
    AdmissionBeginIn,
    AdmissionMoveIn,
    AdmissionRecordIn,
    ObserverIn,
    ObserverOut,
    ObserverRowOut,
    ObserversQuery,
)
from meetings.api.files_given import answers_with, given_back
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.cop.codes import AdmissionState
from meetings.domain.cop.parties import TREATIES
from meetings.domain.cop.tracks import Says
from meetings.domain.permissions import Act, reach
from meetings.queries.cop import admissions as queries
from meetings.queries.cop.admissions import BodiesAsked
from meetings.services.cop import admissions as services
from meetings.services.cop import observers
from meetings.services.cop.admissions import DecidedBefore
from meetings.services.cop.observers import BODIES, BodyGiven

blueprint = Blueprint(
    "api_observers",
    __name__,
    url_prefix="/api/v1",
    description="Observer bodies and their admission, for programs of staff whose role holds everywhere.",
)
ONE: Final = "/observers/<body>"
NO_ADMISSION: Final = "none"


@blueprint.route("/observers")
class Observers(MethodView):
    """The bodies of the list."""

    @blueprint.arguments(ObserversQuery, location="query")
    @blueprint.response(200, listed(ObserverRowOut, "ObserverList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """List observer bodies with their admission to a treaty; what is no choice narrows nothing."""
        may_everywhere(Act.SEE)
        asked = BodiesAsked(
            query["treaty"] if query["treaty"] in TREATIES else TREATIES[0],
            query["text"],
            query["category"] if query["category"] in BODIES else "",
            query["state"] if query["state"] in (*AdmissionState, NO_ADMISSION) else "",
            query["programme"],
        )
        return page_of(queries.bodies(asked), query, lambda one: one.slug)

    @blueprint.arguments(ObserverIn)
    @blueprint.response(201, ObserverOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Add a body; it is admitted to nothing by that."""
        actor = may_everywhere(Act.ACCREDIT)
        return told(ObserverOut, _body(observers.add_body(_given(body), now(), actor)), 201)


@blueprint.route(ONE)
class Observer(MethodView):
    """One body."""

    @blueprint.response(200, ObserverOut)
    @blueprint.doc(security=BEARER)
    def get(self, body: str) -> Response:
        """Read a body; what it applied with is told to officers alone."""
        may_everywhere(Act.SEE)
        return told(ObserverOut, _body(body))

    @blueprint.arguments(ObserverIn)
    @blueprint.response(200, ObserverOut)
    @blueprint.doc(security=BEARER)
    def put(self, said: dict[str, Any], body: str) -> Response:
        """Say anew what is said of a body."""
        actor, seen = may_everywhere(Act.ACCREDIT), revision_seen()
        queries.body(body)
        return changed(
            lambda: observers.change_body(body, _given(said), seen, now(), actor),
            said,
            ObserverOut,
            lambda: _body(body),
        )


@blueprint.route(f"{ONE}/admissions", methods=["POST"])
@blueprint.arguments(AdmissionBeginIn)
@blueprint.response(201, ObserverOut)
@blueprint.doc(security=BEARER)
def begin(said: dict[str, Any], body: str) -> Response:
    """Begin the admission of a body that applied on paper for a conference."""
    actor = may_everywhere(Act.ACCREDIT)
    queries.body(body)
    if said["programme"] not in {one.slug for one in queries.conferences()}:
        raise errors.NotAChoice(field="programme", value=said["programme"][:40])
    services.begin_admission(body, said["programme"], now(), actor)
    return told(ObserverOut, _body(body), 201)


@blueprint.route(f"{ONE}/admissions/record", methods=["POST"])
@blueprint.arguments(AdmissionRecordIn)
@blueprint.response(201, ObserverOut)
@blueprint.doc(security=BEARER)
def record(said: dict[str, Any], body: str) -> Response:
    """Record what was decided earlier of a body."""
    actor = may_everywhere(Act.ACCREDIT)
    queries.body(body)
    services.record_admission(body, DecidedBefore(**said), now(), actor)
    return told(ObserverOut, _body(body), 201)


@blueprint.route(f"{ONE}/admissions/<admission>/move", methods=["POST"])
@blueprint.arguments(AdmissionMoveIn)
@blueprint.response(200, ObserverOut)
@blueprint.doc(security=BEARER)
def move(said: dict[str, Any], body: str, admission: str) -> Response:
    """Move a body's admission; `If-Match` is of the admission, the answer's revision of the body."""
    actor, seen = may_everywhere(Act.ACCREDIT), revision_seen()
    if admission not in {one.id for one in queries.body(body).row.admissions}:
        raise errors.NotFound()
    says = Says(said["reason"], said["authority"])
    return changed(
        lambda: services.move_admission(admission, said["to"], seen, now(), actor, says=says, on=said["on"]),
        said,
        ObserverOut,
        lambda: _body(body),
    )


@blueprint.route("/observers/files/<statutes>")
@blueprint.doc(security=BEARER, responses=answers_with())
def application_file(statutes: str) -> Response:
    """Read a file of an application."""
    may_everywhere(Act.ACCREDIT)
    row = queries.application_file(statutes)
    return given_back(row.file, row.bytes, row.media_type, row.file_name)


def _given(said: dict[str, Any]) -> BodyGiven:
    return BodyGiven(**said | {"former": tuple(said["former"]), "other": tuple(said["other"])})


def _body(slug: str) -> dict[str, Any]:
    shown, who = queries.body(slug), holder()
    is_officer = who is not None and reach(who, Act.ACCREDIT).everywhere
    names = ("slug", "name", "acronym", "category", "kind", "country", "admissions")
    return {name: getattr(shown.row, name) for name in names} | {
        "former": [one.name for one in shown.names if one.kind == "former"],
        "other": [one.name for one in shown.names if one.kind == "other"],
        "applications": shown.applications if is_officer else [],
        "revision": shown.revision,
    }
