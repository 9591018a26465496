"""Credentials for programs of officers: what came is kept and read, what the Bureau found is noted, and its reports."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.cop.acting import ListQuery, changed, done_together, may, now, page_of, plain, told
from meetings.api.cop.credentials_shapes import (
    BureauCopyOut,
    BureauReportOut,
    CarryIn,
    CredentialsDoneOut,
    CredentialsFullOut,
    CredentialsMoveIn,
    CredentialsRecordIn,
    ExaminedIn,
)
from meetings.api.files import if_sent, kept_scan, said, takes_file
from meetings.api.files_given import answers_with, given_back
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.cop.credentials import FILE_KINDS
from meetings.domain.cop.tracks import Says
from meetings.domain.permissions import Act
from meetings.queries.cop import bureau_reports as reports
from meetings.queries.cop import credentials as queries
from meetings.services.cop import bureau_reports
from meetings.services.cop import credentials as services
from meetings.services.cop.credentials import Done, Examined, Read, Where

blueprint = Blueprint(
    "api_credentials_desk",
    __name__,
    url_prefix="/api/v1",
    description="Credentials of delegations as officers work on them, and the Bureau's reports.",
)
SEGMENT: Final = "/programmes/<programme>/segments/<segment>"
ONE: Final = f"{SEGMENT}/credentials/<delegation_id>"
MOST_SCAN_MB: Final = 20
KINDS: Final = tuple(str(one) for one in FILE_KINDS)
REPORTS: Final = f"{SEGMENT}/credentials-reports"


@blueprint.route(ONE)
@blueprint.response(200, CredentialsFullOut)
@blueprint.doc(security=BEARER)
def one_credentials(programme: str, segment: str, delegation_id: str) -> Response:
    """Read what came of a delegation, what it says, whom it names beside whom they nominated, and every move."""
    may(Act.ACCREDIT, programme)
    return told(CredentialsFullOut, _whole(programme, segment, delegation_id))


@blueprint.route(f"{ONE}/receive", methods=["POST"])
@blueprint.response(200, CredentialsFullOut)
@takes_file(texts={"kind": KINDS}, needs=("kind",), most=MOST_SCAN_MB)
@blueprint.doc(security=BEARER)
def receive(programme: str, segment: str, delegation_id: str) -> Response:
    """Note that credentials came, a copy or the original, with a scan where there is one."""
    actor, seen = may(Act.ACCREDIT, programme), revision_seen()
    _whole(programme, segment, delegation_id)
    where, kind = Where(programme, segment, delegation_id, seen), said("kind")

    def take() -> None:
        with if_sent(kept_scan("credentials", most=MOST_SCAN_MB)) as kept:
            services.receive(where, kind, kept, now(), actor)

    return _changed(take, {"kind": kind}, programme, segment, delegation_id)


@blueprint.route(f"{ONE}/record", methods=["POST"])
@blueprint.arguments(CredentialsRecordIn)
@blueprint.response(200, CredentialsFullOut)
@blueprint.doc(security=BEARER)
def record(body: dict[str, Any], programme: str, segment: str, delegation_id: str) -> Response:
    """Keep what credentials say, and whom they name."""
    actor, seen = may(Act.ACCREDIT, programme), revision_seen()
    _whole(programme, segment, delegation_id)
    where = Where(programme, segment, delegation_id, seen)
    read = Read(**body | {"people": tuple(body["people"]), "others": tuple(body["others"])})
    return _changed(
        lambda: services.record(where, read, now(), actor), body, programme, segment, delegation_id
    )


@blueprint.route(f"{ONE}/move", methods=["POST"])
@blueprint.arguments(CredentialsMoveIn)
@blueprint.response(200, CredentialsFullOut)
@blueprint.doc(security=BEARER)
def move(body: dict[str, Any], programme: str, segment: str, delegation_id: str) -> Response:
    """Move credentials: in order, provisional, incomplete, not accepted."""
    actor, seen = may(Act.ACCREDIT, programme), revision_seen()
    _whole(programme, segment, delegation_id)
    where, says = Where(programme, segment, delegation_id, seen), Says(body["reason"], body["authority"])
    on = body["examined_on"]
    return _changed(
        lambda: services.move(where, body["to"], now(), actor, says=says, examined_on=on),
        body,
        programme,
        segment,
        delegation_id,
    )


@blueprint.route(f"{ONE}/files/<scan>")
@blueprint.doc(security=BEARER, responses=answers_with())
def scan_file(programme: str, segment: str, delegation_id: str, scan: str) -> Response:
    """Read a file of a delegation's credentials."""
    may(Act.ACCREDIT, programme)
    row = queries.credentials_file(queries.segment(programme, segment), delegation_id, scan)
    return given_back(row.file, row.bytes, row.media_type, row.file_name)


