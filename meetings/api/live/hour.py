"""The hour by the token of a link to join: how it stands, asking, and the list of speakers; its status for anybody."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from meetings.api.bearers import bearer_for, blueprint_of, follows_online, instant_of
from meetings.api.files_sent import form_of, limit, paper, said, sent, storage
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
from meetings.domain.kept_files import FileGiven
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
from meetings.services import uploads
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
@blueprint.doc(
    security=BEARER,
    requestBody=form_of(("language",), file="binary", words="Madam President, …", language="en"),
)
def send(slot_id: str, entry_id: str) -> dict[str, Any]:
    """Send a statement instead of speaking: a file, or its words; it has a receipt."""
    bearer_for("join")
    limit("file")
    words, language = said("words").strip(), said("language")
    if bool(words) == (sent("file") is not None):
        raise NothingSent(field="file")
    raw = words[:MOST_LETTERS].replace("\r\n", "\n").encode()
    typed_in = uploads.put(storage(), "file", "statements", lambda: iter((raw,)), most=1)
    with (
        paper("file", "statements") if not words else nullcontext() as file,
        typed_in if words else nullcontext() as kept,
    ):
        if kept is not None:
            file = FileGiven(kept.key, "text/plain", kept.size, kept.digest, "statement.txt")
        assert file is not None
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


"""The live hour for programs of staff: who is there, questions and what becomes of them, notes, delay and platform."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.by_example import INSTANT, Needed, Null, given, shown
from meetings.api.programmes import BEARER
from meetings.api.reaching import PartQuery, acted, actor, open_slot, part_of, right_now
from meetings.api.shapes import EmptyIn, listed, revision_seen
from meetings.domain.permissions import Act
from meetings.queries.live import desk as queries
from meetings.queries.live import questions as asked
from meetings.queries.live.hours import decided_of
from meetings.queries.live.questions import QuestionRow
from meetings.services.live import notes, questions, telling
from meetings.services.live.questions import Decision

blueprint = Blueprint("api_live", __name__, url_prefix="/api/v1", description="The live hour of a time.")
LIVE: Final = "/slots/<slot_id>/live"
QUESTIONS: Final = f"{LIVE}/questions"

CutOut = shown(
    "LiveCut", "How many of one country or language entered, and are inside.", code="KE", entered=12, inside=9
)
PresenceOut = shown(
    "LivePresence",
    "Who entered and who is inside, as far as the platform tells.",
    is_told=True,
    entered=120,
    inside=97,
    at_entrance=4,
    unknown=3,
    in_rooms=6,
    countries=[CutOut],
    languages=[CutOut],
)
PanelOut = shown(
    "LivePanel",
    "Somebody on the panel, and whether they are here.",
    name="Amara Example",
    role="speaker",
    organization="University of Example",
    state="confirmed",
    minutes=Null(15),
    is_here=True,
)
NoteOut = shown(
    "LiveNote",
    "Something that was written down.",
    text="The line of the second speaker fell.",
    at=INSTANT,
    by="user:7",
)
LiveOut = shown(
    "LiveHour",
    "The hour as the desk has it.",
    slot="k3vq8xw2",
    delay_minutes=0,
    shows_questions=True,
    presence=PresenceOut,
    panel=[PanelOut],
    notes=[NoteOut],
    questions={"new": 3},
)
QuestionOut = shown(
    "LiveQuestion",
    "A question as staff read it.",
    id="q7w2e9rt",
    revision=1,
    state="new",
    text="Which products are still allowed?",
    original="Which products are still allowed?",
    name="Chen Example",
    is_anonymous=False,
    country="KE",
    language="en",
    asked_at=INSTANT,
    reason="",
    merged_into="",
    answered_by="",
    answer="",
    answer_language="",
    like_it=2,
)
DelayIn = given("LiveDelay", "By how many minutes it begins later; 0 for as announced.", minutes=Needed(10))
PlatformIn = given(
    "LivePlatform",
    "Where the meeting is held instead; `keeps_channels` where the other ways in lead there too.",
    address=Needed("https://meet.example.org/2"),
    keeps_channels=False,
)
NoteIn = given(
    "LiveNoteGiven", "Something to be written down.", text=Needed("The line of the second speaker fell.")
)
ReadIn = given("LiveShows", "Whether everybody may read questions that are shown.", shows=Needed(True))
RestOut = shown("LiveLeft", "How many questions were left for the speakers.", left=3)
DecideIn = given(
    "LiveQuestionDecide",
    "What becomes of a question: a state, with what it takes.",
    state=Needed("shown"),
    reason="",
    into="q7w2e9rt",
    by="Amara Example",
    answer="Those of Annex A.",
    language="en",
)
EditIn = given("LiveQuestionEdit", "Its words, put right.", text=Needed("Which products are allowed?"))


@blueprint.route(LIVE)
@blueprint.response(200, LiveOut)
@blueprint.doc(security=BEARER)
def hour(slot_id: str) -> dict[str, Any]:
    """Read who is there, the panel, notes, and how many questions stand where."""
    open_slot(Act.PEOPLE, slot_id)
    return _hour(slot_id)


