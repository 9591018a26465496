"""People of delegations and who names them, for programs of officers; passports, each reading of which is noted."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint

from meetings.api.access import keys, outside
from meetings.api.cop.access import Asking
from meetings.api.cop.accreditation import HERE, ONE, officer_at
from meetings.api.cop.accreditation_shapes import FocalEndIn, FocalIn
from meetings.api.cop.acting import changed, here_or_gone, may, now, told
from meetings.api.cop.bodies import delegation_body, nomination_body
from meetings.api.cop.naming_shapes import NomineeIn, NomineePatch, PassportOut
from meetings.api.cop.shapes import DelegationOut, NominationOut
from meetings.api.programmes import BEARER
from meetings.api.shapes import revision_seen
from meetings.domain import errors
from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.tracks import Mover
from meetings.domain.permissions import Act
from meetings.queries.cop import catalogue
from meetings.queries.cop.accreditation_page import delegation_page
from meetings.queries.cop.catalogue import Within
from meetings.queries.cop.focal_points import standing_points
from meetings.services.cop import delegations, nominations
from meetings.services.cop.change_requests import as_named
from meetings.services.cop.delegations import FocalGiven
from meetings.services.cop.identities import read_passport, read_photo
from meetings.services.cop.tracks import By

blueprint = Blueprint(
    "api_naming",
    __name__,
    url_prefix="/api/v1",
    description="People of delegations and their focal points, for programs of officers.",
)
PERSON: Final = f"{HERE}/nominations/<nomination_id>"
POINT: Final = f"{ONE}/focal-points/<point>"


@blueprint.route(f"{ONE}/nominations", methods=["POST"])
@blueprint.arguments(NomineeIn)
@blueprint.response(201, NominationOut)
@blueprint.doc(security=BEARER)
def nominate(body: dict[str, Any], programme: str, delegation_id: str) -> Response:
    """Name somebody on behalf of a delegation, noted as done by the program."""
    actor = officer_at(programme, delegation_id)
    given = _nominee(programme, Nominee(""), body)
    made = nominations.nominate(delegation_id, given, now(), by=By(Mover.OFFICER, actor))
    return told(NominationOut, _named(programme, made)(), 201)


@blueprint.route(PERSON, methods=["PATCH"])
@blueprint.arguments(NomineePatch)
@blueprint.response(200, NominationOut)
@blueprint.doc(security=BEARER)
def edit(body: dict[str, Any], programme: str, nomination_id: str) -> Response:
    """Change what is named of a person of a delegation; segments that are left out of `segments` are left."""
    actor, seen = may(Act.ACCREDIT, programme), revision_seen()
    now_named = _as_named(programme, nomination_id)
    given = _nominee(programme, now_named, body)
    return changed(
        lambda: nominations.edit(nomination_id, given, now(), by=By(Mover.OFFICER, actor), seen=seen),
        body,
        NominationOut,
        _named(programme, nomination_id),
    )


@blueprint.route(f"{PERSON}/replace", methods=["POST"])
@blueprint.arguments(NomineeIn)
@blueprint.response(201, NominationOut)
@blueprint.doc(security=BEARER)
def replace_person(body: dict[str, Any], programme: str, nomination_id: str) -> Response:
    """Put another person in somebody's place, in the same segments and meetings."""
    actor, seen = may(Act.ACCREDIT, programme), revision_seen()
    before = _as_named(programme, nomination_id)
    given = _nominee(programme, Nominee("", wishes=before.wishes), body)
    by = By(Mover.OFFICER, actor)
    made: list[str] = []
    return changed(
        lambda: made.append(nominations.replace_person(nomination_id, given, now(), by=by, seen=seen)),
        body,
        NominationOut,
        lambda: _named(programme, made[0] if made else nomination_id)(),
        201,
    )


