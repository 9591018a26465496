"""Tokens for programs of administrators: listed, made and withdrawn; and for any program, what its own may do."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.access import allowed, holder
from meetings.api.programmes import BEARER
from meetings.api.shapes import Given, PageQuery, Shown, listed, rfc3339, wanted
from meetings.domain.api_tokens import expiry
from meetings.domain.errors import NotAllowed, NotFound, SignInNeeded
from meetings.domain.permissions import MAY, Act, Holder, reach
from meetings.queries.api_tokens import TokenRow, token_row, tokens_page
from meetings.services.api_tokens import NewToken, make_token, withdraw_token

blueprint = Blueprint("api_tokens", __name__, url_prefix="/api/v1", description="Tokens of programs.")


class TokenOut(Shown):
    """A token, without itself: `acts` is null where it may do all that its role may, `expires_at` where it never ends.

    `state` is stands, expired or withdrawn; `used_at` is at most ten minutes behind.
    """

    id = fields.Integer(required=True, metadata={"example": 7})
    name = fields.String(required=True, metadata={"example": "Calendar of a partner"})
    role = fields.String(required=True, metadata={"example": "organizer"})
    programme = fields.String(required=True, allow_none=True, metadata={"example": "2026"})
    stream = fields.String(required=True, allow_none=True, metadata={"example": None})
    partner = fields.String(required=True, allow_none=True, metadata={"example": None})
    acts = fields.List(
        fields.String(), required=True, allow_none=True, metadata={"example": ["see", "figures"]}
    )
    state = fields.String(required=True, metadata={"example": "stands"})
    created_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    created_by = fields.String(required=True, allow_none=True, metadata={"example": "user:3"})
    expires_at = fields.String(required=True, allow_none=True, metadata={"example": "2027-11-17T15:00:00Z"})
    used_at = fields.String(required=True, allow_none=True, metadata={"example": "2026-11-29T08:10:00Z"})
    withdrawn_at = fields.String(required=True, allow_none=True, metadata={"example": None})


class NewTokenOut(TokenOut):
    """A token that was made, with itself, this once."""

    token = fields.String(required=True, metadata={"example": "kept as a hash, so told this once"})


class TokenIn(Given):
    """A token to make: a role, where it holds, and which of its acts alone; without `expires_days` it never ends."""

    name = fields.String(load_default="", metadata={"example": "Calendar of a partner"})
    role = fields.String(load_default="", metadata={"example": "organizer"})
    programme = fields.String(load_default="", metadata={"example": "2026"})
    stream = fields.String(load_default="", metadata={"example": ""})
    partner = fields.String(load_default="", metadata={"example": ""})
    acts = fields.List(
        fields.String(), load_default=None, allow_none=True, metadata={"example": ["see", "figures"]}
    )
    expires_days = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        metadata={"example": 365, "description": "1 to 3650."},
    )


class OwnScopeOut(Shown):
    """A role and where it holds; null is everywhere."""

    role = fields.String(required=True, metadata={"example": "organizer"})
    programme = fields.String(required=True, allow_none=True, metadata={"example": "2026"})
    stream = fields.String(required=True, allow_none=True, metadata={"example": None})
    partner = fields.String(required=True, allow_none=True, metadata={"example": None})


class OwnTokenOut(Shown):
    """What the token of whoever asks may do, and until when."""

    name = fields.String(required=True, metadata={"example": "Calendar of a partner"})
    scopes = fields.List(fields.Nested(OwnScopeOut), required=True)
    acts = fields.List(fields.String(), required=True, metadata={"example": ["see", "figures"]})
    expires_at = fields.String(required=True, allow_none=True, metadata={"example": "2027-11-17T15:00:00Z"})


@blueprint.route("/tokens")
class Tokens(MethodView):
    """All tokens."""

    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, listed(TokenOut, "TokenList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """List tokens, withdrawn ones too; never themselves."""
        _administrator()
        found = tokens_page(wanted(query), datetime.now(UTC))
        return {"items": [_body(one) for one in found.items], "next": found.next}

    @blueprint.arguments(TokenIn)
    @blueprint.response(201, NewTokenOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Make a token; it is told this once, and can do no more and no longer than the one that makes it."""
        maker, now = _administrator(), datetime.now(UTC)
        acts = body["acts"]
        new = NewToken(
            body["name"],
            body["role"],
            body["programme"],
            body["stream"],
            body["partner"],
            acts=None if acts is None else tuple(acts),
            expires_at=expiry(body["expires_days"], now),
        )
        token_id, token = make_token(new, now, maker.actor, maker)
        answer = make_response(jsonify(_body(token_row(token_id, now)) | {"token": token}), 201)
        answer.headers["Cache-Control"] = "no-store"
        return answer


@blueprint.route("/tokens/<token_id>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def withdraw(token_id: str) -> Response:
    """Withdraw a token; it ends with the next thing its program asks."""
    maker = _administrator()
    withdraw_token(_number(token_id), datetime.now(UTC), maker.actor)
    return Response(status=204)


@blueprint.route("/token")
@blueprint.response(200, OwnTokenOut)
@blueprint.doc(security=BEARER)
def own() -> dict[str, Any]:
    """Read what the token that asks may do, where and until when."""
    found = holder()
    if found is None:
        raise SignInNeeded()
    role_acts = {act for scope in found.scopes for act in MAY[scope.role]}
    return {
        "name": found.name,
        "scopes": [
            {
                "role": str(one.role),
                "programme": one.programme or None,
                "stream": one.stream or None,
                "partner": one.partner or None,
            }
            for one in found.scopes
        ],
        "acts": [str(act) for act in Act if act in role_acts and (found.acts is None or act in found.acts)],
        "expires_at": rfc3339(found.expires_at) if found.expires_at else None,
    }


def _administrator() -> Holder:
    """Give the program that asks, if it may make tokens everywhere.

    Raises: SignInNeeded, NotAllowed.
    """
    found = allowed(Act.STAFF)
    if not reach(found, Act.STAFF).everywhere:
        raise NotAllowed()
    return found


def _number(text: str) -> int:
    """Read the number of a token.

    Raises: NotFound, for what is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound()
    return int(text)


def _body(row: TokenRow) -> dict[str, Any]:
    instants = {
        name: rfc3339(at) if (at := getattr(row, name)) else None
        for name in ("created_at", "expires_at", "used_at", "withdrawn_at")
    }
    where = {name: getattr(row, name) or None for name in ("programme", "stream", "partner")}
    facts = {name: getattr(row, name) for name in ("id", "name", "role", "created_by")}
    acts = None if row.acts is None else list(row.acts)
    return {**facts, **where, **instants, "acts": acts, "state": str(row.state)}
