"""Bodies and the balance of their members for programs."""

from datetime import UTC, datetime
from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.contacts.access import BEARER, allowed_everywhere
from meetings.api.described import example
from meetings.api.programmes import both_sides
from meetings.api.shapes import Given, Shown, revision_seen
from meetings.domain.errors import NotAChoice
from meetings.queries.audiences import regional_groups
from meetings.queries.contacts.balance import balances
from meetings.services.contacts.bodies import set_seats

blueprint = Blueprint(
    "api_contact_bodies", __name__, url_prefix="/api/v1", description="Bodies, and who sits in them."
)


class BodyShareOut(Shown):
    """A regional group in a body; `group` is empty for members without one, numbers are null where nobody said."""

    group = fields.String(required=True, metadata=example("africa"))
    held = fields.Integer(required=True, metadata=example(2))
    seats = fields.Integer(required=True, allow_none=True, metadata=example(2))
    women = fields.Integer(required=True, allow_none=True, metadata=example(1))
    men = fields.Integer(required=True, allow_none=True, metadata=example(1))
    countries = fields.List(fields.String(metadata=example("KE")), required=True)


class BodyOut(Shown):
    """A body with its members by regional group."""

    name = fields.String(required=True, metadata=example("bureau"))
    held = fields.Integer(required=True, metadata=example(10))
    seats = fields.Integer(required=True, allow_none=True, metadata=example(10))
    women = fields.Integer(required=True, allow_none=True, metadata=example(5))
    men = fields.Integer(required=True, allow_none=True, metadata=example(5))
    shares = fields.List(fields.Nested(BodyShareOut), required=True)
    revision = fields.Integer(required=True, metadata=example(1))


class BodiesOut(Shown):
    """All bodies."""

    items = fields.List(fields.Nested(BodyOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class BodySeatsIn(Given):
    """How many seats each regional group should have in a body; null: nothing is said."""

    body = fields.String(required=True, metadata=example("bureau"))
    seats = fields.Dict(
        required=True,
        keys=fields.String(),
        values=fields.Integer(allow_none=True, validate=validate.Range(0, 999)),
        metadata=example({"africa": 2}),
    )


@blueprint.route("/contact-bodies")
@blueprint.response(200, BodiesOut)
@blueprint.doc(security=BEARER)
def read() -> Any:
    """List bodies with their members of today by regional group, beside the seats each group should have."""
    allowed_everywhere()
    return {"items": balances(datetime.now(UTC).date()), "next": None}


@blueprint.route("/contact-bodies/seats", methods=["POST"])
@blueprint.arguments(BodySeatsIn)
@blueprint.response(200, BodiesOut)
@blueprint.doc(security=BEARER)
def change_seats(body: dict[str, Any]) -> Any:
    """Say how many seats each regional group should have; `If-Match` is the body's revision."""
    actor, now, groups = allowed_everywhere().actor, datetime.now(UTC), regional_groups()
    for group in body["seats"]:
        if group not in groups:
            raise NotAChoice(field="seats", value=group[:40], choices=list(groups))
    seats = {group: "" if number is None else str(number) for group, number in body["seats"].items()}
    seen = revision_seen()
    stale = both_sides(
        lambda: set_seats(body["body"], seats, seen, now, actor=actor),
        body,
        lambda: _stored(body["body"], now),
    )
    return stale or {"items": balances(now.date()), "next": None}


def _stored(body: str, now: datetime) -> Any:
    """Give a body as it is stored."""
    items = BodiesOut().dump({"items": balances(now.date()), "next": None})["items"]
    return next((one for one in items if one["name"] == body), {"name": body, "revision": 0})
