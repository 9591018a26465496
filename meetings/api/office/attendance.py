"""Attendance files for programs: answered, brought again, and moved to the time they are of."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import allowed
from meetings.api.contacts.access import BEARER
from meetings.api.described import example
from meetings.api.imports import (
    PreviewOut,
    allowed_at,
    import_body,
    open_import,
    previewed,
    read_again,
    revision_said,
)
from meetings.api.programmes import both_sides
from meetings.api.shapes import EmptyIn, Given
from meetings.domain.attendance import COLUMNS, Answers
from meetings.domain.permissions import Act
from meetings.queries import attendance as queries
from meetings.services import attendance as services

blueprint = Blueprint(
    "api_attendance_files",
    __name__,
    url_prefix="/api/v1",
    description="Attendance files that are in question.",
)


class FileAnswersIn(Given):
    """What is said of a file where it does not say it; all of it is kept anew."""

    zone = fields.String(load_default="", metadata=example("Europe/Zurich"))
    order = fields.String(
        load_default="", validate=validate.OneOf(["", "day", "month"]), metadata=example("day")
    )
    fold = fields.Integer(
        load_default=None, allow_none=True, validate=validate.OneOf([0, 1]), metadata=example(None)
    )
    until = fields.String(load_default="", metadata=example("slot"))
    leave_out = fields.Boolean(load_default=False, metadata=example(False))
    columns = fields.Dict(
        load_default=dict,
        keys=fields.String(validate=validate.OneOf(list(COLUMNS))),
        values=fields.String(),
        metadata=example({"name": "Participant"}),
    )


class FileElsewhereIn(Given):
    """The time a file is of."""

    slot = fields.String(required=True, metadata=example("slot2345"))


@blueprint.route("/imports/<import_id>/answers", methods=["POST"])
@blueprint.arguments(FileAnswersIn)
@blueprint.response(200, PreviewOut)
@blueprint.doc(security=BEARER)
def answer(body: dict[str, Any], import_id: str) -> Response:
    """Say what a file does not say, and look at it again.

    With `If-Match` only where nobody said something else of it meanwhile: else 412.
    """
    row, actor = open_import(import_id, Act.EDIT)
    said = {name: body[name] for name in ("order", "columns", "fold", "until", "leave_out")}
    answers = Answers(**said)
    read, seen, now = read_again(row.raw, row.slot_id, answers), revision_said(), datetime.now(UTC)
    stale = both_sides(
        lambda: services.answer_file(import_id, read, body["zone"], answers, now, actor, seen=seen),
        body,
        lambda: PreviewOut().dump(import_body(queries.import_of(import_id))),
    )
    return stale or previewed(import_id)


@blueprint.route("/imports/<import_id>/again", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(201, PreviewOut)
@blueprint.doc(security=BEARER)
def again(_body: dict[str, Any], import_id: str) -> Response:
    """Bring a file again that was withdrawn, as it is kept."""
    row, actor = open_import(import_id, Act.EDIT)
    given, read = _as_given(row, row.slot_id)
    number = services.keep_file(given, read, row.slot_id, datetime.now(UTC), actor)
    return previewed(number, 201)


@blueprint.route("/imports/<import_id>/elsewhere", methods=["POST"])
@blueprint.arguments(FileElsewhereIn)
@blueprint.response(201, PreviewOut)
@blueprint.doc(security=BEARER)
def elsewhere(body: dict[str, Any], import_id: str) -> Response:
    """Let a file be of another time, and withdraw it from where it was."""
    row, actor = open_import(import_id, Act.EDIT)
    allowed_at(allowed(Act.EDIT), Act.EDIT, body["slot"])
    given, read = _as_given(row, body["slot"])
    number = services.move_file(import_id, given, read, body["slot"], datetime.now(UTC), actor)
    return previewed(number, 201)


def _as_given(row: Any, slot_id: str) -> tuple[services.FileGiven, Any]:
    """Give a file as it is kept, read as one of a time."""
    answers = services.answers_of(row)
    given = services.FileGiven(row.name, row.raw, row.zone or "", answers, row.digest)
    return given, read_again(row.raw, slot_id, answers)
