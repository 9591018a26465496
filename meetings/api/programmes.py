"""Programmes, streams and sessions: read by anybody once published, built by organizers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed, open_to_holder, stream_of
from meetings.api.cop.meetings import segments_body, session_bodies
from meetings.api.errors import problem
from meetings.api.programme_shapes import ProgrammeIn, ProgrammeOut, StreamIn, StreamOut
from meetings.api.shapes import (
    PageQuery,
    SessionIn,
    SessionOut,
    listed,
    revision_seen,
    tagged,
    wanted,
)
from meetings.domain.codes import ProgrammeKind, SessionState
from meetings.domain.cop.conferences import is_shown
from meetings.domain.errors import NotFound, Stale
from meetings.domain.live.questions_errors import ChangedByAnother
from meetings.domain.permissions import Act
from meetings.extensions import db, kept
from meetings.queries import catalogue
from meetings.services import programmes as services
from meetings.services.cop.meetings import OF_A_MEETING, change_meeting, create_meeting

blueprint = Blueprint(
    "api_programmes", __name__, url_prefix="/api/v1", description="Programmes and what is in them."
)
BEARER: list[dict[str, list[str]]] = [{"bearer": []}]


def both_sides(act: Callable[[], object], given: Any, stored: Callable[[], Any]) -> Response | None:
    """Do an act; where somebody else was first, answer with what was given, if only the act, and what is stored."""
    try:
        act()
    except (Stale, ChangedByAnother) as error:
        db.session.rollback()
        said = "Somebody else saved this first."
        current, sent = error.values.get("current"), {} if given is None else given
        return problem(412, "stale", said, error.field, current=current, given=sent, stored=stored())
    return None


def acted_on(act: Callable[[], object], given: Any, answer: Callable[[], Response]) -> Response:
    """Do an act and answer with what it was done to; where somebody else was first, with that as it is stored."""
    return both_sides(act, given, lambda: answer().get_json()) or answer()


def answered(schema: Any, row: Any, status: int = 200) -> Response:
    """Answer with something editable and its revision."""
    response = make_response(jsonify(schema.dump(row)), status)
    revision = row["revision"] if isinstance(row, dict) else row.revision
    return tagged(response, revision)


def programme_seen(slug: str) -> Any:
    """Give a programme that whoever asks may see."""
    return catalogue.programme(slug, open_to_holder(Act.SEE))


@blueprint.route("/programmes")
class Programmes(MethodView):
    """All programmes."""

    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, listed(ProgrammeOut, "ProgrammeList"))
    @kept
    def get(self, query: dict[str, Any]) -> Any:
        """List programmes; anybody sees those published."""
        return catalogue.programmes(wanted(query), open_to_holder(Act.SEE))

    @blueprint.arguments(ProgrammeIn)
    @blueprint.response(201, ProgrammeOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Add a programme."""
        actor = allowed(Act.EDIT, str(body.get("slug", ""))).actor
        slug = services.create_programme(body, datetime.now(UTC), actor)
        return answered(ProgrammeOut(), catalogue.programme(slug), 201)


@blueprint.route("/programmes/<programme>")
class Programme(MethodView):
    """One programme."""

    @blueprint.response(200, ProgrammeOut)
    def get(self, programme: str) -> Response:
        """Read a programme."""
        return _whole(programme_seen(programme))

    @blueprint.arguments(ProgrammeIn)
    @blueprint.response(200, ProgrammeOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str) -> Response:
        """Change what is named; `published: true` publishes."""
        actor, seen, now = allowed(Act.EDIT, programme).actor, revision_seen(), datetime.now(UTC)
        stale = both_sides(
            lambda: services.change_programme(programme, body, seen, now, actor),
            body,
            lambda: ProgrammeOut().dump(catalogue.programme(programme)),
        )
        return stale or _whole(catalogue.programme(programme))

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str) -> Response:
        """Delete a draft without sessions."""
        actor, seen, now = allowed(Act.EDIT, programme).actor, revision_seen(), datetime.now(UTC)
        stale = both_sides(
            lambda: services.delete_programme(programme, seen, now, actor),
            None,
            lambda: ProgrammeOut().dump(catalogue.programme(programme)),
        )
        return stale or Response(status=204)


@blueprint.route("/programmes/<programme>/streams")
class Streams(MethodView):
    """The streams of a programme."""

    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, listed(StreamOut, "StreamList"))
    @kept
    def get(self, query: dict[str, Any], programme: str) -> Any:
        """List streams."""
        return catalogue.streams(programme_seen(programme).id, wanted(query))

    @blueprint.arguments(StreamIn)
    @blueprint.response(201, StreamOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str) -> Response:
        """Add a stream."""
        actor = allowed(Act.EDIT, programme).actor
        slug = services.create_stream(programme, body, datetime.now(UTC), actor)
        return answered(StreamOut(), catalogue.stream(programme_seen(programme).id, slug), 201)


