"""Stopping mails of one kind, by the token of the link in such a mail."""

from datetime import UTC, datetime
from typing import Any

from meetings.api.bearers import bearer_for, blueprint_of
from meetings.api.mine_shapes import MyStopOut
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn
from meetings.domain.errors import SignInNeeded
from meetings.mail.kinds import scope_of
from meetings.queries.optouts import scopes_stopped
from meetings.services import optouts

blueprint = blueprint_of("opt_outs", "Stopping mails, by the token of the link in the mail.")


@blueprint.route("/opt-outs/me")
@blueprint.response(200, MyStopOut)
@blueprint.doc(security=BEARER)
def read() -> dict[str, Any]:
    """Read what the link stops, and whether it is stopped."""
    return _shown(_bearer())


@blueprint.route("/opt-outs/me/stop", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyStopOut)
@blueprint.doc(security=BEARER)
def stop(body: dict[str, Any]) -> dict[str, Any]:
    """Stop these mails; stopped twice is stopped once."""
    bearer = _bearer()
    optouts.stop(bearer, datetime.now(UTC))
    return _shown(bearer)


@blueprint.route("/opt-outs/me/again", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyStopOut)
@blueprint.doc(security=BEARER)
def again(body: dict[str, Any]) -> dict[str, Any]:
    """Send these mails again."""
    bearer = _bearer()
    optouts.go_on(bearer)
    return _shown(bearer)


def _bearer() -> str:
    bearer = bearer_for(optouts.PURPOSE)
    if scope_of(optouts.parts_of(bearer)[1]) is None:
        raise SignInNeeded()
    return bearer


def _shown(bearer: str) -> dict[str, Any]:
    person_id, scope = optouts.parts_of(bearer)
    return {
        "scope": scope,
        "is_stopped": scope in scopes_stopped([person_id]).get(person_id, frozenset()),
    }
