"""Meetings for other programs in plain JSON: what InforMEA's portal is told, as `/informea.svc` tells it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, current_app, jsonify, request
from flask.views import MethodView
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import outside
from meetings.api.described import moment
from meetings.api.shapes import PageQuery, Shown
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotFound
from meetings.domain.informea import Access, Kind, Status, Type
from meetings.domain.informea_query import LARGEST_PAGE, read_options
from meetings.formats.informea import plain
from meetings.queries.informea import Shelf, Told, in_words

blueprint = Blueprint(
    "api_meetings",
    __name__,
    url_prefix="/api/v2",
    description="What /informea.svc/ tells the portal InforMEA: times of public sessions, segments of conferences.",
)
LONGEST_ID: Final = 200


class MeetingQuery(PageQuery):
    """Which page of the list, in the order of identity; `after` is the `next` of the page before."""

    size = fields.Integer(
        load_default=100, validate=validate.Range(1, LARGEST_PAGE), metadata={"example": 100}
    )
    after = fields.String(
        load_default="", validate=validate.Length(max=LONGEST_ID), metadata={"example": "k7m2p9w3x4cd"}
    )
    updated_since = moment(load_default=None)


def _text(example: str, *choices: str) -> fields.String:
    known = validate.OneOf(choices) if choices else None
    return fields.String(required=True, validate=known, metadata={"example": example})


def _words(english: str, french: str) -> fields.Dict:
    example = {"en": english, "fr": french}
    return fields.Dict(fields.String(), fields.String(), required=True, metadata={"example": example})


def _nothing() -> fields.Raw:
    return fields.Raw(required=True, allow_none=True, metadata={"example": None})


class MeetingOut(Shown):
    """A meeting; instants are RFC 3339 in UTC, texts are by language and always in English."""

    protocolVersion = fields.Integer(required=True, metadata={"example": 1})
    id = _text("k7m2p9w3x4cd")
    treaty = _text("minamata")
    url = _text("https://meetings.example.org/en/season/mercury-monitoring/")
    title = _words("Monitoring mercury", "Surveillance du mercure")
    description = _words("Open to all, 90 minutes.", "Ouvert à tous, 90 minutes.")
    start = fields.String(required=True, allow_none=True, metadata={"example": "2026-11-17T15:00:00Z"})
    end = fields.String(required=True, allow_none=True, metadata={"example": "2026-11-17T16:30:00Z"})
    repetition = _nothing()
    kind = _text("official", *Kind)
    type = _text("webinar", *Type)
    access = _text("public", *Access)
    status = _text("confirmed", *Status)
    imageUrl = _nothing()
    imageCopyright = _nothing()
    location = fields.String(required=True, allow_none=True, metadata={"example": "Online"})
    city = fields.String(required=True, allow_none=True, metadata={"example": "Geneva"})
    country = fields.String(required=True, allow_none=True, metadata={"example": "CH"})
    latitude = _nothing()
    longitude = _nothing()
    virtual = fields.Boolean(required=True, metadata={"example": True})
    updated = _text("2026-11-10T08:15:30.250Z")


class MeetingsOut(Shown):
    """A page of meetings: `count` is of all that were asked for, `next` what the next page comes after."""

    value = fields.List(fields.Nested(MeetingOut), required=True)
    count = fields.Integer(required=True, metadata={"example": 19})
    next = fields.String(required=True, allow_none=True, metadata={"example": "k7m2p9w3x4cd"})


@blueprint.route("/meetings")
class Meetings(MethodView):
    """All meetings."""

    @blueprint.arguments(MeetingQuery, location="query")
    @blueprint.response(200, MeetingsOut)
    def get(self, query: dict[str, Any]) -> Response:
        """List meetings in plain JSON, those that changed since a moment where one is given.

        They are those that `/informea.svc/Meetings` gives the portal InforMEA.
        """
        since = query["updated_since"]
        every = _told().in_order(read_options(()).order)
        found = [one for one in every if since is None or one.updated >= since]
        rest = [one for one in found if one.id > query["after"]]
        page = rest[: query["size"]]
        following = page[-1].id if len(rest) > len(page) else None
        shown = [plain(one) for one in in_words(page, _notes)]
        return _answer({"value": shown, "count": len(found), "next": following})


@blueprint.route("/meetings/<meeting_id>")
class Meeting(MethodView):
    """One meeting."""

    @blueprint.response(200, MeetingOut)
    def get(self, meeting_id: str) -> Response:
        """Read a meeting in plain JSON; one that is withdrawn, or was cancelled 90 days ago, is not there."""
        found = _told().by_id.get(meeting_id)
        if found is None:
            raise NotFound()
        return _answer(plain(in_words([found], _notes)[0]))


def _told() -> Told:
    """Give what is told now: kept as public pages are, else made now."""
    pages: Any = current_app.extensions.get("pages")
    shelf: Shelf = pages.remember(("informea",), Shelf) if pages else Shelf()
    return shelf.at(outside().base_url, datetime.now(UTC))


def _notes() -> Mapping[str, str]:
    """Word in every language that a demonstration is one."""
    found = {}
    for lang in LANGUAGES:
        with force_locale(lang):
            first = _("Demonstration.")
            found[lang] = f"{first} {_('Not a site of the secretariat; people and figures are invented.')}"
    return found


def _answer(body: Any) -> Response:
    """Give an answer that anybody may keep and ask again by its ETag, and pages of other sites may read."""
    response = jsonify(body)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response
