"""My delegation, by the token of a focal point's link: proving the device, people, what is asked for, and travel."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask.views import MethodView

from meetings.api.access import keys
from meetings.api.bearers import blueprint_of, instant_of
from meetings.api.cop.delegation_shapes import (
    DelegationDelegationOut,
    DelegationNomineeIn,
    DelegationPeopleOut,
    DelegationPersonOut,
    DelegationRequestIn,
    DelegationRequestsOut,
)
from meetings.api.cop.focal import Here, held, is_proved, proved
from meetings.api.devices import CODE_LENGTH, HEADER, DeviceCodeIn, DeviceProofOut, proof_body
from meetings.api.programmes import BEARER, answered, both_sides
from meetings.api.shapes import EmptyIn, revision_seen, rfc3339
from meetings.domain.cop.codes import RequestKind
from meetings.domain.cop.delegations import FACTS, Nominee, Wish, facts_of, openness
from meetings.domain.errors import NotAChoice, NotFound
from meetings.extensions import limiter, peer_address, strangers
from meetings.queries.cop import delegation_page as queries
from meetings.queries.cop.awaited import awaited_from
from meetings.queries.cop.delegation_page import DelegationPage, PersonShown
from meetings.queries.cop.focal_letters import whose_of
from meetings.services.cop import change_requests, nominations
from meetings.services.cop.devices import prove
from meetings.services.devices import ask_code

blueprint = blueprint_of("cop_delegation_people", "A delegation, by the token of its focal point's link.")
ME = "/delegations/me"
PERSON = f"{ME}/people/<nomination_id>"


@blueprint.route(ME)
@blueprint.response(200, DelegationDelegationOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def read() -> dict[str, Any]:
    """Read whose delegation it is, until when people are named, and how much is awaited; nothing of anybody."""
    focal, now = held(), datetime.now(UTC)
    delegation = focal.delegation
    return {
        "id": delegation.id,
        "programme": focal.programme.slug,
        "whose": whose_of(delegation),
        "category": delegation.category,
        "is_proved": is_proved(focal),
        "reopened_until": instant_of(delegation.reopened_until),
        "segments": [
            {
                "segment": one.slug,
                "title": one.title,
                "mode": one.mode,
                "nominate_until": instant_of(one.nominate_until),
                "quota": one.quota,
                "openness": str(openness(one, delegation.reopened_until, now)),
            }
            for one in queries.segments_of(delegation.programme_id)
        ],
        "awaited": [
            {"awaited": str(one.awaited), "people": one.people}
            for one in awaited_from([delegation.id])[delegation.id]
        ],
    }


@blueprint.route(f"{ME}/device-codes", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def mail_code(body: dict[str, Any]) -> Response:
    """Mail a code to the focal point's address."""
    ask_code(held().point.id, datetime.now(UTC))
    return Response(status=204)


