"""Credentials for programs of officers: where those of each State's delegation stand, for a segment."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import allowed
from meetings.api.cop.acting import narrowed
from meetings.api.programmes import BEARER, programme_seen
from meetings.api.shapes import PageQuery, Shown, listed, rfc3339, wanted, words
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.queries.cop import credentials as queries
from meetings.queries.cop.credentials import CredentialsAsked, CredentialsRow

blueprint = Blueprint(
    "api_credentials", __name__, url_prefix="/api/v1", description="Credentials of delegations."
)


class CredentialsQuery(PageQuery):
    """Of which segment, by its slug (the first where none is named), and what they are narrowed to."""

    segment = fields.String(
        load_default="", validate=validate.Length(max=80), metadata={"example": "second-segment"}
    )
    state = fields.String(load_default="", validate=validate.Length(max=20), metadata={"example": "copy"})
    text = narrowed("Kenya")
    group = narrowed("africa")
    awaited = narrowed("delegation")


class CredentialsOut(Shown):
    """The credentials of a State's delegation: `standings` are by treaty on the segment's opening day.

    `awaited` and `awaited_from` are null where nothing is; `revision` is 0 where nobody touched them yet.
    """

    delegation = fields.String(required=True, metadata={"example": "d4Hs8kYb1Ne7"})
    segment = fields.String(required=True, metadata={"example": "second-segment"})
    party = fields.String(required=True, metadata={"example": "KE"})
    names = words({"en": "Kenya", "fr": "Kenya"})
    regional_group = fields.String(required=True, allow_none=True, metadata={"example": "africa"})
    standings = words({"minamata": "party"})
    state = fields.String(required=True, metadata={"example": "copy"})
    since = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    awaited = fields.String(required=True, allow_none=True, metadata={"example": "original"})
    awaited_from = fields.String(required=True, allow_none=True, metadata={"example": "delegation"})
    signed_by = fields.String(
        required=True, allow_none=True, metadata={"example": "The Minister for Foreign Affairs"}
    )
    signed_on = fields.Date(required=True, allow_none=True, metadata={"example": "2026-10-20"})
    examined_on = fields.Date(required=True, allow_none=True, metadata={"example": None})
    carried = fields.Boolean(required=True, metadata={"example": False})
    revision = fields.Integer(required=True, metadata={"example": 1})


@blueprint.route("/programmes/<programme>/credentials")
@blueprint.arguments(CredentialsQuery, location="query")
@blueprint.response(200, listed(CredentialsOut, "CredentialsList"))
@blueprint.doc(security=BEARER)
def credentials(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the credentials of the delegations of States for a segment, by the State's code."""
    programme_seen(programme)
    allowed(Act.ACCREDIT, programme)
    segments = queries.segments(programme)
    of = next((one for one in segments if query["segment"] in ("", one.slug)), None)
    if of is None:
        raise NotFound()
    page = wanted(query)
    asked = CredentialsAsked(query["text"], query["group"], query["state"], query["awaited"])
    rows = [
        one
        for one in queries.credentials(of, asked)
        if one.code > page.after and not (page.updated_since and one.changed_at < page.updated_since)
    ]
    items = rows[: page.size]
    return {
        "items": [_body(one, of.slug) for one in items],
        "next": items[-1].code if len(rows) > page.size else None,
    }


def _body(row: CredentialsRow, segment: str) -> dict[str, Any]:
    awaited, whom = row.awaited
    return {
        "delegation": row.delegation,
        "segment": segment,
        "party": row.code,
        "names": row.names,
        "regional_group": row.regional_group,
        "standings": {treaty: str(standing) for treaty, standing in row.standings.items()},
        "state": str(row.state),
        "since": rfc3339(row.since),
        "awaited": str(awaited) or None,
        "awaited_from": str(whom) or None,
        "signed_by": row.signed_by,
        "signed_on": row.signed_on,
        "examined_on": row.examined_on,
        "carried": row.is_carried,
        "revision": row.revision,
    }
