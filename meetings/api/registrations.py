"""Registrations: made by anybody, read and changed by organizers or by the person with their own link."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, jsonify, make_response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import allowed, allowed_on_registration, holder, keys, outside
from meetings.api.files_given import as_file
from meetings.api.programmes import BEARER
from meetings.api.shapes import (
    AnswerIn,
    EmptyIn,
    PageQuery,
    RegisteredOut,
    RegistrationIn,
    RegistrationOut,
    SwitchIn,
    listed,
    rfc3339,
    tagged,
    wanted,
)
from meetings.domain import errors
from meetings.domain.codes import PlaceState
from meetings.domain.permissions import Act, Reach, reach
from meetings.domain.registrations import state_of
from meetings.extensions import limiter, strangers
from meetings.formats.tables import csv_bytes
from meetings.queries import catalogue
from meetings.queries.catalogue import Wanted
from meetings.queries.lines import ranks
from meetings.queries.links import code_of, token_of
from meetings.services import offers
from meetings.services import registrations as services
from meetings.services.evening import evenly
from meetings.services.idempotency import answer_once
from meetings.services.people import PersonGiven, prove_mailboxes
from meetings.services.registrations import Registered, RegistrationRequest

blueprint = Blueprint("api_registrations", __name__, url_prefix="/api/v1", description="Registrations.")
IDEMPOTENCY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The same key with the same body is answered once again, with 200; with another body, with 422.",
    "schema": {"type": "string", "example": "9f1c2b7e-registration-1"},
}
TABLE: Final = {"text/csv": {"schema": {"type": "string", "example": "id,session,state\r\n"}}}
ROWS_AT_ONCE: Final = 1_000
PERSON_FIELDS = ("name", "email", "country", "organization", "category", "language", "zone")
COLUMNS = ("id", "session", "state", *PERSON_FIELDS, "slots", "created_at")


class ListQuery(PageQuery):
    """Whose registrations."""

    programme = fields.String(required=True, validate=validate.Length(max=80), metadata={"example": "2026"})
    session = fields.String(load_default="", validate=validate.Length(max=80), metadata={"example": ""})


@blueprint.route("/registrations")
class Registrations(MethodView):
    """All registrations."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, listed(RegistrationOut, "RegistrationList"))
    @blueprint.doc(security=BEARER, responses={200: {"content": TABLE}})
    def get(self, query: dict[str, Any]) -> Any:
        """List registrations of a programme or session; `Accept: text/csv` gives a table."""
        where = reach(allowed(Act.PEOPLE), Act.PEOPLE)
        if not where.touches(query["programme"]):
            raise errors.NotAllowed()
        is_table = request.accept_mimetypes.best_match(["application/json", "text/csv"]) == "text/csv"
        if is_table:
            return _table(_all_bodies(query, where))
        found = catalogue.registrations(query["programme"], query["session"], wanted(query), where)
        return {"items": _bodies(found.items), "next": found.next}

    @limiter.limit(strangers, exempt_when=lambda: holder() is not None)
    @blueprint.arguments(RegistrationIn)
    @blueprint.response(201, RegisteredOut)
    @blueprint.alt_response(200, schema=RegisteredOut)
    @blueprint.doc(parameters=[IDEMPOTENCY])
    def post(self, body: dict[str, Any]) -> Response:
        """Register somebody; open to all, and the same request again answers the same."""
        now, key = datetime.now(UTC), request.headers.get("Idempotency-Key", "").strip()
        if not key:
            return _registered(_register(body, now), body["person"]["language"], 201)
        answer, is_new = answer_once(key, body, lambda: _register(body, now), now)
        return _registered(answer, body["person"]["language"], 201 if is_new else 200)


@blueprint.route("/registrations/<registration_id>")
@blueprint.response(200, RegistrationOut)
@blueprint.doc(security=BEARER)
def read(registration_id: str) -> Response:
    """Read a registration, as an organizer or as the person."""
    row, _actor = _mine(registration_id, Act.PEOPLE)
    return _body(row)


@blueprint.route("/registrations/<registration_id>/switch", methods=["POST"])
@blueprint.arguments(SwitchIn)
@blueprint.response(200, RegistrationOut)
@blueprint.doc(security=BEARER)
def switch(body: dict[str, Any], registration_id: str) -> Response:
    """Change to another slot of the same part, or between online and the room."""
    _row, actor = _mine(registration_id, Act.EDIT)
    now, mode = datetime.now(UTC), body["mode"]
    services.switch(registration_id, body["slot"], now, actor, mode, wait=body["wait"])
    return _body(catalogue.registration(registration_id))


@blueprint.route("/registrations/<registration_id>/cancel", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, RegistrationOut)
@blueprint.doc(security=BEARER)
def cancel(body: dict[str, Any], registration_id: str) -> Response:
    """Cancel a registration."""
    _row, actor = _mine(registration_id, Act.EDIT)
    services.cancel(registration_id, datetime.now(UTC), actor)
    return _body(catalogue.registration(registration_id))


@blueprint.route("/registrations/<registration_id>/accept", methods=["POST"])
@blueprint.arguments(AnswerIn)
@blueprint.response(200, RegistrationOut)
@blueprint.doc(security=BEARER)
def accept(body: dict[str, Any], registration_id: str) -> Response:
    """Accept a seat that is offered; accepted again, it stays accepted."""
    row, actor = _mine(registration_id, Act.EDIT)
    slot_id = _slot_meant(row, body["slot"], PlaceState.CONFIRMED)
    offers.accept(registration_id, slot_id, datetime.now(UTC), actor)
    return _body(catalogue.registration(registration_id))