@blueprint.route(f"{SEGMENT}/credentials/examine", methods=["POST"])
@blueprint.arguments(ExaminedIn)
@blueprint.response(200, CredentialsDoneOut)
@blueprint.doc(security=BEARER)
def examine(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Keep what the Bureau found of several delegations; those that changed meanwhile are left and named."""
    actor = may(Act.ACCREDIT, programme)
    queries.segment(programme, segment)
    found = Examined(body["to"], body["examined_on"], body["authority"])
    done = done_together(
        lambda: services.examine(programme, segment, body["delegations"], found, now(), actor), body
    )
    return done if isinstance(done, Response) else _done(done)


@blueprint.route(f"{SEGMENT}/credentials/carry", methods=["POST"])
@blueprint.arguments(CarryIn)
@blueprint.response(200, CredentialsDoneOut)
@blueprint.doc(security=BEARER)
def carry(body: dict[str, Any], programme: str, segment: str) -> Response:
    """Let credentials of an earlier segment hold for this one too."""
    actor = may(Act.ACCREDIT, programme)
    queries.segment(programme, segment)
    return _done(services.carry(programme, segment, body["earlier"], now(), actor))


@blueprint.route(REPORTS)
class Reports(MethodView):
    """The dated copies of the Bureau's report."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, listed(BureauCopyOut, "BureauCopyList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, segment: str) -> dict[str, Any]:
        """List the dated copies of the Bureau's report on credentials."""
        may(Act.ACCREDIT, programme)
        rows = reports.reports(queries.segment(programme, segment).id)
        return page_of(rows, query, lambda one: f"{one.number:06d}")

    @blueprint.response(201, BureauReportOut)
    @blueprint.doc(security=BEARER)
    def post(self, programme: str, segment: str) -> Response:
        """Keep the report as it stands now as a dated copy."""
        actor = may(Act.ACCREDIT, programme)
        number = bureau_reports.keep_report(programme, segment, now(), actor)
        return told(BureauReportOut, _report(programme, segment, number), 201)


@blueprint.route(f"{REPORTS}/<number>")
@blueprint.response(200, BureauReportOut)
@blueprint.doc(security=BEARER)
def report(programme: str, segment: str, number: str) -> Response:
    """Read a dated copy of the Bureau's report; `now` is what it would report as things stand."""
    may(Act.ACCREDIT, programme)
    if number == "now":
        of = queries.segment(programme, segment)
        facts = plain(reports.report_as_stands(programme, of.slug))
        return told(BureauReportOut, {"number": 0, "facts": facts})
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise errors.NotFound()
    return told(BureauReportOut, _report(programme, segment, int(number)))


def _report(programme: str, segment: str, number: int) -> dict[str, Any]:
    of = queries.segment(programme, segment)
    row = next((one for one in reports.reports(of.id) if one.number == number), None)
    if row is None:
        raise errors.NotFound()
    kept = {name: getattr(row, name) for name in ("number", "stands_on", "kept_at", "kept_by")}
    return kept | {"facts": plain(dict(reports.report_facts(of.id, number)))}


def _whole(programme: str, segment: str, delegation_id: str) -> dict[str, Any]:
    shown = queries.credentials_of(queries.segment(programme, segment), delegation_id)
    row = {name: getattr(shown.row, name) for name in ("delegation", "state", "since", "revision")}
    row |= {name: getattr(shown.row, name) for name in ("signed_by", "signed_on", "examined_on")}
    names = ("signer", "language", "reason", "nominees", "others", "files", "moves", "carried_from")
    return row | {"party": shown.row.code} | {name: getattr(shown, name) for name in names}


def _changed(act: Any, body: Any, programme: str, segment: str, delegation_id: str) -> Response:
    return changed(act, body, CredentialsFullOut, lambda: _whole(programme, segment, delegation_id))


def _done(done: Done) -> Response:
    left = [{"delegation": one, "why": why} for one, why in done.left]
    return told(CredentialsDoneOut, {"moved": done.moved, "left": left})
