"""Contacts for programs: found, added, changed, ended and taken back, with the roles they hold; and as a table."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.contacts.access import BEARER, allowed_everywhere, day_of
from meetings.api.cursors import key_asked, next_key
from meetings.api.described import FILE, example
from meetings.api.files_given import as_file
from meetings.api.programmes import acted_on
from meetings.api.shapes import (
    EmptyIn,
    Given,
    Shown,
    listed,
    revision_seen,
    rfc3339,
    tagged,
)
from meetings.api.undated import UndatedQuery
from meetings.domain.codes import CATEGORIES, LANGUAGES
from meetings.domain.contacts.filters import Filter, as_stored
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.contacts.rows import interests_of
from meetings.domain.errors import Missing
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.tables import csv_bytes
from meetings.queries.audiences import regional_groups
from meetings.queries.contacts.contacts import ContactRow, contacts_page, every_contact
from meetings.queries.contacts.contacts import contact as find
from meetings.services.contacts import contacts as services
from meetings.services.contacts import roles as role_services
from meetings.services.contacts.contacts import ContactGiven
from meetings.services.contacts.exports import note_export
from meetings.services.contacts.roles import RoleGiven

blueprint = Blueprint(
    "api_contacts", __name__, url_prefix="/api/v1", description="Contacts: whom the secretariat writes to."
)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS: Final = (
    "id",
    "title",
    "name",
    "position",
    "organization",
    "country",
    "email",
    "language",
    "category",
    "roles",
    "interests",
)


class ContactFilterIn(Given):
    """By what contacts are narrowed; what is left out narrows nothing."""

    text = fields.String(load_default="", validate=validate.Length(max=100), metadata=example("Example"))
    role = fields.String(
        load_default="",
        validate=validate.OneOf(["", *ContactRoleKind]),
        metadata=example("focal_point"),
    )
    country = fields.String(load_default="", validate=validate.Length(max=2), metadata=example("KE"))
    region = fields.String(load_default="", metadata=example("africa"))
    language = fields.String(
        load_default="", validate=validate.OneOf(["", *LANGUAGES]), metadata=example("fr")
    )


class ContactsQuery(UndatedQuery):
    """Which contacts."""

    text = fields.String(load_default="", validate=validate.Length(max=100), metadata=example("Example"))
    role = fields.String(load_default="", metadata=example("focal_point"))
    country = fields.String(load_default="", validate=validate.Length(max=2), metadata=example("KE"))
    region = fields.String(load_default="", metadata=example("africa"))
    language = fields.String(load_default="", metadata=example("fr"))
    ended = fields.Boolean(load_default=False, metadata=example(False))


class ContactRoleOut(Shown):
    """A role that is held, was held or will be; without a last day it has no end."""

    id = fields.Integer(required=True, metadata=example(12))
    kind = fields.String(required=True, metadata=example("focal_point"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    body = fields.String(required=True, allow_none=True, metadata=example(None))
    starts_on = fields.Date(required=True, allow_none=True, metadata=example("2025-01-01"))
    ends_on = fields.Date(required=True, allow_none=True, metadata=example(None))
    is_held = fields.Boolean(required=True, metadata=example(True))
    source = fields.String(required=True, metadata=example("typed"))


class ContactOut(Shown):
    """A contact; in a list `roles` are those held today, else all of them."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    title = fields.String(required=True, allow_none=True, metadata=example("Ms"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    position = fields.String(required=True, allow_none=True, metadata=example("Director"))
    is_office = fields.Boolean(required=True, metadata=example(False))
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    email = fields.String(
        required=True, allow_none=True, attribute="address", metadata=example("ada@example.org")
    )
    language = fields.String(required=True, metadata=example("en"))
    category = fields.String(required=True, allow_none=True, metadata=example("government"))
    interests = fields.List(fields.String(metadata=example("ASGM")), required=True)
    roles = fields.List(fields.Nested(ContactRoleOut), required=True)
    lists = fields.List(fields.String(metadata=example("list2345")))
    added_at = fields.String(metadata=example("2026-11-24T09:00:00Z"))
    ended_at = fields.String(allow_none=True, metadata=example(None))
    revision = fields.Integer(metadata=example(3))
    person_revision = fields.Integer(metadata=example(5))


