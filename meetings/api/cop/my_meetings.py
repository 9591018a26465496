"""My meetings: what the page of a delegate does, by the token of their own link."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import fields

from meetings.api.access import keys
from meetings.api.bearers import acted, address, bearer_for, blueprint_of, follows_online, instant_of
from meetings.api.described import flag, instant, maybe, text, titles, typed, whole
from meetings.api.mine_shapes import MyAddressOut
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn, Given, JoinOut, Shown, rfc3339
from meetings.domain.errors import LinkDead, SignInNeeded
from meetings.domain.seasons import is_over
from meetings.queries.cop.connection_tests import OwnTests, TimeRow, own_tests
from meetings.queries.cop.entering import NOMINATION, Host, Part, Way, host_of, ways_of
from meetings.queries.links import code_of
from meetings.services import links
from meetings.services.cop import connection_tests as testing
from meetings.services.cop.entering import delegate_links
from meetings.services.cop.entering_traces import delegate_bearer

blueprint = blueprint_of("cop_my_meetings", "A delegate's meetings, by the token of their own link.")
AT = "/delegates/me"


class DelegateMeetingOut(Shown):
    """A time of a meeting; `refusal` says why it is not open to me."""

    slot = text("k3v9x2m1q8")
    session = text("plenary")
    title = titles("Opening plenary")
    state = text("planned")
    starts_at = instant(allow_none=False)
    minutes = whole(180)
    room = titles("Room A")
    is_over = flag(example=False)
    refusal = maybe("for_parties")


class DelegateTestTimeOut(Shown):
    """A time to test one's connection."""

    id = text("t4k8m2x1q7")
    starts_at = instant(allow_none=False)
    minutes = whole(15)
    is_full = flag(example=False)


class DelegateTestingOut(Shown):
    """Where testing one's connection stands, what is booked, where it is held once it is near, and what is free."""

    standing = text("booked")
    booked = maybe("b4k8m2x1q7")
    booked_at = instant()
    address = maybe("https://platform.example.org/j/99")
    times = fields.List(fields.Nested(DelegateTestTimeOut), required=True)


class DelegateSegmentOut(Shown):
    """A segment with my part in it."""

    segment = text("1")
    title = titles("First segment")
    starts_on = text("2026-11-23")
    ends_on = text("2026-11-27")
    state = text("accredited")
    mode = text("online")
    rights = text("speaker")
    testing = fields.Nested(DelegateTestingOut, required=True, allow_none=True)
    meetings = fields.List(fields.Nested(DelegateMeetingOut), required=True)


class DelegateOut(Shown):
    """A delegate and their segments."""

    name = text("Ana Example")
    programme = text("cop")
    party = titles("Ghana")
    body = text("")
    role = text("adviser")
    segments = fields.List(fields.Nested(DelegateSegmentOut), required=True)


class DelegateBookIn(Given):
    """The time to book."""

    time = typed("t4k8m2x1q7", required=True)


def _bearer() -> str:
    """Give whose link it is.

    Raises: NotAllowed, SignInNeeded.
    """
    bearer = bearer_for("me")
    if bearer.partition(":")[0] != NOMINATION:
        raise SignInNeeded()
    return bearer


def _host(bearer: str) -> Host:
    try:
        return host_of(bearer)
    except LinkDead:
        raise SignInNeeded() from None


def _shown(bearer: str) -> dict[str, Any]:
    host, now = _host(bearer), datetime.now(UTC)
    ways, tests = ways_of(host, follows_online=follows_online()), own_tests(host, now)
    return {
        "name": host.name,
        "programme": host.programme,
        "party": host.party,
        "body": host.body,
        "role": host.role,
        "segments": [_segment(one, ways, tests.get(one.segment_id), now) for one in host.parts],
    }


def _segment(part: Part, ways: list[Way], tests: OwnTests | None, now: datetime) -> dict[str, Any]:
    return {
        "segment": part.slug,
        "title": part.title,
        "starts_on": part.starts_on.isoformat(),
        "ends_on": part.ends_on.isoformat(),
        "state": str(part.delegate.state),
        "mode": str(part.delegate.mode),
        "rights": str(part.delegate.rights),
        "testing": _testing(part, tests),
        "meetings": [_meeting(one, now) for one in ways if one.part.id == part.id],
    }


