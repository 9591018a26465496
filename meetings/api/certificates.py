"""Certificates for programs of staff: who has which, and whether it stands."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import allowed, outside
from meetings.api.programmes import BEARER, programme_seen
from meetings.api.shapes import PageQuery, Shown, listed, rfc3339, wanted, words
from meetings.domain import errors
from meetings.domain.permissions import Act, reach
from meetings.queries import certificates as queries
from meetings.queries.certificates import CertificateShown

blueprint = Blueprint(
    "api_certificates", __name__, url_prefix="/api/v1", description="Certificates of attendance."
)


class CertificateQuery(PageQuery):
    """Of which session."""

    session = fields.String(
        load_default="", validate=validate.Length(max=80), metadata={"example": "phasing-out-products"}
    )


class CertifiedPerson(Shown):
    """Whose a certificate is, with the name as printed; both null where they were erased."""

    id = fields.String(required=True, allow_none=True, metadata={"example": "p7Rk2mXv9Qa4"})
    name = fields.String(required=True, allow_none=True, metadata={"example": "Ada Example"})


class CertificateOut(Shown):
    """A certificate: `state` is valid, revoked, replaced or withdrawn; `percent` is the share it was issued for."""

    code = fields.String(required=True, metadata={"example": "KX7Q-4MPD-29TR"})
    kind = fields.String(required=True, metadata={"example": "attendance"})
    state = fields.String(required=True, metadata={"example": "valid"})
    session = fields.String(required=True, metadata={"example": "phasing-out-products"})
    title = words(
        {
            "en": "Phasing out mercury-added products",
            "fr": "Élimination des produits contenant du mercure ajouté",
        }
    )
    person = fields.Nested(CertifiedPerson, required=True)
    language = fields.String(required=True, metadata={"example": "en"})
    percent = fields.Integer(required=True, metadata={"example": 75})
    seconds = fields.Integer(required=True, metadata={"example": 5189})
    minutes = fields.Integer(required=True, metadata={"example": 90})
    issued_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    ended_at = fields.String(required=True, allow_none=True, metadata={"example": None})
    reason = fields.String(required=True, allow_none=True, metadata={"example": None})
    address = fields.String(
        required=True, metadata={"example": "https://meetings.example.org/en/verify/KX7Q-4MPD-29TR"}
    )


@blueprint.route("/programmes/<programme>/certificates")
@blueprint.arguments(CertificateQuery, location="query")
@blueprint.response(200, listed(CertificateOut, "CertificateList"))
@blueprint.doc(security=BEARER)
def certificates(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the certificates of a programme within reach; `?session=` those of one session."""
    programme_seen(programme)
    where = reach(allowed(Act.PEOPLE), Act.PEOPLE)
    if not where.touches(programme):
        raise errors.NotAllowed()
    found = queries.page_of(programme, query["session"], wanted(query), where)
    return {"items": [certificate_body(one) for one in found.items], "next": found.next}


def certificate_body(one: CertificateShown) -> dict[str, Any]:
    """Write a certificate."""
    base = outside().base_url
    return {
        "code": one.code,
        "kind": one.kind,
        "state": one.standing,
        "session": one.session.slug,
        "title": one.session.title,
        "person": {"id": one.public_id if one.name else None, "name": one.name or None},
        "language": one.language,
        "percent": one.percent,
        "seconds": one.seconds,
        "minutes": one.minutes,
        "issued_at": rfc3339(one.issued_at),
        "ended_at": rfc3339(one.ended_at) if one.ended_at else None,
        "reason": one.why or None,
        "address": f"{base}/{one.language}/verify/{one.code}",
    }
