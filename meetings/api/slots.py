"""Slots: read, set up, moved, cancelled and revived as one act, and who attended them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed, allowed_on, is_within, open_to_holder
from meetings.api.bodies import slot_body
from meetings.api.programmes import BEARER, answered, both_sides, session_to_change
from meetings.api.shapes import (
    AttendanceOut,
    EmptyIn,
    MoveIn,
    SlotIn,
    SlotOut,
    SlotPatch,
    listed,
    revision_seen,
    rfc3339,
    wall_time,
    wanted,
)
from meetings.api.undated import UndatedQuery
from meetings.domain import errors
from meetings.domain.codes import SessionState
from meetings.domain.cop.conferences import is_shown
from meetings.domain.moves import Move
from meetings.domain.permissions import Act, reach
from meetings.domain.programmes import check_zone_field
from meetings.domain.seasons import ends_at
from meetings.extensions import transaction
from meetings.queries import catalogue
from meetings.services import slots as services
from meetings.services.programmes import delete_slot

blueprint = Blueprint("api_slots", __name__, url_prefix="/api/v1", description="The holdings of sessions.")


@blueprint.route("/programmes/<programme>/sessions/<session>/slots")
class Slots(MethodView):
    """The slots of a session."""

    @blueprint.arguments(SlotIn)
    @blueprint.response(201, SlotOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str, session: str) -> Response:
        """Add a slot to a session."""
        row, actor = session_to_change(programme, session)
        session_id, new, now = row.id, _new_slot(body), datetime.now(UTC)
        with transaction():
            slot_id = services.add_slot(session_id, new, now, actor).id
        return answered(SlotOut(), slot_body(catalogue.slot(slot_id), staff=True), 201)


@blueprint.route("/slots/<slot_id>")
class Slot(MethodView):
    """One slot."""

    @blueprint.response(200, SlotOut)
    def get(self, slot_id: str) -> Response:
        """Read a slot."""
        row = catalogue.slot(slot_id)
        inside = is_within(open_to_holder(Act.SEE), row.session)
        session = row.session
        is_public = session.programme.published and session.state != SessionState.DRAFT
        if not (inside or (is_public and is_shown(session.audience))):
            raise errors.NotFound()
        return answered(SlotOut(), slot_body(row, staff=inside))

    @blueprint.arguments(SlotPatch)
    @blueprint.response(200, SlotOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], slot_id: str) -> Response:
        """Set seats, doors, platform and channels."""
        actor, now = _editor(slot_id), datetime.now(UTC)
        seen, values = revision_seen(), _values(body)
        return _acted(slot_id, body, lambda: services.edit(slot_id, values, seen, now, actor))

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, slot_id: str) -> Response:
        """Delete a slot of a draft."""
        actor, now, seen = _editor(slot_id), datetime.now(UTC), revision_seen()
        stale = both_sides(
            lambda: delete_slot(slot_id, seen, now, actor),
            None,
            lambda: SlotOut().dump(slot_body(catalogue.slot(slot_id), staff=True)),
        )
        return stale or Response(status=204)


@blueprint.route("/slots/<slot_id>/move", methods=["POST"])
@blueprint.arguments(MoveIn)
@blueprint.response(200, SlotOut)
@blueprint.doc(security=BEARER)
def move(body: dict[str, Any], slot_id: str) -> Response:
    """Move a slot to another wall time or zone."""
    actor, now, seen = _editor(slot_id), datetime.now(UTC), revision_seen()
    to = Move(
        local_start=wall_time(body["local_start"]) if "local_start" in body else None,
        zone=check_zone_field(body["zone"]) if "zone" in body else None,
        fold=_fold(body.get("fold")),
        keep=str(body["keep"]) if "keep" in body else None,
        minutes=body.get("minutes"),
    )
    return _acted(slot_id, body, lambda: services.move(slot_id, to, seen, now, actor))


@blueprint.route("/slots/<slot_id>/cancel", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, SlotOut)
@blueprint.doc(security=BEARER)
def cancel(body: dict[str, Any], slot_id: str) -> Response:
    """Cancel a slot."""
    actor, now, seen = _editor(slot_id), datetime.now(UTC), revision_seen()
    return _acted(slot_id, body, lambda: services.cancel(slot_id, seen, now, actor))


@blueprint.route("/slots/<slot_id>/revive", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, SlotOut)
@blueprint.doc(security=BEARER)
def revive(body: dict[str, Any], slot_id: str) -> Response:
    """Take a cancelling back."""
    actor, now, seen = _editor(slot_id), datetime.now(UTC), revision_seen()
    return _acted(slot_id, body, lambda: services.revive(slot_id, seen, now, actor))


@blueprint.route("/slots/<slot_id>/attendance")
@blueprint.arguments(UndatedQuery, location="query")
@blueprint.response(200, listed(AttendanceOut, "AttendanceList"))
@blueprint.doc(security=BEARER)
def attendance(query: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """List who attended, a row for each stretch of presence."""
    row = _open(slot_id, Act.PEOPLE)
    found = catalogue.attendance(slot_id, wanted(query))
    people = catalogue.public_ids({one.person_id for one in found.items if one.person_id is not None})
    end = ends_at(row)
    return {"items": [_presence(one, people, end) for one in found.items], "next": found.next}


def _presence(row: Any, people: dict[int, str], end: datetime) -> dict[str, Any]:
    left = row.left_at or max(end, row.joined_at)
    address = (row.address or "").lower()
    return {
        "key": address or f"name:{row.name or ''}",
        "person": people.get(row.person_id),
        "joined_at": rfc3339(row.joined_at),
        "left_at": rfc3339(row.left_at) if row.left_at else None,
        "seconds": max(0, int((left - row.joined_at).total_seconds())),
        "source": row.source,
        "people": row.people,
        "match": row.matched,
    }


def _editor(slot_id: str) -> str:
    """Give the actor who may change a slot."""
    return allowed_on(Act.EDIT, _open(slot_id, Act.EDIT).session).actor


def _open(slot_id: str, act: Act) -> Any:
    """Give a slot with which whoever asks may do this; one that is not there answers like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    holder = allowed(act)
    try:
        row = catalogue.slot(slot_id)
    except errors.NotFound:
        if reach(holder, act).everywhere:
            raise
        raise errors.NotAllowed() from None
    allowed_on(act, row.session)
    return row