@blueprint.route(f"{PERSON}/passport/read", methods=["POST"])
@blueprint.response(200, PassportOut)
@blueprint.doc(security=BEARER)
def passport(programme: str, nomination_id: str) -> Response:
    """Read the passport and the photo of a person of a delegation; that they were read, and by whom, is noted."""
    actor = may(Act.ACCREDIT, programme)
    catalogue.nomination(Within(programme), nomination_id)
    shelf, moment = outside().identity_shelf, now()
    found = read_passport(nomination_id, moment, actor=actor, shelf=shelf)
    photo = read_photo(nomination_id, moment, actor=actor, shelf=shelf, storage=outside().storage)
    answer = told(
        PassportOut,
        {
            "passport": found.facts() if found else None,
            "photo": base64.b64encode(photo).decode() if photo is not None else None,
        },
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.route(f"{ONE}/focal-points", methods=["POST"])
@blueprint.arguments(FocalIn)
@blueprint.response(201, DelegationOut)
@blueprint.doc(security=BEARER)
def invite(body: dict[str, Any], programme: str, delegation_id: str) -> Response:
    """Invite somebody to name a delegation; a mail with their link follows."""
    actor = officer_at(programme, delegation_id)
    delegations.invite(delegation_id, FocalGiven(**body), now(), actor=actor, keys=keys())
    return _delegation(programme, delegation_id, 201)


@blueprint.route(f"{ONE}/focal-points/take-over", methods=["POST"])
@blueprint.arguments(FocalIn)
@blueprint.response(201, DelegationOut)
@blueprint.doc(security=BEARER)
def take_over(body: dict[str, Any], programme: str, delegation_id: str) -> Response:
    """Let somebody else name a delegation from now on; the old link is dead, and a mail with a new one follows."""
    actor = officer_at(programme, delegation_id)
    delegations.take_over(delegation_id, FocalGiven(**body), now(), actor=actor, keys=keys())
    return _delegation(programme, delegation_id, 201)


@blueprint.route(f"{POINT}/renew", methods=["POST"])
@blueprint.response(200, DelegationOut)
@blueprint.doc(security=BEARER)
def renew(programme: str, delegation_id: str, point: str) -> Response:
    """Give a focal point a new link by mail; the old one is dead."""
    actor = officer_at(programme, delegation_id)
    _check_point(delegation_id, point)
    delegations.renew(point, now(), actor=actor, keys=keys())
    return _delegation(programme, delegation_id)


@blueprint.route(f"{POINT}/end", methods=["POST"])
@blueprint.arguments(FocalEndIn)
@blueprint.response(200, DelegationOut)
@blueprint.doc(security=BEARER)
def end(body: dict[str, Any], programme: str, delegation_id: str, point: str) -> Response:
    """Let a focal point's link open nothing any more; again is nothing."""
    actor = officer_at(programme, delegation_id)
    points = catalogue.delegation(Within(programme), delegation_id).focal_points
    if here_or_gone(next((one for one in points if one.id == point), None)).ended_at is None:
        delegations.revoke(point, body["why"], now(), actor=actor)
    return _delegation(programme, delegation_id)


def _check_point(delegation_id: str, point: str) -> None:
    if all(one.id != point for one in standing_points(delegation_id)):
        raise errors.NotFound()


def _delegation(programme: str, delegation_id: str, status: int = 200) -> Response:
    who = Asking(Within(programme), True, True)
    return told(DelegationOut, delegation_body(catalogue.delegation(who.within, delegation_id), who), status)


def _named(programme: str, nomination_id: str) -> Callable[[], dict[str, Any]]:
    return lambda: nomination_body(catalogue.nomination(Within(programme), nomination_id))


def _as_named(programme: str, nomination_id: str) -> Nominee:
    """Give a person as they are named now.

    Raises: NotFound.
    """
    row = catalogue.nomination(Within(programme), nomination_id)
    shown = delegation_page(programme, row.delegation_id)
    return as_named(next(one.row for one in shown.people if one.row.id == nomination_id))


def _nominee(programme: str, before: Nominee, body: dict[str, Any]) -> Nominee:
    """Put what is said in the place of what was; meetings somebody is sent to beside a segment stay.

    Raises: NotAChoice, with the field.
    """
    said: dict[str, Any] = {name: value for name, value in body.items() if name not in ("segments", "lists")}
    if "lists" in body:
        said["lists"] = tuple(body["lists"])
    if "segments" in body:
        said["wishes"] = tuple(_wishes(programme, before, body["segments"]))
    put: dict[str, Any] = {name: "" if value is None else value for name, value in said.items()}
    return replace(before, **put)


def _wishes(programme: str, before: Nominee, segments: list[dict[str, str]]) -> list[Wish]:
    numbers = {slug: number for number, slug in catalogue.segment_slugs(programme).items()}
    kept = {one.segment_id: one.meetings for one in before.wishes}
    found = []
    for at, one in enumerate(segments):
        number = numbers.get(one["segment"])
        if number is None:
            raise errors.NotAChoice(field=f"segments[{at}]", value=one["segment"][:40])
        found.append(Wish(number, one["mode"], one["rights"], kept.get(number, ())))
    return found
