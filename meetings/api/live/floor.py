"""The list of speakers for programs of staff: kept while the meeting is held, and read afterwards as a record."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.by_example import INSTANT, WORDS, Needed, Null, given, shown
from meetings.api.programmes import BEARER
from meetings.api.reaching import acted, actor, open_slot, right_now
from meetings.api.shapes import revision_seen
from meetings.domain.errors import NotAChoice
from meetings.domain.live.floor import Kind, State
from meetings.domain.permissions import Act
from meetings.queries.live.floor import Entry, floor_of
from meetings.services.live import floor as services
from meetings.services.live.floor_asking import Wish, add
from meetings.services.live.floor_lists import ListGiven, set_list, set_rules

blueprint = Blueprint("api_floor", __name__, url_prefix="/api/v1", description="Lists of speakers.")
FLOOR: Final = "/slots/<slot_id>/floor"
ENTRY: Final = f"{FLOOR}/speakers/<entry>"
PUT: Final = {
    "take": State.LISTED,
    "back": State.LISTED,
    "pass": State.PASSED,
    "off": State.WITHDRAWN,
    "partly": State.PARTLY,
}

ReceiptOut = shown(
    "FloorReceipt", "What somebody holds of a statement they sent.", number="ST-0007", sent_at=INSTANT
)
EntryOut = shown(
    "FloorSpeaker",
    "Somebody on the list: a delegation by its names, or a person by theirs.",
    id="e4n8w2kq",
    kind="panel",
    names=WORDS,
    name="Amara Example",
    behalf_of=Null("The African Group"),
    item=Null("point-3"),
    state="listed",
    state_since=INSTANT,
    asked_at=INSTANT,
    is_moved=False,
    limit_seconds=180,
    spoken_seconds=0,
    began_at=Null(INSTANT),
    ended_at=Null(INSTANT),
    was_cut=False,
    is_accredited=True,
    receipts=[ReceiptOut],
    revision=1,
)
FloorOut = shown(
    "Floor",
    "A list of speakers; `turns` counts who had the floor, and acts on it want to have seen it.",
    slot="k3vq8xw2",
    is_open=True,
    is_shown=True,
    item=Null("point-3"),
    turns=4,
    revision=2,
    seconds={"panel": 180},
    ranks={"panel": 1},
    rules_revision=1,
    speakers=[EntryOut],
)
TurnIn = given(
    "FloorTurn",
    "`turns` as it was seen; `entry` is who is meant, or without one whoever is next.",
    turns=Needed(4),
    entry=Null("e4n8w2kq"),
)
CountIn = given("FloorTurns", "`turns` as it was seen.", turns=Needed(4))
RecallIn = given(
    "FloorRecall",
    "Who is called again, and `turns` as it was seen.",
    turns=Needed(4),
    entry=Needed("e4n8w2kq"),
)
PutIn = given("FloorPut", "What is done with an entry: take, back, pass, off or partly.", act=Needed("take"))
ShiftIn = given("FloorShift", "Up or down by one place.", way=Needed("up"))
LimitIn = given(
    "FloorLimit", "A limit of their own in seconds, or null for that of their kind.", seconds=Null(120)
)
AddIn = given(
    "FloorSpeakerNew",
    "Who is put on the list: a delegation of a conference by its id, or a person by name.",
    kind=Needed("panel"),
    item="point-3",
    behalf_of="The African Group",
    delegation="4efgq859xy7v",
    name="Amara Example",
)
ListIn = given(
    "FloorList", "What is changed of the list itself.", is_open=True, is_shown=True, item=Null("point-3")
)
RulesIn = given(
    "FloorRules",
    "The limits and the order of a programme by kind; what is left out has the default.",
    seconds={"panel": 180},
    ranks={"panel": 1},
)


@blueprint.route(FLOOR)
class Floor(MethodView):
    """The list of speakers of a time."""

    @blueprint.response(200, FloorOut)
    @blueprint.doc(security=BEARER)
    def get(self, slot_id: str) -> Response:
        """Read who has the floor, who waits, and who spoke how long."""
        open_slot(Act.PEOPLE, slot_id)
        return _done(slot_id, None, lambda: None)

    @blueprint.arguments(ListIn)
    @blueprint.response(200, FloorOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], slot_id: str) -> Response:
        """Open or close the list, show or hide it, take an item up."""
        open_slot(Act.EDIT, slot_id)
        stands, seen = _floor(slot_id), revision_seen()
        given_list = ListGiven(
            body.get("is_open", stands["is_open"]),
            body.get("is_shown", stands["is_shown"]),
            body.get("item", stands["item"]) or "",
        )
        return _done(slot_id, body, lambda: set_list(slot_id, given_list, seen, right_now(), actor()))


@blueprint.route(f"{FLOOR}/give", methods=["POST"])
@blueprint.arguments(TurnIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def give(body: dict[str, Any], slot_id: str) -> Response:
    """Give the floor to somebody on the list, or to whoever is next."""
    open_slot(Act.EDIT, slot_id)
    entry = body.get("entry") or None
    return _done(slot_id, body, lambda: services.give(slot_id, entry, body["turns"], right_now(), actor()))


@blueprint.route(f"{FLOOR}/recall", methods=["POST"])
@blueprint.arguments(RecallIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def recall(body: dict[str, Any], slot_id: str) -> Response:
    """Call somebody again who was cut off."""
    open_slot(Act.EDIT, slot_id)
    entry, turns = body["entry"], body["turns"]
    return _done(slot_id, body, lambda: services.recall(slot_id, entry, turns, right_now(), actor()))


@blueprint.route(f"{FLOOR}/done", methods=["POST"])
@blueprint.arguments(CountIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def done(body: dict[str, Any], slot_id: str) -> Response:
    """Say that whoever has the floor has spoken."""
    open_slot(Act.EDIT, slot_id)
    return _done(slot_id, body, lambda: services.end(slot_id, body["turns"], right_now(), actor()))


@blueprint.route(f"{FLOOR}/lost", methods=["POST"])
@blueprint.arguments(CountIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def lost(body: dict[str, Any], slot_id: str) -> Response:
    """Say that the connection of whoever has the floor is lost."""
    open_slot(Act.EDIT, slot_id)
    return _done(slot_id, body, lambda: services.lose(slot_id, body["turns"], right_now(), actor()))


@blueprint.route(f"{FLOOR}/rules", methods=["PUT"])
@blueprint.arguments(RulesIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def rules(body: dict[str, Any], slot_id: str) -> Response:
    """Set the limits and the order of a programme by kind; `If-Match` names `rules_revision`."""
    page, seen = open_slot(Act.EDIT, slot_id), revision_seen()
    typed = {}
    for field, name in (("seconds", "seconds"), ("ranks", "rank")):
        for kind, value in body.get(field, {}).items():
            if kind not in list(Kind):
                raise NotAChoice(field=field, value=kind[:20], choices=[str(one) for one in Kind])
            typed[f"{name}-{kind}"] = str(value)
    slug = page.programme.slug
    return _done(slot_id, body, lambda: set_rules(slug, typed, slot_id, seen, right_now(), actor()))


@blueprint.route(f"{FLOOR}/speakers", methods=["POST"])
@blueprint.arguments(AddIn)
@blueprint.response(201, FloorOut)
@blueprint.doc(security=BEARER)
def add_speaker(body: dict[str, Any], slot_id: str) -> Response:
    """Put somebody on the list."""
    open_slot(Act.EDIT, slot_id)
    wish = Wish(body["kind"], body.get("item", ""), body.get("behalf_of", "")[:500])
    who = body.get("delegation", "")[:40], body.get("name", "")[:500]
    return _done(slot_id, body, lambda: add(slot_id, wish, *who, right_now(), actor()), 201)


@blueprint.route(f"{ENTRY}/put", methods=["POST"])
@blueprint.arguments(PutIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def put(body: dict[str, Any], slot_id: str, entry: str) -> Response:
    """Take a request onto the list, pass somebody over, put them back or take them off; `If-Match` is the entry's."""
    open_slot(Act.EDIT, slot_id)
    if body["act"] not in PUT:
        raise NotAChoice(field="act", value=body["act"][:20], choices=list(PUT))
    seen, wanted = revision_seen(), PUT[body["act"]]
    return _done(slot_id, body, lambda: services.put(slot_id, entry, wanted, seen, right_now(), actor()))


