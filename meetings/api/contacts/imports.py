"""Lists of contacts that are read, for programs: sent, looked at row by row, taken in, decided and withdrawn."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import keys
from meetings.api.contacts.access import BEARER, allowed_everywhere
from meetings.api.cursors import key_asked, next_key
from meetings.api.described import example
from meetings.api.files import most_kept, sent_bytes, takes_file
from meetings.api.shapes import EmptyIn, Given, Shown, listed, rfc3339
from meetings.api.undated import UndatedQuery
from meetings.domain import errors
from meetings.domain.contacts.imports import RowState
from meetings.formats.attendance_bytes import MOST_BYTES
from meetings.formats.contacts.lists import check_columns, count_rows, layout_of, list_rows
from meetings.formats.contacts.lists_words import names_with
from meetings.queries.contacts import imports as queries
from meetings.queries.contacts.around import country_names
from meetings.queries.contacts.imports import ImportShown
from meetings.services.contacts import imports as services
from meetings.services.contacts.deciding import decide as decide_row
from meetings.services.contacts.imports import FileGiven
from meetings.services.contacts.reading import Reading

blueprint = Blueprint(
    "api_contact_imports", __name__, url_prefix="/api/v1", description="Lists of contacts from elsewhere."
)


class ContactImportOut(Shown):
    """A list that was read: where it stands, which column is which (by its place from 0), and its rows by state."""

    id = fields.String(required=True, metadata=example("impo2345"))
    name = fields.String(required=True, metadata=example("missions.xlsx"))
    state = fields.String(required=True, metadata=example("read"))
    headings = fields.List(fields.String(metadata=example("E-mail")), required=True)
    columns = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata=example({"email": 0})
    )
    total = fields.Integer(required=True, metadata=example(190))
    counts = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata=example({"new": 12})
    )
    is_going_on = fields.Boolean(required=True, metadata=example(False))
    created_at = fields.String(required=True, metadata=example("2026-11-24T09:00:00Z"))
    committed_at = fields.String(required=True, allow_none=True, metadata=example(None))
    withdrawn_at = fields.String(required=True, allow_none=True, metadata=example(None))


class ContactImportsOut(Shown):
    """All lists that were read, the newest first."""

    items = fields.List(fields.Nested(ContactImportOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class ContactMeantOut(Shown):
    """Who may be meant by a row."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    emails = fields.List(
        fields.String(metadata=example("ada@example.org")), required=True, attribute="addresses"
    )
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    is_contact = fields.Boolean(required=True, metadata=example(True))


class ContactRowOut(Shown):
    """A row: as it was read, what it would change, and in doubt who may be meant."""

    contact_import = fields.String(required=True, attribute="import_id", metadata=example("impo2345"))
    number = fields.Integer(required=True, metadata=example(7))
    state = fields.String(required=True, metadata=example("doubt"))
    reason = fields.String(required=True, metadata=example("near_name"))
    about = fields.String(required=True, metadata=example(""))
    cells = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata=example({"name": "Ada Exampel"})
    )
    changed = fields.Function(
        lambda one: sorted(one.changes), metadata=example(["language"]) | {"type": "array", "items": {}}
    )
    decision = fields.String(required=True, allow_none=True, metadata=example(None))
    who = fields.Nested(ContactMeantOut, allow_none=True)


class ContactRowsQuery(UndatedQuery):
    """Which rows of a list."""

    state = fields.String(
        load_default="", validate=validate.OneOf(["", *RowState]), metadata=example("doubt")
    )


class ContactColumnsIn(Given):
    """Which column is which, by its place from 0."""

    columns = fields.Dict(
        required=True,
        keys=fields.String(),
        values=fields.Integer(validate=validate.Range(0, 999)),
        metadata=example({"email": 0, "name": 1}),
    )


class ContactDecisionIn(Given):
    """What is decided of a row in doubt: `same` person, an `other` one, or left `out`."""

    decision = fields.String(required=True, metadata=example("same"))


@blueprint.route("/contact-imports")
class ContactImports(MethodView):
    """All lists that were read."""

    @blueprint.response(200, ContactImportsOut)
    @blueprint.doc(security=BEARER)
    def get(self) -> Any:
        """List the lists that were read."""
        allowed_everywhere()
        return {"items": [_facts(one) for one in queries.imports()], "next": None}

    @blueprint.response(201, ContactImportOut)
    @takes_file()
    @blueprint.doc(security=BEARER)
    def post(self) -> Response:
        """Send a list (CSV or XLSX); it is kept as it came, and read where its columns are known."""
        actor, now = allowed_everywhere().actor, datetime.now(UTC)
        import_id = _keep(now, actor)
        return make_response(jsonify(_facts(queries.import_shown(import_id))), 201)


