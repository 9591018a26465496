"""Letters of nomination of my delegation, by the token of a focal point's link: sent, and given back."""

from typing import Any, Final

from flask import Response

from meetings.api.bearers import blueprint_of
from meetings.api.cop.delegation_shapes import DelegationLetterVersionsOut
from meetings.api.cop.focal import Here, proved
from meetings.api.devices import HEADER
from meetings.api.files import kept_scan, said, takes_file
from meetings.api.files_given import answers_with, given_back
from meetings.api.programmes import BEARER
from meetings.api.shapes import rfc3339
from meetings.domain.errors import NotFound
from meetings.domain.programmes import check_day
from meetings.queries.cop import delegation_page as queries
from meetings.services.cop.nomination_letters import KINDS, LetterGiven, put_letter

blueprint = blueprint_of(
    "cop_delegation_letters", "Letters of a delegation, by the token of its focal point's link."
)
AT = "/delegations/me/letters"
ABOUT: Final = {"kind": KINDS, "reference": "GH/12", "dated_on": "2026-10-01"}


@blueprint.route(AT, methods=["GET"])
@blueprint.response(200, DelegationLetterVersionsOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def letters() -> dict[str, Any]:
    """List the letters that were sent, the last first, with where each stands."""
    return _letters(proved())


@blueprint.route(AT, methods=["POST"])
@blueprint.response(201, DelegationLetterVersionsOut)
@takes_file("letter", ABOUT)
@blueprint.doc(security=BEARER, parameters=HEADER)
def send() -> dict[str, Any]:
    """Send a letter or note verbale; the secretariat checks it."""
    here = proved()
    kind, reference = said("kind", KINDS[0]), said("reference")
    dated_on = check_day(said("dated_on").strip() or None, "dated_on")
    with kept_scan("letters", "letter") as file:
        put_letter(here.delegation_id, LetterGiven(file, kind, reference, dated_on), here.now, by=here.by)
    here.opened()
    return _letters(here)


@blueprint.route(f"{AT}/<version>/file")
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with())
def file(version: str) -> Response:
    """Give a letter back to whoever sent it."""
    here = proved()
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    row = queries.letter_of(here.delegation_id, number)
    if row is None or row.file is None:
        raise NotFound()
    return given_back(row.file, row.bytes, row.media_type, row.file_name or "letter")


def _letters(here: Here) -> dict[str, Any]:
    return {
        "items": [
            {
                "version": one.version,
                "kind": one.kind,
                "state": one.state,
                "since": rfc3339(one.state_since),
                "reason": one.reason or "",
                "reference": one.reference or "",
                "file_name": one.file_name or "",
                "bytes": one.bytes,
            }
            for one in reversed(here.page().letters)
        ]
    }
