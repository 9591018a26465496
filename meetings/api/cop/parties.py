"""Parties for programs: the list as of a day, each with names and standings, and what an officer has to settle."""

from datetime import date
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.cop.acting import changed, may_everywhere, now, page_of, told
from meetings.api.cop.body_shapes import (
    DepositIn,
    InForceOut,
    PartiesQuery,
    PartiesReportOut,
    PartyFullOut,
    PartyIn,
    PartyRowOut,
    PartyStatusIn,
    SettleIn,
    ToConfirmOut,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.cop.parties import TREATIES, StatusGiven, StatusKind, in_force_on
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.queries.cop import parties as queries
from meetings.queries.cop.parties import PartiesAsked
from meetings.services.cop import parties as services
from meetings.services.cop.parties import PartyFacts

blueprint = Blueprint(
    "api_parties",
    __name__,
    url_prefix="/api/v1",
    description="States and their standing to treaties, for programs of staff whose role holds everywhere.",
)
ONE: Final = "/parties/<party>"


@blueprint.route("/parties")
@blueprint.arguments(PartiesQuery, location="query")
@blueprint.response(200, listed(PartyRowOut, "PartyList"))
@blueprint.doc(security=BEARER)
def parties(query: dict[str, Any]) -> dict[str, Any]:
    """List the States as they are to a treaty on a day."""
    may_everywhere(Act.SEE)
    asked = PartiesAsked(
        _treaty(query["treaty"]), _day(query["on"]), query["text"], query["group"], query["standing"]
    )
    return page_of(queries.parties(asked), query, lambda one: one.code)


@blueprint.route("/parties/to-confirm")
@blueprint.response(200, ToConfirmOut)
@blueprint.doc(security=BEARER)
def to_confirm() -> Response:
    """Read who is to be confirmed, and where the list and an officer differ."""
    may_everywhere(Act.SEE)
    differing = [
        {
            "code": one.code,
            "names": one.names,
            "subject": one.decision.subject,
            "stands": dict(one.stands),
            "listed": dict(one.decision.listed),
        }
        for one in queries.differences()
    ]
    return told(ToConfirmOut, {"unconfirmed": queries.unconfirmed(), "differences": differing})


@blueprint.route("/parties/report")
@blueprint.arguments(PartiesQuery, location="query")
@blueprint.response(200, PartiesReportOut)
@blueprint.doc(security=BEARER)
def report(query: dict[str, Any]) -> Response:
    """Read how many Parties there are by regional group on a day."""
    may_everywhere(Act.FIGURES)
    treaty, day = _treaty(query["treaty"]), _day(query["on"])
    groups = queries.counts_by_group(treaty, day)
    return told(PartiesReportOut, {"treaty": treaty, "day": day, "groups": groups})


@blueprint.route("/parties/in-force", methods=["POST"])
@blueprint.arguments(DepositIn)
@blueprint.response(200, InForceOut)
@blueprint.doc(security=BEARER)
def work_out(body: dict[str, Any]) -> Response:
    """Work out from when a treaty is in force for a State that deposits on a day; nothing is saved."""
    may_everywhere(Act.ACCREDIT)
    if body["treaty"] not in TREATIES:
        raise errors.NotAChoice(field="treaty", value=body["treaty"][:20], choices=list(TREATIES))
    if body["deposited_on"] is None:
        raise errors.Missing(field="deposited_on")
    return told(InForceOut, {"in_force_on": in_force_on(body["deposited_on"], body["treaty"])})


@blueprint.route(ONE)
class OneParty(MethodView):
    """One State."""

    @blueprint.response(200, PartyFullOut)
    @blueprint.doc(security=BEARER)
    def get(self, party: str) -> Response:
        """Read a State with everything that is held of it."""
        may_everywhere(Act.SEE)
        return told(PartyFullOut, queries.party(party))

    @blueprint.arguments(PartyIn)
    @blueprint.response(200, PartyFullOut)
    @blueprint.doc(security=BEARER)
    def put(self, body: dict[str, Any], party: str) -> Response:
        """Say anew how a State is called, its regional group, and its other names."""
        facts = PartyFacts(body["names"], body["regional_group"] or None, tuple(body["also"]))
        return _changed(
            party, body, lambda seen, actor: services.change_party(party, facts, seen, now(), actor)
        )


@blueprint.route(f"{ONE}/status", methods=["POST"])
@blueprint.arguments(PartyStatusIn)
@blueprint.response(200, PartyFullOut)
@blueprint.doc(security=BEARER)
def set_status(body: dict[str, Any], party: str) -> Response:
    """Say what a State is to a treaty; the list does not change it any more."""
    if body["kind"] == StatusKind.DEPOSITED and body["deposited_on"] and body["in_force_on"] is None:
        may_everywhere(Act.ACCREDIT)
        raise errors.Missing(field="in_force_on")
    given = StatusGiven(body["kind"], body["deposited_on"], body["in_force_on"], body["source"])
    return _changed(
        party,
        body,
        lambda seen, actor: services.set_status(party, body["treaty"], given, seen, now(), actor),
    )


@blueprint.route(f"{ONE}/settle", methods=["POST"])
@blueprint.arguments(SettleIn)
@blueprint.response(200, PartyFullOut)
@blueprint.doc(security=BEARER)
def settle(body: dict[str, Any], party: str) -> Response:
    """Take the list's word, or keep ours, where they differ."""

    def act(seen: int, actor: str) -> None:
        if body["takes"] not in ("list", "ours"):
            raise errors.NotAChoice(field="takes", value=body["takes"][:20], choices=["list", "ours"])
        takes_list = body["takes"] == "list"
        services.settle_difference(party, body["subject"], seen, now(), actor, takes_list=takes_list)

    return _changed(party, body, act)


def _changed(party: str, body: Any, act: Any) -> Response:
    actor, seen = may_everywhere(Act.ACCREDIT), revision_seen()
    queries.party(party)
    return changed(lambda: act(seen, actor), body, PartyFullOut, lambda: queries.party(party))


def _treaty(text: str) -> str:
    return text if text in TREATIES else TREATIES[0]


def _day(text: str) -> date:
    return check_day(text or None, "on") or now().date()
