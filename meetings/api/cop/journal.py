"""The daily journal and statements of a conference for programs of organizers: announced, published, declined."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.cop.acting import ListQuery, changed, may, now, page_of, plain, told
from meetings.api.cop.paper_shapes import (
    AnnouncementsIn,
    JournalDayOut,
    StatementOut,
    StatementPublishIn,
    WithdrawIn,
)
from meetings.api.files_given import answers_with, given_back
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain.cop.daily_journal import day_of
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.formats.cop.statement_titles import titles_of
from meetings.queries.cop import daily_journal as queries
from meetings.queries.cop import statements
from meetings.queries.cop.document_desk import programme_number
from meetings.services.cop import daily_journal as services
from meetings.services.cop import statements as statement_services

blueprint = Blueprint(
    "api_journal",
    __name__,
    url_prefix="/api/v1",
    description="The daily journal of conferences and statements of delegations, for programs of staff.",
)
HERE: Final = "/programmes/<programme>"
STATEMENT: Final = f"{HERE}/statements/<sent>"


@blueprint.route(f"{HERE}/journal")
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, listed(JournalDayOut, "JournalDayList"))
@blueprint.doc(security=BEARER)
def days(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List the days of a conference, and of which a journal is published."""
    may(Act.SEE, programme)
    found = page_of(queries.days_at_desk(programme_number(programme)), query, lambda one: one.day.isoformat())
    return found | {"items": [_day(one, None) for one in found["items"]]}


@blueprint.route(f"{HERE}/journal/<day>")
class JournalOfDay(MethodView):
    """The journal of a day."""

    @blueprint.response(200, JournalDayOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, day: str) -> Response:
        """Read what is announced for a day, and the journal as it would be published now."""
        may(Act.SEE, programme)
        return told(JournalDayOut, _of_day(programme, day)())

    @blueprint.arguments(AnnouncementsIn)
    @blueprint.response(200, JournalDayOut)
    @blueprint.doc(security=BEARER)
    def put(self, body: dict[str, Any], programme: str, day: str) -> Response:
        """Keep what is announced for a day; nobody but staff reads it before a copy is published."""
        actor, seen, row = may(Act.EDIT, programme), revision_seen(), _of_day(programme, day)
        given = body["announcements"]
        return changed(
            lambda: services.announce(programme, day_of(day), given, seen, now(), actor),
            body,
            JournalDayOut,
            row,
        )


@blueprint.route(f"{HERE}/journal/<day>/publish", methods=["POST"])
@blueprint.response(200, JournalDayOut)
@blueprint.doc(security=BEARER)
def publish_journal(programme: str, day: str) -> Response:
    """Publish the journal of a day as it stands, a dated copy."""
    actor = may(Act.EDIT, programme)
    services.publish_journal(programme, day_of(day), now(), actor)
    return told(JournalDayOut, _of_day(programme, day)())


@blueprint.route(f"{HERE}/statements")
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, listed(StatementOut, "StatementList"))
@blueprint.doc(security=BEARER)
def sent_statements(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List what delegations sent."""
    may(Act.SEE, programme)
    return page_of(statements.queue(programme_number(programme)), query, lambda one: one.id)


@blueprint.route(f"{STATEMENT}/file")
@blueprint.doc(security=BEARER, responses=answers_with())
def statement_file(programme: str, sent: str) -> Response:
    """Read the file of a statement, also before it is published."""
    may(Act.SEE, programme)
    row = statements.one_statement(programme_number(programme), sent)
    return given_back(row.file, row.bytes, row.media_type, row.file_name)


@blueprint.route(f"{STATEMENT}/publish", methods=["POST"])
@blueprint.arguments(StatementPublishIn)
@blueprint.response(200, StatementOut)
@blueprint.doc(security=BEARER)
def publish_statement(body: dict[str, Any], programme: str, sent: str) -> Response:
    """Publish a statement as it was made."""
    actor, seen, row = may(Act.EDIT, programme), revision_seen(), _statement(programme, sent)
    titles, is_open = titles_of(row()), body["audience"] == "everybody"
    return changed(
        lambda: statement_services.publish_statement(
            programme, sent, body["delivered"], titles, seen, now(), actor, is_open=is_open
        ),
        body,
        StatementOut,
        row,
    )


@blueprint.route(f"{STATEMENT}/decline", methods=["POST"])
@blueprint.arguments(WithdrawIn)
@blueprint.response(200, StatementOut)
@blueprint.doc(security=BEARER)
def decline_statement(body: dict[str, Any], programme: str, sent: str) -> Response:
    """Decline a statement; the delegation reads why."""
    actor, seen, row = may(Act.EDIT, programme), revision_seen(), _statement(programme, sent)
    row()
    return changed(
        lambda: statement_services.decline_statement(programme, sent, body["why"], seen, now(), actor),
        body,
        StatementOut,
        row,
    )


def _statement(programme: str, sent: str) -> Callable[[], Any]:
    return lambda: statements.one_statement(programme_number(programme), sent)


def _of_day(programme: str, day: str) -> Callable[[], dict[str, Any]]:
    wanted = day_of(day)

    def row() -> dict[str, Any]:
        number = programme_number(programme)
        try:
            facts = plain(queries.facts_of(number, wanted, now()))
        except NotFound:
            facts = None  # a conference that is not published has no journal yet
        return _day(queries.day_at_desk(number, wanted), facts)

    return row


def _day(row: Any, facts: Any) -> dict[str, Any]:
    return {
        "day": row.day,
        "segment": row.segment,
        "announcements": [dict(one) for one in row.announcements],
        "published_at": row.last.made_at if row.last else None,
        "copy": row.last.number if row.last else None,
        "facts": facts,
        "revision": row.revision,
    }
