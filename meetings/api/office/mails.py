"""Mails for programs: how sending stands, the phrases mails are built with, and what was sent."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app
from flask.views import MethodView
from flask_babel import force_locale
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import allowed, allowed_on, outside
from meetings.api.contacts.access import BEARER, allowed_everywhere
from meetings.api.cursors import key_asked, next_key
from meetings.api.described import example
from meetings.api.office.people import mail_body
from meetings.api.office.people_shapes import SentMailOut, ToldAgainOut
from meetings.api.programmes import acted_on, answered, both_sides, programme_seen
from meetings.api.shapes import EmptyIn, Given, Shown, listed, revision_seen, rfc3339
from meetings.api.undated import UndatedQuery
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotAllowed, NotFound
from meetings.domain.permissions import Act, reach
from meetings.domain.phrases import Phrases
from meetings.mail.kinds import every_mail
from meetings.queries import catalogue, ledger
from meetings.queries.ledger import Asked
from meetings.queries.outbox import outbox_shown
from meetings.queries.phrases import edited, resting_since, revisions
from meetings.services import phrases as services
from meetings.services.resending import send_again_to_all

blueprint = Blueprint("api_mails", __name__, url_prefix="/api/v1", description="Mails, and what they say.")


class OutboxOut(Shown):
    """How sending stands: messages by state, since when sending rests, and the oldest that waits."""

    states = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata=example({"due": 12})
    )
    rests_since = fields.String(required=True, allow_none=True, metadata=example(None))
    oldest = fields.String(required=True, allow_none=True, metadata=example("2026-11-24T09:00:00Z"))


class MailPhrasesIn(Given):
    """What a mail says around its facts; placeholders like {name} are filled in."""

    subject = fields.String(required=True, metadata=example("Registered: {session}"))
    heading = fields.String(required=True, metadata=example("You are registered"))
    lead = fields.String(required=True, metadata=example("Dear {name},"))


class MailPhrasesOut(Shown):
    """The phrases that staff chose for a mail in a language, in place of ours."""

    key = fields.String(required=True, metadata=example("registered"))
    language = fields.String(required=True, metadata=example("en"))
    subject = fields.String(required=True, metadata=example("Registered: {session}"))
    heading = fields.String(required=True, metadata=example("You are registered"))
    lead = fields.String(required=True, metadata=example("Dear {name},"))
    revision = fields.Integer(required=True, metadata=example(1))


class MailPhrasesList(Shown):
    """All phrases that staff chose."""

    items = fields.List(fields.Nested(MailPhrasesOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class SentQuery(UndatedQuery):
    """Which mails."""

    kind = fields.String(load_default="", validate=validate.Length(max=80), metadata=example("registered"))
    state = fields.String(load_default="", validate=validate.Length(max=40), metadata=example("sent"))
    language = fields.String(load_default="", validate=validate.Length(max=10), metadata=example("fr"))
    text = fields.String(load_default="", validate=validate.Length(max=200), metadata=example("example"))


@blueprint.route("/outbox")
@blueprint.response(200, OutboxOut)
@blueprint.doc(security=BEARER)
def read_outbox() -> Any:
    """Read how sending stands."""
    allowed_everywhere(Act.SEND)
    return _outbox()


@blueprint.route("/outbox/rest", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OutboxOut)
@blueprint.doc(security=BEARER)
def rest(_body: dict[str, Any]) -> Any:
    """Let no mail leave from now on; what is due waits."""
    services.rest(datetime.now(UTC), allowed_everywhere(Act.SEND).actor)
    return _outbox()


@blueprint.route("/outbox/go-on", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OutboxOut)
@blueprint.doc(security=BEARER)
def go_on(_body: dict[str, Any]) -> Any:
    """Let mails leave again."""
    services.go_on(datetime.now(UTC), allowed_everywhere(Act.SEND).actor)
    return _outbox()


@blueprint.route("/mail-phrases")
@blueprint.response(200, MailPhrasesList)
@blueprint.doc(security=BEARER)
def read_phrases() -> Any:
    """List the phrases that staff chose in place of ours."""
    allowed_everywhere(Act.EDIT)
    seen = revisions()
    items = [
        _phrases(key, language, one, seen[key, language])
        for language in LANGUAGES
        for key, one in edited(language).items()
    ]
    return {"items": items, "next": None}


@blueprint.route("/mail-phrases/<key>/<in_language>")
class MailPhrases(MethodView):
    """The phrases of one mail in one language."""

    @blueprint.response(200, MailPhrasesOut)
    @blueprint.doc(security=BEARER)
    def get(self, key: str, in_language: str) -> Response:
        """Read the phrases of a mail; ours, with revision 0, where staff chose none."""
        allowed_everywhere(Act.EDIT)
        _check_key(key, in_language)
        return _answered(key, in_language)

    @blueprint.arguments(MailPhrasesIn)
    @blueprint.response(200, MailPhrasesOut)
    @blueprint.doc(security=BEARER)
    def put(self, body: dict[str, Any], key: str, in_language: str) -> Response:
        """Put phrases in place of ours; `If-Match` is `"r0"` where ours stand."""
        actor, seen = allowed_everywhere(Act.EDIT).actor, revision_seen()
        _check_key(key, in_language)
        given = Phrases(body["subject"], body["heading"], body["lead"])
        now = datetime.now(UTC)
        return acted_on(
            lambda: services.put_phrases(key, in_language, given, revision=seen, now=now, actor=actor),
            body,
            lambda: _answered(key, in_language),
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, key: str, in_language: str) -> Response:
        """Take ours again."""
        actor, seen = allowed_everywhere(Act.EDIT).actor, revision_seen()
        _check_key(key, in_language)
        now = datetime.now(UTC)
        stale = both_sides(
            lambda: services.put_phrases(key, in_language, None, revision=seen, now=now, actor=actor),
            {},
            lambda: _standing(key, in_language),
        )
        return stale or Response(status=204)


@blueprint.route("/programmes/<programme>/mails")
@blueprint.arguments(SentQuery, location="query")
@blueprint.response(200, listed(SentMailOut, "ProgrammeMailList"))
@blueprint.doc(security=BEARER)
def read_sent(query: dict[str, Any], programme: str) -> Any:
    """List what was sent to whom in a programme, the latest first."""
    programme_seen(programme)
    where, after = reach(allowed(Act.PEOPLE), Act.PEOPLE), key_asked(query, datetime, str)
    if not where.touches(programme):
        raise NotAllowed()
    said = {name: query[name].strip() for name in ("kind", "state", "language", "text")}
    narrowed = Asked(**said, now=datetime.now(UTC))
    found = ledger.sent_in(programme, where, narrowed, after=after, size=query["size"])
    items = [mail_body(one) for one in found.sent]
    return {"items": items, "next": next_key(found.next)}


@blueprint.route("/slots/<slot_id>/tell-again", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, ToldAgainOut)
@blueprint.doc(security=BEARER)
def tell_again(_body: dict[str, Any], slot_id: str) -> Any:
    """Tell everybody again whose last mail about a slot failed for good or came too late."""
    allowed(Act.SEND)
    actor = allowed_on(Act.SEND, _session_of(slot_id)).actor
    settling = current_app.config["SETTLING_SECONDS"]
    more = {"host": outside().host, "settling_seconds": settling}
    return {"told": send_again_to_all(slot_id, now=datetime.now(UTC), actor=actor, **more)}


def _session_of(slot_id: str) -> Any:
    """Give the session of a slot; one that is not there answers like one that is closed.

    Raises: NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    try:
        return catalogue.slot(slot_id).session
    except NotFound:
        if reach(allowed(Act.SEND), Act.SEND).everywhere:
            raise
        raise NotAllowed() from None


def _check_key(key: str, language: str) -> None:
    """See that a mail has phrases.

    Raises: NotFound.
    """
    if key not in every_mail() or language not in LANGUAGES:
        raise NotFound()


def _answered(key: str, language: str) -> Response:
    return answered(MailPhrasesOut(), _standing(key, language))


def _standing(key: str, language: str) -> dict[str, Any]:
    with force_locale(language):
        ours = every_mail()[key].phrases()
    chosen = edited(language).get(key, ours)
    return _phrases(key, language, chosen, revisions().get((key, language), 0))


def _phrases(key: str, language: str, one: Phrases, revision: int) -> dict[str, Any]:
    said = {"subject": one.subject, "heading": one.heading, "lead": one.lead}
    return {"key": key, "language": language, "revision": revision} | said


def _outbox() -> dict[str, Any]:
    shown, since = outbox_shown(datetime.now(UTC)), resting_since()
    return {
        "states": shown.states,
        "rests_since": rfc3339(since) if since else None,
        "oldest": rfc3339(shown.oldest) if shown.oldest else None,
    }
