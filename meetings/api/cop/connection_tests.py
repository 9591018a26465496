"""Connection tests for programs of staff: times to offer, who has not tested, how each test went, and reminding."""

from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.cop import fields as say
from meetings.api.cop.acting import ListQuery, local_time, may, narrowed, now, page_of, told
from meetings.api.cop.badges_desk import segment_of
from meetings.api.cop.body_shapes import CountedOut
from meetings.api.programmes import BEARER
from meetings.api.shapes import Given, Shown, listed
from meetings.domain.cop.connection_tests import PARTS
from meetings.domain.permissions import Act
from meetings.queries.cop.connection_tests import Tested, Tester, people_to_test, times_of
from meetings.services.cop import connection_tests as services
from meetings.services.cop.connection_tests import NewTimes, Outcome
from meetings.services.cop.delegate_notices import remind_to_test

blueprint = Blueprint(
    "api_connection_tests",
    __name__,
    url_prefix="/api/v1",
    description="Connection tests before conferences, for programs of staff.",
)
HERE: Final = "/programmes/<programme>"
SEGMENT: Final = f"{HERE}/segments/<segment>"
TIMES: Final = f"{SEGMENT}/connection-times"


class ConnectionTestsQuery(ListQuery):
    """Which people: by where their test stands, regional group, and delegation."""

    standing = narrowed("nothing")
    region = narrowed("africa")
    delegation = narrowed("y3g9x3424aq8")


class ConnectionTimeOut(Shown):
    """A time at which connections are tested."""

    id = say.line("k7x2m4qp8znt")
    starts_at = say.instant()
    minutes = say.count(15)
    zone = say.line("Europe/Zurich")
    capacity = say.count(4)
    taken = say.count(2)


class TestedOut(Shown):
    """A test that is booked or was held."""

    state = say.line("passed")
    starts_at = say.instant_or_none()
    sound = say.line_or_none("good")
    video = say.line_or_none("good")
    channel = say.line_or_none("good")
    line = say.line_or_none("good")
    note = say.line_or_none("")
    recorded_at = say.instant_or_none()


class TesterOut(Shown):
    """Somebody whose connection is to be tested."""

    participation = fields.String(
        attribute="participation_id", required=True, metadata={"example": "p8m3tmxpt2xs"}
    )
    name = say.line("Amina Example")
    role = say.line("head")
    rights = say.line("speaker")
    delegation = fields.String(attribute="delegation_id", required=True, metadata={"example": "y3g9x3424aq8"})
    party = say.line_or_none("KE")
    region = say.line("africa")
    standing = say.line("nothing")
    booked = say.one(TestedOut)
    last = say.one(TestedOut)


class ConnectionTimesIn(Given):
    """Times to offer, one after the other from a wall time on; `fold` where that hour comes twice."""

    local_start = say.given("2027-03-01T09:00")
    minutes = say.given_number(15, 100_000)
    capacity = say.given_number(4, 100_000)
    count = say.given_number(8, 100_000)
    address = say.given("https://test.example.org/room")
    fold = say.given_number(0, 1)


class ConnectionOutcomeIn(Given):
    """How a test went: passed, again or not tested, and how each part was: good, poor or none."""

    outcome = say.given("passed")
    sound = say.given("good")
    video = say.given("good")
    channel = say.given("good")
    line = say.given("good")
    note = say.given("")


@blueprint.route(f"{SEGMENT}/connection-tests")
@blueprint.arguments(ConnectionTestsQuery, location="query")
@blueprint.response(200, listed(TesterOut, "TesterList"))
@blueprint.doc(security=BEARER)
def testers(query: dict[str, Any], programme: str, segment: str) -> dict[str, Any]:
    """List whose connection is to be tested, and where each stands."""
    may(Act.PEOPLE, programme)
    rows = [
        one
        for one in people_to_test(segment_of(programme, segment).id)
        if query["standing"] in ("", one.standing)
        and query["region"] in ("", one.region)
        and query["delegation"] in ("", one.delegation_id)
    ]
    found = page_of(rows, query, lambda one: one.participation_id)
    return found | {"items": [_tester(one) for one in found["items"]]}


@blueprint.route(TIMES)
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, listed(ConnectionTimeOut, "ConnectionTimeList"))
@blueprint.doc(security=BEARER)
def times(query: dict[str, Any], programme: str, segment: str) -> dict[str, Any]:
    """List the times that are offered."""
    may(Act.PEOPLE, programme)
    return page_of(times_of([segment_of(programme, segment).id]), query, lambda one: one.id)


@blueprint.route(TIMES, methods=["POST"])
@blueprint.arguments(ConnectionTimesIn)
@blueprint.response(201, CountedOut)
@blueprint.doc(security=BEARER)
def offer(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Offer times in the segment's zone; those that are there already are left as they are."""
    actor = may(Act.SEND, programme)
    numbers = {name: _text(body[name]) for name in ("minutes", "capacity", "count")}
    local = local_time(body["local_start"], "local_start")
    new = NewTimes(local_start=local, address=body["address"], fold=body["fold"], **numbers)
    return told(CountedOut, {"number": services.offer_times(programme, segment, new, now(), actor)}, 201)


@blueprint.route(f"{HERE}/connection-times/<time>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def take_away(programme: str, time: str) -> Response:
    """Take away a time that nobody has booked."""
    actor = may(Act.SEND, programme)
    services.take_away(programme, time, now(), actor)
    return Response(status=204)


@blueprint.route(f"{HERE}/participations/<participation_id>/connection-test", methods=["PUT"])
@blueprint.arguments(ConnectionOutcomeIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def record(body: dict[str, Any], programme: str, participation_id: str) -> Response:
    """Keep how somebody's test went; recorded again on the same booking or day, the last one stands."""
    actor = may(Act.SEND, programme)
    outcome = Outcome(body["outcome"], {part: body[part] for part in PARTS}, body["note"])
    services.record(programme, participation_id, outcome, now(), actor)
    return Response(status=204)


@blueprint.route(f"{SEGMENT}/connection-tests/remind", methods=["POST"])
@blueprint.response(200, CountedOut)
@blueprint.doc(security=BEARER)
def remind(programme: str, segment: str) -> Response:
    """Remind those who have not tested."""
    actor = may(Act.SEND, programme)
    segment_of(programme, segment)
    return told(CountedOut, {"number": remind_to_test(programme, segment, now(), actor)})


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _tester(one: Tester) -> dict[str, Any]:
    names = ("participation_id", "name", "role", "rights", "delegation_id", "party", "region", "standing")
    return {name: getattr(one, name) for name in names} | {
        "booked": _tested(one.booked),
        "last": _tested(one.last),
    }


def _tested(one: Tested | None) -> dict[str, Any] | None:
    if one is None:
        return None
    said = {name: getattr(one, name) for name in (*PARTS, "state", "note", "recorded_at")}
    return said | {"starts_at": one.time.starts_at if one.time else None}
