"""Applying to a conference: for a body to be admitted, and for a side event, which has an own page by its link."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, make_response
from marshmallow import fields

from meetings.api.access import keys
from meetings.api.bearers import address, blueprint_of, instant_of, token_given
from meetings.api.described import (
    flag,
    instant,
    maybe,
    no_more,
    text,
    texts,
    titles,
    typed,
    typed_list,
    whole,
)
from meetings.api.files import kept_scan, said, takes_file
from meetings.api.programmes import BEARER, acted_on, answered, both_sides
from meetings.api.shapes import EmptyIn, Given, Shown, revision_seen
from meetings.domain.codes import ProgrammeKind
from meetings.domain.cop.admissions_errors import NoConference
from meetings.domain.cop.side_events import ApplicationTyped, application_problems
from meetings.domain.errors import LinkDead, NotFound, SignInNeeded
from meetings.extensions import limiter, strangers
from meetings.queries import desk
from meetings.queries.cop import side_events as queries
from meetings.queries.cop.documents import programme_of_papers
from meetings.queries.cop.side_events import CallShown, EventRow
from meetings.services.cop import admissions
from meetings.services.cop import side_event_merging as merging
from meetings.services.cop import side_events as services
from meetings.services.cop.admissions import ApplicationGiven, check_application
from meetings.services.cop.observers import BODIES

blueprint = blueprint_of("cop_applying", "Applying to a conference: bodies, and side events.")
OWN = "/side-events/me"
MOST_MB = 20
NEEDS = ("name", "category", "field", "contact_name", "contact_email", "statutes")
BODY = {
    "name": "Invented Working Group",
    "acronym": "IWG",
    "category": list(BODIES),
    "field": "mercury in products",
    "contact_name": "Ana Example",
    "contact_email": "ana@example.org",
    "language": "en",
    "country": "GH",
    "address": "1 Example Street, Accra",
}
NAMES = ("name", "category", "field", "contact_name", "contact_email", "acronym", "country", "address")


class AppliedOut(Shown):
    """The code of an application, by which the secretariat finds it."""

    code = text("7K3M-Q9DH")


class SideEventIn(Given):
    """An application for a side event; days as 2026-12-08, languages as codes."""

    title = typed("Mercury in rice")
    abstract = typed("What is known.")
    language = typed("en")
    lead = typed("Body A")
    organizers = typed_list("Body B")
    days = typed_list("2026-12-08")
    mode = typed("online")
    equipment = typed("")
    languages = typed_list("en")
    contact_name = typed("Ana Example")
    contact_email = typed("ana@example.org")


class SideEventNewIn(SideEventIn):
    """An application for a side event in a segment whose call is open."""

    segment = typed("1")


class MergeAnswerIn(Given):
    """Whether a proposal to merge is taken: yes or no."""

    answer = typed("yes")


class SideEventBesideOut(Shown):
    """Another application of a proposal to merge."""

    title = text("Mercury in fish")
    lead = text("Body B")
    organizers = texts("Body C")


class OwnSideEventOut(Shown):
    """An application as its applicant sees it: where it stands, and what it was merged into."""

    id = text("e4k2m8x1q7")
    programme = text("cop")
    segment = text("1")
    title = text("Mercury in rice")
    abstract = text("What is known.")
    language = text("en")
    lead = text("Body A")
    organizers = texts("Body B")
    days = texts("2026-12-08")
    mode = text("online")
    equipment = text("")
    languages = texts("en")
    contact_name = text("Ana Example")
    contact_email = text("ana@example.org")
    state = text("applied")
    reason = maybe("Another day, please.")
    merge_answer = maybe("yes")
    merged_into = maybe("Mercury in food")
    starts_at = instant()
    beside = fields.List(fields.Nested(SideEventBesideOut), required=True)
    revision = whole(1)


class SideEventSentOut(Shown):
    """The applicant's own page; the last piece of its address is the token for `side-events/me`."""

    url = text("https://meetings.example.org/en/side-event/7fK2")


class SideEventCallOut(Shown):
    """The call of a segment: the days, and when it opens and closes."""

    segment = text("1")
    title = titles("First segment")
    days = texts("2026-12-08")
    opens_at = instant()
    closes_at = instant()
    is_open = flag()


class SideEventCallsOut(Shown):
    """The calls of a conference."""

    items = fields.List(fields.Nested(SideEventCallOut), required=True)
    next = no_more()


@blueprint.route("/programmes/<programme>/observers/applications", methods=["POST"])
@limiter.limit(strangers)
@blueprint.response(201, AppliedOut)
@takes_file("statutes", BODY, needs=NEEDS, most=MOST_MB)
def apply(programme: str) -> dict[str, Any]:
    """Apply for a body to be admitted to a conference, with its statutes; open to all."""
    _conference(programme)
    told = {name: said(name) for name in NAMES}
    given = ApplicationGiven(programme=programme, language=said("language", "en"), **told)
    for refusal in check_application(given):
        raise refusal
    try:
        with kept_scan("applications", "statutes", most=MOST_MB) as file:
            return {"code": admissions.apply(given, [file], datetime.now(UTC))}
    except NoConference:
        raise NotFound() from None


