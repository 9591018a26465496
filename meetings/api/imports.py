"""Attendance files for programs: sent to be looked at, counted, withdrawn."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.access import allowed, allowed_on, keys
from meetings.api.files import Text, bytes_of, most_kept, name_of, said, sent, takes_file
from meetings.api.odd_bodies import check_body
from meetings.api.programmes import BEARER, answered, both_sides
from meetings.api.shapes import PageQuery, Shown, listed, revision_seen, rfc3339, wanted
from meetings.domain import errors
from meetings.domain.attendance import COLUMNS, Answers, FileRead
from meetings.domain.permissions import Act, Holder, reach
from meetings.domain.zones import to_local
from meetings.formats.attendance_file import read_attendance
from meetings.formats.attendance_json import preview_json
from meetings.queries import attendance as queries
from meetings.services import attendance as services

blueprint = Blueprint("api_imports", __name__, url_prefix="/api/v1", description="Attendance from files.")
TEXTS: Final[Mapping[str, Text]] = {
    "slot": "5xQmT7Vd2Kc9",
    "zone": "Europe/Zurich",
    "order": ["day", "month"],
    "fold": {"type": "integer", "enum": [0, 1], "example": 0},
    "until": "16:30",
    "leave_out": {"type": "boolean", "example": False},
    "columns": '{"name": "Participant"}',
}


class ImportQuery(PageQuery):
    """Of which slot."""

    slot = fields.String(load_default="", metadata={"example": "5xQmT7Vd2Kc9"})


class ImportOut(Shown):
    """An attendance file: what it is of, and where it stands."""

    id = fields.String(required=True, metadata={"example": "i3Gd7mRs5Vy2"})
    slot = fields.String(required=True, metadata={"example": "5xQmT7Vd2Kc9"})
    name = fields.String(required=True, metadata={"example": "participants.csv"})
    state = fields.String(required=True, metadata={"example": "preview"})
    layout = fields.String(required=True, allow_none=True, metadata={"example": "zoom_participants"})
    zone = fields.String(required=True, allow_none=True, metadata={"example": "Europe/Zurich"})
    created_at = fields.String(required=True, metadata={"example": "2026-11-17T15:00:00Z"})
    committed_at = fields.String(required=True, allow_none=True, metadata={"example": None})
    withdrawn_at = fields.String(required=True, allow_none=True, metadata={"example": None})


class PersonFound(Shown):
    """Rows of one address or one name; `match` says how somebody is known, `proposed` waits for a person to decide."""

    key = fields.String(required=True, metadata={"example": "ada@example.org"})
    name = fields.String(required=True, metadata={"example": "Ada Example"})
    rows = fields.Integer(required=True, metadata={"example": 2})
    seconds = fields.Integer(required=True, allow_none=True, metadata={"example": 5189})
    match = fields.String(required=True, allow_none=True, metadata={"example": "address"})
    person = fields.String(required=True, allow_none=True, metadata={"example": "p7Rk2mXv9Qa4"})
    proposed = fields.List(fields.String(), required=True, metadata={"example": []})
    role = fields.String(required=True, metadata={"example": "participant"})
    minutes_stated = fields.Integer(metadata={"example": 84})


class PreviewOut(ImportOut):
    """An attendance file with what it adds; `problems` stop a commit, `notes` stop nothing."""

    encoding = fields.String(required=True, metadata={"example": "utf-8"})
    delimiter = fields.String(required=True, metadata={"example": ","})
    date_order = fields.String(required=True, metadata={"example": "day"})
    zone_from = fields.String(required=True, metadata={"example": "file"})
    problems = fields.List(fields.Dict(), required=True, metadata={"example": []})
    notes = fields.List(fields.Dict(), required=True, metadata={"example": []})
    people = fields.List(fields.Nested(PersonFound), required=True)
    rows = fields.Integer(required=True, metadata={"example": 2})
    revision = fields.Integer(required=True, metadata={"example": 2})
    out = fields.List(
        fields.Dict(), required=True, metadata={"example": [{"row": 17, "why": "no_times", "name": "iPad"}]}
    )


@blueprint.route("/imports")
class Imports(MethodView):
    """All attendance files."""

    @blueprint.arguments(ImportQuery, location="query")
    @blueprint.response(200, listed(ImportOut, "ImportList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """List attendance files within reach; `?slot=` those of one slot."""
        found = queries.imports(wanted(query), reach(allowed(Act.PEOPLE), Act.PEOPLE), query["slot"] or None)
        return {"items": [_row(one) for one in found.items], "next": found.next}

    @blueprint.response(201, PreviewOut)
    @blueprint.alt_response(200, schema=PreviewOut)
    @takes_file(texts=TEXTS, needs=("file", "slot"))
    @blueprint.doc(security=BEARER)
    def post(self) -> Response:
        """Send a file to be looked at; the same file again is the same import, and takes what is answered now."""
        holder, slot_id, file = allowed(Act.EDIT), said("slot"), sent()
        if not slot_id:
            raise errors.Missing(field="slot")
        actor = allowed_at(holder, Act.EDIT, slot_id)
        if file is None:
            raise errors.Missing(field="file")
        answers, now, raw = _answers(), datetime.now(UTC), bytes_of(file, most_kept() * 1_000_000)
        given = services.FileGiven(name_of(file) or "file", raw, said("zone"), answers)
        read = read_again(given.raw, slot_id, answers)
        import_id = services.keep_file(given, read, slot_id, now, actor)
        row = queries.import_of(import_id)
        return previewed(import_id, 201 if row.created_at == now else 200)


@blueprint.route("/imports/<import_id>")
@blueprint.response(200, PreviewOut)
@blueprint.doc(security=BEARER)
def read_import(import_id: str) -> Response:
    """Read an attendance file with what it adds."""
    open_import(import_id, Act.PEOPLE)
    return previewed(import_id)


@blueprint.route("/imports/<import_id>/commit", methods=["POST"])
@blueprint.response(200, PreviewOut)
@blueprint.doc(security=BEARER)
def commit(import_id: str) -> Response:
    """Let a file count; again is nothing, and while a problem is open it is refused.

    With `If-Match` it counts only as it was looked at: 412 where somebody said something else of it meanwhile.
    """
    row, actor = open_import(import_id, Act.EDIT)
    read, seen = read_again(row.raw, row.slot_id, services.answers_of(row)), revision_said()
    now = datetime.now(UTC)
    try:
        stale = both_sides(
            lambda: services.commit_file(import_id, read, now, actor, keys=keys(), seen=seen),
            {},
            lambda: PreviewOut().dump(import_body(queries.import_of(import_id))),
        )
    except errors.OpenProblems:
        problems = import_body(queries.import_of(import_id))["problems"]
        raise errors.OpenProblems(field="file", problems=problems) from None
    return stale or previewed(import_id)


@blueprint.route("/imports/<import_id>/withdraw", methods=["POST"])
@blueprint.response(200, PreviewOut)
@blueprint.doc(security=BEARER)
def withdraw(import_id: str) -> Response:
    """Let a file not count any more; every number is as it was before."""
    _row_found, actor = open_import(import_id, Act.EDIT)
    services.withdraw_file(import_id, datetime.now(UTC), actor)
    return previewed(import_id)


def previewed(import_id: str, status: int = 200) -> Response:
    """Answer with a file, what it adds, and the revision of what was said of it."""
    return answered(PreviewOut(), import_body(queries.import_of(import_id)), status)


def revision_said() -> int | None:
    """Give the revision that a program saw, where it says one: an act on a file may go without."""
    return revision_seen() if request.headers.get("If-Match", "").strip() else None


def open_import(import_id: str, act: Act) -> tuple[Any, str]:
    """Give an import and who asks, if they may do this; one that is not there answers like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    holder = allowed(act)
    try:
        row = queries.import_of(import_id)
    except errors.NotFound:
        if reach(holder, act).everywhere:
            raise
        raise errors.NotAllowed() from None
    return row, allowed_at(holder, act, row.slot_id)


