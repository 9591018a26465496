"""Doubles for programs: who may be there twice, put together, kept apart, and taken apart again."""

from datetime import UTC, datetime
from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.contacts.access import BEARER, allowed_everywhere
from meetings.api.described import example
from meetings.api.shapes import EmptyIn, Given, Shown, rfc3339
from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.permissions import Act
from meetings.queries import doubles as queries
from meetings.services import merging

blueprint = Blueprint(
    "api_doubles", __name__, url_prefix="/api/v1", description="People who are there twice."
)


class DoubleSideOut(Shown):
    """One of two."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    emails = fields.List(
        fields.String(metadata=example("ada@example.org")), required=True, attribute="addresses"
    )
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    registrations = fields.Integer(required=True, metadata=example(2))
    created_at = fields.Function(
        lambda one: rfc3339(one.created_at), metadata=example("2026-11-24T09:00:00Z")
    )


class DoublePairOut(Shown):
    """Two who may be one, and why: mailbox, organization or country."""

    sides = fields.List(fields.Nested(DoubleSideOut), required=True)
    why = fields.List(fields.String(metadata=example("mailbox")), required=True)


class DoublePairList(Shown):
    """Pairs that nobody decided on, those with the strongest reasons first, 50 at most."""

    items = fields.List(fields.Nested(DoublePairOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class DoubleMergeIn(Given):
    """Who is kept, and who is put together with them."""

    kept = fields.String(required=True, metadata=example("abcd2345"))
    gone = fields.String(required=True, metadata=example("efgh2345"))


class DoubleApartIn(Given):
    """Two who are two."""

    one = fields.String(required=True, metadata=example("abcd2345"))
    other = fields.String(required=True, metadata=example("efgh2345"))


class DoubleDecidedOut(Shown):
    """Who stands now; `left` is how much could not be given back when two were taken apart."""

    kept = fields.String(required=True, metadata=example("abcd2345"))
    left = fields.Integer(metadata=example(0))


@blueprint.route("/doubles")
@blueprint.response(200, DoublePairList)
@blueprint.doc(security=BEARER)
def read() -> Any:
    """List who may be there twice."""
    allowed_everywhere(Act.EDIT)
    return {"items": queries.proposed(), "next": None}


@blueprint.route("/doubles/merge", methods=["POST"])
@blueprint.arguments(DoubleMergeIn)
@blueprint.response(200, DoubleDecidedOut)
@blueprint.doc(security=BEARER)
def merge(body: dict[str, Any]) -> Any:
    """Put two together; it can be undone."""
    actor, ids = _two(body["kept"], body["gone"])
    merging.merge(ids[body["kept"]], ids[body["gone"]], datetime.now(UTC), actor)
    return {"kept": body["kept"]}


@blueprint.route("/doubles/apart", methods=["POST"])
@blueprint.arguments(DoubleApartIn)
@blueprint.response(200, DoubleDecidedOut)
@blueprint.doc(security=BEARER)
def keep_apart(body: dict[str, Any]) -> Any:
    """Remember that two are two: nobody is asked again."""
    actor, ids = _two(body["one"], body["other"])
    merging.keep_apart(ids[body["one"]], ids[body["other"]], datetime.now(UTC), actor)
    return {"kept": body["one"]}


@blueprint.route("/merges/<int:merge_id>/undo", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, DoubleDecidedOut)
@blueprint.doc(security=BEARER)
def undo(_body: dict[str, Any], merge_id: int) -> Any:
    """Take two apart again."""
    actor = allowed_everywhere(Act.EDIT).actor
    kept = queries.kept_by(merge_id)
    if kept is None:
        raise NotFound()
    return {"kept": kept, "left": merging.unmerge(merge_id, datetime.now(UTC), actor)}


def _two(one: str, other: str) -> tuple[str, dict[str, int]]:
    """Give who decides, and the two by their public ids.

    Raises: NotAChoice, where they are not two people who are there.
    """
    actor, ids = allowed_everywhere(Act.EDIT).actor, queries.person_ids([one, other])
    if len(ids) != 2:
        raise NotAChoice(field="kept", value=one[:20])
    return actor, ids
