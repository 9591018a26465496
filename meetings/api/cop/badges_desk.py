"""Badges and letters of a conference made by a program of officers: for many at once, and those of one person."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from meetings.api.access import outside
from meetings.api.cop.acting import ListQuery, may, now, page_of, told
from meetings.api.cop.badge_shapes import (
    BadgeReasonIn,
    BadgesMakeIn,
    BearerOut,
    BearersOut,
    BearersQuery,
    LettersMakeIn,
    PaperIn,
    PaperOut,
    WorkOut,
)
from meetings.api.files_given import answers_with, as_file
from meetings.api.programmes import BEARER
from meetings.api.reaching import part_of
from meetings.api.shapes import listed
from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.badges import read_badge_code
from meetings.domain.cop.codes import BadgeState
from meetings.domain.cop.papers import check_kind, read_paper_code
from meetings.domain.permissions import Act
from meetings.domain.registrations import check_language
from meetings.formats.cop import badges as formats
from meetings.formats.cop import given_letters
from meetings.queries.cop import badges as queries
from meetings.queries.cop import papers as letters
from meetings.queries.cop.arrivals import settings_of
from meetings.queries.cop.badges import CHOICES, Asked, Bearer, SegmentShown
from meetings.queries.cop.papers import PaperShown
from meetings.services.cop import badges as services
from meetings.services.cop import paper_work, papers
from meetings.services.cop.identities import photos_of

blueprint = Blueprint(
    "api_badges_desk",
    __name__,
    url_prefix="/api/v1",
    description="Badges and letters of conferences, made by programs of officers.",
)
HERE: Final = "/programmes/<programme>"
SEGMENT: Final = f"{HERE}/segments/<segment>"
PERSON: Final = f"{HERE}/participations/<participation>"
BADGE: Final = f"{HERE}/badges/<badge>"


class InLanguage(Schema):
    """In which language a paper is made."""

    language = fields.String(
        load_default="en", validate=validate.OneOf(LANGUAGES), metadata={"example": "fr"}
    )


@blueprint.route(f"{SEGMENT}/bearers")
@blueprint.arguments(BearersQuery, location="query")
@blueprint.response(200, BearersOut)
@blueprint.doc(security=BEARER)
def bearers(query: dict[str, Any], programme: str, segment: str) -> Response:
    """List the people of a segment with the badges they have, or are due."""
    may(Act.ACCREDIT, programme)
    of = segment_of(programme, segment)
    part = part_of(queries.matching(of.id, _asked(query)), query | {"size": queries.SIZE}, str)
    body = {
        "items": queries.bearers_of(part["items"]),
        "counts": {str(name): number for name, number in queries.counted(of.id).items()},
        "next": part["next"],
    }
    return told(BearersOut, body)


@blueprint.route(f"{SEGMENT}/badges/make", methods=["POST"])
@blueprint.arguments(BadgesMakeIn)
@blueprint.response(202, WorkOut)
@blueprint.doc(security=BEARER)
def make_badges(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Ask for the badges of all that are narrowed to, to print; the job says how far it is, and has the file."""
    actor = may(Act.ACCREDIT, programme)
    if body["form"] not in set(formats.Form):
        raise errors.NotAChoice(field="form", value=body["form"][:20])
    ids = queries.matching(segment_of(programme, segment).id, _asked(body))
    job = paper_work.ask_for_badges(programme, ids, body["form"], body["language"], now=now(), actor=actor)
    return told(WorkOut, {"job": job}, 202)


