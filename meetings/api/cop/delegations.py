"""Delegations, their people, and their parts in segments: for officers all, for a focal point their own."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import allowed
from meetings.api.cop.access import asking, asking_for_people
from meetings.api.cop.bodies import delegation_body, nomination_body, participation_body
from meetings.api.cop.shapes import DelegationOut, NominationOut, ParticipationOut, StateIn
from meetings.api.programmes import BEARER, answered, both_sides
from meetings.api.shapes import PageQuery, listed, revision_seen, wanted
from meetings.domain.cop.tracks import Says
from meetings.domain.permissions import Act
from meetings.queries.cop import catalogue
from meetings.queries.cop.catalogue import Within
from meetings.services.cop.accreditation import decide

blueprint = Blueprint(
    "api_cop_delegations",
    __name__,
    url_prefix="/api/v1",
    description=(
        "Delegations to conferences: for programs of accreditation officers, and for a focal point by the token of "
        "their own link, of their own delegation alone. Names and addresses are told a focal point where the header "
        "`Device-Proof`, or the cookie of their page, proves the device."
    ),
)


class ParticipationQuery(PageQuery):
    """In which segment."""

    segment = fields.String(
        load_default="", validate=validate.Length(max=80), metadata={"example": "second-segment"}
    )


@blueprint.route("/programmes/<programme>/delegations")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, listed(DelegationOut, "DelegationList"))
@blueprint.doc(security=BEARER)
def delegations(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List delegations; `?updated_since=` those that changed since."""
    who = asking(programme)
    found = catalogue.delegations(who.within, wanted(query))
    return {"items": [delegation_body(one, who) for one in found.items], "next": found.next}


@blueprint.route("/programmes/<programme>/delegations/<delegation_id>")
@blueprint.response(200, DelegationOut)
@blueprint.doc(security=BEARER)
def delegation(programme: str, delegation_id: str) -> Response:
    """Read a delegation."""
    who = asking(programme)
    row = catalogue.delegation(who.within, delegation_id)
    return answered(DelegationOut(), delegation_body(row, who))


@blueprint.route("/programmes/<programme>/nominations")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, listed(NominationOut, "NominationList"))
@blueprint.doc(security=BEARER)
def nominations(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the people of delegations; `?updated_since=` those that changed since."""
    who = asking_for_people(programme)
    found = catalogue.nominations(who.within, wanted(query))
    return {"items": [nomination_body(one) for one in found.items], "next": found.next}


@blueprint.route("/programmes/<programme>/nominations/<nomination_id>")
@blueprint.response(200, NominationOut)
@blueprint.doc(security=BEARER)
def nomination(programme: str, nomination_id: str) -> Response:
    """Read a person of a delegation."""
    who = asking_for_people(programme)
    row = catalogue.nomination(who.within, nomination_id)
    return answered(NominationOut(), nomination_body(row))


@blueprint.route("/programmes/<programme>/participations")
@blueprint.arguments(ParticipationQuery, location="query")
@blueprint.response(200, listed(ParticipationOut, "ParticipationList"))
@blueprint.doc(security=BEARER)
def participations(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List people's parts in segments; `?segment=` those of one, `?updated_since=` those that changed since."""
    who = asking_for_people(programme)
    found = catalogue.participations(who.within, wanted(query), query["segment"])
    return {"items": _bodies(programme, found.items, is_officer=who.is_officer), "next": found.next}


@blueprint.route("/programmes/<programme>/participations/<participation_id>")
class Participation(MethodView):
    """A person's part in a segment."""

    @blueprint.response(200, ParticipationOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, participation_id: str) -> Response:
        """Read a part."""
        who = asking_for_people(programme)
        row = catalogue.participation(who.within, participation_id)
        (body,) = _bodies(programme, [row], is_officer=who.is_officer)
        return answered(ParticipationOut(), body)

    @blueprint.arguments(StateIn)
    @blueprint.response(200, ParticipationOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, participation_id: str) -> Response:
        """Move somebody to a state, with a reason and by whose decision where the move needs them; officers only."""
        actor, within = allowed(Act.ACCREDIT, programme).actor, Within(programme)
        catalogue.participation(within, participation_id)
        seen, says = revision_seen(), Says(body["reason"], body["authority"])
        stale = both_sides(
            lambda: _decide(programme, participation_id, body["state"], seen, says, actor),
            body,
            lambda: ParticipationOut().dump(_stored(within, participation_id)),
        )
        return stale or answered(ParticipationOut(), _stored(within, participation_id))


def _decide(programme: str, participation_id: str, to: str, seen: int, says: Says, actor: str) -> None:
    decide(programme, to, {participation_id: seen}, datetime.now(UTC), actor=actor, says=says)


def _stored(within: Within, participation_id: str) -> dict[str, Any]:
    row = catalogue.participation(within, participation_id)
    return _bodies(within.programme, [row], is_officer=True)[0]


def _bodies(programme: str, rows: Any, *, is_officer: bool) -> list[dict[str, Any]]:
    segments = catalogue.segment_slugs(programme)
    sessions = catalogue.session_slugs({each.session_id for row in rows for each in row.meetings})
    lettered = catalogue.with_letter({row.nomination.delegation_id for row in rows})
    return [participation_body(one, segments, sessions, lettered, is_officer=is_officer) for one in rows]
