"""Passport and photo of a person of my delegation: kept sealed, replaced or taken away, and never shown back."""

from typing import Any

from flask import Response

from meetings.api.access import outside
from meetings.api.bearers import blueprint_of
from meetings.api.cop.delegation_shapes import DelegationPassportIn
from meetings.api.cop.focal import Here, proved
from meetings.api.devices import HEADER
from meetings.api.files import sent_bytes, takes_file
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn
from meetings.domain.cop.identities import Passport
from meetings.formats.cop.letters import check_photo
from meetings.services.cop import identities

blueprint = blueprint_of("cop_delegation_identities", "Passports and photos, by a focal point's link.")
PERSON = "/delegations/me/people/<nomination_id>"


@blueprint.route(f"{PERSON}/passport", methods=["PUT"])
@blueprint.arguments(DelegationPassportIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER, parameters=HEADER)
def put_passport(body: dict[str, Any], nomination_id: str) -> Response:
    """Give a passport, in place of the one that was given; it is sealed and never shown again."""
    here = proved()
    here.person(nomination_id)
    _keep(here, nomination_id, passport=Passport(**body))
    return Response(status=204)


@blueprint.route(f"{PERSON}/photo", methods=["PUT"])
@blueprint.response(204)
@takes_file("photo")
@blueprint.doc(security=BEARER, parameters=HEADER)
def put_photo(nomination_id: str) -> Response:
    """Give a photo, in place of the one that was given."""
    here = proved()
    here.person(nomination_id)
    raw, _name = sent_bytes(identities.MOST_PHOTO, "photo")
    check_photo(raw)
    _keep(here, nomination_id, photo=raw)
    return Response(status=204)


@blueprint.route(f"{PERSON}/passport/take-away", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER, parameters=HEADER)
def drop_passport(body: dict[str, Any], nomination_id: str) -> Response:
    """Take a passport away."""
    here = proved()
    here.person(nomination_id)
    identities.take_away(nomination_id, here.now, actor=here.by.actor, passport=True)
    return Response(status=204)


@blueprint.route(f"{PERSON}/photo/take-away", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER, parameters=HEADER)
def drop_photo(body: dict[str, Any], nomination_id: str) -> Response:
    """Take a photo away."""
    here = proved()
    here.person(nomination_id)
    identities.take_away(nomination_id, here.now, actor=here.by.actor, photo=True)
    return Response(status=204)


def _keep(here: Here, nomination_id: str, **what: Any) -> None:
    identities.put_identity(
        nomination_id,
        here.now,
        actor=here.by.actor,
        shelf=outside().identity_shelf,
        storage=outside().storage,
        **what,
    )
    here.opened()
