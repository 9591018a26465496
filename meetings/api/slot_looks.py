"""What would follow from an act on a time, for programs; and who has not heard of it as it stands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import current_app
from flask_smorest import Blueprint

from meetings.api.board import fold_of
from meetings.api.board_shapes import TimeOutlookOut
from meetings.api.by_example import Needed, Null, given
from meetings.api.outlooks import outlook_body
from meetings.api.programmes import BEARER
from meetings.api.reaching import open_slot, right_now
from meetings.api.shapes import wall_time
from meetings.domain import errors
from meetings.domain.changes import Moment
from meetings.domain.moves import Move, check_set_up, switched
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_zone_field
from meetings.queries.desk import SlotRow
from meetings.queries.outlook import moved_slot, set_up_slot

blueprint = Blueprint(
    "api_slot_looks", __name__, url_prefix="/api/v1", description="What would follow from changing a time."
)
SET_UP = ("capacity", "has_room", "room_capacity", "doors_minutes", "platform_address", "platform_meeting")
ActIn = given(
    "SlotLook",
    "An act that is thought of: move, cancel, revive or edit, with what it would be given.",
    act=Needed("move"),
    local_start="2027-03-18T14:00",
    zone="Europe/Zurich",
    fold=Null(0),
    keep="wall",
    minutes=90,
    capacity=Null(300),
    has_room=True,
    room_capacity=Null(40),
    doors_minutes=15,
    platform_address="https://meet.example.org/1",
    platform_meeting="812 345",
)


@blueprint.route("/slots/<slot_id>/look", methods=["POST"])
@blueprint.arguments(ActIn)
@blueprint.response(200, TimeOutlookOut)
@blueprint.doc(security=BEARER)
def look(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Say what would follow from an act: for whom a change means what, when they are told; nothing is changed."""
    page = open_slot(Act.EDIT, slot_id)
    at = Moment(right_now(), current_app.config["SETTLING_SECONDS"])
    return outlook_body(page, _after(page.slot, body), at)


def _after(slot: SlotRow, body: Mapping[str, Any]) -> SlotRow:
    """Give a time as it would be after an act.

    Raises: NotAChoice, for an act that is none; what the act raises.
    """
    act = body["act"]
    if act == "move":
        return moved_slot(slot, _move(body))
    if act in ("cancel", "revive"):
        return replace(slot, state=switched(slot.state, act))
    if act == "edit":
        return set_up_slot(slot, check_set_up({name: body[name] for name in SET_UP if name in body}))
    raise errors.NotAChoice(field="act", value=act[:20], choices=["move", "cancel", "revive", "edit"])


def _move(body: Mapping[str, Any]) -> Move:
    return Move(
        local_start=wall_time(body["local_start"]) if "local_start" in body else None,
        zone=check_zone_field(body["zone"]) if "zone" in body else None,
        fold=fold_of(dict(body)),
        keep=body.get("keep"),
        minutes=body.get("minutes"),
    )