def _meeting(one: Way, now: datetime) -> dict[str, Any]:
    names = ("session", "title", "state", "minutes", "room")
    return {name: getattr(one, name) for name in names} | {
        "slot": one.slot_id,
        "starts_at": rfc3339(one.starts_at),
        "is_over": is_over(one, now),
        "refusal": None if one.is_for_them or one.refusal is None else one.refusal.code,
    }


def _testing(part: Part, own: OwnTests | None) -> dict[str, Any] | None:
    if own is None or part.delegate.mode != "online" or not (own.times or own.booked or own.last):
        return None
    booked = own.booked
    return {
        "standing": str(own.standing),
        "booked": booked.id if booked else None,
        "booked_at": instant_of(booked.time.starts_at) if booked and booked.time else None,
        "address": own.address,
        "times": [_time(one) for one in own.times],
    }


def _time(one: TimeRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "starts_at": rfc3339(one.starts_at),
        "minutes": one.minutes,
        "is_full": one.is_full,
    }


@blueprint.route(AT)
@blueprint.response(200, DelegateOut)
@blueprint.doc(security=BEARER)
def read() -> dict[str, Any]:
    """Read where I stand, what my role opens to me, and the tests of my connection."""
    return _shown(_bearer())


@blueprint.route(f"{AT}/connection-tests", methods=["POST"])
@blueprint.arguments(DelegateBookIn)
@blueprint.response(200, DelegateOut)
@blueprint.doc(security=BEARER)
def book(body: dict[str, Any]) -> dict[str, Any]:
    """Book a time to test my connection, or move what I have booked there."""
    bearer = _bearer()
    person_id = _host(bearer).person_id
    testing.book(bearer, body["time"], datetime.now(UTC))
    acted(person_id)
    return _shown(bearer)


@blueprint.route(f"{AT}/connection-tests/<test_id>/give-up", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, DelegateOut)
@blueprint.doc(security=BEARER)
def give_up(body: dict[str, Any], test_id: str) -> dict[str, Any]:
    """Give up a booked time; its seat is free at once."""
    bearer = _bearer()
    person_id = _host(bearer).person_id
    testing.give_up(bearer, test_id, datetime.now(UTC))
    acted(person_id)
    return _shown(bearer)


@blueprint.route(f"{AT}/join", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, JoinOut)
@blueprint.doc(security=BEARER)
def make_links(body: dict[str, Any]) -> dict[str, Any]:
    """Give me my link to join and its code, made on first need."""
    host = _host(_bearer())
    nomination, person_id, language = host.nomination_id, host.person_id, host.language
    found = delegate_links([nomination], datetime.now(UTC), keys())
    acted(person_id)
    return _join(nomination, found[nomination, links.JOIN].text, language)


@blueprint.route(f"{AT}/join/renew", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, JoinOut)
@blueprint.doc(security=BEARER)
def renew_join(body: dict[str, Any]) -> dict[str, Any]:
    """Give me a new link to join and a new code; the old ones are dead."""
    nomination, token, language = _renewed(links.JOIN)
    return _join(nomination, token, language)


@blueprint.route(f"{AT}/calendar/renew", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyAddressOut)
@blueprint.doc(security=BEARER)
def renew_calendar(body: dict[str, Any]) -> dict[str, Any]:
    """Give my calendar a new address; the old one is dead."""
    _nomination, token, _language = _renewed(links.FEED)
    return {"url": address(f"/calendars/me/{token}.ics")}


@blueprint.route(f"{AT}/link/renew", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyAddressOut)
@blueprint.doc(security=BEARER)
def renew_link(body: dict[str, Any]) -> dict[str, Any]:
    """Give my own link a new address, whose last piece is the new token; the old one is dead."""
    _nomination, token, language = _renewed(links.ME)
    return {"url": address(f"/{language}/me/{token}")}


def _renewed(purpose: str) -> tuple[str, str, str]:
    host = _host(_bearer())
    nomination, person_id, language = host.nomination_id, host.person_id, host.language
    token = links.renew(purpose, delegate_bearer(nomination), datetime.now(UTC), keys())
    acted(person_id)
    return nomination, token, language


def _join(nomination: str, token: str, language: str) -> dict[str, Any]:
    code = code_of(delegate_bearer(nomination), keys()) or ""
    return {"url": address(f"/{language}/join/{token}"), "code": code}