class ContactIn(Given):
    """A contact to add or change; of one that is changed, what is left out stays.

    `person_revision` is the one that was read: the person may be changed elsewhere too.
    """

    name = fields.String(metadata=example("Ada Example"))
    email = fields.String(metadata=example("ada@example.org"))
    title = fields.String(allow_none=True, metadata=example("Ms"))
    position = fields.String(allow_none=True, metadata=example("Director"))
    is_office = fields.Boolean(metadata=example(False))
    organization = fields.String(allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(allow_none=True, metadata=example("KE"))
    language = fields.String(metadata=example("en"))
    category = fields.String(allow_none=True, metadata=example(CATEGORIES[0]))
    interests = fields.List(fields.String(metadata=example("ASGM")), validate=validate.Length(max=50))
    person_revision = fields.Integer(metadata=example(5))


class ContactRoleIn(Given):
    """A role to give; `replaces` ends the term of whoever holds it now."""

    kind = fields.String(required=True, metadata=example("focal_point"))
    country = fields.String(load_default="", allow_none=True, metadata=example("KE"))
    body = fields.String(load_default="", allow_none=True, metadata=example(""))
    starts_on = fields.String(load_default=None, allow_none=True, metadata=example("2026-12-01"))
    ends_on = fields.String(load_default=None, allow_none=True, metadata=example(None))
    replaces = fields.Boolean(load_default=False, metadata=example(False))


class ContactRoleEndIn(Given):
    """The last day of a role."""

    last_day = fields.String(required=True, metadata=example("2026-12-31"))


class ContactExportIn(ContactFilterIn):
    """Which contacts are taken along, and how they are written."""

    form = fields.String(
        load_default="csv", validate=validate.OneOf(["csv", "xlsx"]), metadata=example("csv")
    )


@blueprint.route("/contacts")
class Contacts(MethodView):
    """All contacts."""

    @blueprint.arguments(ContactsQuery, location="query")
    @blueprint.response(200, listed(ContactOut, "ContactList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any]) -> Any:
        """Find contacts by name, role, country, region and language, fifty at a time in the order of names.

        Whoever takes all of them along asks for an export, which the journal tells of.
        """
        allowed_everywhere()
        on = datetime.now(UTC).date()
        after = key_asked(query, str, int)
        found = contacts_page(_filter(query), on, ended=query["ended"], after=after)
        return {"items": found.rows, "next": next_key(found.next)}

    @blueprint.arguments(ContactIn)
    @blueprint.response(201, ContactOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Add a contact; somebody of this name at this mailbox becomes one."""
        actor = allowed_everywhere().actor
        given = _given({"name": "", "email": "", "language": "en"}, body)
        return _answer(services.add_contact(given, datetime.now(UTC), actor), 201)


@blueprint.route("/contacts/<contact>")
class Contact(MethodView):
    """One contact."""

    @blueprint.response(200, ContactOut)
    @blueprint.doc(security=BEARER)
    def get(self, contact: str) -> Response:
        """Read a contact with all roles and the lists it was put into."""
        allowed_everywhere()
        return _answer(contact)

    @blueprint.arguments(ContactIn)
    @blueprint.response(200, ContactOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], contact: str) -> Response:
        """Change what is named; `If-Match` is the contact's revision, `person_revision` the person's."""
        actor, seen = allowed_everywhere().actor, revision_seen()
        shown = find(contact, datetime.now(UTC).date())
        if "person_revision" not in body:
            raise Missing(field="person_revision")
        given = _given(_stored(shown.row), body)
        revisions, now = (body["person_revision"], seen), datetime.now(UTC)
        return acted_on(
            lambda: services.change_contact(contact, given, revisions, now, actor=actor),
            body,
            lambda: _answer(contact),
        )


@blueprint.route("/contacts/<contact>/end", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, ContactOut)
@blueprint.doc(security=BEARER)
def end(_body: dict[str, Any], contact: str) -> Response:
    """Write to a contact no more; what they held stays as it was."""
    services.end_contact(contact, datetime.now(UTC), allowed_everywhere().actor)
    return _answer(contact)


@blueprint.route("/contacts/<contact>/take-back", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, ContactOut)
@blueprint.doc(security=BEARER)
def take_back(_body: dict[str, Any], contact: str) -> Response:
    """Write to a contact again."""
    services.take_contact_back(contact, datetime.now(UTC), allowed_everywhere().actor)
    return _answer(contact)


@blueprint.route("/contacts/<contact>/roles", methods=["POST"])
@blueprint.arguments(ContactRoleIn)
@blueprint.response(200, ContactOut)
@blueprint.doc(security=BEARER)
def give_role(body: dict[str, Any], contact: str) -> Response:
    """Give a role for a term; where somebody else holds what only one can, `replaces` ends theirs."""
    actor = allowed_everywhere().actor
    given = RoleGiven(
        body["kind"],
        body["country"] or "",
        body["body"] or "",
        day_of(body["starts_on"], "starts_on"),
        day_of(body["ends_on"], "ends_on"),
        replaces=body["replaces"],
    )
    role_services.give_role(contact, given, datetime.now(UTC), actor)
    return _answer(contact)


@blueprint.route("/contacts/<contact>/roles/<int:role>/end", methods=["POST"])
@blueprint.arguments(ContactRoleEndIn)
@blueprint.response(200, ContactOut)
@blueprint.doc(security=BEARER)
def end_role(body: dict[str, Any], contact: str, role: int) -> Response:
    """Let a role end with a day."""
    actor, day = allowed_everywhere().actor, day_of(body["last_day"], "last_day")
    if day is None:
        raise Missing(field="last_day")
    role_services.end_role(contact, role, day, datetime.now(UTC), actor=actor)
    return _answer(contact)


@blueprint.route("/contacts/export", methods=["POST"])
@blueprint.arguments(ContactExportIn)
@blueprint.response(200, FILE, content_type="text/csv")
@blueprint.doc(responses={200: {"content": {XLSX: {"schema": FILE}}}})
@blueprint.doc(security=BEARER)
def export(body: dict[str, Any]) -> Response:
    """Take contacts along as a table; who took it, and by which filter, is in the journal."""
    actor, now, asked = allowed_everywhere().actor, datetime.now(UTC), _filter(body)
    rows = [_cells(one) for one in every_contact(asked, now.date())]
    note_export(as_stored(asked), len(rows), body["form"], now, actor=actor)
    if body["form"] == "csv":
        content, content_type = csv_bytes(COLUMNS, rows), "text/csv; charset=utf-8"
    else:
        content, content_type = xlsx_bytes("contacts", COLUMNS, rows), XLSX
    return as_file(content, content_type, f"contacts-{now:%Y-%m-%d}.{body['form']}")


def _filter(said: dict[str, Any]) -> Filter:
    """Read by what contacts are narrowed; what is not known narrows nothing, as on the page."""
    return Filter(
        roles=_known(said["role"], tuple(ContactRoleKind)),
        countries=(said["country"],) if said["country"].strip() else (),
        regions=_known(said["region"], tuple(regional_groups())),
        languages=_known(said["language"], LANGUAGES),
        text=said["text"].strip(),
    )


def _known(value: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if value in choices else ()


def _stored(row: ContactRow) -> dict[str, Any]:
    names = ("name", "title", "position", "organization", "country", "language", "category", "is_office")
    return {name: getattr(row, name) for name in names} | {"email": row.address, "interests": row.interests}


def _given(stored: dict[str, Any], body: dict[str, Any]) -> ContactGiven:
    said = stored | {name: value for name, value in body.items() if name != "person_revision"}
    interests = interests_of("\n".join(said.pop("interests", ())))
    is_office = bool(said.pop("is_office", False))
    lines = {name: value or "" for name, value in said.items()}
    return ContactGiven(**lines, is_office=is_office, interests=interests)


def _answer(contact: str, status: int = 200) -> Response:
    shown = find(contact, datetime.now(UTC).date())
    facts = ContactOut().dump(shown.row) | {
        "roles": ContactRoleOut(many=True).dump([*shown.held, *shown.past]),
        "lists": [list_id for list_id, _name in shown.lists],
        "added_at": rfc3339(shown.added_at),
        "ended_at": rfc3339(shown.ended_at) if shown.ended_at else None,
        "revision": shown.revisions[1],
        "person_revision": shown.revisions[0],
    }
    return tagged(make_response(jsonify(facts), status), shown.revisions[1])


def _cells(row: ContactRow) -> list[Any]:
    facts = asdict(row) | {"id": row.public_id, "email": row.address}
    facts["roles"] = "; ".join(one.kind + (f" ({one.body})" if one.body else "") for one in row.roles)
    facts["interests"] = "; ".join(row.interests)
    return [facts[name] for name in COLUMNS]
