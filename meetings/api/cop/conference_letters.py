"""Letters and requests of delegations for programs of officers: put there, given back, decided."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.cop.accreditation import ONE, officer_at, reasons
from meetings.api.cop.accreditation_shapes import (
    DelegationLetterOut,
    DelegationRequestOut,
    LetterDecisionIn,
    RequestReasonIn,
)
from meetings.api.cop.acting import ListQuery, changed, here_or_gone, may, now, page_of, told
from meetings.api.files import kept_scan, said, takes_file
from meetings.api.files_given import answers_with, given_back
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed, revision_seen
from meetings.domain.cop.accreditation import OF_LETTERS
from meetings.domain.cop.tracks import Mover, Says
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.queries.cop.accreditation_page import delegation_page
from meetings.queries.cop.change_requests import Asked, requests_of
from meetings.services.cop import accreditation as services
from meetings.services.cop import change_requests
from meetings.services.cop.nomination_letters import LetterGiven, put_letter
from meetings.services.cop.tracks import By

blueprint = Blueprint(
    "api_conference_letters",
    __name__,
    url_prefix="/api/v1",
    description="Letters of delegations and what they ask to have changed, for programs of officers.",
)
LETTER: Final = f"{ONE}/letters/<letter>"
A_LETTER: Final = {"kind": "note_verbale", "reference": "NV/2027/12", "dated_on": "2027-03-01"}
REQUEST: Final = f"{ONE}/requests/<request_id>"


@blueprint.route(f"{ONE}/letters")
class Letters(MethodView):
    """The versions of a delegation's letter."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, listed(DelegationLetterOut, "DelegationLetterList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, delegation_id: str) -> dict[str, Any]:
        """List the versions of a letter, the first one first."""
        may(Act.ACCREDIT, programme)
        rows = delegation_page(programme, delegation_id).letters
        return page_of(rows, query, lambda one: f"{one.version:06d}")

    @blueprint.response(201, DelegationLetterOut)
    @takes_file(texts=A_LETTER)
    @blueprint.doc(security=BEARER)
    def post(self, programme: str, delegation_id: str) -> Response:
        """Keep a letter that came by mail or on paper, noted as taken in by the program."""
        actor = officer_at(programme, delegation_id)
        dated_on = check_day(said("dated_on").strip() or None, "dated_on")
        kind, reference = said("kind") or "letter", said("reference")
        with kept_scan("letters") as file:
            given = LetterGiven(file, kind, reference, dated_on)
            letter = put_letter(delegation_id, given, now(), by=By(Mover.OFFICER, actor))
        return told(DelegationLetterOut, _letter(programme, delegation_id, letter), 201)


@blueprint.route(f"{LETTER}/file")
@blueprint.doc(security=BEARER, responses=answers_with())
def letter_file(programme: str, delegation_id: str, letter: str) -> Response:
    """Read the file of a version of a letter."""
    may(Act.ACCREDIT, programme)
    row = _letter(programme, delegation_id, letter)
    return given_back(row.file, row.bytes, row.media_type, row.file_name or f"letter-{delegation_id}")


@blueprint.route(f"{LETTER}/decide", methods=["POST"])
@blueprint.arguments(LetterDecisionIn)
@blueprint.response(200, DelegationLetterOut)
@blueprint.doc(security=BEARER)
def decide_letter(body: dict[str, Any], programme: str, delegation_id: str, letter: str) -> Response:
    """Accept the last version of a letter, or return it with reasons in the focal point's language."""
    actor, seen = officer_at(programme, delegation_id), revision_seen()
    _letter(programme, delegation_id, letter)
    to = body["to"][:20]
    says = Says(reasons(delegation_id, body, OF_LETTERS)) if to == "returned" else Says()
    return changed(
        lambda: services.decide_letter(programme, letter, to, seen, now(), actor=actor, says=says),
        body,
        DelegationLetterOut,
        lambda: _letter(programme, delegation_id, letter),
    )


@blueprint.route(f"{ONE}/requests")
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, listed(DelegationRequestOut, "DelegationRequestList"))
@blueprint.doc(security=BEARER)
def requests(query: dict[str, Any], programme: str, delegation_id: str) -> dict[str, Any]:
    """List what a delegation asks to have changed, also what is decided."""
    officer_at(programme, delegation_id)
    return page_of(requests_of(delegation_id), query, lambda one: one.id)


@blueprint.route(f"{REQUEST}/accept", methods=["POST"])
@blueprint.arguments(RequestReasonIn)
@blueprint.response(200, DelegationRequestOut)
@blueprint.doc(security=BEARER)
def accept_request(body: dict[str, Any], programme: str, delegation_id: str, request_id: str) -> Response:
    """Accept what is asked for and do it, in one act."""
    actor, seen = officer_at(programme, delegation_id), revision_seen()
    _request(delegation_id, request_id)
    return changed(
        lambda: change_requests.accept_request(
            request_id, now(), actor=actor, reason=body["reason"], seen=seen
        ),
        body,
        DelegationRequestOut,
        lambda: _request(delegation_id, request_id),
    )


@blueprint.route(f"{REQUEST}/decline", methods=["POST"])
@blueprint.arguments(RequestReasonIn)
@blueprint.response(200, DelegationRequestOut)
@blueprint.doc(security=BEARER)
def decline_request(body: dict[str, Any], programme: str, delegation_id: str, request_id: str) -> Response:
    """Decline what is asked for; the focal point reads why."""
    actor, seen = officer_at(programme, delegation_id), revision_seen()
    _request(delegation_id, request_id)
    return changed(
        lambda: change_requests.decline_request(request_id, body["reason"], now(), actor=actor, seen=seen),
        body,
        DelegationRequestOut,
        lambda: _request(delegation_id, request_id),
    )


def _letter(programme: str, delegation_id: str, letter: str) -> Any:
    rows = delegation_page(programme, delegation_id).letters
    return here_or_gone(next((one for one in rows if one.id == letter), None))


def _request(delegation_id: str, request_id: str) -> Asked:
    found: Asked = here_or_gone(
        next((one for one in requests_of(delegation_id) if one.id == request_id), None)
    )
    return found