@blueprint.route("/contact-imports/<contact_import>")
@blueprint.response(200, ContactImportOut)
@blueprint.doc(security=BEARER)
def read(contact_import: str) -> Any:
    """Read where a list stands."""
    allowed_everywhere()
    return _facts(queries.import_shown(contact_import))


@blueprint.route("/contact-imports/<contact_import>/rows")
@blueprint.arguments(ContactRowsQuery, location="query")
@blueprint.response(200, listed(ContactRowOut, "ContactRowList"))
@blueprint.doc(security=BEARER)
def read_rows(query: dict[str, Any], contact_import: str) -> Any:
    """List the rows of a list in one state, those in doubt unless another is asked for."""
    allowed_everywhere()
    after, found = key_asked(query, int), queries.import_shown(contact_import)
    rows = queries.rows_of(found.id, query["state"] or RowState.DOUBT, after=after, size=query["size"])
    return {"items": rows.rows, "next": next_key(rows.next)}


@blueprint.route("/contact-imports/<contact_import>/columns", methods=["POST"])
@blueprint.arguments(ContactColumnsIn)
@blueprint.response(200, ContactImportOut)
@blueprint.doc(security=BEARER)
def choose_columns(body: dict[str, Any], contact_import: str) -> Any:
    """Say which column is which, and read the list by that."""
    actor, found = allowed_everywhere().actor, queries.import_shown(contact_import)
    columns = check_columns(body["columns"], len(found.headings))
    services.read_list(found.id, columns, reading(), datetime.now(UTC), actor=actor)
    return _facts(queries.import_shown(found.id))


@blueprint.route("/contact-imports/<contact_import>/commit", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, ContactImportOut)
@blueprint.doc(security=BEARER)
def commit(_body: dict[str, Any], contact_import: str) -> Any:
    """Take in what is new and changed; what is in doubt waits for a decision."""
    actor, found = allowed_everywhere().actor, queries.import_shown(contact_import)
    services.commit_list(found.id, reading(), datetime.now(UTC), actor)
    return _facts(queries.import_shown(found.id))


@blueprint.route("/contact-imports/<contact_import>/withdraw", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, ContactImportOut)
@blueprint.doc(security=BEARER)
def withdraw(_body: dict[str, Any], contact_import: str) -> Any:
    """Take away what a list added, but for what others rely on."""
    actor, found = allowed_everywhere().actor, queries.import_shown(contact_import)
    services.withdraw_list(found.id, reading(), datetime.now(UTC), actor)
    return _facts(queries.import_shown(found.id))


@blueprint.route("/contact-queue")
@blueprint.arguments(UndatedQuery, location="query")
@blueprint.response(200, listed(ContactRowOut, "ContactQueue"))
@blueprint.doc(security=BEARER)
def read_queue(query: dict[str, Any]) -> Any:
    """List the rows of all lists that wait for a decision, each with who may be meant."""
    allowed_everywhere()
    rows = queries.waiting_rows(after=key_asked(query, datetime, str, int), size=query["size"])
    return {"items": rows.rows, "next": next_key(rows.next)}


@blueprint.route("/contact-imports/<contact_import>/rows/<int:row>/decide", methods=["POST"])
@blueprint.arguments(ContactDecisionIn)
@blueprint.response(200, ContactImportOut)
@blueprint.doc(security=BEARER)
def decide(body: dict[str, Any], contact_import: str, row: int) -> Any:
    """Decide of a row in doubt: the same person, another, or nobody to be kept."""
    actor, found = allowed_everywhere().actor, queries.import_shown(contact_import)
    if row >= 1_000_000_000:
        raise errors.NotFound()
    decide_row(found.id, row, body["decision"], reading(), now=datetime.now(UTC), actor=actor)
    return _facts(queries.import_shown(found.id))


def reading() -> Reading:
    """Give how lists are read here."""
    return Reading(names_with(country_names()), list_rows, keys())


def _keep(now: datetime, actor: str) -> str:
    raw, name = sent_bytes(most_kept(MOST_BYTES // 1_000_000) * 1_000_000)
    layout = layout_of(raw)
    total = count_rows(raw, layout.head)
    given = FileGiven(raw, name, layout.head, layout.headings, layout.columns, total)
    import_id = services.keep_list(given, now, actor)
    try:
        columns = check_columns(layout.columns, len(layout.headings))
    except errors.Refused:
        return import_id  # its columns are to be said first
    services.read_list(import_id, columns, reading(), now, actor=actor)
    return import_id


def _facts(found: ImportShown) -> dict[str, Any]:
    instants = ("created_at", "committed_at", "withdrawn_at")
    written = {name: rfc3339(at) if (at := getattr(found, name)) else None for name in instants}
    names = ("id", "name", "state", "headings", "columns", "total", "counts", "is_going_on")
    facts: dict[str, Any] = ContactImportOut().dump({name: getattr(found, name) for name in names} | written)
    return facts
