"""Campaigns for programs: written, tried, scheduled, paused and gone on with, and what became of them."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.contacts.access import BEARER, allowed_everywhere, day_of
from meetings.api.cursors import key_asked, next_key
from meetings.api.described import FILE, example
from meetings.api.files_given import as_file
from meetings.api.programmes import acted_on
from meetings.api.shapes import (
    EmptyIn,
    Given,
    Shown,
    listed,
    revision_seen,
    rfc3339,
    tagged,
)
from meetings.api.undated import UndatedQuery
from meetings.domain.contacts.campaigns import HOURS
from meetings.domain.zones import to_local
from meetings.formats.tables import csv_bytes
from meetings.queries.contacts import campaigns as queries
from meetings.queries.contacts.campaign_audience import audience
from meetings.queries.contacts.campaign_numbers import numbers
from meetings.queries.contacts.campaign_unreached import unreached
from meetings.queries.contacts.campaigns import CampaignShown
from meetings.services.contacts import campaigns as services

blueprint = Blueprint(
    "api_campaigns", __name__, url_prefix="/api/v1", description="One mail in several languages to lists."
)
COLUMNS: Final = ("id", "name", "organization", "country", "email", "why", "said")
TEXTS: Final = {"en": {"subject": "Season 2026", "body": "The season begins on 1 December."}}


class CampaignText(Given):
    """A mail in one language."""

    subject = fields.String(load_default="", metadata=example("Season 2026"))
    body = fields.String(load_default="", metadata=example("The season begins on 1 December."))


class CampaignBegun(Given):
    """A campaign to begin, with words and lists of another where one is named."""

    name = fields.String(load_default="", metadata=example("Season 2026, in English"))
    copied = fields.String(load_default=None, allow_none=True, metadata=example(None))


class CampaignIn(Given):
    """What is changed of a draft; what is left out stays, of the texts each language by itself."""

    name = fields.String(metadata=example("Season 2026"))
    lists = fields.List(fields.String(metadata=example("list2345")))
    texts = fields.Dict(keys=fields.String(), values=fields.Nested(CampaignText), metadata=example(TEXTS))
    zone = fields.String(metadata=example("Europe/Zurich"))
    send_on = fields.String(allow_none=True, metadata=example("2026-12-01"))
    send_hour = fields.Integer(validate=validate.Range(HOURS[0], HOURS[-1]), metadata=example(9))
    counts_opens = fields.Boolean(metadata=example(False))


class CampaignLine(Shown):
    """A campaign in a list."""

    id = fields.String(required=True, metadata=example("camp2345"))
    name = fields.String(required=True, metadata=example("Season 2026"))
    state = fields.String(required=True, metadata=example("running"))
    send_on = fields.Date(required=True, allow_none=True, metadata=example("2026-12-01"))
    send_hour = fields.Integer(required=True, metadata=example(9))
    languages = fields.List(fields.String(metadata=example("en")), required=True)
    sent = fields.Integer(required=True, metadata=example(1200))
    planned = fields.Integer(required=True, metadata=example(2413))


class CampaignLines(Shown):
    """All campaigns."""

    items = fields.List(fields.Nested(CampaignLine), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class CampaignAudienceOut(Shown):
    """Whom a campaign would go to today: in which language, in English instead of which, who is left out and why."""

    people = fields.Integer(required=True, metadata=example(2500))
    languages = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"en": 2413}))
    instead = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"ru": 80}))
    left_out = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"opted_out": 87}))


class CampaignOut(Shown):
    """A campaign; `audience` while it is a draft."""

    id = fields.String(required=True, metadata=example("camp2345"))
    name = fields.String(required=True, metadata=example("Season 2026"))
    state = fields.String(required=True, metadata=example("draft"))
    lists = fields.List(fields.String(metadata=example("list2345")), required=True)
    texts = fields.Dict(keys=fields.String(), values=fields.Nested(CampaignText), metadata=example(TEXTS))
    links = fields.List(fields.String(metadata=example("https://www.example.org/season")), required=True)
    scope = fields.String(required=True, metadata=example("news"))
    zone = fields.String(required=True, metadata=example("Europe/Zurich"))
    send_on = fields.Date(required=True, allow_none=True, metadata=example("2026-12-01"))
    send_hour = fields.Integer(required=True, metadata=example(9))
    counts_opens = fields.Boolean(required=True, metadata=example(False))
    planned_at = fields.String(required=True, allow_none=True, metadata=example(None))
    ended_at = fields.String(required=True, allow_none=True, metadata=example(None))
    audience = fields.Nested(CampaignAudienceOut)
    revision = fields.Integer(required=True, metadata=example(4))


class CampaignNumbersOut(Shown):
    """What became of a campaign; each number is of those written to, but `listed` and `left_out`."""

    listed = fields.Integer(required=True, metadata=example(2500))
    left_out = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"opted_out": 87}))
    sent = fields.Integer(required=True, metadata=example(2400))
    waiting = fields.Integer(required=True, metadata=example(0))
    given_up = fields.Integer(required=True, metadata=example(3))
    opted_out = fields.Integer(required=True, metadata=example(5))
    withdrawn = fields.Integer(required=True, metadata=example(0))
    bounced = fields.Integer(required=True, metadata=example(41))
    bounces = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"failed": 41}))
    stopped = fields.Integer(required=True, metadata=example(5))
    followed = fields.Integer(required=True, metadata=example(310))
    links = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"1": 310}))
    opened = fields.Integer(required=True, metadata=example(0))
    languages = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"en": 2400}))


class CampaignUnreachedOut(Shown):
    """Somebody whom a campaign did not reach."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    email = fields.String(required=True, attribute="address", metadata=example("ada@example.org"))
    why = fields.String(required=True, metadata=example("failed"))
    said = fields.String(required=True, metadata=example("550 no such user"))