@blueprint.route("/programmes/<programme>/streams/<stream>")
class Stream(MethodView):
    """One stream."""

    @blueprint.response(200, StreamOut)
    def get(self, programme: str, stream: str) -> Response:
        """Read a stream."""
        return answered(StreamOut(), catalogue.stream(programme_seen(programme).id, stream))

    @blueprint.arguments(StreamIn)
    @blueprint.response(200, StreamOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, stream: str) -> Response:
        """Change what is named."""
        actor, seen, now = allowed(Act.EDIT, programme, stream).actor, revision_seen(), datetime.now(UTC)
        stale = both_sides(
            lambda: services.change_stream(programme, stream, body, seen, now, actor),
            body,
            lambda: StreamOut().dump(catalogue.stream(programme_seen(programme).id, stream)),
        )
        return stale or answered(StreamOut(), catalogue.stream(programme_seen(programme).id, stream))

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, stream: str) -> Response:
        """Delete a stream that no session is in."""
        actor, seen, now = allowed(Act.EDIT, programme).actor, revision_seen(), datetime.now(UTC)
        stale = both_sides(
            lambda: services.delete_stream(programme, stream, seen, now, actor),
            None,
            lambda: StreamOut().dump(catalogue.stream(programme_seen(programme).id, stream)),
        )
        return stale or Response(status=204)


@blueprint.route("/programmes/<programme>/sessions")
class Sessions(MethodView):
    """The sessions of a programme."""

    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, listed(SessionOut, "SessionList"))
    @kept
    def get(self, query: dict[str, Any], programme: str) -> Any:
        """List sessions with their slots and panel."""
        where, parent = open_to_holder(Act.SEE), programme_seen(programme)
        found = catalogue.sessions(parent.id, wanted(query), where)
        inside = [where.covers(programme, stream_of(row), row.partners) for row in found.items]
        return {"items": session_bodies(parent, found.items, staff=inside), "next": found.next}

    @blueprint.arguments(SessionIn)
    @blueprint.response(201, SessionOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str) -> Response:
        """Add a session, a draft."""
        actor = allowed(Act.EDIT, programme, _stream_given(body), _partners_given(body)).actor
        create = create_meeting if OF_A_MEETING & set(body) else services.create_session
        slug = create(programme, body, datetime.now(UTC), actor)
        return answered(SessionOut(), _session(programme, slug), 201)


@blueprint.route("/programmes/<programme>/sessions/<session>")
class Session(MethodView):
    """One session."""

    @blueprint.response(200, SessionOut)
    def get(self, programme: str, session: str) -> Response:
        """Read a session with its slots and panel."""
        parent = programme_seen(programme)
        row = catalogue.session(parent.id, session)
        inside = open_to_holder(Act.SEE).covers(programme, stream_of(row), row.partners)
        if not inside and (row.state == SessionState.DRAFT or not is_shown(row.audience)):
            raise NotFound()
        return answered(SessionOut(), session_bodies(parent, [row], staff=[inside])[0])

    @blueprint.arguments(SessionIn)
    @blueprint.response(200, SessionOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, session: str) -> Response:
        """Change what is named; `state: published` publishes, `cancelled` cancels with all coming times."""
        row, actor = session_to_change(programme, session)
        if "stream" in body or "partners" in body:
            stream = _stream_given(body) if "stream" in body else stream_of(row)
            partners = _partners_given(body) if "partners" in body else row.partners
            allowed(Act.EDIT, programme, stream, partners)  # nobody moves a session out of their own reach
        seen, now = revision_seen(), datetime.now(UTC)
        change = change_meeting if OF_A_MEETING & set(body) else services.change_session
        stale = both_sides(
            lambda: change(programme, session, body, seen, now, actor),
            body,
            lambda: SessionOut().dump(_session(programme, session)),
        )
        return stale or answered(SessionOut(), _session(programme, session))

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, session: str) -> Response:
        """Delete a draft with its slots."""
        _row, actor = session_to_change(programme, session)
        seen, now = revision_seen(), datetime.now(UTC)
        stale = both_sides(
            lambda: services.delete_session(programme, session, seen, now, actor),
            None,
            lambda: SessionOut().dump(_session(programme, session)),
        )
        return stale or Response(status=204)


def _session(programme: str, slug: str) -> dict[str, Any]:
    parent = catalogue.programme(programme)
    return session_bodies(parent, [catalogue.session(parent.id, slug)], staff=[True])[0]


def _whole(row: Any) -> Response:
    """Answer with a programme and, of a conference, its segments."""
    more = {"segments": segments_body(row)} if row.kind == ProgrammeKind.CONFERENCE else {}
    return tagged(make_response(jsonify(ProgrammeOut().dump(row) | more)), row.revision)


def _stream_given(body: dict[str, Any]) -> str | None:
    slug = body.get("stream")
    return str(slug) if slug is not None else None


def _partners_given(body: dict[str, Any]) -> list[str]:
    found = body.get("partners")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def session_to_change(programme: str, session: str) -> tuple[Any, str]:
    """Give a session and the actor who may change it; one that is not there is nobody's.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may change the whole programme.
    """
    try:
        row = catalogue.session(catalogue.programme(programme).id, session)
    except NotFound:
        allowed(Act.EDIT, programme)
        raise
    return row, allowed(Act.EDIT, programme, stream_of(row), row.partners).actor
