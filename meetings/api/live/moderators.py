"""The hour for those who moderate it, by a panellist's own link on a proved device: questions, and giving the floor."""

from collections.abc import Callable
from typing import Any

from meetings.api.bearers import blueprint_of
from meetings.api.devices import HEADER
from meetings.api.live.floors import entry_body, items_body
from meetings.api.live.shapes import (
    HourAddIn,
    HourChairOut,
    HourDecideIn,
    HourEditIn,
    HourLimitIn,
    HourListIn,
    HourModeratedOut,
    HourMoveIn,
    HourShiftIn,
    HourTurnsIn,
)
from meetings.api.panel.access import Here, proved
from meetings.api.programmes import BEARER, both_sides
from meetings.api.shapes import revision_seen, rfc3339
from meetings.domain.errors import NotAChoice, NotAllowed, NotFound
from meetings.domain.live.floor import ACTIVE, State
from meetings.domain.live.questions import QuestionState
from meetings.domain.panel.panel_errors import TheirsAlone
from meetings.queries.live import desk
from meetings.queries.live import questions as queries
from meetings.queries.live.floor import floor_of
from meetings.queries.live.hours import hour_of
from meetings.queries.panel.holders import panel_roles, roles_at
from meetings.services.live import floor as services
from meetings.services.live import questions as question_services
from meetings.services.live.floor_asking import Wish, add
from meetings.services.live.floor_lists import ListGiven, set_list
from meetings.services.live.questions import Decision

blueprint = blueprint_of("live_moderators", "Moderating an hour, by the token of a panellist's own link.")
AT = "/panels/me/slots/<slot_id>"
QUESTION = f"{AT}/questions/<question_id>"
FLOOR = f"{AT}/floor"
ENTRY = f"{FLOOR}/<entry_id>"
MAY = frozenset(("moderator", "host"))
PUT = {
    "take": State.LISTED,
    "back": State.LISTED,
    "pass": State.PASSED,
    "off": State.WITHDRAWN,
    "partly": State.PARTLY,
}


def _here(slot_id: str, refusal: type[NotFound | NotAllowed] = NotFound) -> Here:
    """Give whoever moderates a time.

    Raises: NotAllowed, SignInNeeded, PanelNotProved; TheirsAlone, for assistants; the refusal, for all others.
    """
    here = proved()
    if here.holder.assistant is not None and panel_roles(here.holder, slot_id) & MAY:
        raise TheirsAlone()
    if not roles_at(here.holder, slot_id) & MAY:
        raise refusal()
    return here


