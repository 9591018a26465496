"""Official letters for programs: written, cleared, signed, sent, corrected and given up; and as PDF."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import outside
from meetings.api.contacts.access import BEARER, allowed_everywhere, day_of
from meetings.api.contacts.letter_shapes import (
    LetterNumberIn,
    LetterNumberOut,
    LetterNumbersOut,
    LetterRecipientsOut,
    LetterStepOut,
    OfficialLetterBegun,
    OfficialLetterIn,
    OfficialLetterLines,
    OfficialLetterOut,
    OfficialLettersQuery,
)
from meetings.api.described import FILE
from meetings.api.programmes import acted_on
from meetings.api.shapes import EmptyIn, revision_seen, rfc3339, tagged
from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.letter_texts import whole
from meetings.domain.contacts.letters import LetterState
from meetings.domain.permissions import Act
from meetings.domain.zones import to_local
from meetings.formats.contacts.letters import TEMPLATE, Setting, corrections, file_name, paper
from meetings.queries.contacts import letters as queries
from meetings.queries.contacts.letter_offices import recipients
from meetings.queries.contacts.letters import LetterLine, LetterShown, Step
from meetings.queries.contacts.letters_old import old_letters
from meetings.services.contacts import letter_sending
from meetings.services.contacts import letters as services
from meetings.services.contacts.letters import LetterGiven

blueprint = Blueprint(
    "api_letters", __name__, url_prefix="/api/v1", description="Official letters to governments."
)
AT_ONCE: Final = 50
PDF: Final = "application/pdf"
STEPS: Final = ("made", "cleared", "signed", "sent", "voided")


@blueprint.route("/letters")
class Letters(MethodView):
    """All official letters."""

    @blueprint.arguments(OfficialLettersQuery, location="query")
    @blueprint.response(200, OfficialLetterLines)
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any]) -> Any:
        """List letters, the one changed last first, with how many governments each reached."""
        allowed_everywhere()
        found: list[LetterLine] = queries.letter_lines(AT_ONCE + 1, _before(query["after"]))
        more = queries.cursor_of(found[AT_ONCE - 1]) if len(found) > AT_ONCE else None
        return {"items": found[:AT_ONCE], "next": more}

    @blueprint.arguments(OfficialLetterBegun)
    @blueprint.response(201, OfficialLetterOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Begin a letter."""
        actor, now = allowed_everywhere().actor, datetime.now(UTC)
        try:
            made = services.draft(body["programme"], body["series"], now, actor)
        except errors.NotFound:
            raise errors.NotAChoice(field="programme") from None
        return _answer(made, 201)


@blueprint.route("/letter-numbers")
class LetterNumbers(MethodView):
    """The numbers of letters."""

    @blueprint.response(200, LetterNumbersOut)
    @blueprint.doc(security=BEARER)
    def get(self) -> Any:
        """List the number given last in each series and year."""
        allowed_everywhere()
        rows = queries.last_numbers()
        return {
            "items": [{"series": one, "year": year, "last": last} for one, year, last in rows],
            "next": None,
        }

    @blueprint.arguments(LetterNumberIn)
    @blueprint.response(200, LetterNumberOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Any:
        """Say which number was given last elsewhere; ours go on from it, never back."""
        allowed_everywhere()
        actor = allowed_everywhere(Act.SIGN).actor
        services.go_on_from(body["series"], body["year"], body["last"], datetime.now(UTC), actor)
        return body


@blueprint.route("/letters/<letter_id>")
class Letter(MethodView):
    """One official letter."""

    @blueprint.response(200, OfficialLetterOut)
    @blueprint.doc(security=BEARER)
    def get(self, letter_id: str) -> Response:
        """Read a letter."""
        allowed_everywhere()
        return _answer(letter_id)

    @blueprint.arguments(OfficialLetterIn)
    @blueprint.response(200, OfficialLetterOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], letter_id: str) -> Response:
        """Change what is named of a draft."""
        actor, seen = allowed_everywhere().actor, revision_seen()
        given, now = _given(queries.letter(letter_id), body), datetime.now(UTC)
        return acted_on(
            lambda: services.save(letter_id, given, seen, now, actor), body, lambda: _answer(letter_id)
        )


