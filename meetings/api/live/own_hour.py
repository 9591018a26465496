"""The hour by the token of a link to join: how it stands, asking, and the list of speakers; its status for anybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from meetings.api.bearers import bearer_for, blueprint_of, follows_online, instant_of
from meetings.api.files import kept_bytes, kept_paper, said, sent, takes_file
from meetings.api.live.floors import entry_body, items_body
from meetings.api.live.shapes import (
    HourAskQuestionIn,
    HourFloorOut,
    HourQuestionsOut,
    HourStatusOut,
    HourWishIn,
)
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn, rfc3339
from meetings.domain.errors import LinkDead, SignInNeeded
from meetings.domain.live.floor import ACTIVE, BESIDE, Kind, State
from meetings.domain.live.floor_errors import NothingSent
from meetings.domain.live.hours import Stands, begins_at
from meetings.domain.live.questions import check_asking
from meetings.domain.live.questions_errors import QuestionsClosed
from meetings.domain.registrations import check_language
from meetings.extensions import limiter, strangers
from meetings.queries.live import questions as queries
from meetings.queries.live.askers import asker_of, seat_of
from meetings.queries.live.floor import Entry, Floor, floor_of, speaking
from meetings.queries.live.floor_seats import Seat
from meetings.queries.live.floor_seats import seat_of as floor_seat_of
from meetings.queries.live.hours import open_hour
from meetings.services.live import floor_asking as asking
from meetings.services.live.floor_asking import Wish
from meetings.services.live.floor_statements import Sent, send_instead
from meetings.services.live.questions import QuestionGiven, ask

blueprint = blueprint_of("live_hour", "The hour of a time, by the token of a link to join.")
AT = "/joins/slots/<slot_id>"
ENTRY = f"{AT}/floor/<entry_id>"
MOST_LETTERS = 60_000
OWN = (State.SPEAKING, State.LOST, State.LISTED, State.REQUESTED, State.PASSED, State.PARTLY)


@blueprint.route("/slots/<slot_id>/status")
@blueprint.response(200, HourStatusOut)
def status(slot_id: str) -> dict[str, Any]:
    """Read how an hour stands, as everybody may know it."""
    hour, now = open_hour(slot_id), datetime.now(UTC)
    stands, late = hour.stands(now), hour.decided.delay_minutes
    is_told = hour.audience == "public" and stands is Stands.ON
    found = speaking(hour.slot_id) if is_told else None
    return {
        "slot": hour.slot_id,
        "programme": hour.programme,
        "session": hour.session,
        "title": hour.title,
        "state": str(stands),
        "begins_at": rfc3339(begins_at(hour, late)),
        "delay_minutes": late,
        "moved_at": instant_of(hour.moved_at),
        "speaking": found.names if found and found.names else None,
    }


@blueprint.route(f"{AT}/questions", methods=["GET"])
@blueprint.response(200, HourQuestionsOut)
@blueprint.doc(security=BEARER)
def questions(slot_id: str) -> dict[str, Any]:
    """List my questions and what became of them, and those of others that everybody in the hour may read."""
    return _questions(bearer_for("join"), slot_id)


@blueprint.route(f"{AT}/questions", methods=["POST"])
@blueprint.arguments(HourAskQuestionIn)
@blueprint.response(201, HourQuestionsOut)
@blueprint.doc(security=BEARER)
def ask_question(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Ask something in the hour; moderators see it first."""
    bearer = bearer_for("join")
    given = QuestionGiven(
        body["text"],
        check_language(body["language"]),
        is_anonymous=body["is_anonymous"],
        may_be_named=body["may_be_named"],
    )
    ask(_linked(lambda: asker_of(bearer, slot_id, follows_online=follows_online())), given, datetime.now(UTC))
    return _questions(bearer, slot_id)


def _questions(bearer: str, slot_id: str) -> dict[str, Any]:
    seat = _linked(lambda: seat_of(bearer, slot_id, follows_online=follows_online()))
    hour, person = seat.hour, seat.asker.person_id
    others = queries.others_questions(hour.slot_id, person) if hour.decided.shows_questions else []
    return {
        "is_open": _is_open(seat),
        "mine": [_asked(one) for one in queries.own_questions(hour.slot_id, person)],
        "others": [_asked(one) for one in others],
    }


def _is_open(seat: Any) -> bool:
    try:
        check_asking(seat.hour, seat.hour.decided.delay_minutes, datetime.now(UTC))
    except QuestionsClosed:
        return False
    return True


def _asked(one: queries.OwnQuestion) -> dict[str, Any]:
    names = ("id", "state", "reason", "answered_by", "answer", "answer_language")
    return {name: getattr(one, name) for name in names} | {
        "question": one.text,
        "asked_at": rfc3339(one.asked_at),
    }


@blueprint.route(f"{AT}/floor", methods=["GET"])
@blueprint.response(200, HourFloorOut)
@blueprint.doc(security=BEARER)
def floor(slot_id: str) -> dict[str, Any]:
    """Read who has the floor and who is next, my own place, and what I may ask for."""
    return _floor(bearer_for("join"), slot_id)


