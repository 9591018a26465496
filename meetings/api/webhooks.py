"""Webhooks for programs: kept, tried, told again; the secret is said when it is made, and never after."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, make_response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.access import holder, keys, outside
from meetings.api.described import moment
from meetings.api.programmes import BEARER, answered, both_sides
from meetings.api.shapes import EmptyIn, Given, PageQuery, Shown, listed, revision_seen, rfc3339, wanted
from meetings.domain.errors import NotAllowed, SignInNeeded
from meetings.domain.permissions import Holder
from meetings.domain.ports import Posts
from meetings.domain.webhooks import may_have
from meetings.extensions import db
from meetings.queries import webhooks as queries
from meetings.services.webhooks import webhooks as services

blueprint = Blueprint(
    "api_webhooks",
    __name__,
    url_prefix="/api/v1",
    description="Addresses that are told of events, and what was sent to them.",
)


class WebhookIn(Given):
    """An address of the secure web, and what it is told of: families and types."""

    url = fields.Raw(allow_none=True, metadata={"example": "https://hooks.example.org/meetings"})
    events = fields.Raw(allow_none=True, metadata={"example": ["slot", "registration.created"]})


class WebhookPatch(Given):
    """What is to change; `paused` keeps what happens until it is false again."""

    url = fields.Raw(metadata={"example": "https://hooks.example.org/meetings"})
    events = fields.Raw(metadata={"example": ["slot", "survey"]})
    paused = fields.Boolean(metadata={"example": True})


class ReplayIn(Given):
    """From which moment on everything is sent again."""

    since = moment("2026-11-24T09:00:00Z", required=True)


class WebhookOut(Shown):
    """An address and how it stands; `secret` only in the answer that makes it.

    `paused` is null, `hand` or `gone` (it answered 410). `is_silent`: whoever added it may be told nothing any more.
    """

    id = fields.String(required=True, metadata={"example": "k3v9qw2mtx7d"})
    url = fields.String(required=True, metadata={"example": "https://hooks.example.org/meetings"})
    events = fields.List(fields.String(), required=True, metadata={"example": ["slot", "survey"]})
    owner = fields.String(required=True, metadata={"example": "token:season site"})
    made_at = fields.String(required=True, metadata={"example": "2026-11-24T09:00:00Z"})
    secret = fields.String(metadata={"example": "mmwh_" + "0f" * 32})
    old_secret_until = fields.String(
        required=True, allow_none=True, metadata={"example": "2026-11-25T09:00:00Z"}
    )
    paused = fields.String(required=True, allow_none=True, metadata={"example": None})
    is_silent = fields.Boolean(required=True, metadata={"example": False})
    waiting = fields.Integer(required=True, metadata={"example": 0})
    failures = fields.Integer(required=True, metadata={"example": 0})
    failing_since = fields.String(
        required=True, allow_none=True, metadata={"example": "2026-11-24T09:00:00Z"}
    )
    next_try_at = fields.String(required=True, allow_none=True, metadata={"example": "2026-11-24T09:00:10Z"})
    sent_at = fields.String(required=True, allow_none=True, metadata={"example": "2026-11-24T09:00:00Z"})
    given_up_at = fields.String(required=True, allow_none=True, metadata={"example": None})
    revision = fields.Integer(required=True, metadata={"example": 1})


class AttemptOut(Shown):
    """One attempt: a status, or what was in the way, and the first of what was answered."""

    at = fields.String(required=True, metadata={"example": "2026-11-24T09:00:01Z"})
    status = fields.Integer(required=True, allow_none=True, metadata={"example": 503})
    trouble = fields.String(required=True, allow_none=True, metadata={"example": None})
    detail = fields.String(required=True, metadata={"example": ""})
    milliseconds = fields.Integer(required=True, metadata={"example": 84})
    answer = fields.String(required=True, metadata={"example": "Service unavailable"})


class DeliveryOut(Shown):
    """An event on its way: `due`, `sent` or `given_up`; `body` is what is sent, `replays` the delivery it repeats."""

    id = fields.String(required=True, metadata={"example": "f7c2m9xk4tq8wz3p"})
    event = fields.String(required=True, metadata={"example": "9f86d081884c7d659a2f"})
    type = fields.String(required=True, metadata={"example": "slot.moved"})
    created_at = fields.String(required=True, metadata={"example": "2026-11-24T09:00:00Z"})
    state = fields.String(required=True, metadata={"example": "sent"})
    replays = fields.String(required=True, allow_none=True, metadata={"example": None})
    body = fields.Dict(
        required=True,
        keys=fields.String(),
        metadata={"example": {"id": "9f86d081884c7d659a2f", "type": "slot.moved", "programme": "season"}},
    )
    attempts = fields.List(fields.Nested(AttemptOut), required=True)


class DeliveryNamed(Shown):
    """The delivery in which an event is sent."""

    id = fields.String(required=True, metadata={"example": "f7c2m9xk4tq8wz3p"})


class ReplayedOut(Shown):
    """How many events are sent again."""

    events = fields.Integer(required=True, metadata={"example": 12})


@blueprint.route("/webhooks")
class Webhooks(MethodView):
    """All webhooks within reach."""

    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, listed(WebhookOut, "WebhookList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """List one's own webhooks, and those of others of which one may be told everything everywhere."""
        found = queries.page_of(queries.webhooks_of(_holder()), wanted(query))
        silent = queries.silent(found.items, datetime.now(UTC))
        return {"items": [_body(one, silent) for one in found.items], "next": found.next}

    @blueprint.arguments(WebhookIn)
    @blueprint.response(201, WebhookOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Add an address that is told of events; its secret is in this answer, and in no other."""
        who, now = _holder(), datetime.now(UTC)
        webhook_id = services.add(body.get("url"), body.get("events"), now, who, posts=_posts())
        return _with_secret(webhook_id, who, 201)


@blueprint.route("/webhooks/<webhook_id>")
class Webhook(MethodView):
    """One webhook."""

    @blueprint.response(200, WebhookOut)
    @blueprint.doc(security=BEARER)
    def get(self, webhook_id: str) -> Response:
        """Read how a webhook stands."""
        return answered(WebhookOut(), _read(webhook_id, _holder()))

    @blueprint.arguments(WebhookPatch)
    @blueprint.response(200, WebhookOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], webhook_id: str) -> Response:
        """Change its address or events, pause or resume it; what happened while it was paused is sent then."""
        who, now = _holder(), datetime.now(UTC)
        queries.webhook(webhook_id, who)
        seen = revision_seen()
        stale = both_sides(
            lambda: services.change(webhook_id, body, seen, now, who, posts=_posts()),
            body,
            lambda: WebhookOut().dump(_read(webhook_id, who)),
        )
        return stale or answered(WebhookOut(), _read(webhook_id, who))

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, webhook_id: str) -> Response:
        """Take a webhook away, with its log."""
        who, now = _holder(), datetime.now(UTC)
        queries.webhook(webhook_id, who)
        seen = revision_seen()
        stale = both_sides(
            lambda: services.remove(webhook_id, seen, now, who.actor),
            None,
            lambda: WebhookOut().dump(_read(webhook_id, who)),
        )
        return stale or make_response("", 204)


@blueprint.route("/webhooks/<webhook_id>/secret", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, WebhookOut)
@blueprint.doc(security=BEARER)
def secret(_body: dict[str, Any], webhook_id: str) -> Response:
    """Make a new secret, said in this answer alone; for a day everything is signed by the one before, too."""
    who, now = _holder(), datetime.now(UTC)
    queries.webhook(webhook_id, who)
    seen = revision_seen()
    stale = both_sides(
        lambda: services.renew_secret(webhook_id, seen, now, who.actor),
        None,
        lambda: WebhookOut().dump(_read(webhook_id, who)),
    )
    return stale or _with_secret(webhook_id, who, 200)


@blueprint.route("/webhooks/<webhook_id>/ping", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(202, DeliveryNamed)
@blueprint.doc(security=BEARER)
def ping(_body: dict[str, Any], webhook_id: str) -> tuple[dict[str, Any], int]:
    """Send an event that says nothing, after what waits; what failed before is tried at once."""
    who = _holder()
    queries.webhook(webhook_id, who)
    return {"id": services.ping(webhook_id, datetime.now(UTC), who.actor)}, 202


@blueprint.route("/webhooks/<webhook_id>/replay", methods=["POST"])
@blueprint.arguments(ReplayIn)
@blueprint.response(202, ReplayedOut)
@blueprint.doc(security=BEARER)
def replay_since(body: dict[str, Any], webhook_id: str) -> tuple[dict[str, Any], int]:
    """Send everything again that happened since a moment, in its order, after what waits."""
    who = _holder()
    queries.webhook(webhook_id, who)
    number = services.replay_since(webhook_id, body["since"], datetime.now(UTC), who.actor)
    return {"events": number}, 202


@blueprint.route("/webhooks/<webhook_id>/deliveries")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, listed(DeliveryOut, "DeliveryList"))
@blueprint.doc(security=BEARER)
def deliveries(query: dict[str, Any], webhook_id: str) -> dict[str, Any]:
    """List what was or will be sent, the newest first, for thirty days."""
    queries.webhook(webhook_id, _holder())
    found = queries.sendings(webhook_id, wanted(query))
    return {"items": [_delivery(one) for one in found.items], "next": found.next}


@blueprint.route("/webhooks/<webhook_id>/deliveries/<delivery_id>/replay", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(202, DeliveryNamed)
@blueprint.doc(security=BEARER)
def replay(_body: dict[str, Any], webhook_id: str, delivery_id: str) -> tuple[dict[str, Any], int]:
    """Send one event again, after what waits, as another delivery of it; one that waits is tried at once."""
    who = _holder()
    queries.webhook(webhook_id, who)
    return {"id": services.replay(webhook_id, delivery_id, datetime.now(UTC), who.actor)}, 202


def _holder() -> Holder:
    """Give the program that asks, if it may have webhooks.

    Raises: SignInNeeded, NotAllowed.
    """
    found = holder()
    if found is None:
        raise SignInNeeded()
    if not may_have(found):
        raise NotAllowed()
    return found


def _posts() -> Posts:
    found: Posts = outside().posts
    return found


def _read(webhook_id: str, who: Holder) -> dict[str, Any]:
    found = queries.webhook(webhook_id, who)
    return _body(found, queries.silent([found], datetime.now(UTC)))


def _with_secret(webhook_id: str, who: Holder, status: int) -> Response:
    db.session.rollback()
    found = queries.webhook(webhook_id, who)
    secret_now = services.secret_of(found.row, keys())
    body = _body(found, queries.silent([found], datetime.now(UTC))) | {"secret": secret_now}
    answer = answered(WebhookOut(), body, status)
    answer.headers["Cache-Control"] = "no-store, no-transform"
    return answer


def _body(found: queries.Standing, silent: frozenset[str]) -> dict[str, Any]:
    row = found.row
    return {
        "id": row.id,
        "url": row.url,
        "events": row.events,
        "owner": row.owner,
        "made_at": rfc3339(row.made_at),
        "old_secret_until": _at(row.old_until),
        "paused": row.paused,
        "is_silent": row.id in silent,
        "waiting": found.waiting,
        "failures": row.failures,
        "failing_since": _at(row.failing_since),
        "next_try_at": _at(row.wait_until),
        "sent_at": _at(row.sent_at),
        "given_up_at": _at(row.given_up_at),
        "revision": row.revision,
    }


def _delivery(one: queries.Sending) -> Mapping[str, Any]:
    return {
        "id": one.row.name,
        "event": one.event.name,
        "type": one.event.type,
        "created_at": rfc3339(one.event.at),
        "state": one.row.state,
        "replays": one.row.replays,
        "body": json.loads(one.event.body or "{}"),
        "attempts": [
            {
                "at": rfc3339(each.at),
                "status": each.status,
                "trouble": each.trouble,
                "detail": each.value,
                "milliseconds": each.milliseconds,
                "answer": each.answer,
            }
            for each in one.attempts
        ],
    }


def _at(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None