@blueprint.route("/letters/<letter_id>/clear", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def clear(body: dict[str, Any], letter_id: str) -> Response:
    """Clear a letter that somebody else wrote; the times it states stand from now on."""
    actor = allowed_everywhere().actor
    return _acted(services.clear, letter_id, revision_seen(), actor, body)


@blueprint.route("/letters/<letter_id>/reopen", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def reopen(body: dict[str, Any], letter_id: str) -> Response:
    """Make a draft again of a letter that is not signed."""
    actor = allowed_everywhere().actor
    return _acted(services.reopen, letter_id, revision_seen(), actor, body)


@blueprint.route("/letters/<letter_id>/sign", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def sign(body: dict[str, Any], letter_id: str) -> Response:
    """Sign a cleared letter; it gets its number."""
    allowed_everywhere()
    actor = allowed_everywhere(Act.SIGN).actor
    return _acted(services.sign, letter_id, revision_seen(), actor, body)


@blueprint.route("/letters/<letter_id>/send", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def send(body: dict[str, Any], letter_id: str) -> Response:
    """Send a signed letter, one mail to each government, once its paper could be set in every language it has."""
    allowed_everywhere()
    actor, seen = allowed_everywhere(Act.SIGN).actor, revision_seen()
    shown = queries.letter(letter_id)
    for language in whole(shown.texts):
        _paper(shown, language, datetime.now(UTC))
    return _acted(letter_sending.send, letter_id, seen, actor, body)


@blueprint.route("/letters/<letter_id>/void", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def void(body: dict[str, Any], letter_id: str) -> Response:
    """Give a letter up that was not sent; its number is not given again."""
    actor = allowed_everywhere().actor
    return _acted(services.void, letter_id, revision_seen(), actor, body)


@blueprint.route("/letters/<letter_id>/correct", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(201, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def correct(_body: dict[str, Any], letter_id: str) -> Response:
    """Draft the letter that puts a sent one right whose times have moved, in every language it has."""
    actor, now = allowed_everywhere().actor, datetime.now(UTC)
    shown, found = queries.letter(letter_id), old_letters(letter_id=letter_id)
    times = list(found[0].times) if found else []
    texts = corrections(shown, times, _setting(shown, now))
    return _answer(services.draft_correction(letter_id, texts, now, actor), 201)


@blueprint.route("/letters/<letter_id>/recipients")
@blueprint.response(200, LetterRecipientsOut)
@blueprint.doc(security=BEARER)
def read_recipients(letter_id: str) -> Any:
    """List each government a letter went to and what became of that; before it is sent, to whom it would go."""
    allowed_everywhere()
    shown, now = queries.letter(letter_id), datetime.now(UTC)
    if shown.state == LetterState.VOID:
        return {"items": [], "next": None}
    if shown.state == LetterState.SENT:
        return {"items": [_sent(one) for one in recipients(shown.id)], "next": None}
    corrected = shown.corrects[0] if shown.corrects else None
    on = to_local(now, shown.programme.zone).date()
    found = letter_sending.would_go_to(
        corrected, shown.whom, shown.treaty, on, copies=shown.copies, instead=shown.instead
    )
    return {"items": [_due(one) for one in found], "next": None}


@blueprint.route("/letters/<letter_id>/<letter_language>.pdf")
@blueprint.response(200, FILE, content_type=PDF)
@blueprint.doc(security=BEARER)
def pdf(letter_id: str, letter_language: str) -> Response:
    """Read a letter as PDF in one of its languages; one that is not signed says that it is a draft."""
    allowed_everywhere()
    shown = queries.letter(letter_id)
    if letter_language not in shown.texts:
        raise errors.NotFound()
    answer = Response(_paper(shown, letter_language, datetime.now(UTC)), content_type=PDF)
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name(shown.symbol, letter_language)}"'
    return answer


def _before(cursor: str) -> str:
    """Read where the page before ended.

    Raises: NotAChoice.
    """
    try:
        if cursor:
            queries.read_cursor(cursor)
    except ValueError:
        raise errors.NotAChoice(field="after", value=cursor) from None
    return cursor


def _setting(shown: LetterShown, now: datetime) -> Setting:
    return Setting(outside().base_url, outside().site_name, to_local(now, shown.programme.zone).date(), {})


def _paper(shown: LetterShown, language: str, now: datetime) -> bytes:
    made: bytes = outside().typesetter.pdf(TEMPLATE, paper(shown, language, _setting(shown, now)))
    return made


def _given(shown: LetterShown, body: dict[str, Any]) -> LetterGiven:
    empty = {"subject": "", "body": ""}
    texts = {one: shown.texts.get(one, empty) for one in LANGUAGES} | body.get("texts", {})
    return LetterGiven(
        series=body.get("series", shown.series),
        texts=texts,
        dated_on=day_of(body["dated_on"], "dated_on") if "dated_on" in body else shown.dated_on,
        signatory=body.get("signatory", shown.signatory),
        signatory_title=body.get("signatory_title", shown.signatory_title),
        whom=body.get("whom", shown.whom),
        copies=tuple(body.get("copies", shown.copies)),
        instead=body.get("instead", shown.instead),
    )


def _acted(act: Callable[..., object], letter_id: str, seen: int, actor: str, body: Any) -> Response:
    """Do an act on a letter as it was seen, and answer with it."""
    now = datetime.now(UTC)
    return acted_on(lambda: act(letter_id, seen, now, actor), body, lambda: _answer(letter_id))


def _answer(letter_id: str, status: int = 200) -> Response:
    shown = queries.letter(letter_id)
    steps: dict[str, Step] = {name: step for name in STEPS if (step := getattr(shown, name))}
    facts = OfficialLetterOut(exclude=("steps", "corrects")).dump(shown) | {
        "steps": {name: LetterStepOut().dump(step) for name, step in steps.items()},
        "corrects": shown.corrects[0] if shown.corrects else None,
    }
    return tagged(make_response(jsonify(facts), status), shown.revision)


def _sent(one: Any) -> dict[str, Any]:
    names = ("country", "language", "to", "copies", "reason", "is_instead", "state", "refused")
    sent_at = rfc3339(one.sent_at) if one.sent_at else None
    return {name: getattr(one, name) for name in names} | {"sent_at": sent_at}


def _due(one: Any) -> dict[str, Any]:
    names = ("country", "to", "copies", "is_instead")
    reason = str(one.reason) if one.reason else None
    nothing: dict[str, Any] = {"language": None, "state": None, "sent_at": None, "refused": []}
    return {name: getattr(one, name) for name in names} | nothing | {"reason": reason}
