"""Official letters for programs: written, cleared, signed, sent, corrected and given up; and as PDF."""

from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, current_app, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.contacts.access import BEARER, allowed_everywhere, day_of
from meetings.api.contacts.contacts import FILE, example
from meetings.api.shapes import EmptyIn, Given, Shown, revision_seen, rfc3339, tagged
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
TEXTS: Final = {"en": {"subject": "Minamata Online", "body": "The season begins.\n\n{{calendar}}"}}
STEPS: Final = ("made", "cleared", "signed", "sent", "voided")


class OfficialLetterText(Given):
    """A letter in one language."""

    subject = fields.String(load_default="", metadata=example("Minamata Online"))
    body = fields.String(load_default="", metadata=example("The season begins.\n\n{{calendar}}"))


class OfficialLetterBegun(Given):
    """A letter to begin, of a season or conference."""

    programme = fields.String(required=True, metadata=example("season-2026"))
    series = fields.String(load_default="MC/ES", metadata=example("MC/ES"))


class OfficialLetterIn(Given):
    """What is changed of a draft; what is left out stays, of the texts each language by itself."""

    series = fields.String(metadata=example("MC/ES"))
    texts = fields.Dict(
        keys=fields.String(), values=fields.Nested(OfficialLetterText), metadata=example(TEXTS)
    )
    dated_on = fields.String(allow_none=True, metadata=example("2026-11-29"))
    signatory = fields.String(metadata=example("Ada Example"))
    signatory_title = fields.String(metadata=example("Executive Secretary"))
    whom = fields.String(metadata=example("parties"))
    copies = fields.List(fields.String(metadata=example("focal_point")))
    instead = fields.Boolean(metadata=example(True))


class LetterStepOut(Shown):
    """What was done to a letter, when and by whom."""

    at = fields.Function(lambda one: rfc3339(one.at), metadata=example("2026-11-29T09:00:00Z"))
    by = fields.String(required=True, metadata=example("user:1"))


class OfficialLetterLineOut(Shown):
    """A letter in a list; governments are those it went to."""

    id = fields.String(required=True, metadata=example("lett2345"))
    symbol = fields.String(required=True, metadata=example("MC/ES/2026/31"))
    state = fields.String(required=True, metadata=example("sent"))
    dated_on = fields.Date(required=True, allow_none=True, metadata=example("2026-11-29"))
    updated_at = fields.Function(
        lambda one: rfc3339(one.updated_at), metadata=example("2026-11-29T09:00:00Z")
    )
    corrects = fields.String(required=True, metadata=example(""))
    governments = fields.Integer(required=True, metadata=example(150))
    reached = fields.Integer(required=True, metadata=example(141))
    unreached = fields.Integer(required=True, metadata=example(9))


class OfficialLetterLines(Shown):
    """Letters, the one changed last first."""

    items = fields.List(fields.Nested(OfficialLetterLineOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example("2026-11-24T09:00:00+00:00"))


class OfficialLetterOut(Shown):
    """A letter: its words, whom it goes to, and what was done to it."""

    id = fields.String(required=True, metadata=example("lett2345"))
    symbol = fields.String(required=True, metadata=example("MC/ES/2026/31"))
    series = fields.String(required=True, metadata=example("MC/ES"))
    state = fields.String(required=True, metadata=example("draft"))
    texts = fields.Dict(
        keys=fields.String(), values=fields.Nested(OfficialLetterText), metadata=example(TEXTS)
    )
    dated_on = fields.Date(required=True, allow_none=True, metadata=example("2026-11-29"))
    signatory = fields.String(required=True, metadata=example("Ada Example"))
    signatory_title = fields.String(required=True, metadata=example("Executive Secretary"))
    whom = fields.String(required=True, metadata=example("parties"))
    copies = fields.List(fields.String(metadata=example("focal_point")), required=True)
    instead = fields.Boolean(required=True, metadata=example(True))
    corrects = fields.String(allow_none=True, metadata=example(None))
    steps = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(LetterStepOut),
        metadata=example({"made": {"at": "2026-11-29T09:00:00Z", "by": "user:1"}}),
    )
    revision = fields.Integer(required=True, metadata=example(2))


class LetterOfficeOut(Shown):
    """Somebody a letter goes to, or a copy of it."""

    kind = fields.String(required=True, metadata=example("official_channel"))
    name = fields.String(required=True, metadata=example("Ministry of Examples"))
    address = fields.String(required=True, metadata=example("office@example.org"))