@blueprint.route("/campaigns")
class Campaigns(MethodView):
    """All campaigns."""

    @blueprint.response(200, CampaignLines)
    @blueprint.doc(security=BEARER)
    def get(self) -> Any:
        """List campaigns with how many mails have left."""
        allowed_everywhere()
        return {"items": queries.campaigns(), "next": None}

    @blueprint.arguments(CampaignBegun)
    @blueprint.response(201, CampaignOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Begin a campaign, with the words and lists of another where one is named."""
        actor, zone = allowed_everywhere().actor, queries.zone_of_programmes()
        made = services.create(
            body["name"], zone, datetime.now(UTC), actor=actor, copied=body["copied"] or None
        )
        return _answer(made, 201)


@blueprint.route("/campaigns/<campaign_id>")
class Campaign(MethodView):
    """One campaign."""

    @blueprint.response(200, CampaignOut)
    @blueprint.doc(security=BEARER)
    def get(self, campaign_id: str) -> Response:
        """Read a campaign."""
        allowed_everywhere()
        return _answer(campaign_id)

    @blueprint.arguments(CampaignIn)
    @blueprint.response(200, CampaignOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], campaign_id: str) -> Response:
        """Change what is named of a draft."""
        actor, seen = allowed_everywhere().actor, revision_seen()
        values, now = _values(queries.campaign(campaign_id), body), datetime.now(UTC)
        return acted_on(
            lambda: services.change(campaign_id, values, seen, now, actor=actor),
            body,
            lambda: _answer(campaign_id),
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, campaign_id: str) -> Response:
        """Delete a draft."""
        services.remove(campaign_id, datetime.now(UTC), actor=allowed_everywhere().actor)
        return Response(status=204)


@blueprint.route("/campaigns/<campaign_id>/schedule", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, CampaignOut)
@blueprint.doc(security=BEARER)
def schedule(body: dict[str, Any], campaign_id: str) -> Response:
    """Let a draft go to its readers, each in their morning; `If-Match` is the revision that was looked at."""
    actor, seen, now = allowed_everywhere().actor, revision_seen(), datetime.now(UTC)
    return acted_on(
        lambda: services.schedule(campaign_id, seen, now, actor=actor), body, lambda: _answer(campaign_id)
    )


@blueprint.route("/campaigns/<campaign_id>/take-back", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, CampaignOut)
@blueprint.doc(security=BEARER)
def take_back(_body: dict[str, Any], campaign_id: str) -> Response:
    """Make a draft again of what is scheduled and has not begun."""
    services.take_back(campaign_id, datetime.now(UTC), actor=allowed_everywhere().actor)
    return _answer(campaign_id)


@blueprint.route("/campaigns/<campaign_id>/pause", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, CampaignOut)
@blueprint.doc(security=BEARER)
def pause(_body: dict[str, Any], campaign_id: str) -> Response:
    """Let what has not left wait."""
    services.pause(campaign_id, datetime.now(UTC), actor=allowed_everywhere().actor)
    return _answer(campaign_id)


@blueprint.route("/campaigns/<campaign_id>/go-on", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, CampaignOut)
@blueprint.doc(security=BEARER)
def go_on(_body: dict[str, Any], campaign_id: str) -> Response:
    """Go on with what is paused."""
    services.go_on(campaign_id, datetime.now(UTC), actor=allowed_everywhere().actor)
    return _answer(campaign_id)


@blueprint.route("/campaigns/<campaign_id>/cancel", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, CampaignOut)
@blueprint.doc(security=BEARER)
def cancel(_body: dict[str, Any], campaign_id: str) -> Response:
    """Let what has not left never leave."""
    services.cancel(campaign_id, datetime.now(UTC), actor=allowed_everywhere().actor)
    return _answer(campaign_id)


@blueprint.route("/campaigns/<campaign_id>/numbers")
@blueprint.response(200, CampaignNumbersOut)
@blueprint.doc(security=BEARER)
def read_numbers(campaign_id: str) -> Any:
    """Read what became of a campaign."""
    allowed_everywhere()
    found = numbers(queries.campaign(campaign_id).id)
    return asdict(found) | {"links": {str(number): count for number, count in found.links.items()}}


@blueprint.route("/campaigns/<campaign_id>/unreached")
@blueprint.arguments(UndatedQuery, location="query")
@blueprint.response(200, listed(CampaignUnreachedOut, "CampaignUnreachedList"))
@blueprint.doc(security=BEARER)
def read_unreached(query: dict[str, Any], campaign_id: str) -> Any:
    """List whom a campaign did not reach, and why."""
    allowed_everywhere()
    size, (after,), row = query["size"], key_asked(query, int) or (0,), queries.campaign(campaign_id)
    people, _total = unreached(row.id, most=size + 1, after=after)
    return {"items": people[:size], "next": next_key((people[size - 1].number,) if people[size:] else None)}


@blueprint.route("/campaigns/<campaign_id>/unreached/export", methods=["POST"])
@blueprint.response(200, FILE, content_type="text/csv")
@blueprint.doc(security=BEARER)
def export_unreached(campaign_id: str) -> Response:
    """Take along whom a campaign did not reach, as a table; the journal says who did."""
    actor, row = allowed_everywhere().actor, queries.campaign(campaign_id)
    people, total = unreached(row.id, most=None)
    services.note_export(row.id, total, datetime.now(UTC), actor=actor)
    rows = ((o.public_id, o.name, o.organization, o.country, o.address, o.why, o.said) for o in people)
    return as_file(csv_bytes(COLUMNS, rows), "text/csv; charset=utf-8", "did-not-get-it.csv")


def _values(row: CampaignShown, body: dict[str, Any]) -> dict[str, Any]:
    """Put what is given over what is stored, as the form writes it."""
    send_on = day_of(body["send_on"], "send_on") if "send_on" in body else row.send_on
    return {
        "name": body.get("name", row.name),
        "list_ids": body.get("lists", list(row.list_ids)),
        "texts": row.texts | body.get("texts", {}),
        "zone": body.get("zone", row.zone),
        "send_on": send_on,
        "send_hour": str(body.get("send_hour", row.send_hour)),
        "counts_opens": body.get("counts_opens", row.counts_opens),
    }


def _answer(campaign_id: str, status: int = 200) -> Response:
    row, now = queries.campaign(campaign_id), datetime.now(UTC)
    facts = CampaignOut().dump(row) | {"lists": list(row.list_ids)}
    for name in ("planned_at", "ended_at"):
        at = getattr(row, name)
        facts[name] = rfc3339(at) if at else None
    if row.planned_at is None:
        found = audience(row.list_ids, row.texts, row.scope, to_local(now, row.zone).date())
        facts["audience"] = CampaignAudienceOut().dump(found)
    return tagged(make_response(jsonify(facts), status), row.revision)