@blueprint.route(f"{ENTRY}/shift", methods=["POST"])
@blueprint.arguments(ShiftIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def shift(body: dict[str, Any], slot_id: str, entry: str) -> Response:
    """Move somebody by one place by hand; that it was by hand is kept."""
    open_slot(Act.EDIT, slot_id)
    if body["way"] not in ("up", "down"):
        raise NotAChoice(field="way", value=body["way"][:20], choices=["up", "down"])
    seen, up = revision_seen(), body["way"] == "up"
    return _done(slot_id, body, lambda: services.shift(slot_id, entry, seen, right_now(), actor(), up=up))


@blueprint.route(f"{ENTRY}/limit", methods=["POST"])
@blueprint.arguments(LimitIn)
@blueprint.response(200, FloorOut)
@blueprint.doc(security=BEARER)
def limit(body: dict[str, Any], slot_id: str, entry: str) -> Response:
    """Give somebody a time limit of their own, or that of their kind again."""
    open_slot(Act.EDIT, slot_id)
    seconds, seen = body.get("seconds"), revision_seen()
    text = "" if seconds is None else str(seconds)
    return _done(slot_id, body, lambda: services.limit(slot_id, entry, text, seen, right_now(), actor()))


def _done(slot_id: str, body: Any, act: Callable[[], object], status: int = 200) -> Response:
    return acted(FloorOut, act, body, lambda: _floor(slot_id), status)


def _floor(slot_id: str) -> dict[str, Any]:
    found = floor_of(slot_id)
    item = next((one.slug for one in found.items if one.id == found.item_id), None)
    names = ("is_open", "is_shown", "turns", "revision", "rules_revision")
    return {name: getattr(found, name) for name in names} | {
        "slot": slot_id,
        "item": item,
        "seconds": dict(found.seconds),
        "ranks": dict(found.ranks),
        "speakers": [_entry(one) for one in found.entries],
    }


def _entry(one: Entry) -> dict[str, Any]:
    names = (
        *("id", "names", "name", "behalf_of", "state_since", "asked_at", "is_moved", "limit_seconds"),
        *("spoken_seconds", "began_at", "ended_at", "was_cut", "is_accredited", "receipts", "revision"),
    )
    return {name: getattr(one, name) for name in names} | {
        "kind": str(one.kind),
        "state": str(one.state),
        "item": one.item.slug if one.item else None,
    }
