"""Badges of a conference for programs of accreditation officers."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.access import allowed
from meetings.api.programmes import BEARER, programme_seen
from meetings.api.shapes import PageQuery, Shown, listed, rfc3339, wanted, words
from meetings.domain.permissions import Act
from meetings.queries.cop import badges as queries
from meetings.queries.cop.badges import Bearer

blueprint = Blueprint(
    "api_cop_badges", __name__, url_prefix="/api/v1", description="Badges of conferences, for officers."
)


class BadgeOut(Shown):
    """A badge: `state` is valid, suspended, replaced or withdrawn; the name is empty where its person was erased."""

    id = fields.String(required=True, metadata={"example": "b9Cn4tHx7Pk6"})
    code = fields.String(required=True, metadata={"example": "7QX4MPD29T"})
    state = fields.String(required=True, metadata={"example": "valid"})
    state_since = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    reason = fields.String(required=True, allow_none=True, metadata={"example": None})
    issued_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    segment = fields.String(required=True, metadata={"example": "second-segment"})
    participation = fields.String(required=True, metadata={"example": "a8Lq3nWz6Tc1"})
    participation_state = fields.String(required=True, metadata={"example": "badge_issued"})
    name = fields.String(required=True, metadata={"example": "Ada Example"})
    role = fields.String(required=True, metadata={"example": "delegate"})
    category = fields.String(required=True, metadata={"example": "government"})
    party = fields.String(required=True, allow_none=True, metadata={"example": "KE"})
    of = words({"en": "Kenya", "fr": "Kenya"})


@blueprint.route("/programmes/<programme>/badges")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, listed(BadgeOut, "BadgeList"))
@blueprint.doc(security=BEARER)
def badges(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the badges of a conference, those that ended too; `?updated_since=` those that changed since."""
    programme_seen(programme)
    allowed(Act.ACCREDIT, programme)
    found = queries.listed(programme, wanted(query))
    people = queries.bearers_by_badge([one.id for one in found.items])
    return {"items": [_body(people[one.id]) for one in found.items], "next": found.next}


def _body(one: Bearer) -> dict[str, Any]:
    return {
        "id": one.badge_id,
        "code": one.code,
        "state": one.badge_state,
        "state_since": rfc3339(one.badge_since) if one.badge_since else None,
        "reason": one.reason,
        "issued_at": rfc3339(one.issued_at) if one.issued_at else None,
        "segment": one.segment.slug,
        "participation": one.participation_id,
        "participation_state": one.state,
        "name": one.name,
        "role": one.role,
        "category": one.category,
        "party": one.party,
        "of": one.of,
    }
