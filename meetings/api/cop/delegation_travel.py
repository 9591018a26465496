"""Asking the secretariat to pay somebody's travel, by the token of a focal point's link; the secretariat decides."""

from typing import Any

from flask.views import MethodView

from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.cop.delegation_shapes import DelegationTravelIn, DelegationTravelsOut
from meetings.api.cop.focal import held, proved
from meetings.api.devices import HEADER
from meetings.api.programmes import BEARER
from meetings.domain.cop.funding import FundingState
from meetings.domain.errors import NotFound
from meetings.domain.programmes import check_day
from meetings.queries.cop.delegation_travel import TravelOffer, travel_offers
from meetings.services.cop.funding import TravelGiven, ask_for_travel

blueprint = blueprint_of("cop_delegation_travel", "Travel, by the token of a focal point's link.")
PERSON = "/delegations/me/people/<nomination_id>"


@blueprint.route(f"{PERSON}/travel")
class Travel(MethodView):
    """Travel of a person, where the secretariat may pay for it."""

    @blueprint.response(200, DelegationTravelsOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self, nomination_id: str) -> dict[str, Any]:
        """List for which parts of somebody travel can be asked, or was."""
        here = proved()
        here.person(nomination_id)
        return _travels(nomination_id)

    @blueprint.arguments(DelegationTravelIn)
    @blueprint.response(200, DelegationTravelsOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def post(self, body: dict[str, Any], nomination_id: str) -> dict[str, Any]:
        """Ask that somebody's travel be paid, or change what was asked until the secretariat has decided."""
        here = proved()
        here.person(nomination_id)
        offer = next((one for one in _offers(nomination_id) if one.participation_id == body["part"]), None)
        if offer is None or (offer.travel is not None and offer.travel.state != FundingState.ASKED):
            raise NotFound(field="part")
        given = TravelGiven(
            from_city=body["from_city"],
            arrives_on=check_day(body["arrives_on"].strip() or None, "arrives_on"),
            leaves_on=check_day(body["leaves_on"].strip() or None, "leaves_on"),
            allowance_days=offer.travel.allowance_days if offer.travel else None,
            note=body["note"],
        )
        part, seen, actor = body["part"], body["revision"], here.by.actor
        ask_for_travel(here.programme, part, given, seen, here.now, actor=actor)
        here.opened()
        return _travels(nomination_id)


def _offers(nomination_id: str) -> list[TravelOffer]:
    focal = held()
    return travel_offers(focal.delegation, focal.programme, nomination_id)


def _travels(nomination_id: str) -> dict[str, Any]:
    items = []
    for one in _offers(nomination_id):
        it = one.travel
        items.append(
            {
                "part": one.participation_id,
                "segment": dict(one.segment),
                "state": str(it.state) if it else None,
                "from_city": it.from_city or "" if it else "",
                "arrives_on": it.arrives_on.isoformat() if it and it.arrives_on else None,
                "leaves_on": it.leaves_on.isoformat() if it and it.leaves_on else None,
                "note": it.note or "" if it else "",
                "decided_at": instant_of(it.decided_at) if it else None,
                "revision": one.revision,
            }
        )
    return {"items": items}