def _conference(slug: str) -> None:
    found = desk.programme(slug)
    if found.kind != ProgrammeKind.CONFERENCE or not found.published:
        raise NotFound()


@blueprint.route("/programmes/<programme>/calls-for-side-events")
@blueprint.response(200, SideEventCallsOut)
def calls(programme: str) -> dict[str, Any]:
    """List the calls for side events, segment by segment."""
    shown = programme_of_papers(programme)
    return {"items": [_call(one) for one in queries.calls(shown.id, datetime.now(UTC))]}


@blueprint.route("/programmes/<programme>/side-event-applications", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(SideEventNewIn)
@blueprint.response(201, SideEventSentOut)
def send(body: dict[str, Any], programme: str) -> Response:
    """Apply for a side event while the call of its segment is open; open to all."""
    shown, now, segment = programme_of_papers(programme), datetime.now(UTC), body.pop("segment")
    given = _typed(body)
    _check(given, _call_of(shown.id, segment, now))
    _event, token = services.apply_for(programme, segment, given, now, keys())
    url = address(f"/{given.language}/side-event/{token}")
    return make_response(jsonify({"url": url}), 201)


@blueprint.route(OWN, methods=["GET"])
@blueprint.response(200, OwnSideEventOut)
@blueprint.doc(security=BEARER)
def own() -> Response:
    """Read my application, by the token of its own page."""
    return answered(OwnSideEventOut(), _own()[1])


@blueprint.route(OWN, methods=["PUT"])
@limiter.limit(strangers)
@blueprint.arguments(SideEventIn)
@blueprint.response(200, OwnSideEventOut)
@blueprint.doc(security=BEARER)
def correct(body: dict[str, Any]) -> Response:
    """Correct my application while it waits or was returned; it waits for the secretariat again."""
    programme_id, row = _own()
    seen, now, given = revision_seen(), datetime.now(UTC), _typed(body)
    _check(given, _call_of(programme_id, row["segment"], now))
    stale = both_sides(
        lambda: services.correct(row["id"], given, seen, now), body, lambda: OwnSideEventOut().dump(_own()[1])
    )
    return stale or answered(OwnSideEventOut(), _own()[1])


@blueprint.route(f"{OWN}/withdraw", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(EmptyIn)
@blueprint.response(200, OwnSideEventOut)
@blueprint.doc(security=BEARER)
def withdraw(body: dict[str, Any]) -> Response:
    """Take my application back."""
    _programme, row = _own()
    seen, now = revision_seen(), datetime.now(UTC)
    return acted_on(lambda: services.withdraw_application(row["id"], seen, now), body, _answered)


@blueprint.route(f"{OWN}/merge", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(MergeAnswerIn)
@blueprint.response(200, OwnSideEventOut)
@blueprint.doc(security=BEARER)
def answer_merge(body: dict[str, Any]) -> Response:
    """Answer a proposal to merge my side event with others; with the last yes they are one."""
    _programme, row = _own()
    seen, now = revision_seen(), datetime.now(UTC)
    return acted_on(lambda: merging.answer_merge(row["id"], body["answer"], seen, now), body, _answered)


def _answered() -> Response:
    return answered(OwnSideEventOut(), _own()[1])


def _own() -> tuple[int, dict[str, Any]]:
    """Give the programme's number and the application of whoever holds the link.

    Raises: NotAllowed, SignInNeeded.
    """
    try:
        shown, row = queries.own_event(token_given(), keys())
    except LinkDead:
        raise SignInNeeded() from None
    return shown.id, _body(shown.slug, row)


def _body(programme: str, row: EventRow) -> dict[str, Any]:
    names = ("id", "segment", "title", "abstract", "language", "lead", "mode", "equipment", "contact_name")
    more = ("contact_email", "reason", "merge_answer", "merged_into", "revision")
    beside = ("title", "lead", "organizers")
    return {name: getattr(row, name) for name in (*names, *more)} | {
        "programme": programme,
        "organizers": list(row.organizers),
        "days": list(row.days),
        "languages": list(row.languages),
        "state": str(row.state),
        "starts_at": instant_of(row.starts_at),
        "beside": [{name: getattr(one, name) for name in beside} for one in queries.beside(row)],
    }


def _typed(body: dict[str, Any]) -> ApplicationTyped:
    lists = {"days": tuple(body["days"]), "languages": tuple(body["languages"])}
    return ApplicationTyped(**body | lists | {"organizers": "\n".join(body["organizers"])})


def _check(given: ApplicationTyped, call: CallShown | None) -> None:
    for refusal in application_problems(given, call.days if call else ()):
        raise refusal


def _call_of(programme_id: int, segment: str, now: datetime) -> CallShown | None:
    return next((one for one in queries.calls(programme_id, now) if one.segment == segment), None)


def _call(one: CallShown) -> dict[str, Any]:
    return {
        "segment": one.segment,
        "title": one.title,
        "days": [day.isoformat() for day in one.days],
        "opens_at": instant_of(one.opens_at),
        "closes_at": instant_of(one.closes_at),
        "is_open": one.is_open,
    }