@blueprint.route(f"{LIVE}/delay", methods=["POST"])
@blueprint.arguments(DelayIn)
@blueprint.response(200, LiveOut)
@blueprint.doc(security=BEARER)
def delay(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Tell everybody that it begins later, or as announced."""
    open_slot(Act.EDIT, slot_id)
    telling.delay(slot_id, body["minutes"], right_now(), actor())
    return _hour(slot_id)


@blueprint.route(f"{LIVE}/platform", methods=["POST"])
@blueprint.arguments(PlatformIn)
@blueprint.response(200, LiveOut)
@blueprint.doc(security=BEARER)
def move_platform(body: dict[str, Any], slot_id: str) -> Response:
    """Lead everybody to another platform; `If-Match` names the revision of the time."""
    page, seen = open_slot(Act.EDIT, slot_id), revision_seen()
    keeps, address = body.get("keeps_channels", False), body["address"]
    return acted(
        LiveOut,
        lambda: telling.move_platform(
            page.slot.id, address, seen, right_now(), actor(), keeps_channels=keeps
        ),
        body,
        lambda: _hour(slot_id) | {"revision": open_slot(Act.EDIT, slot_id).slot.revision},
    )


@blueprint.route(f"{LIVE}/notes", methods=["POST"])
@blueprint.arguments(NoteIn)
@blueprint.response(201, LiveOut)
@blueprint.doc(security=BEARER)
def write_down(body: dict[str, Any], slot_id: str) -> tuple[dict[str, Any], int]:
    """Write something down."""
    open_slot(Act.EDIT, slot_id)
    notes.add_note(slot_id, body["text"], right_now(), actor())
    return _hour(slot_id), 201


@blueprint.route(f"{QUESTIONS}/show", methods=["POST"])
@blueprint.arguments(ReadIn)
@blueprint.response(200, LiveOut)
@blueprint.doc(security=BEARER)
def let_read(body: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """Let everybody read the questions that are shown, or nobody."""
    open_slot(Act.EDIT, slot_id)
    telling.let_read(slot_id, shows=body["shows"], now=right_now(), actor=actor())
    return _hour(slot_id)


@blueprint.route(f"{QUESTIONS}/leave", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, RestOut)
@blueprint.doc(security=BEARER)
def leave_rest(body: dict[str, Any], slot_id: str) -> dict[str, int]:
    """Leave all questions that wait for the speakers."""
    open_slot(Act.EDIT, slot_id)
    return {"left": questions.leave_rest(slot_id, right_now(), actor())}


@blueprint.route(QUESTIONS)
@blueprint.arguments(PartQuery, location="query")
@blueprint.response(200, listed(QuestionOut, "LiveQuestionList"))
@blueprint.doc(security=BEARER)
def list_questions(query: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """List questions, the oldest first."""
    open_slot(Act.PEOPLE, slot_id)
    return part_of(asked.questions_of(slot_id, is_desk=True), query)


@blueprint.route(f"{QUESTIONS}/<question>")
class Question(MethodView):
    """One question."""

    @blueprint.response(200, QuestionOut)
    @blueprint.doc(security=BEARER)
    def get(self, slot_id: str, question: str) -> Response:
        """Read a question."""
        open_slot(Act.PEOPLE, slot_id)
        return acted(QuestionOut, lambda: None, None, lambda: _question(slot_id, question))

    @blueprint.arguments(EditIn)
    @blueprint.response(200, QuestionOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], slot_id: str, question: str) -> Response:
        """Put the words of a question right; what was asked is kept."""
        open_slot(Act.EDIT, slot_id)
        _question(slot_id, question)
        seen = revision_seen()
        return acted(
            QuestionOut,
            lambda: questions.edit(slot_id, question, body["text"], seen, now=right_now(), actor=actor()),
            body,
            lambda: _question(slot_id, question),
        )


@blueprint.route(f"{QUESTIONS}/<question>/decide", methods=["POST"])
@blueprint.arguments(DecideIn)
@blueprint.response(200, QuestionOut)
@blueprint.doc(security=BEARER)
def decide(body: dict[str, Any], slot_id: str, question: str) -> Response:
    """Say what becomes of a question: shown, answered, joined to another, left, set aside."""
    open_slot(Act.EDIT, slot_id)
    _question(slot_id, question)
    seen, decision = revision_seen(), Decision(**body)
    return acted(
        QuestionOut,
        lambda: questions.decide(slot_id, question, decision, seen, now=right_now(), actor=actor()),
        body,
        lambda: _question(slot_id, question),
    )


def _question(slot_id: str, question: str) -> QuestionRow:
    return asked.question_of(slot_id, question, is_desk=True)


def _hour(slot_id: str) -> dict[str, Any]:
    now, decided = right_now(), decided_of(slot_id)
    return {
        "slot": slot_id,
        "delay_minutes": decided.delay_minutes,
        "shows_questions": decided.shows_questions,
        "presence": queries.presence(slot_id, now),
        "panel": queries.panel(slot_id, now),
        "notes": queries.notes(slot_id),
        "questions": {str(state): number for state, number in asked.counts_of(slot_id).items()},
    }
