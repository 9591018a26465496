"""Everybody on the panels of a programme, the panel of a session, and what was proposed, for programs."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.panel.bodies import panelist_body, proposal_body, session_panel_body
from meetings.api.panel.shapes import (
    ArrangeIn,
    DecideIn,
    InvitedOut,
    InviteIn,
    MemberIn,
    PanelistOut,
    ProposalOut,
    SessionPanelOut,
)
from meetings.api.programmes import BEARER
from meetings.api.reaching import PartQuery, actor, may_reach, open_in, open_session, part_of, right_now
from meetings.api.shapes import listed
from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.queries.panel import desk as queries
from meetings.queries.panel.desk import SessionPanel
from meetings.queries.panel.proposals import proposal, proposals_of
from meetings.queries.reach import session_within
from meetings.services.panel.members import Member, arrange, invite, put, take_off
from meetings.services.panel.proposals import decide
from meetings.services.people import PersonGiven

blueprint = Blueprint("api_panels", __name__, url_prefix="/api/v1", description="Panels of sessions.")
PANELISTS: Final = "/programmes/<programme>/panelists"
PANEL: Final = "/programmes/<programme>/sessions/<session>/panel"


class PanelistQuery(PartQuery):
    """Which panellists: those on the panel of a session."""

    session = fields.String(
        load_default="", validate=validate.Length(max=80), metadata={"example": "mercury-in-products"}
    )


@blueprint.route(PANELISTS)
@blueprint.arguments(PanelistQuery, location="query")
@blueprint.response(200, listed(PanelistOut, "PanelistList"))
@blueprint.doc(security=BEARER)
def panelists(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List everybody on panels within reach, by name, with what is wanted of them."""
    where = open_in(Act.PEOPLE, programme)
    rows = queries.panelists(programme, where, right_now())
    wanted = [one for one in rows if not query["session"] or one.own.of(query["session"])]
    return part_of([panelist_body(one) for one in wanted], query, lambda one: one["id"])


@blueprint.route(f"{PANELISTS}/invite", methods=["POST"])
@blueprint.arguments(InviteIn)
@blueprint.response(200, InvitedOut)
@blueprint.doc(security=BEARER)
def invite_people(body: dict[str, Any], programme: str) -> dict[str, int]:
    """Invite people on panels within reach; nobody is invited twice."""
    where, now, wanted = open_in(Act.EDIT, programme), right_now(), set(body["people"])
    rows = queries.panelists(programme, where, now)
    people = [one.person_id for one in rows if one.public_id in wanted]
    if wanted and not people:
        raise errors.NotFound()
    number = invite(queries.programme_number(programme), people, now, actor=actor())
    return {"invited": number}


@blueprint.route("/programmes/<programme>/panel-proposals")
@blueprint.arguments(PartQuery, location="query")
@blueprint.response(200, listed(ProposalOut, "PanelProposalList"))
@blueprint.doc(security=BEARER)
def proposals(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List who was proposed for panels within reach, decided or not."""
    where = open_in(Act.PEOPLE, programme)
    found = proposals_of(queries.programme_number(programme), session_within(where))
    return part_of([proposal_body(one) for one in found], query, lambda one: one["id"])


@blueprint.route("/programmes/<programme>/panel-proposals/<proposal_id>/decide", methods=["POST"])
@blueprint.arguments(DecideIn)
@blueprint.response(200, ProposalOut)
@blueprint.doc(security=BEARER)
def decide_proposal(body: dict[str, Any], programme: str, proposal_id: str) -> dict[str, Any]:
    """Take a proposal onto the panel, which invites, or leave it, of which nobody hears."""
    where, found = open_in(Act.EDIT, programme), proposal(proposal_id)
    if found is None:
        raise errors.NotFound()
    if queries.session_panel(programme, found.session, where).id != found.session_id:
        raise errors.NotFound()
    decide(found.id, body["decision"], right_now(), actor=actor())
    again = proposal(proposal_id)
    if again is None:
        raise errors.NotFound()
    return proposal_body(again)


@blueprint.route(PANEL)
class Panel(MethodView):
    """The panel of a session."""

    @blueprint.response(200, SessionPanelOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, session: str) -> dict[str, Any]:
        """Read the panel of a session in order, those who declined too."""
        open_session(Act.PEOPLE, programme, session)
        return session_panel_body(queries.session_panel(programme, session, may_reach(Act.PEOPLE)))

    @blueprint.arguments(MemberIn)
    @blueprint.response(201, SessionPanelOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str, session: str) -> tuple[dict[str, Any], int]:
        """Put somebody on the panel, last in order, and invite them."""
        panel = _panel(programme, session)
        organization = body.get("organization", "")
        person = PersonGiven(
            body["name"],
            body.get("email", ""),
            organization=organization,
            language=body.get("language", "en"),
        )
        member = Member(
            person,
            body["role"],
            body.get("function", ""),
            organization,
            str(body.get("minutes") or ""),
            body.get("invited", True),
        )
        put(panel.id, member, right_now(), actor=actor())
        return session_panel_body(_panel(programme, session)), 201


@blueprint.route(f"{PANEL}/arrange", methods=["POST"])
@blueprint.arguments(ArrangeIn)
@blueprint.response(200, SessionPanelOut)
@blueprint.doc(security=BEARER)
def put_in_order(body: dict[str, Any], programme: str, session: str) -> dict[str, Any]:
    """Put a panel in order, and say how long each speaks."""
    panel = _panel(programme, session)
    rows = {one.id: one for one in panel.rows}
    order = {one.id: (one.position + 1, str(one.minutes or "")) for one in panel.rows}
    for one in body["panel"]:
        row = rows.get(one["number"])
        if row is None:
            raise errors.NotAChoice(field="panel", value=str(one["number"])[:20])
        minutes = one.get("minutes", row.minutes)
        order[row.id] = (one.get("place", row.position + 1), str(minutes or ""))
    arrange(panel.id, order, body["seen"], right_now(), actor=actor())
    return session_panel_body(_panel(programme, session))


@blueprint.route(f"{PANEL}/<person>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def take_person_off(programme: str, session: str, person: str) -> Response:
    """Take somebody off the panel, with every role; done twice it is once."""
    panel = _panel(programme, session)
    row = next((one for one in panel.rows if one.public_id == person), None)
    if row is not None:
        take_off(panel.id, row.person_id, right_now(), actor=actor())
    return Response(status=204)


def _panel(programme: str, session: str) -> SessionPanel:
    """Give a panel that a program may change.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    open_session(Act.EDIT, programme, session)
    return queries.session_panel(programme, session, may_reach(Act.EDIT))