@blueprint.route(f"{AT}/floor", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(HourWishIn)
@blueprint.response(201, HourFloorOut)
@blueprint.doc(security=BEARER)
def ask_for_floor(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Ask for the floor."""
    wish = Wish(body["kind"], body["item"][:200], body["behalf_of"][:500])
    return _done(slot_id, lambda bearer, now: asking.ask(bearer, slot_id, wish, now))


@blueprint.route(f"{ENTRY}/withdraw", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, HourFloorOut)
@blueprint.doc(security=BEARER)
def withdraw(body: dict[str, Any], slot_id: str, entry_id: str) -> dict[str, Any]:
    """Withdraw what I asked for."""
    return _done(slot_id, lambda bearer, now: asking.withdraw(bearer, slot_id, entry_id, now))


@blueprint.route(f"{ENTRY}/again", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, HourFloorOut)
@blueprint.doc(security=BEARER)
def ask_again(body: dict[str, Any], slot_id: str, entry_id: str) -> dict[str, Any]:
    """Ask to be called again where my connection was lost, with the time that remains."""
    return _done(slot_id, lambda bearer, now: asking.ask_again(bearer, slot_id, entry_id, now))


@blueprint.route(f"{ENTRY}/lost", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, HourFloorOut)
@blueprint.doc(security=BEARER)
def tell_lost(body: dict[str, Any], slot_id: str, entry_id: str) -> dict[str, Any]:
    """Tell the chair that my connection was lost; I keep my turn."""
    return _done(slot_id, lambda bearer, now: asking.tell_lost(bearer, slot_id, entry_id, now))


@blueprint.route(f"{ENTRY}/statement", methods=["POST"])
@limiter.limit(strangers)
@blueprint.response(200, HourFloorOut)
@takes_file(texts={"words": "Madam President, …", "language": "en"}, needs=("language",))
@blueprint.doc(security=BEARER)
def send(slot_id: str, entry_id: str) -> dict[str, Any]:
    """Send a statement instead of speaking: a file, or its words; it has a receipt."""
    bearer_for("join")
    words, language = said("words").strip(), said("language")
    if bool(words) == (sent() is not None):
        raise NothingSent(field="file")
    raw = words[:MOST_LETTERS].replace("\r\n", "\n").encode()
    typed_in = kept_bytes("statements", raw, "text/plain", "statement.txt")
    with typed_in if words else kept_paper("statements") as file:
        given = Sent(language, file)
        return _done(slot_id, lambda bearer, now: send_instead(bearer, slot_id, entry_id, given, now))


def _done(slot_id: str, act: Callable[[str, datetime], Any]) -> dict[str, Any]:
    """Do an act of whoever holds the link, and show the list as it is then."""
    bearer = bearer_for("join")
    _linked(lambda: act(bearer, datetime.now(UTC)))
    return _floor(bearer, slot_id)


def _linked(act: Callable[[], Any]) -> Any:
    """Give what an act gives; a link that leads to nobody any more is none.

    Raises: SignInNeeded.
    """
    try:
        return act()
    except LinkDead:
        raise SignInNeeded() from None


def _floor(bearer: str, slot_id: str) -> dict[str, Any]:
    seat: Seat = _linked(lambda: floor_seat_of(bearer, slot_id))
    found, now = floor_of(seat.slot_id), datetime.now(UTC)
    is_shown = seat.refusal is None and found.is_shown
    speaker = found.speaker if is_shown else None
    own = [one for one in found.entries if seat.holds(one)] if seat.refusal is None else []
    mine = sorted((one for one in own if one.state in OWN), key=lambda one: OWN.index(one.state))
    return {
        "is_open": found.is_open,
        "is_held": found.is_held,
        "may_speak": seat.may_speak,
        "refusal": seat.refusal.code if seat.refusal else None,
        "kinds": [str(one) for one in _kinds(found, seat)],
        "items": items_body(found) if seat.refusal is None else [],
        "speaker": _to_all(speaker, seat, now) if speaker else None,
        "waiting": [_to_all(one, seat, now) for one in found.waiting] if is_shown else [],
        "mine": [entry_body(one, now, is_mine=True) for one in mine],
        "receipts": [
            {"number": each.number, "sent_at": rfc3339(each.sent_at), "file_name": each.file_name}
            for one in own
            for each in one.receipts
        ],
    }


def _to_all(one: Entry, seat: Seat, now: datetime) -> dict[str, Any]:
    """Show somebody on the list as everybody sees them: a participant's name once they have the floor."""
    is_mine = seat.holds(one)
    is_named = is_mine or one.kind is not Kind.PARTICIPANT or one.state is State.SPEAKING
    return entry_body(one if is_named else replace(one, name=""), now, is_mine=is_mine)


def _kinds(found: Floor, seat: Seat) -> list[Kind]:
    """Give what somebody may ask for now: on a closed list, or being on it, points, motions and replies alone."""
    if seat.refusal is not None or not seat.may_speak:
        return []
    is_on = any(seat.holds(one) and one.state in ACTIVE and one.kind not in BESIDE for one in found.entries)
    is_open = found.is_open and not (is_on and not found.items)  # on another item one may ask again
    return [one for one in seat.kinds if is_open or one in BESIDE]