class LetterRecipientOut(Shown):
    """A government a letter went to, or would go to; `reason` says why it does not."""

    country = fields.String(required=True, metadata=example("KE"))
    language = fields.String(required=True, allow_none=True, metadata=example("en"))
    to = fields.List(fields.Nested(LetterOfficeOut), required=True)
    copies = fields.List(fields.Nested(LetterOfficeOut), required=True)
    reason = fields.String(required=True, allow_none=True, metadata=example(None))
    is_instead = fields.Boolean(required=True, metadata=example(False))
    state = fields.String(required=True, allow_none=True, metadata=example("sent"))
    sent_at = fields.String(required=True, allow_none=True, metadata=example("2026-11-29T09:00:12Z"))
    refused = fields.List(fields.String(metadata=example("copy@example.org")), required=True)


class LetterRecipientsOut(Shown):
    """All governments of a letter."""

    items = fields.List(fields.Nested(LetterRecipientOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class LetterNumberIn(Given):
    """The number that was given last elsewhere, in a series and year."""

    series = fields.String(required=True, metadata=example("MC/ES"))
    year = fields.Integer(required=True, validate=validate.Range(1900, 9999), metadata=example(2026))
    last = fields.Integer(required=True, validate=validate.Range(0, 1_000_000), metadata=example(30))


class LetterNumberOut(Shown):
    """The number that was given last, in a series and year."""

    series = fields.String(required=True, metadata=example("MC/ES"))
    year = fields.Integer(required=True, metadata=example(2026))
    last = fields.Integer(required=True, metadata=example(30))


class LetterNumbersOut(Shown):
    """The numbers given last."""

    items = fields.List(fields.Nested(LetterNumberOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class OfficialLettersQuery(Shown):
    """Which page of the letters: `after` is the moment that the page before gave as `next`."""

    after = fields.String(load_default="", validate=validate.Length(max=40), metadata=example(""))


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
        more = found[AT_ONCE - 1].updated_at.isoformat() if len(found) > AT_ONCE else None
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
        given = _given(queries.letter(letter_id), body)
        services.save(letter_id, given, seen, datetime.now(UTC), actor)
        return _answer(letter_id)


@blueprint.route("/letters/<letter_id>/clear", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def clear(_body: dict[str, Any], letter_id: str) -> Response:
    """Clear a letter that somebody else wrote; the times it states stand from now on."""
    actor = allowed_everywhere().actor
    services.clear(letter_id, revision_seen(), datetime.now(UTC), actor)
    return _answer(letter_id)


@blueprint.route("/letters/<letter_id>/reopen", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def reopen(_body: dict[str, Any], letter_id: str) -> Response:
    """Make a draft again of a letter that is not signed."""
    actor = allowed_everywhere().actor
    services.reopen(letter_id, revision_seen(), datetime.now(UTC), actor)
    return _answer(letter_id)


@blueprint.route("/letters/<letter_id>/sign", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def sign(_body: dict[str, Any], letter_id: str) -> Response:
    """Sign a cleared letter; it gets its number."""
    allowed_everywhere()
    actor = allowed_everywhere(Act.SIGN).actor
    services.sign(letter_id, revision_seen(), datetime.now(UTC), actor)
    return _answer(letter_id)


@blueprint.route("/letters/<letter_id>/send", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def send(_body: dict[str, Any], letter_id: str) -> Response:
    """Send a signed letter, one mail to each government, once its paper could be set in every language it has."""
    allowed_everywhere()
    actor, seen, now = allowed_everywhere(Act.SIGN).actor, revision_seen(), datetime.now(UTC)
    shown = queries.letter(letter_id)
    for language in whole(shown.texts):
        _paper(shown, language, now)
    letter_sending.send(letter_id, seen, now, actor)
    return _answer(letter_id)


@blueprint.route("/letters/<letter_id>/void", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OfficialLetterOut)
@blueprint.doc(security=BEARER)
def void(_body: dict[str, Any], letter_id: str) -> Response:
    """Give a letter up that was not sent; its number is not given again."""
    actor = allowed_everywhere().actor
    services.void(letter_id, revision_seen(), datetime.now(UTC), actor)
    return _answer(letter_id)


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
        is_moment = not cursor or datetime.fromisoformat(cursor).tzinfo is not None
    except ValueError:
        is_moment = False
    if not is_moment:
        raise errors.NotAChoice(field="after", value=cursor)
    return cursor


def _setting(shown: LetterShown, now: datetime) -> Setting:
    outside = current_app.extensions["outside"]
    return Setting(outside.base_url, outside.site_name, to_local(now, shown.programme.zone).date(), {})


def _paper(shown: LetterShown, language: str, now: datetime) -> bytes:
    outside = current_app.extensions["outside"]
    made: bytes = outside.typesetter.pdf(TEMPLATE, paper(shown, language, _setting(shown, now)))
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
