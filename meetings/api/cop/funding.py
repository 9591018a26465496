"""Funding of travel for programs of officers: who asks, what a segment pays for, and what is decided."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint

from meetings.api.cop.acting import changed, may, now, told
from meetings.api.cop.list_shapes import (
    FundingOut,
    FundingRuleIn,
    TravelDecisionIn,
    TravelIn,
    TravellerOut,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import revision_seen
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.queries.cop import catalogue
from meetings.queries.cop.catalogue import Within
from meetings.queries.cop.funding import Traveller, funding_page
from meetings.services.cop import funding as services
from meetings.services.cop.funding import TravelGiven

blueprint = Blueprint(
    "api_funding", __name__, url_prefix="/api/v1", description="Funding of travel, for programs of officers."
)
HERE: Final = "/programmes/<programme>"
FUNDING: Final = f"{HERE}/segments/<segment>/funding"
TRAVEL: Final = f"{HERE}/participations/<participation_id>/travel"


@blueprint.route(FUNDING)
@blueprint.response(200, FundingOut)
@blueprint.doc(security=BEARER)
def read_funding(programme: str, segment: str) -> Response:
    """Read what a segment pays for, and who asks, in the turn in which they are considered."""
    may(Act.ACCREDIT, programme)
    return told(FundingOut, _funding(programme, segment)())


@blueprint.route(FUNDING, methods=["PATCH"])
@blueprint.arguments(FundingRuleIn)
@blueprint.response(200, FundingOut)
@blueprint.doc(security=BEARER)
def set_rule(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Say what a segment pays for, all of it."""
    actor, seen, row = may(Act.ACCREDIT, programme), revision_seen(), _funding(programme, segment)
    row()
    return changed(
        lambda: services.set_funding_rule(
            programme,
            segment,
            per_party=body["per_party"],
            listed=body["listed"],
            seen=seen,
            now=now(),
            actor=actor,
        ),
        body,
        FundingOut,
        row,
    )


@blueprint.route(TRAVEL, methods=["PUT"])
@blueprint.arguments(TravelIn)
@blueprint.response(200, TravellerOut)
@blueprint.doc(security=BEARER)
def ask(body: dict[str, Any], programme: str, participation_id: str) -> Response:
    """Note what travel is asked for somebody, all of it; `If-Match: "r0"` where nobody asked yet."""
    actor, seen = may(Act.ACCREDIT, programme), revision_seen()
    row, given = _traveller(programme, participation_id), TravelGiven(**body)
    return changed(
        lambda: services.ask_for_travel(programme, participation_id, given, seen, now(), actor=actor),
        body,
        TravellerOut,
        row,
    )


@blueprint.route(f"{TRAVEL}/decide", methods=["POST"])
@blueprint.arguments(TravelDecisionIn)
@blueprint.response(200, TravellerOut)
@blueprint.doc(security=BEARER)
def decide(body: dict[str, Any], programme: str, participation_id: str) -> Response:
    """Grant, decline or cancel travel, or let it be asked anew."""
    actor, seen = may(Act.ACCREDIT, programme), revision_seen()
    row, to = _traveller(programme, participation_id), body["to"][:20]
    return changed(
        lambda: services.decide_on_travel(programme, participation_id, to, seen, now(), actor=actor),
        body,
        TravellerOut,
        row,
    )


def _funding(programme: str, segment: str) -> Callable[[], dict[str, Any]]:
    def row() -> dict[str, Any]:
        found = funding_page(programme, segment)
        return {
            "segment": segment,
            "per_party": found.rule.per_party,
            "listed": sorted(found.rule.listed),
            "counts": {str(state): number for state, number in found.counts.items()},
            "travellers": [_body(one) for one in found.travellers],
            "revision": found.revision,
        }

    return row


def _traveller(programme: str, participation_id: str) -> Callable[[], dict[str, Any]]:
    """Give how somebody who travels is read.

    Raises: NotFound, at once for no such part.
    """
    part = catalogue.participation(Within(programme), participation_id)
    segment = catalogue.segment_slugs(programme)[part.segment_id]

    def row() -> dict[str, Any]:
        every = funding_page(programme, segment).travellers
        found = next((one for one in every if one.participation_id == participation_id), None)
        if found is None:
            raise NotFound()
        return _body(found)

    return row


def _body(one: Traveller) -> dict[str, Any]:
    names = ("participation_id", "state", "name", "role", "function", "is_eligible", "travel")
    return {name: getattr(one, name) for name in names} | {
        "delegation": one.body.id,
        "party": one.body.code,
        "standing": one.asker.standing,
        "revision": one.travel.revision if one.travel else 0,
    }
