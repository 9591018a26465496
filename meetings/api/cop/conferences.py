"""Building a conference by a program: begun with its streams, then segments, rooms and the items of its agenda."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed
from meetings.api.cop.acting import changed, gone, may, now, told
from meetings.api.cop.conference_shapes import (
    AgendaItemIn,
    AgendaItemOut,
    AgendaStepIn,
    ConferenceIn,
    ConferenceOut,
    MeetingRoomOut,
    RoomIn,
    RoomPatch,
    SegmentFullOut,
    SegmentIn,
    SegmentPatch,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import revision_seen
from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.permissions import Act
from meetings.formats.cop.cop_names import STREAMS
from meetings.queries.cop.conference_desk import conference_desk
from meetings.services.cop import conferences as services

blueprint = Blueprint(
    "api_conferences",
    __name__,
    url_prefix="/api/v1",
    description="Building conferences: segments, rooms, the agenda. Meetings are `sessions` of the programme.",
)
HERE: Final = "/programmes/<programme>"
STEPS: Final = {"up": -1, "down": 1}


@blueprint.route("/conferences", methods=["POST"])
@blueprint.arguments(ConferenceIn)
@blueprint.response(201, ConferenceOut)
@blueprint.doc(security=BEARER)
def begin(body: dict[str, Any]) -> Response:
    """Begin a conference with all its streams, as a draft."""
    actor = allowed(Act.EDIT, "").actor
    return told(ConferenceOut, _conference(services.create_conference(body, STREAMS, now(), actor)), 201)


@blueprint.route(f"{HERE}/conference")
@blueprint.response(200, ConferenceOut)
@blueprint.doc(security=BEARER)
def conference(programme: str) -> Response:
    """Read a conference with everything that organizers build of it, and the rooms that are taken twice."""
    may(Act.SEE, programme)
    return told(ConferenceOut, _conference(programme))


@blueprint.route(f"{HERE}/segments", methods=["POST"])
@blueprint.arguments(SegmentIn)
@blueprint.response(201, SegmentFullOut)
@blueprint.doc(security=BEARER)
def add_segment(body: dict[str, Any], programme: str) -> Response:
    """Add a segment."""
    slug = services.create_segment(programme, body, now(), may(Act.EDIT, programme))
    return told(SegmentFullOut, _segment(programme, slug)(), 201)


@blueprint.route(f"{HERE}/segments/<segment>")
class OneSegment(MethodView):
    """One segment."""

    @blueprint.response(200, SegmentFullOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, segment: str) -> Response:
        """Read a segment with its rooms."""
        may(Act.SEE, programme)
        return told(SegmentFullOut, _segment(programme, segment)())

    @blueprint.arguments(SegmentPatch)
    @blueprint.response(200, SegmentFullOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, segment: str) -> Response:
        """Change what is named; the deadline keeps its wall time when the zone changes."""
        actor, seen, row = may(Act.EDIT, programme), revision_seen(), _segment(programme, segment)
        row()
        return changed(
            lambda: services.change_segment(programme, segment, body, seen, now(), actor),
            body,
            SegmentFullOut,
            row,
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, segment: str) -> Response:
        """Delete a segment that nothing stands on, with its rooms."""
        actor, seen = may(Act.EDIT, programme), revision_seen()
        return gone(
            lambda: services.delete_segment(programme, segment, seen, now(), actor),
            SegmentFullOut,
            _segment(programme, segment),
        )


@blueprint.route(f"{HERE}/segments/<segment>/rooms", methods=["POST"])
@blueprint.arguments(RoomIn)
@blueprint.response(201, MeetingRoomOut)
@blueprint.doc(security=BEARER)
def add_room(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Add a room to a segment, or the channel that stands for one online."""
    slug = services.create_room(programme, segment, body, now(), may(Act.EDIT, programme))
    found = next(one for one in _segment(programme, segment)().rooms if one.slug == slug)
    return told(MeetingRoomOut, found, 201)