@blueprint.route(f"{ME}/devices", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(DeviceCodeIn)
@blueprint.response(201, DeviceProofOut)
@blueprint.doc(security=BEARER)
def prove_device(body: dict[str, Any]) -> dict[str, Any]:
    """Give the code that was mailed, and get what proves this device."""
    focal, now = held(), datetime.now(UTC)
    point, generation = focal.point.id, focal.generation
    prove(focal, body["code"][:CODE_LENGTH], now, keys(), peer=peer_address())
    return proof_body(point, generation, now)


@blueprint.route(f"{ME}/people")
class People(MethodView):
    """The people of my delegation."""

    @blueprint.response(200, DelegationPeopleOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self) -> dict[str, Any]:
        """List the people of my delegation with where each stands."""
        page = proved().page()
        return {"items": [_person(one, page) for one in page.people if one.row.name]}

    @blueprint.arguments(DelegationNomineeIn)
    @blueprint.response(201, DelegationPersonOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def post(self, body: dict[str, Any]) -> Response:
        """Name a person."""
        here = proved()
        nomination = nominations.nominate(
            here.delegation_id, _nominee(body, here.page()), here.now, by=here.by
        )
        here.opened()
        return _answered(here, nomination, 201)


@blueprint.route(PERSON)
class Person(MethodView):
    """A person of my delegation."""

    @blueprint.response(200, DelegationPersonOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self, nomination_id: str) -> Response:
        """Read what is said of a person, and where they stand."""
        return _answered(proved(), nomination_id)

    @blueprint.arguments(DelegationNomineeIn)
    @blueprint.response(200, DelegationPersonOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def put(self, body: dict[str, Any], nomination_id: str) -> Response:
        """Change what is said of a person, all of it, while that is open."""
        here = proved()
        here.person(nomination_id)
        given, seen = _nominee(body, here.page()), revision_seen()
        stale = both_sides(
            lambda: nominations.edit(nomination_id, given, here.now, by=here.by, seen=seen),
            body,
            lambda: _body(here, nomination_id),
        )
        if stale is None:
            here.opened()
        return stale or _answered(here, nomination_id)


@blueprint.route(f"{PERSON}/withdraw", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, DelegationPersonOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def withdraw(body: dict[str, Any], nomination_id: str) -> Response:
    """Take a person away, while that is open."""
    here = proved()
    here.person(nomination_id)
    seen = revision_seen()
    stale = both_sides(
        lambda: nominations.withdraw(nomination_id, here.now, by=here.by, seen=seen),
        body,
        lambda: _body(here, nomination_id),
    )
    if stale is None:
        here.opened()
    return stale or _answered(here, nomination_id)


@blueprint.route(f"{PERSON}/replace", methods=["POST"])
@blueprint.arguments(DelegationNomineeIn)
@blueprint.response(200, DelegationPeopleOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def replace_person(body: dict[str, Any], nomination_id: str) -> Any:
    """Put somebody in a person's place, in all the segments these are in."""
    here = proved()
    here.person(nomination_id)
    given, seen = _nominee(body, here.page()), revision_seen()
    stale = both_sides(
        lambda: nominations.replace_person(nomination_id, given, here.now, by=here.by, seen=seen),
        body,
        lambda: _body(here, nomination_id),
    )
    if stale is not None:
        return stale
    here.opened()
    page = here.page()
    return {"items": [_person(one, page) for one in page.people if one.row.name]}


@blueprint.route(f"{ME}/requests")
class Requests(MethodView):
    """What my delegation asks for once it is closed."""

    @blueprint.response(200, DelegationRequestsOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def get(self) -> dict[str, Any]:
        """List what was asked for, and how it was decided."""
        return _requests(proved())

    @blueprint.arguments(DelegationRequestIn)
    @blueprint.response(201, DelegationRequestsOut)
    @blueprint.doc(security=BEARER, parameters=HEADER)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask the secretariat to add, correct, replace or withdraw somebody."""
        here, nomination = proved(), body["nomination"]
        if body["kind"] not in tuple(RequestKind):
            raise NotAChoice(field="kind", value=body["kind"][:20])
        if nomination is not None:
            here.person(nomination)
        elif body["kind"] != RequestKind.ADD:
            raise NotFound(field="nomination")
        wanted = _nominee(body["person"], here.page()) if body["person"] else Nominee("")
        if body["kind"] == RequestKind.WITHDRAW:
            wanted = Nominee("")
        given = None if body["kind"] == RequestKind.WITHDRAW else wanted
        named = None if body["kind"] == RequestKind.ADD else nomination
        change_requests.ask(
            here.delegation_id,
            body["kind"],
            here.now,
            by=here.by,
            given=given,
            nomination_id=named,
            why=body["why"],
        )
        here.opened()
        return _requests(here)


@blueprint.route(f"{ME}/requests/<request_id>/take-back", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, DelegationRequestsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def take_back(body: dict[str, Any], request_id: str) -> dict[str, Any]:
    """Take back what was asked for."""
    here = proved()
    change_requests.take_back(request_id, here.delegation_id, here.now, by=here.by)
    return _requests(here)


def _requests(here: Here) -> dict[str, Any]:
    return {
        "items": [
            {
                "id": one.id,
                "kind": one.kind,
                "nomination": one.nomination_id,
                "why": one.why,
                "state": one.state,
                "asked_at": rfc3339(one.asked_at),
                "decided_at": instant_of(one.decided_at),
                "reason": one.reason,
            }
            for one in here.page().requests
        ]
    }


def _nominee(body: dict[str, Any], page: DelegationPage) -> Nominee:
    """Give the nominee that a program names.

    Raises: NotAChoice, for a segment or a meeting that is not there, with the field `segments`.
    """
    lines = ("name", "role", "courtesy", "function", "department", "organization", "address")
    more = ("email", "telephone", "language", "gender")
    facts = {name: body[name] for name in (*lines, *more)}
    wishes = tuple(_wish(one, page) for one in body["segments"])
    return Nominee(**facts, lists=tuple(body["lists"]), wishes=wishes)


def _wish(one: dict[str, Any], page: DelegationPage) -> Wish:
    segment = next((each for each in page.segments if each.slug == one["segment"]), None)
    if segment is None:
        raise NotAChoice(field="segments", value=one["segment"][:40])
    ids = {each.slug: each.id for each in page.meetings.get(segment.id, ())}
    unknown = next((slug for slug in one["meetings"] if slug not in ids), None)
    if unknown is not None:
        raise NotAChoice(field="segments", value=unknown[:40])
    return Wish(segment.id, one["mode"], one["rights"], tuple(ids[slug] for slug in one["meetings"]))


def _answered(here: Here, nomination_id: str, status: int = 200) -> Response:
    return answered(DelegationPersonOut(), _body(here, nomination_id), status)


def _body(here: Here, nomination_id: str) -> dict[str, Any]:
    return _person(here.person(nomination_id), here.page())


def _person(one: PersonShown, page: DelegationPage) -> dict[str, Any]:
    slugs = {each.id: each.slug for meetings in page.meetings.values() for each in meetings}
    facts = facts_of(one.row)
    return {
        **{name: list(facts[name]) if name == "lists" else facts[name] or "" for name in FACTS},
        "id": one.row.id,
        "replaces": one.replaces,
        "replaced_by": one.replaced_by,
        "passport_at": instant_of(one.passport_at),
        "photo_at": instant_of(one.photo_at),
        "revision": one.row.revision,
        "segments": [
            {
                "segment": part.segment.slug,
                "mode": part.mode,
                "rights": part.rights,
                "state": part.state,
                "since": rfc3339(part.since),
                "reason": part.reason,
                "awaited": str(part.awaited),
                "whom": str(part.whom),
                "meetings": [slugs[each] for each in part.meetings if each in slugs],
            }
            for part in one.parts
        ],
    }
