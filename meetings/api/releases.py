"""What panels said of being recorded, for programs: asked, noted with the mail they said it by, and who comes."""

from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint

from meetings.api.by_example import INSTANT, Needed, Null, given, shown
from meetings.api.files import said_beside, sent, sent_start, takes_about
from meetings.api.files_given import as_file
from meetings.api.programmes import BEARER
from meetings.api.reaching import PartQuery, acted, actor, open_slot, part_of, right_now
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.domain.recordings import span_words
from meetings.queries import recordings as queries
from meetings.queries.recordings import ReleaseRow
from meetings.services import releases
from meetings.services.releases import MailGiven, Said

blueprint = Blueprint(
    "api_releases", __name__, url_prefix="/api/v1", description="Who agreed to be recorded."
)
RELEASE: Final = "/slots/<slot_id>/releases/<int:person>"

ReleaseOut = shown(
    "Release",
    "What somebody on the panel said of being recorded.",
    person=41,
    name="Amara Example",
    role="speaker",
    is_confirmed=True,
    state="agreed",
    parts=["0:10:00-0:12:30"],
    asked_at=Null(INSTANT),
    answered_at=Null(INSTANT),
    has_mail=False,
    revision=1,
)
SaidIn = given(
    "ReleaseSaid",
    "What somebody said: `state`, the parts they refuse one a line, and the mail they said it by beside.",
    state=Needed("agreed"),
    parts="0:10:00-0:12:30",
)
ConfirmIn = given("PanelistComes", "Whether somebody on the panel comes.", is_confirmed=Needed(True))


@blueprint.route("/slots/<slot_id>/releases")
@blueprint.arguments(PartQuery, location="query")
@blueprint.response(200, listed(ReleaseOut, "ReleaseList"))
@blueprint.doc(security=BEARER)
def list_releases(query: dict[str, Any], slot_id: str) -> dict[str, Any]:
    """List what everybody on the panel of a time said of being recorded."""
    open_slot(Act.SEE, slot_id)
    return part_of([_release(one) for one in queries.releases(slot_id)], query, lambda one: one["person"])


@blueprint.route(f"{RELEASE}/say", methods=["POST"])
@blueprint.response(200, ReleaseOut)
@takes_about(SaidIn)
@blueprint.doc(security=BEARER)
def note_release(slot_id: str, person: int) -> Response:
    """Note what somebody said, with the mail they said it by where one is sent along."""
    open_slot(Act.EDIT, slot_id)
    _person(slot_id, person)
    body, seen = said_beside(SaidIn), revision_seen()
    mail = MailGiven(*sent_start(releases.MOST_MAIL_BYTES)) if sent() else None
    said = Said(body["state"], body.get("parts", ""), mail)
    return acted(
        ReleaseOut,
        lambda: releases.answer(slot_id, person, said, seen, right_now(), actor()),
        body,
        lambda: _release(_person(slot_id, person)),
    )


@blueprint.route(f"{RELEASE}/ask", methods=["POST"])
@blueprint.response(200, ReleaseOut)
@blueprint.doc(security=BEARER)
def ask(slot_id: str, person: int) -> Response:
    """Note that somebody was asked whether they may be recorded."""
    open_slot(Act.EDIT, slot_id)
    _person(slot_id, person)
    return acted(
        ReleaseOut,
        lambda: releases.ask(slot_id, person, right_now(), actor()),
        None,
        lambda: _release(_person(slot_id, person)),
    )


@blueprint.route(f"{RELEASE}/confirm", methods=["POST"])
@blueprint.arguments(ConfirmIn)
@blueprint.response(200, ReleaseOut)
@blueprint.doc(security=BEARER)
def confirm(body: dict[str, Any], slot_id: str, person: int) -> Response:
    """Note that somebody comes, which asks them about the recording; or that they do not after all."""
    open_slot(Act.EDIT, slot_id)
    row = _person(slot_id, person)
    if not row.panelist_id:
        raise errors.NotFound()
    return acted(
        ReleaseOut,
        lambda: releases.confirm(row.panelist_id, body["is_confirmed"], right_now(), actor()),
        body,
        lambda: _release(_person(slot_id, person)),
    )


@blueprint.route(f"{RELEASE}/mail")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="text/plain")
@blueprint.doc(security=BEARER)
def mail_of(slot_id: str, person: int) -> Response:
    """Give the mail by which somebody said whether they may be recorded, as it came."""
    open_slot(Act.PEOPLE, slot_id)
    raw, name = releases.mail_of(slot_id, _person(slot_id, person).id)
    return as_file(raw, "text/plain; charset=utf-8", name)


def _person(slot_id: str, number: int) -> ReleaseRow:
    """Give somebody on the panel of this time, or who said something of it.

    Raises: NotFound.
    """
    found = next((one for one in queries.releases(slot_id) if one.person_id == number), None)
    if found is None:
        raise errors.NotFound()
    return found


def _release(row: ReleaseRow) -> dict[str, Any]:
    return {
        "person": row.person_id,
        "name": row.name,
        "role": row.role,
        "is_confirmed": row.is_confirmed,
        "state": str(row.state),
        "parts": [span_words(one) for one in row.parts],
        "asked_at": row.asked_at,
        "answered_at": row.answered_at,
        "has_mail": bool(row.mail_name),
        "revision": row.revision,
    }