@blueprint.route(f"{HERE}/rooms/<room_id>")
class OneRoom(MethodView):
    """One room."""

    @blueprint.arguments(RoomPatch)
    @blueprint.response(200, MeetingRoomOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, room_id: str) -> Response:
        """Change what is named of a room."""
        actor, seen, row = may(Act.EDIT, programme), revision_seen(), _room(programme, room_id)
        number = row().id
        return changed(
            lambda: services.change_room(programme, number, body, seen, now(), actor),
            body,
            MeetingRoomOut,
            row,
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, room_id: str) -> Response:
        """Delete a room that no meeting is held in."""
        actor, seen, row = may(Act.EDIT, programme), revision_seen(), _room(programme, room_id)
        number = row().id
        return gone(lambda: services.delete_room(programme, number, seen, now(), actor), MeetingRoomOut, row)


@blueprint.route(f"{HERE}/agenda-items", methods=["POST"])
@blueprint.arguments(AgendaItemIn)
@blueprint.response(201, AgendaItemOut)
@blueprint.doc(security=BEARER)
def add_item(body: dict[str, Any], programme: str) -> Response:
    """Add an item to the agenda, the last."""
    slug = services.create_item(programme, body, now(), may(Act.EDIT, programme))
    return told(AgendaItemOut, _item(programme, slug)(), 201)


@blueprint.route(f"{HERE}/agenda-items/<item>")
class OneItem(MethodView):
    """One item of the agenda."""

    @blueprint.arguments(AgendaItemIn)
    @blueprint.response(200, AgendaItemOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, item: str) -> Response:
        """Change what is named of an item."""
        actor, seen, row = may(Act.EDIT, programme), revision_seen(), _item(programme, item)
        row()
        return changed(
            lambda: services.change_item(programme, item, body, seen, now(), actor), body, AgendaItemOut, row
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, item: str) -> Response:
        """Delete an item below which nothing stands; meetings that took it up do no more."""
        actor, seen = may(Act.EDIT, programme), revision_seen()
        return gone(
            lambda: services.delete_item(programme, item, seen, now(), actor),
            AgendaItemOut,
            _item(programme, item),
        )


@blueprint.route(f"{HERE}/agenda-items/<item>/move", methods=["POST"])
@blueprint.arguments(AgendaStepIn)
@blueprint.response(200, AgendaItemOut)
@blueprint.doc(security=BEARER)
def move_item(body: dict[str, Any], programme: str, item: str) -> Response:
    """Move an item up or down among those beside it; beyond the first or last it stays there."""
    actor, seen, row = may(Act.EDIT, programme), revision_seen(), _item(programme, item)
    if body["to"] not in STEPS:
        raise NotAChoice(field="to", value=body["to"][:20], choices=list(STEPS))
    steps = STEPS[body["to"]]
    row()
    return changed(
        lambda: services.move_item(programme, item, steps, seen, now(), actor), body, AgendaItemOut, row
    )


def _conference(programme: str) -> dict[str, Any]:
    desk = conference_desk(programme)
    return {
        **{name: getattr(desk, name) for name in ConferenceOut().fields if hasattr(desk, name)},
        "agenda_items": desk.items,
        "clashes": [
            {"room": one.room.id, "first": one.first.slug, "second": one.second.slug, "at": one.at}
            for one in desk.clashes
        ],
    }


def _segment(programme: str, slug: str) -> Callable[[], Any]:
    return lambda: _found(one for one in conference_desk(programme).segments if one.slug == slug)


def _room(programme: str, room_id: str) -> Callable[[], Any]:
    return lambda: _found(one for one in conference_desk(programme).rooms if str(one.id) == room_id)


def _item(programme: str, slug: str) -> Callable[[], Any]:
    return lambda: _found(one for one in conference_desk(programme).items if one.slug == slug)


def _found(rows: Any) -> Any:
    row = next(iter(rows), None)
    if row is None:
        raise NotFound()
    return row
