"""People, for themselves: whoever has their own link may erase what is stored of them."""

from datetime import UTC, datetime

from flask import Response
from flask_smorest import Blueprint

from meetings.api.access import bearer, holder, keys, outside
from meetings.api.programmes import BEARER
from meetings.domain.errors import LinkDead, NotAllowed, SignInNeeded
from meetings.queries.links import bearer_of
from meetings.queries.registrations import person_of
from meetings.services.erasing import erase

blueprint = Blueprint("api_people", __name__, url_prefix="/api/v1", description="One's own data.")


@blueprint.route("/people/me", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def forget() -> Response:
    """Erase the person whose own link is the token: name, address, organization, links; figures stay."""
    if holder() is not None:
        raise NotAllowed()
    try:
        person = person_of(bearer_of(bearer(), "me", keys()))
    except LinkDead:
        raise SignInNeeded() from None
    erase(person.id, datetime.now(UTC), "person", keys=keys(), log=outside().erasures)
    return Response(status=204)
