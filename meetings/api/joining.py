"""Joining by the token of a link to join: what it leads to, and entering, which is noted and gives the way in."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, make_response
from marshmallow import fields

from meetings.api.access import keys
from meetings.api.bearers import address, bearer_for, blueprint_of, follows_online, instant_of
from meetings.api.described import flag, instant, maybe, no_more, text, texts, typed, typed_list, whole
from meetings.api.programmes import BEARER
from meetings.api.shapes import Given, JoinOut, Shown, rfc3339
from meetings.api.ways import JoinEnteredOut, entered_body
from meetings.domain.codes import PlaceState
from meetings.domain.errors import LinkDead, Missing, NotAChoice, NotFound, SignInNeeded
from meetings.domain.joining import ways_in
from meetings.domain.live.hours import begins_at
from meetings.domain.platforms_errors import WayBeingMade
from meetings.domain.registrations import check_language
from meetings.domain.seasons import Standing, doors_at, ends_at, standing
from meetings.extensions import limiter, strangers
from meetings.queries.consents import asked_again
from meetings.queries.cop.entering import NOMINATION, PARTICIPATION, Way, host_of, ways_of
from meetings.queries.joining import PlaceHeld, places_of_bearer
from meetings.services import joining as services
from meetings.services.cop import entering as delegates
from meetings.services.evening import OTHERS, evenly
from meetings.services.people import PersonGiven

blueprint = blueprint_of("joining", "Joining, by the token of a link to join.")


class JoinWayOut(Shown):
    """A time that a link to join leads to. `refusal` says why a delegate is not let in, whatever the hour.

    `consents_asked` are the kinds that whoever enters is asked to agree to; nobody needs to.
    """

    slot = text("k3v9x2m1q8")
    programme = text("season")
    session = text("air")
    name = text("Ana Example")
    state = text("open")
    place = text("confirmed")
    mode = text("online")
    opens_at = instant(allow_none=False)
    begins_at = instant(allow_none=False)
    ends_at = instant(allow_none=False)
    delay_minutes = whole(0)
    may_enter = flag()
    refusal = maybe("in_room_only")
    consents_asked = texts("recording")


class JoinWaysOut(Shown):
    """The times a link leads to: all that are open now, else the next to come, else the last."""

    items = fields.List(fields.Nested(JoinWayOut), required=True)
    next = no_more()


class JoinEnterIn(Given):
    """The time to enter, which may be left out where only one is open; what one agrees to, read in which language."""

    slot = fields.String(load_default=None, allow_none=True, metadata={"example": "k3v9x2m1q8"})
    consents = typed_list("recording")
    language = typed("en", load_default="en")


class JoinEnterTogetherIn(Given):
    """The time, and who else is in the room: names, one each, and how many more."""

    slot = typed("k3v9x2m1q8", required=True)
    names = typed_list("Kofi Example")
    number = typed("3")


class JoinOtherIn(Given):
    """Somebody else who came by the link; an address only for whoever wants our mails."""

    slot = typed("k3v9x2m1q8", required=True)
    name = typed("Kofi Example")
    country = typed("GH")
    category = typed("government")
    email = typed("kofi@example.org")
    language = typed("en", load_default="en")
    zone = typed("Africa/Accra")
    consents = typed_list("recording")


class JoinOtherOut(Shown):
    """Their own right to enter; `entered` is null while they wait for a seat, or while their way in is being made."""

    state = text("confirmed")
    join = fields.Nested(JoinOut, required=True)
    entered = fields.Nested(JoinEnteredOut, required=True, allow_none=True)


@blueprint.route("/joins")
@blueprint.response(200, JoinWaysOut)
@blueprint.doc(security=BEARER)
def ways() -> dict[str, Any]:
    """List the times that the link leads to, with when each opens and whether it may be entered."""
    bearer, now = bearer_for("join"), datetime.now(UTC)
    try:
        if _is_delegate(bearer):
            found = ways_of(host_of(bearer), follows_online=follows_online())
            return {"items": [_way(one, now) for one in found]}
        return {"items": [_place(one, now) for one in ways_in(places_of_bearer(bearer), now)]}
    except LinkDead:
        raise SignInNeeded() from None


@blueprint.route("/joins/enter", methods=["POST"])
@blueprint.arguments(JoinEnterIn)
@blueprint.response(200, JoinEnteredOut)
@blueprint.doc(security=BEARER)
def enter(body: dict[str, Any]) -> dict[str, Any]:
    """Enter: it is noted, and the way into the platform is given; again is noted once."""
    bearer, now, slot = bearer_for("join"), datetime.now(UTC), body["slot"] or None
    try:
        if _is_delegate(bearer):
            let_in = delegates.enter(bearer, slot, now, follows_online=follows_online())
            return entered_body(let_in, _channels(bearer, let_in.slot_id), now)
        consents, language = body["consents"], check_language(body["language"])
        entered = services.enter(bearer, slot, now, consents=consents, shown_in=language)
    except LinkDead:
        raise SignInNeeded() from None
    return entered_body(entered, _channels(bearer, entered.slot_id), now)


@blueprint.route("/joins/enter-together", methods=["POST"])
@blueprint.arguments(JoinEnterTogetherIn)
@blueprint.response(200, JoinEnteredOut)
@blueprint.doc(security=BEARER)
def enter_together(body: dict[str, Any]) -> dict[str, Any]:
    """Enter with others in the same room, by name or by number."""
    bearer, now, names = bearer_for("join"), datetime.now(UTC), "\n".join(body["names"])
    slot = _slot(body)
    try:
        if _is_delegate(bearer):
            let_in = delegates.enter_together(
                bearer, slot, names, body["number"], now, follows_online=follows_online()
            )
            return entered_body(let_in, _channels(bearer, slot), now)
        entered = services.enter_together(bearer, slot, names, body["number"], now)
    except LinkDead:
        raise SignInNeeded() from None
    return entered_body(entered, _channels(bearer, slot), now)


@blueprint.route("/joins/register", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(JoinOtherIn)
@blueprint.response(201, JoinOtherOut)
@blueprint.doc(security=BEARER)
def enter_as_other(body: dict[str, Any]) -> Response:
    """Register somebody else who came by the link, and enter as them; they get a right of their own."""
    bearer, now, slot = bearer_for("join"), datetime.now(UTC), _slot(body)
    if _is_delegate(bearer):
        raise NotAChoice(field="slot", value=slot[:40])
    try:
        host = places_of_bearer(bearer)[0]
    except LinkDead:
        raise SignInNeeded() from None
    person = PersonGiven(
        **{name: body[name] for name in ("name", "email", "country", "category", "language")},
        zone=body["zone"] or host.zone or "",
        companion_of=f"person:{host.person_id}",
    )
    given = tuple(body["consents"])
    done = evenly(
        lambda: services.register_and_enter(bearer, slot, person, now, keys(), consents=given), OTHERS
    )
    try:
        channels = _channels(bearer, slot)
        entered = entered_body(done.entered, channels, now) if done.entered else None
    except WayBeingMade:
        entered = None  # entering by their own link leads in, a few seconds later
    join = {
        "url": address(f"/{person.language}/join/{done.registered.token}"),
        "code": done.registered.code,
    }
    answer = {"state": str(done.registered.state), "join": join, "entered": entered}
    return make_response(jsonify(JoinOtherOut().dump(answer)), 201)


def _is_delegate(bearer: str) -> bool:
    return bearer.partition(":")[0] in (NOMINATION, PARTICIPATION)


def _slot(body: dict[str, Any]) -> str:
    slot: str = body["slot"]
    if not slot:
        raise Missing(field="slot")
    return slot


def _channels(bearer: str, slot_id: str) -> tuple[Any, ...]:
    """Give the other ways into a time that was entered."""
    found: list[Any]
    if _is_delegate(bearer):
        found = list(ways_of(host_of(bearer), slot_id, follows_online=follows_online()))
    else:
        found = [one for one in places_of_bearer(bearer) if one.slot_id == slot_id]
    if not found:
        raise NotFound()
    return tuple(found[0].channels)


def _place(one: PlaceHeld, now: datetime) -> dict[str, Any]:
    state = Standing.CANCELLED if one.is_ended else standing(one, now)
    may_enter = state is Standing.OPEN and one.place_state == PlaceState.CONFIRMED
    asked = list(asked_again(one.registration_id)) if may_enter else []
    if may_enter and not one.knows_recording and "recording" not in asked:
        asked.insert(0, "recording")
    facts = {"programme": one.programme, "session": one.session, "name": one.name, "mode": str(one.mode)}
    return (
        facts
        | _times(one, state)
        | {
            "place": str(one.place_state),
            "may_enter": may_enter,
            "refusal": None,
            "consents_asked": asked,
        }
    )


def _way(one: Way, now: datetime) -> dict[str, Any]:
    state = standing(one, now)
    facts = {"programme": one.host.programme, "session": one.session, "name": one.host.name}
    return (
        facts
        | _times(one, state)
        | {
            "place": one.part.delegate.state,
            "mode": str(one.part.delegate.mode),
            "may_enter": state is Standing.OPEN and one.refusal is None,
            "refusal": one.refusal.code if one.refusal else None,
            "consents_asked": [],
        }
    )


def _times(one: PlaceHeld | Way, state: Standing) -> dict[str, Any]:
    return {
        "slot": one.slot_id,
        "state": str(state),
        "opens_at": rfc3339(doors_at(one)),
        "begins_at": rfc3339(begins_at(one, one.delay_minutes)),
        "ends_at": instant_of(ends_at(one)),
        "delay_minutes": one.delay_minutes,
    }
