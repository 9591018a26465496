"""Statements of my delegation, by the token of a focal point's link: sent with a receipt, and taken back."""

from typing import Any, Final

from flask import Response

from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.cop.delegation_shapes import DelegationStatementsOut
from meetings.api.cop.focal import Here, held, proved
from meetings.api.devices import HEADER
from meetings.api.files import kept_paper, said, takes_file
from meetings.api.files_given import answers_with, given_back
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn, rfc3339
from meetings.domain.cop.statements import Behalf
from meetings.extensions import limiter, strangers
from meetings.queries.cop import statements as queries
from meetings.services.cop import statements as services
from meetings.services.cop.statements import StatementGiven

blueprint = blueprint_of("cop_delegation_statements", "Statements, by the token of a focal point's link.")
AT = "/delegations/me/statements"
ABOUT: Final = {
    "meeting": "plenary",
    "item": "item-1",
    "behalf": [str(one) for one in Behalf],
    "behalf_of": "the African Group",
    "language": "en",
    "check_delivery": ["true", "false"],
}


@blueprint.route(AT, methods=["GET"])
@blueprint.response(200, DelegationStatementsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def statements() -> dict[str, Any]:
    """List the statements of my delegation with where each stands, and for which meetings more are taken."""
    return _list(proved())


@blueprint.route(AT, methods=["POST"])
@limiter.limit(strangers)
@blueprint.response(201, DelegationStatementsOut)
@takes_file(texts=ABOUT, needs=("file", "meeting"))
@blueprint.doc(security=BEARER, parameters=HEADER)
def send() -> dict[str, Any]:
    """Send a statement for a meeting; the secretariat publishes it."""
    here = proved()
    names = ("meeting", "item", "behalf", "behalf_of", "language")
    told = {name: said(name) for name in names}
    is_checked = said("check_delivery") == "true"
    with kept_paper("statements") as kept:
        given_now = StatementGiven(**told, check_delivery=is_checked, file=kept)
        services.send_statement(here.delegation_id, given_now, here.now, here.by.actor)
    return _list(here)


@blueprint.route(f"{AT}/<statement_id>/take-back", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, DelegationStatementsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def take_back(body: dict[str, Any], statement_id: str) -> dict[str, Any]:
    """Take back a statement that waits."""
    here = proved()
    services.take_back(here.delegation_id, statement_id[:40], here.now, here.by.actor)
    return _list(here)


@blueprint.route(f"{AT}/<statement_id>/file")
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with())
def file(statement_id: str) -> Response:
    """Give a statement back to the delegation that sent it."""
    row = queries.own_statement(proved().delegation_id, statement_id)
    return given_back(row.file, row.bytes, row.media_type, row.file_name)


def _list(here: Here) -> dict[str, Any]:
    names = (
        "id",
        "meeting",
        "behalf",
        "behalf_of",
        "language",
        "check_delivery",
        "file_name",
        "bytes",
        "reason",
    )
    return {
        "items": [
            {name: getattr(one, name) for name in names}
            | {"state": str(one.state), "sent_at": rfc3339(one.sent_at)}
            for one in queries.own_statements(here.delegation_id)
        ],
        "meetings": [
            {
                "meeting": one.slug,
                "title": one.title,
                "starts_at": instant_of(one.starts_at),
                "until": instant_of(one.until),
            }
            for one in queries.meetings_offered(held().delegation, here.now)
        ],
    }