@blueprint.route(f"{AT}/questions")
@blueprint.response(200, HourModeratedOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def questions(slot_id: str) -> dict[str, Any]:
    """Read who of the panel is there, and the questions with where each stands."""
    return _moderated(_here(slot_id), slot_id)


@blueprint.route(f"{QUESTION}/decide", methods=["POST"])
@blueprint.arguments(HourDecideIn)
@blueprint.response(200, HourModeratedOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def decide(body: dict[str, Any], slot_id: str, question_id: str) -> Any:
    """Show, join, hide, answer or leave a question; `If-Match` is its revision."""
    here = _here(slot_id)
    if body["state"] not in list(QuestionState):
        raise NotAChoice(field="state", value=body["state"][:20])
    seen, rest = revision_seen(), {name: one for name, one in body.items() if name != "answer_language"}
    decision, name = Decision(**rest, language=body["answer_language"]), question_id[:20]
    stale = both_sides(
        lambda: question_services.decide(slot_id, name, decision, seen, now=here.now, actor=here.actor),
        body,
        lambda: _question(here, slot_id, name),
    )
    return stale or _moderated(here, slot_id)


@blueprint.route(f"{QUESTION}/edit", methods=["POST"])
@blueprint.arguments(HourEditIn)
@blueprint.response(200, HourModeratedOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def edit(body: dict[str, Any], slot_id: str, question_id: str) -> Any:
    """Put a question otherwise; `If-Match` is its revision."""
    here, seen = _here(slot_id), revision_seen()
    name = question_id[:20]
    stale = both_sides(
        lambda: question_services.edit(slot_id, name, body["text"], seen, now=here.now, actor=here.actor),
        body,
        lambda: _question(here, slot_id, name),
    )
    return stale or _moderated(here, slot_id)


def _question(here: Here, slot_id: str, name: str) -> Any:
    """Give a question as it stands."""
    items = HourModeratedOut().dump(_moderated(here, slot_id))["items"]
    return next((one for one in items if one["id"] == name), None)


def _moderated(here: Here, slot_id: str) -> dict[str, Any]:
    of_panel = ("name", "role", "organization", "state", "minutes", "is_here")
    names = ("id", "state", "original", "name", "is_anonymous", "country", "language", "reason")
    more = ("merged_into", "answered_by", "answer", "answer_language", "revision")
    return {
        "state": str(hour_of(slot_id).stands(here.now)),
        "panel": [{name: getattr(one, name) for name in of_panel} for one in desk.panel(slot_id, here.now)],
        "items": [
            {name: getattr(one, name) for name in (*names, *more)}
            | {"question": one.text, "asked_at": rfc3339(one.asked_at)}
            for one in queries.questions_of(slot_id, is_desk=False)
        ],
    }


@blueprint.route(FLOOR, methods=["GET"])
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def floor(slot_id: str) -> dict[str, Any]:
    """Read who has the floor and who waits."""
    return _floor(_here(slot_id, NotAllowed), slot_id)


@blueprint.route(FLOOR, methods=["PUT"])
@blueprint.arguments(HourListIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def keep_list(body: dict[str, Any], slot_id: str) -> Any:
    """Open or close the list, show it, and take up an item; `If-Match` is the list's revision."""
    return _act(
        slot_id,
        lambda here: set_list(slot_id, ListGiven(**body), revision_seen(), here.now, here.actor),
        body,
    )


@blueprint.route(FLOOR, methods=["POST"])
@blueprint.arguments(HourAddIn)
@blueprint.response(201, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def add_speaker(body: dict[str, Any], slot_id: str) -> Any:
    """Put a delegation or somebody on the list."""
    wish = Wish(body["kind"][:500], body["item"][:500], body["behalf_of"][:500])
    delegation, name = body["delegation"][:40], body["name"][:500]
    return _act(slot_id, lambda here: add(slot_id, wish, delegation, name, here.now, here.actor), body)


@blueprint.route(f"{FLOOR}/next", methods=["POST"])
@blueprint.arguments(HourTurnsIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def give_next(body: dict[str, Any], slot_id: str) -> Any:
    """Give the floor to whoever is next."""
    return _act(slot_id, lambda here: services.give(slot_id, None, body["turns"], here.now, here.actor), body)


@blueprint.route(f"{FLOOR}/done", methods=["POST"])
@blueprint.arguments(HourTurnsIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def done(body: dict[str, Any], slot_id: str) -> Any:
    """Say that whoever has the floor has spoken."""
    return _act(slot_id, lambda here: services.end(slot_id, body["turns"], here.now, here.actor), body)


@blueprint.route(f"{FLOOR}/lost", methods=["POST"])
@blueprint.arguments(HourTurnsIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def lost(body: dict[str, Any], slot_id: str) -> Any:
    """Say that the connection of whoever has the floor was lost."""
    return _act(slot_id, lambda here: services.lose(slot_id, body["turns"], here.now, here.actor), body)


@blueprint.route(f"{ENTRY}/give", methods=["POST"])
@blueprint.arguments(HourTurnsIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def give_to(body: dict[str, Any], slot_id: str, entry_id: str) -> Any:
    """Give the floor to somebody on the list."""
    name = entry_id[:40]
    return _act(slot_id, lambda here: services.give(slot_id, name, body["turns"], here.now, here.actor), body)


@blueprint.route(f"{ENTRY}/recall", methods=["POST"])
@blueprint.arguments(HourTurnsIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def recall(body: dict[str, Any], slot_id: str, entry_id: str) -> Any:
    """Call somebody again whose connection was lost."""
    name = entry_id[:40]
    return _act(
        slot_id, lambda here: services.recall(slot_id, name, body["turns"], here.now, here.actor), body
    )


@blueprint.route(f"{ENTRY}/move", methods=["POST"])
@blueprint.arguments(HourMoveIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def move(body: dict[str, Any], slot_id: str, entry_id: str) -> Any:
    """Take somebody onto the list, put them back, pass them over, or take them off."""
    _here(slot_id, NotAllowed)
    if body["to"] not in PUT:
        raise NotAChoice(field="to", value=body["to"][:20], choices=list(PUT))
    name, to, seen = entry_id[:40], PUT[body["to"]], body["revision"]
    return _act(slot_id, lambda here: services.put(slot_id, name, to, seen, here.now, here.actor), body)


@blueprint.route(f"{ENTRY}/shift", methods=["POST"])
@blueprint.arguments(HourShiftIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def shift(body: dict[str, Any], slot_id: str, entry_id: str) -> Any:
    """Move somebody up or down by one."""
    name, seen, up = entry_id[:40], body["revision"], body["up"]
    return _act(slot_id, lambda here: services.shift(slot_id, name, seen, here.now, here.actor, up=up), body)


@blueprint.route(f"{ENTRY}/limit", methods=["POST"])
@blueprint.arguments(HourLimitIn)
@blueprint.response(200, HourChairOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def limit_time(body: dict[str, Any], slot_id: str, entry_id: str) -> Any:
    """Say how long somebody may speak."""
    name, seen, seconds = entry_id[:40], body["revision"], body["seconds"][:500]
    return _act(
        slot_id, lambda here: services.limit(slot_id, name, seconds, seen, here.now, here.actor), body
    )


def _act(slot_id: str, act: Callable[[Here], object], given: Any = None) -> Any:
    """Do an act of the chair, and show the list as it is then; where somebody else was first, beside what was given."""
    here = _here(slot_id, NotAllowed)
    stale = both_sides(lambda: act(here), given, lambda: HourChairOut().dump(_floor(here, slot_id)))
    return stale or _floor(here, slot_id)


def _floor(here: Here, slot_id: str) -> dict[str, Any]:
    found, now = floor_of(slot_id), here.now
    ended = [one for one in found.entries if one.state not in ACTIVE]
    item = next((one.slug for one in found.items if one.id == found.item_id), None)
    names = ("is_open", "is_shown", "is_held", "turns", "revision")
    return {name: getattr(found, name) for name in names} | {
        "item": item,
        "items": items_body(found),
        "speaker": entry_body(found.speaker, now) if found.speaker else None,
        "waiting": [entry_body(one, now) for one in found.waiting],
        "requested": [entry_body(one, now) for one in found.of(State.REQUESTED)],
        "lost": [entry_body(one, now) for one in found.of(State.LOST)],
        "ended": [
            entry_body(one, now) for one in sorted(ended, key=lambda one: one.began_at or one.state_since)
        ],
    }