@blueprint.route(f"{SEGMENT}/letters/make", methods=["POST"])
@blueprint.arguments(LettersMakeIn)
@blueprint.response(202, WorkOut)
@blueprint.doc(security=BEARER)
def make_letters(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Ask for letters to all that are narrowed to, to print; the job says how far it is, and has the file."""
    actor = may(Act.ACCREDIT, programme)
    ids = queries.matching(segment_of(programme, segment).id, _asked(body))
    job = paper_work.ask_for_letters(programme, ids, body["kind"], body["language"], now=now(), actor=actor)
    return told(WorkOut, {"job": job}, 202)


@blueprint.route(f"{PERSON}/badge", methods=["POST"])
@blueprint.response(200, BearerOut)
@blueprint.doc(security=BEARER)
def issue(programme: str, participation: str) -> Response:
    """Issue somebody's badge; one that stands already stays."""
    actor = may(Act.ACCREDIT, programme)
    one = _one(programme, participation)
    services.issue(one.participation_id, now(), actor)
    return told(BearerOut, _one(programme, participation))


@blueprint.route(f"{BADGE}/reissue", methods=["POST"])
@blueprint.arguments(BadgeReasonIn)
@blueprint.response(200, BearerOut)
@blueprint.doc(security=BEARER)
def reissue(body: dict[str, Any], programme: str, badge: str) -> Response:
    """Make a badge anew; the old one opens nothing any more."""
    return _on_badge(services.reissue, body["reason"], programme, badge)


@blueprint.route(f"{BADGE}/suspend", methods=["POST"])
@blueprint.arguments(BadgeReasonIn)
@blueprint.response(200, BearerOut)
@blueprint.doc(security=BEARER)
def suspend(body: dict[str, Any], programme: str, badge: str) -> Response:
    """Let a badge be refused at the entrance from now on."""
    return _on_badge(services.suspend, body["reason"], programme, badge)


@blueprint.route(f"{BADGE}/lift", methods=["POST"])
@blueprint.arguments(BadgeReasonIn)
@blueprint.response(200, BearerOut)
@blueprint.doc(security=BEARER)
def lift(body: dict[str, Any], programme: str, badge: str) -> Response:
    """Let a suspended badge be valid again."""
    return _on_badge(services.lift, body["reason"], programme, badge)


@blueprint.route(f"{BADGE}/file")
@blueprint.arguments(InLanguage, location="query")
@blueprint.doc(security=BEARER, responses=answers_with("application/pdf"))
def badge_file(query: dict[str, Any], programme: str, badge: str) -> Response:
    """Read a badge that stands, as PDF."""
    may(Act.ACCREDIT, programme)
    one = _badge(programme, badge)
    if one.badge_state != BadgeState.VALID:
        raise errors.NotFound()
    photos = photos_of([one.nomination_id], shelf=outside().identity_shelf, storage=outside().storage)
    facts = formats.facts_of(one, outside().site_name, photos.get(one.nomination_id))
    data = formats.paper([facts], query["language"], formats.Form.A6)
    raw = outside().typesetter.pdf(formats.TEMPLATE, data)
    return as_file(raw, "application/pdf", f"badge-{one.code}.pdf")


@blueprint.route(f"{PERSON}/letters")
class Papers(MethodView):
    """The letters that were given to somebody in a segment."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, listed(PaperOut, "PaperList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, participation: str) -> dict[str, Any]:
        """List the letters that somebody was given."""
        may(Act.ACCREDIT, programme)
        one = _one(programme, participation).participation_id
        return page_of(letters.papers_of([one]).get(one, []), query, lambda each: each.code)

    @blueprint.arguments(PaperIn)
    @blueprint.response(201, PaperOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str, participation: str) -> Response:
        """Give a letter; one with the passport's number is answered with as PDF at once, and reading it is noted."""
        actor, one = may(Act.ACCREDIT, programme), _one(programme, participation)
        said = (body["kind"], body["language"])
        if body["with_passport"]:
            ids, shelf = (one.participation_id, one.nomination_id, one.state), outside().identity_shelf
            code, number = paper_work.make_visa_letter(*ids, said, now=now(), actor=actor, shelf=shelf)
            return _printed(letters.paper(code), number)
        kind, language = check_kind(said[0]), check_language(said[1])
        code = papers.make(one.participation_id, kind, language, now(), actor=actor)
        return told(PaperOut, letters.paper(code), 201)


@blueprint.route(f"{HERE}/letters/<given>/file")
@blueprint.doc(security=BEARER, responses=answers_with("application/pdf"))
def paper_file(programme: str, given: str) -> Response:
    """Read a letter that stands as PDF; one with a passport's number is given only when it is made."""
    may(Act.ACCREDIT, programme)
    shown = letters.paper(read_paper_code(given) or "")
    if shown.bearer.segment.programme != programme or shown.standing != "valid" or shown.with_passport:
        raise errors.NotFound()
    return _printed(shown)


def segment_of(programme: str, slug: str) -> SegmentShown:
    """Give a segment of a conference.

    Raises: NotFound.
    """
    found = next((one for one in queries.segments(programme) if one.slug == slug), None)
    if found is None:
        raise errors.NotFound()
    return found


def _printed(shown: PaperShown, passport: str = "") -> Response:
    head = settings_of(shown.bearer.segment.programme)
    facts = given_letters.facts_of(shown, head, outside().base_url, outside().site_name, passport)
    data = given_letters.paper([facts], shown.language)
    raw = outside().typesetter.pdf(given_letters.TEMPLATE, data)
    return as_file(raw, "application/pdf", f"{shown.kind}-{shown.code}.pdf")


def _asked(given: dict[str, Any]) -> Asked:
    state = given["state"] if given["state"] in set(map(str, CHOICES)) else ""
    return Asked(given["text"].strip()[:100], state)


def _one(programme: str, participation: str) -> Bearer:
    found = queries.bearers_of([participation])
    if not found or found[0].segment.programme != programme:
        raise errors.NotFound()
    return found[0]


def _badge(programme: str, typed: str) -> Bearer:
    """Give the bearer of a badge of a conference, if it is the one they have now.

    Raises: NotFound.
    """
    code = read_badge_code(typed) or ""
    one = _one(programme, queries.badge(code=code).participation_id)
    if one.code != code:
        raise errors.NotFound()
    return one


def _on_badge(do: Callable[..., Any], reason: str, programme: str, badge: str) -> Response:
    actor = may(Act.ACCREDIT, programme)
    one = _badge(programme, badge)
    do(one.code, reason, now(), actor)
    return told(BearerOut, _one(programme, one.participation_id))
