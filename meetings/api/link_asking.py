"""Asking for one's own links: an address, and an answer that is the same for every address."""

from datetime import UTC, datetime
from typing import Any

from flask import Response

from meetings.api.access import keys
from meetings.api.bearers import blueprint_of
from meetings.api.mine_shapes import MyAskLinkIn
from meetings.extensions import limiter, strangers
from meetings.services.link_asking import ask

blueprint = blueprint_of("link_asking", "Asking for one's own links.")


@blueprint.route("/links", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(MyAskLinkIn)
@blueprint.response(204)
def ask_for_links(body: dict[str, Any]) -> Response:
    """Mail the links of an address to it; the answer never depends on the address."""
    ask(body["email"], datetime.now(UTC), keys())
    return Response(status=204)
