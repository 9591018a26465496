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
    return part_of(asked.questions_of(slot_id, is_desk=True), query, lambda one: one.id)


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
