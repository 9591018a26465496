"""Calendars of others for programs of the secretariat: subscribed to, imported, shown, read now, let go."""

from datetime import UTC, datetime
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.access import outside
from meetings.api.contacts.access import allowed_everywhere
from meetings.api.described import instant, maybe, text, ticked, typed, whole
from meetings.api.files import bytes_of, most_kept, name_of, said, sent, takes_file
from meetings.api.programmes import BEARER, answered, both_sides
from meetings.api.shapes import EmptyIn, Given, Shown, listed, revision_seen, rfc3339
from meetings.domain import errors
from meetings.domain.feeds import called_by_file
from meetings.domain.joint import without_ours
from meetings.domain.permissions import Act
from meetings.formats.ical_foreign import read_calendar
from meetings.queries import foreign as queries
from meetings.queries.foreign import CalendarRow
from meetings.services import feeds
from meetings.services import foreign as services

blueprint = Blueprint(
    "api_calendars", __name__, url_prefix="/api/v1", description="Calendars of other conventions."
)
LARGEST_ID: Final = 2**31 - 1
FEED: Final = "https://others.example.org/meetings.ics"


class ProblemOut(Shown):
    """What went wrong the last time a feed was read: a code, and what is to blame."""

    why = text("answer")
    value = text("503")


class CalendarOut(Shown):
    """A calendar of others: how it stands, and how many of its events were in which state the last time."""

    id = text("7")
    name = text("Basel, Rotterdam and Stockholm")
    address = maybe(FEED)
    is_public = fields.Boolean(required=True, metadata={"example": True})
    meetings = whole(51)
    due_at = instant()
    tried_at = instant()
    fetched_at = instant()
    problem = fields.Nested(ProblemOut, required=True, allow_none=True)
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"example": {"new": 51, "ours": 0}},
    )
    revision = whole(3)


class CalendarIn(Given):
    """A feed to subscribe to: iCalendar, or a list of InforMEA; without a name it is called as it calls itself."""

    address = typed(FEED, required=True)
    name = typed("Basel, Rotterdam and Stockholm")
    is_public = ticked()


class CalendarPatch(Given):
    """What is set of a calendar: whether its meetings are in the joint calendar."""

    is_public = fields.Boolean(required=True, metadata={"example": True})


@blueprint.route("/calendars")
class Calendars(MethodView):
    """All calendars of others."""

    @blueprint.response(200, listed(CalendarOut, "CalendarList"))
    @blueprint.doc(security=BEARER)
    def get(self) -> dict[str, Any]:
        """List the calendars of others, by their names."""
        allowed_everywhere(Act.EDIT)
        return {"items": [_body(one) for one in queries.calendars()], "next": None}

    @blueprint.arguments(CalendarIn)
    @blueprint.response(201, CalendarOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Subscribe to a feed, which is read soon; one that is subscribed to already stays, and is read soon."""
        actor, now = allowed_everywhere(Act.EDIT).actor, datetime.now(UTC)
        if not body["address"].strip():
            raise errors.Missing(field="address")
        number = feeds.subscribe(body["address"], body["name"], now, actor, is_public=body["is_public"])
        return answered(CalendarOut(), _body(queries.calendar(number)), 201)


@blueprint.route("/calendars/import")
class CalendarImports(MethodView):
    """Calendars from files."""

    @blueprint.response(201, CalendarOut)
    @takes_file(texts={"is_public": ["true", "false"]})
    @blueprint.doc(security=BEARER)
    def post(self) -> Response:
        """Import a file in iCalendar; one of the same name adds to what is there."""
        actor, now = allowed_everywhere(Act.EDIT).actor, datetime.now(UTC)
        file, is_public = sent(), said("is_public") == "true"
        if file is None:
            raise errors.Missing(field="file")
        raw = bytes_of(file, most_kept() * 1_000_000)
        read = without_ours(read_calendar(raw, now), outside().ours)
        called = called_by_file(name_of(file)) or "File"
        taken = services.import_calendar(read, called, now, actor, is_public=is_public)
        return answered(CalendarOut(), _body(queries.calendar(taken.calendar)), 201)


@blueprint.route("/calendars/<calendar_id>")
class Calendar(MethodView):
    """A calendar of others."""

    @blueprint.response(200, CalendarOut)
    @blueprint.doc(security=BEARER)
    def get(self, calendar_id: str) -> Response:
        """Read how a calendar stands."""
        allowed_everywhere(Act.EDIT)
        return _answer(_number(calendar_id))

    @blueprint.arguments(CalendarPatch)
    @blueprint.response(200, CalendarOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], calendar_id: str) -> Response:
        """Show the calendar's meetings in the joint calendar, or hide them."""
        actor, number = allowed_everywhere(Act.EDIT).actor, _number(calendar_id)
        seen, now = revision_seen(), datetime.now(UTC)
        stale = both_sides(
            lambda: services.show_publicly(number, body["is_public"], now, actor, seen),
            body,
            lambda: CalendarOut().dump(_body(queries.calendar(number))),
        )
        return stale or _answer(number)

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, calendar_id: str) -> Response:
        """Let a calendar go: nobody is warned of its meetings any more, and it is not read; again is nothing."""
        actor = allowed_everywhere(Act.EDIT).actor
        services.withdraw_calendar(_number(calendar_id), datetime.now(UTC), actor)
        return Response(status=204)


@blueprint.route("/calendars/<calendar_id>/read", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, CalendarOut)
@blueprint.doc(security=BEARER)
def read(body: dict[str, Any], calendar_id: str) -> Response:
    """Let a feed be read within a minute."""
    allowed_everywhere(Act.EDIT)
    number = _number(calendar_id)
    feeds.ask_now(number, datetime.now(UTC))
    return _answer(number)


def _number(text: str) -> int:
    """Read the number of a calendar.

    Raises: NotFound.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= LARGEST_ID):
        raise errors.NotFound()
    return int(text)


def _answer(number: int) -> Response:
    return answered(CalendarOut(), _body(queries.calendar(number)))


def _body(row: CalendarRow) -> dict[str, Any]:
    instants = {name: getattr(row, name) for name in ("due_at", "tried_at", "fetched_at")}
    return {
        "id": str(row.id),
        "name": row.name,
        "address": row.address,
        "is_public": row.is_public,
        "meetings": row.meetings,
        "problem": row.problem or None,
        "counts": {name: value for name, value in row.counts.items() if isinstance(value, int)},
        "revision": row.revision,
        **{name: rfc3339(at) if at else None for name, at in instants.items()},
    }