def _acted(slot_id: str, given: Any, act: Any) -> Response:
    stale = both_sides(act, given, lambda: SlotOut().dump(slot_body(catalogue.slot(slot_id), staff=True)))
    return stale or answered(SlotOut(), slot_body(catalogue.slot(slot_id), staff=True))


def _fold(value: Any) -> int | None:
    if value is None:
        return None
    if value not in (0, 1) or isinstance(value, bool):
        raise errors.NotAChoice(field="fold", value=str(value)[:20], choices=[0, 1])
    return int(value)


def _flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise errors.NotAChoice(field=field, value=str(value)[:20], choices=[True, False])
    return value


def _new_slot(body: Mapping[str, Any]) -> services.NewSlot:
    for name in ("local_start", "zone", "minutes"):
        if name not in body:
            raise errors.Missing(field=name)
    platform = _platform(body.get("platform"))
    return services.NewSlot(
        local_start=wall_time(body["local_start"]),
        zone=check_zone_field(body["zone"]),
        minutes=body["minutes"],
        part=body.get("part", 1),
        fold=_fold(body.get("fold")),
        capacity=body.get("capacity"),
        has_room=_flag(body.get("has_room", body.get("room_capacity") is not None), "has_room"),
        room_capacity=body.get("room_capacity"),
        platform_address=platform.get("platform_address"),
        platform_meeting=platform.get("platform_meeting"),
    )


def _values(body: Mapping[str, Any]) -> dict[str, Any]:
    names = ("capacity", "has_room", "room_capacity", "doors_minutes", "channels", "room")
    values = {name: body[name] for name in names if name in body}
    return values | _platform(body.get("platform"))


def _platform(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or set(given) - {"kind", "address", "meeting"}:
        raise errors.NotAChoice(field="platform", value=str(given)[:40])
    if not all(one is None or isinstance(one, str) for one in given.values()):
        raise errors.NotAChoice(field="platform", value=str(given)[:40])
    names = {"kind": "platform_kind", "address": "platform_address", "meeting": "platform_meeting"}
    return {names[name]: value for name, value in given.items()}