def allowed_at(holder: Holder, act: Act, slot_id: str) -> str:
    """Give the actor who may do this with a slot; one that is not there is no choice, or not open.

    Raises: NotAllowed; NotAChoice, with field `slot`.
    """
    try:
        session = queries.session_of(slot_id)
    except errors.NotFound:
        if reach(holder, act).everywhere:
            raise errors.NotAChoice(field="slot", value=slot_id[:40]) from None
        raise errors.NotAllowed() from None
    return allowed_on(act, session).actor


def read_again(raw: bytes, slot_id: str, answers: Answers) -> FileRead:
    """Read a file of a slot, whose day may say what comes first in dates.

    Raises: NotFound; what `read_attendance` raises, with field `file`.
    """
    slot = queries.slot_asked(slot_id)
    return read_attendance(raw, to_local(slot.starts_at, slot.zone).date(), answers)


def import_body(row: Any) -> dict[str, Any]:
    """Write a file with what it adds."""
    facts, answers = _row(row), services.answers_of(row)
    looked = queries.look(
        read_again(row.raw, row.slot_id, answers), row.slot_id, row.zone or "", answers, keys=keys()
    )
    return preview_json(looked) | facts | {"zone": looked.zone, "revision": queries.revision_of(row.id)}


def _row(row: Any) -> dict[str, Any]:
    instants = {
        name: rfc3339(at) if (at := getattr(row, name)) else None
        for name in ("created_at", "committed_at", "withdrawn_at")
    }
    names = ("id", "name", "state", "layout", "zone")
    return {"slot": row.slot_id, **{name: getattr(row, name) for name in names}, **instants}


def _answers() -> Answers:
    """Read what a person said of the file beside it."""
    order, fold, left_out = said("order"), said("fold"), said("leave_out")
    for name, value, choices in (
        ("order", order, ("", "day", "month")),
        ("fold", fold, ("", "0", "1")),
        ("leave_out", left_out, ("", "true", "false")),
    ):
        if value not in choices:
            raise errors.NotAChoice(field=name, value=value[:20], choices=list(choices[1:]))
    return Answers(
        order,
        _columns(said("columns")),
        int(fold) if fold else None,
        said("until"),
        left_out == "true",
    )


def _columns(text: str) -> dict[str, str]:
    check_body(text.encode())
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = None
    if not isinstance(found, dict) or not set(found) <= set(COLUMNS):
        raise errors.NotAChoice(field="columns", value=text[:40], choices=list(COLUMNS))
    if not all(isinstance(one, str) for one in found.values()):
        raise errors.NotAChoice(field="columns", value=text[:40], choices=list(COLUMNS))
    return found
