"""Exchange with KRONOS by a program: a file given out, one kept and looked at, and taken in with what was decided."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed, holder, keys
from meetings.api.cop.acting import ListQuery, may, now, page_of, told
from meetings.api.cop.list_shapes import KronosCommitIn, KronosFileOut, KronosLookOut
from meetings.api.files import most_kept, sent_bytes, takes_file
from meetings.api.files_given import as_file
from meetings.api.programmes import BEARER
from meetings.api.shapes import listed
from meetings.domain.cop.kronos import Outcome, Taken
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.domain.permissions import may as holds
from meetings.formats.cop.kronos import read_exchange, write_exchange
from meetings.queries.cop.kronos import FileRow, exported, kept_files, raw_of
from meetings.services.cop import kronos as services

blueprint = Blueprint(
    "api_kronos",
    __name__,
    url_prefix="/api/v1",
    description="Exchange of conferences with KRONOS, for programs of officers.",
)
HERE: Final = "/programmes/<programme>/kronos"
ONE: Final = f"{HERE}/files/<kronos_file>"
# The rest of a conference is as `docs/kronos.md` says.
CONFERENCE: Final = {
    "type": "object",
    "required": ["code"],
    "properties": {
        "code": {"type": "string", "example": "cop-6"},
        "startDate": {"type": ["string", "null"], "example": "2026-11-02"},
        "endDate": {"type": ["string", "null"], "example": "2026-11-06"},
    },
}
EXCHANGE: Final = {
    "type": "object",
    "required": ["conferences"],
    "properties": {"conferences": {"type": "array", "items": CONFERENCE}},
}
EXPORTED: Final = {"200": {"description": "The file.", "content": {"application/json": {"schema": EXCHANGE}}}}


@blueprint.route(f"{HERE}/export")
@blueprint.doc(security=BEARER, responses=EXPORTED)
def export(programme: str) -> Response:
    """Read a conference as a file for KRONOS."""
    may(Act.ACCREDIT, programme)
    raw = write_exchange(exported(programme))
    return as_file(raw, "application/json; charset=utf-8", f"{programme}-kronos.json")


@blueprint.route(f"{HERE}/files")
class Files(MethodView):
    """The files of KRONOS that are kept."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, listed(KronosFileOut, "KronosFileList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str) -> dict[str, Any]:
        """List the files that were kept."""
        may(Act.ACCREDIT, programme)
        return page_of(kept_files(programme), query, lambda one: one.id)

    @blueprint.response(201, KronosLookOut)
    @takes_file()
    @blueprint.doc(security=BEARER)
    def post(self, programme: str) -> Response:
        """Keep a file to be looked at; the answer says what it would change."""
        actor = may(Act.ACCREDIT, programme)
        raw, name = sent_bytes(most_kept() * 1_000_000)
        read_exchange(raw)
        file_id = services.keep_file(raw.decode(), name, programme, now(), actor)
        return told(KronosLookOut, _looked(programme, file_id), 201)


@blueprint.route(ONE)
@blueprint.response(200, KronosLookOut)
@blueprint.doc(security=BEARER)
def look(programme: str, kronos_file: str) -> Response:
    """Read what a file would change, or changed, record by record."""
    may(Act.ACCREDIT, programme)
    return told(KronosLookOut, _looked(programme, kronos_file))


@blueprint.route(f"{ONE}/commit", methods=["POST"])
@blueprint.arguments(KronosCommitIn)
@blueprint.response(200, KronosLookOut)
@blueprint.doc(security=BEARER)
def commit(body: dict[str, Any], programme: str, kronos_file: str) -> Response:
    """Take a file in with what was decided of it."""
    actor = allowed(Act.ACCREDIT, programme).actor
    row, exchange = _file(programme, kronos_file), read_exchange(raw_of(programme, kronos_file))
    decisions = {name: value.strip() for name, value in body["decisions"].items() if value.strip()}
    taken = services.commit(row.id, exchange, decisions, now(), actor, keys=keys(), within=_is_theirs)
    return told(KronosLookOut, _body(_file(programme, kronos_file), taken))


def _is_theirs(programme: str) -> bool:
    """Say whether whoever asks may see and change people of a conference."""
    found = holder()
    return found is not None and holds(found, Act.ACCREDIT, programme)


def _file(programme: str, file_id: str) -> FileRow:
    found = next((one for one in kept_files(programme) if one.id == file_id), None)
    if found is None:
        raise NotFound()
    return found


def _looked(programme: str, file_id: str) -> dict[str, Any]:
    row = _file(programme, file_id)
    exchange = read_exchange(raw_of(programme, file_id))
    return _body(row, services.look(exchange, row.decisions, now(), keys=keys(), within=_is_theirs))


def _body(row: FileRow, taken: Taken) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("id", "name", "state", "created_at")},
        "counts": {str(one): taken.count(one) for one in Outcome},
        "records": taken.of(*(one for one in Outcome if one is not Outcome.SAME)),
    }
