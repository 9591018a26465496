"""How my delegation is printed on the lists of participants, by the token of a focal point's link."""

from typing import Any

from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.cop.delegation_shapes import (
    DelegationCorrectedOut,
    DelegationCorrectIn,
    DelegationListsOut,
    DelegationSeenIn,
)
from meetings.api.cop.focal import Here, held, proved
from meetings.api.devices import HEADER
from meetings.api.programmes import BEARER
from meetings.domain.cop.lists import ListKind
from meetings.domain.errors import NotFound
from meetings.extensions import limiter, strangers
from meetings.queries.cop.list_copies import seen_by
from meetings.queries.cop.lists import PRINTED, Listing, gather, listings
from meetings.services.cop.list_corrections import CorrectionGiven, correct, may_correct
from meetings.services.cop.lists import sign_off

blueprint = blueprint_of(
    "cop_delegation_lists", "Lists of participants, by the token of a focal point's link."
)
AT = "/delegations/me/lists"
MOST = 2000


@blueprint.route(AT)
@blueprint.response(200, DelegationListsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def lists() -> dict[str, Any]:
    """List how my delegation is printed, segment by segment."""
    return _lists(proved())


@blueprint.route(f"{AT}/correct", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(DelegationCorrectIn)
@blueprint.response(200, DelegationCorrectedOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def correct_one(body: dict[str, Any]) -> dict[str, Any]:
    """Correct how somebody is printed; past the day for corrections it is asked for."""
    return _correct(proved(), body, by_request=False)


@blueprint.route(f"{AT}/ask", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(DelegationCorrectIn)
@blueprint.response(200, DelegationCorrectedOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the secretariat to print somebody otherwise."""
    return _correct(proved(), body, by_request=True)


@blueprint.route(f"{AT}/seen", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(DelegationSeenIn)
@blueprint.response(200, DelegationListsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def seen(body: dict[str, Any]) -> dict[str, Any]:
    """Say that I have seen how my delegation is printed, person by person as it was shown."""
    here = proved()
    listing = _listing(here, body["segment"])
    marks = {one["nomination"]: one["revision"] for one in body["people"]}
    sign_off(here.delegation_id, listing.programme, listing.segment, marks, here.now, here.by.actor)
    return _lists(here)


def _correct(here: Here, body: dict[str, Any], *, by_request: bool) -> dict[str, Any]:
    listing = _listing(here, body["segment"])
    given = CorrectionGiven(**{name: body[name][:MOST] for name in PRINTED}, lists=tuple(body["lists"]))
    is_done = correct(
        listing,
        here.delegation_id,
        body["nomination"],
        given,
        body["revision"],
        here.now,
        actor=here.by.actor,
        by_request=by_request,
    )
    return {"is_corrected": is_done}


def _listing(here: Here, segment: str) -> Listing:
    for one in listings(here.programme):
        if one.segment == segment:
            return one
    raise NotFound(field="segment")


def _lists(here: Here) -> dict[str, Any]:
    reopened = held().delegation.reopened_until
    items = []
    for listing in listings(here.programme):
        people = gather(listing, here.delegation_id).listed(ListKind.PROVISIONAL)
        if not people:
            continue
        last = seen_by(listing.segment_id).get(here.delegation_id)
        marks = {one.nomination: one.revision for one in people}
        items.append(
            {
                "segment": listing.segment,
                "title": listing.title,
                "may_correct": may_correct(listing, reopened, here.now),
                "corrections_until": instant_of(listing.setting.corrections_until or listing.nominate_until),
                "seen_at": instant_of(last.at) if last else None,
                "is_seen_as_is": last is not None and last.seen == marks,
                "people": [
                    {name: one.facts.get(name) or "" for name in PRINTED}
                    | {"nomination": one.nomination, "lists": list(one.agreed), "revision": one.revision}
                    for one in people
                ],
            }
        )
    return {"items": items}