@blueprint.route("/registrations/<registration_id>/decline", methods=["POST"])
@blueprint.arguments(AnswerIn)
@blueprint.response(200, RegistrationOut)
@blueprint.doc(security=BEARER)
def decline(body: dict[str, Any], registration_id: str) -> Response:
    """Decline a seat that is offered, which then goes to the next in line; declined again, it stays declined."""
    row, actor = _mine(registration_id, Act.EDIT)
    slot_id = _slot_meant(row, body["slot"], PlaceState.DECLINED)
    offers.decline(registration_id, slot_id, datetime.now(UTC), actor)
    return _body(catalogue.registration(registration_id))


def _slot_meant(row: Any, slot_id: str | None, answered: PlaceState) -> str:
    """Give the slot an answer is for: the one named, else the only one offered, else the only one so answered."""
    if slot_id is not None:
        return slot_id
    for state in (PlaceState.OFFERED, answered):
        found: list[str] = [one.slot_id for one in row.places if one.state == state]
        if len(found) == 1:
            return found[0]
        if found:
            raise errors.Missing(field="slot")
    if len(row.places) == 1:
        only: str = row.places[0].slot_id
        return only
    raise errors.NotFound(field="slot")


def _register(body: dict[str, Any], now: datetime) -> dict[str, Any]:
    person = {name: value or "" for name, value in body["person"].items()}
    wish = RegistrationRequest(
        programme=body["programme"],
        session=body["session"],
        person=PersonGiven(**person),
        slots=tuple(dict.fromkeys([*([body["slot"]] if body["slot"] else []), *body["slots"]])),
        consents=tuple(body["consents"]),
        source="api",
        mode=body["mode"],
        wait=None if body["wait"] else (),
    )
    try:
        return _kept(evenly(lambda: services.register(wish, now, keys())))
    except errors.Refused as refusal:
        if refusal.field in PERSON_FIELDS:
            raise type(refusal)(field=f"person.{refusal.field}", **refusal.values) from None
        raise


def _kept(done: Registered) -> dict[str, Any]:
    """Write the part of an answer that may be kept: no link in it can be used."""
    places = [
        {
            "part": one.part,
            "slot": one.slot_id,
            "mode": str(one.mode),
            "state": str(one.state),
            "position": one.rank,
        }
        for one in done.places
    ]
    return {"id": done.id, "state": str(done.state), "places": places}


def _registered(answer: dict[str, Any], language: str, status: int) -> Response:
    """Add the right to enter, which derives anew, and answer in the language asked for, not one that is stored."""
    bearer = f"registration:{answer['id']}"
    token = token_of("join", bearer, keys()) or ""
    base: str = outside().base_url
    join = {"url": f"{base}/{language}/join/{token}", "code": code_of(bearer, keys()) or ""}
    return make_response(jsonify(RegisteredOut().dump(answer | {"join": join})), status)


def _mine(registration_id: str, act: Act) -> tuple[Any, str]:
    try:
        row = catalogue.registration(registration_id)
    except errors.NotFound:
        allowed(act)
        raise
    person_id = row.person_id
    actor = allowed_on_registration(person_id, row.session, act)
    if actor == "person" and request.method == "POST":
        prove_mailboxes(person_id, datetime.now(UTC))
    return row, actor


def _body(row: Any) -> Response:
    address = catalogue.addresses({row.person_id}).get(row.person_id)
    return tagged(
        make_response(jsonify(RegistrationOut().dump(registration_body(row, address, ranks([row.id]))))),
        row.revision,
    )


def _all_bodies(query: dict[str, Any], where: Reach) -> Iterator[dict[str, Any]]:
    """Write all registrations from where the question begins, a page at a time, which are let go once written."""
    page: Wanted | None = replace(wanted(query), size=ROWS_AT_ONCE)
    while page is not None:
        found = catalogue.registrations(query["programme"], query["session"], page, where)
        yield from _bodies(found.items)
        page = replace(page, after=found.next) if found.next else None


def _bodies(rows: Sequence[Any]) -> list[dict[str, Any]]:
    addresses = catalogue.addresses({row.person_id for row in rows})
    standing = ranks([row.id for row in rows])
    return [registration_body(row, addresses.get(row.person_id), standing) for row in rows]


def registration_body(
    row: Any, address: str | None, standing: Mapping[tuple[str, int], int]
) -> dict[str, Any]:
    """Write a registration with its person as they were."""
    return {
        "id": row.id,
        "programme": row.session.programme.slug,
        "session": row.session.slug,
        "state": _state(row),
        "sequence": row.sequence,
        "places": [_place(one, standing.get((row.id, one.part))) for one in row.places],
        "person": {
            "name": row.person.name,
            "email": address,
            "country": row.country,
            "organization": row.organization,
            "category": row.category,
            "language": row.language,
            "zone": row.zone,
        },
        "created_at": rfc3339(row.created_at),
        "revision": row.revision,
    }


def _place(row: Any, rank: int | None) -> dict[str, Any]:
    until = row.offered_until
    return {
        "part": row.part,
        "slot": row.slot_id,
        "mode": row.mode,
        "state": row.state,
        "position": rank,
        "offered_until": rfc3339(until) if until else None,
    }


def _state(row: Any) -> str:
    if row.ended_at is not None:
        return str(PlaceState.CANCELLED)
    return str(state_of(one.state for one in row.places))


def _table(bodies: Iterable[dict[str, Any]]) -> Response:
    """Write a table for spreadsheets."""
    rows = []
    for body in bodies:
        flat = body | body["person"] | {"slots": " ".join(one["slot"] for one in body["places"])}
        rows.append([flat[name] for name in COLUMNS])
    return as_file(csv_bytes(COLUMNS, rows), "text/csv; charset=utf-8", "registrations.csv")
