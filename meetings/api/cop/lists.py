"""Lists of participants for programs of officers: how one is made, a look at it, what is odd, and publishing it."""

from datetime import datetime, time
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema

from meetings.api.cop.acting import ListQuery, changed, may, narrowed, now, page_of, told
from meetings.api.cop.list_shapes import (
    ListCopyFullOut,
    ListCopyOut,
    ParticipantsListOut,
    ParticipantsPublishIn,
    ParticipantsSettingIn,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain.cop.lists import ListKind, changes, mark_of, oddities
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.domain.zones import to_instant
from meetings.queries.cop.list_copies import copies, copy_of, last_copy, seen_by
from meetings.queries.cop.lists import gather, listing_of
from meetings.services.cop import lists as services

blueprint = Blueprint(
    "api_participants_lists",
    __name__,
    url_prefix="/api/v1",
    description="Lists of participants of conferences, for programs of officers.",
)
HERE: Final = "/programmes/<programme>/participants/<segment>"
END_OF_DAY: Final = time(23, 59)


class ListKindQuery(Schema):
    """Which list is looked at: provisional or final."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    kind = narrowed("provisional")


@blueprint.route(HERE)
class ParticipantsList(MethodView):
    """The list of a segment as it would be published now."""

    @blueprint.arguments(ListKindQuery, location="query")
    @blueprint.response(200, ParticipantsListOut)
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, segment: str) -> Response:
        """Look at a list: how it is made, who is on it, what changed since the last one, and what is odd."""
        may(Act.ACCREDIT, programme)
        return told(ParticipantsListOut, _list(programme, segment, _kind(query["kind"])))

    @blueprint.arguments(ParticipantsSettingIn)
    @blueprint.response(200, ParticipantsListOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, segment: str) -> Response:
        """Say how a segment's list is made, all of it."""
        actor, seen = may(Act.ACCREDIT, programme), revision_seen()
        listing, day = listing_of(programme, segment), body["corrections_until"]
        ends = to_instant(datetime.combine(day, END_OF_DAY), listing.zone, 0) if day else None
        given = services.SettingGiven(
            symbol=body["symbol"],
            audience=body["audience"],
            corrections_until=ends,
            unconfirmed_title=body["unconfirmed_title"],
            with_media=body["with_media"],
            secretariat=tuple(body["secretariat"]),
        )
        return changed(
            lambda: services.set_listing(programme, segment, given, seen, now(), actor),
            body,
            ParticipantsListOut,
            lambda: _list(programme, segment, ListKind.PROVISIONAL),
        )


@blueprint.route(f"{HERE}/publish", methods=["POST"])
@blueprint.arguments(ParticipantsPublishIn)
@blueprint.response(201, ListCopyFullOut)
@blueprint.doc(security=BEARER)
def publish(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Publish a list as it was looked at; one that changed since is refused."""
    actor = may(Act.ACCREDIT, programme)
    listing_of(programme, segment)
    kind = _kind(body["kind"])
    number = services.publish(programme, segment, kind, body["mark"], now(), actor)
    return told(ListCopyFullOut, _copy(programme, segment, number), 201)


@blueprint.route(f"{HERE}/copies")
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, listed(ListCopyOut, "ListCopyList"))
@blueprint.doc(security=BEARER)
def published(query: dict[str, Any], programme: str, segment: str) -> dict[str, Any]:
    """List the published lists of a segment."""
    may(Act.ACCREDIT, programme)
    rows = copies([listing_of(programme, segment).segment_id])
    return page_of(rows, query, lambda one: f"{one.number:06d}")


@blueprint.route(f"{HERE}/copies/<number>")
@blueprint.response(200, ListCopyFullOut)
@blueprint.doc(security=BEARER)
def one_copy(programme: str, segment: str, number: str) -> Response:
    """Read a published list with its people, as it was."""
    may(Act.ACCREDIT, programme)
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise NotFound()
    return told(ListCopyFullOut, _copy(programme, segment, int(number)))


def _kind(text: str) -> ListKind:
    return ListKind(text) if text in set(ListKind) else ListKind.PROVISIONAL


def _copy(programme: str, segment: str, number: int) -> dict[str, Any]:
    found = copy_of(listing_of(programme, segment).segment_id, number)
    if found is None:
        raise NotFound()
    names = ("number", "kind", "symbol", "made_at", "segment", "seal")
    line = {name: getattr(found.line, name) for name in names}
    return line | {"people": found.participants.people, "is_whole": found.is_whole}


def _list(programme: str, segment: str, kind: ListKind) -> dict[str, Any]:
    listing = listing_of(programme, segment)
    gathered, setting = gather(listing), listing.setting
    made, before = gathered.participants(kind), last_copy(listing.segment_id)
    there = gathered.listed(kind)
    bodies = {one.delegation: gathered.bodies[one.delegation] for one in there}
    names = ("symbol", "audience", "corrections_until", "unconfirmed_title", "with_media", "secretariat")
    return {name: getattr(setting, name) for name in (*names, "revision")} | {
        "segment": listing.segment,
        "kind": kind,
        "mark": mark_of(made),
        "people": made.people,
        "changes": changes(before.participants, made) if before else [],
        "odd": oddities([one.known for one in there], bodies),
        "seen": sorted(seen_by(listing.segment_id)),
    }
