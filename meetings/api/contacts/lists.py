"""Contact lists for programs: filters and lists of chosen people, with counts, members, and whom no mail reaches."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.contacts.access import BEARER, allowed_everywhere
from meetings.api.contacts.contacts import XLSX
from meetings.api.cursors import key_asked, next_key
from meetings.api.described import FILE, example
from meetings.api.files_given import as_file
from meetings.api.programmes import acted_on
from meetings.api.shapes import (
    Given,
    Shown,
    listed,
    revision_seen,
    rfc3339,
    tagged,
)
from meetings.api.undated import UndatedQuery
from meetings.domain.contacts.filters import Filter, check_filter
from meetings.domain.contacts.lists import Unreached
from meetings.formats.sheets import xlsx_bytes
from meetings.queries.contacts import list_pages as queries
from meetings.queries.contacts.around import country_names
from meetings.queries.contacts.list_pages import ListRow, Member
from meetings.queries.contacts.lists import members
from meetings.services.contacts import lists as services
from meetings.services.contacts.lists import ListGiven

blueprint = Blueprint(
    "api_contact_lists", __name__, url_prefix="/api/v1", description="Lists of contacts that mails go to."
)
MANY: Final = ("roles", "countries", "regions", "statuses", "languages", "categories", "interests")
EXAMPLES: Final = {
    "roles": "focal_point",
    "countries": "KE",
    "regions": "africa",
    "statuses": "party",
    "languages": "fr",
    "categories": "government",
    "interests": "asgm",
}
COLUMNS: Final = ("id", "name", "organization", "country", "language", "roles", "emails", "unreached")


class ContactFilter(Given):
    """Whom a list asks for: each field narrows, several values of one field are any of them."""

    roles = fields.List(fields.String(metadata=example("focal_point")))
    countries = fields.List(fields.String(metadata=example("KE")))
    regions = fields.List(fields.String(metadata=example("africa")))
    statuses = fields.List(fields.String(metadata=example("party")))
    languages = fields.List(fields.String(metadata=example("fr")))
    categories = fields.List(fields.String(metadata=example("government")))
    interests = fields.List(fields.String(metadata=example("asgm")))
    text = fields.String(metadata=example("Ministry"))


class ContactListIn(Given):
    """A list to make or change: a filter, or (`is_static`) chosen people."""

    name = fields.String(metadata=example("Focal points in Africa"))
    is_static = fields.Boolean(metadata=example(False))
    filter = fields.Nested(ContactFilter)


class ContactCountsOut(Shown):
    """How many are on a list today, and of how many no mail reaches, by why."""

    total = fields.Integer(required=True, metadata=example(2500))
    reached = fields.Integer(required=True, metadata=example(2413))
    unreached = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata=example({"no_mailbox": 60, "failed": 27})
    )
    regions = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"africa": 900}))
    languages = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"en": 1400}))
    roles = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"focal_point": 120}))
    stopped = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=example({"news": 34}))


class ContactListOut(Shown):
    """A list; `counts` where it is asked for alone."""

    id = fields.String(required=True, metadata=example("list2345"))
    name = fields.String(required=True, metadata=example("Focal points in Africa"))
    is_static = fields.Boolean(required=True, metadata=example(False))
    filter = fields.Nested(ContactFilter, required=True)
    count = fields.Integer(metadata=example(412))
    counts = fields.Nested(ContactCountsOut)
    made_at = fields.String(required=True, metadata=example("2026-11-24T09:00:00Z"))
    ended_at = fields.String(required=True, allow_none=True, metadata=example(None))
    last_used_at = fields.String(required=True, allow_none=True, metadata=example(None))
    revision = fields.Integer(required=True, metadata=example(2))


class ContactListsOut(Shown):
    """All lists."""

    items = fields.List(fields.Nested(ContactListOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class ListMemberOut(Shown):
    """A contact on a list; `unreached` says why no mail reaches them, empty where it does."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    language = fields.String(required=True, metadata=example("en"))
    roles = fields.List(fields.String(metadata=example("focal_point")), required=True)
    emails = fields.List(
        fields.String(metadata=example("ada@example.org")), required=True, attribute="addresses"
    )
    unreached = fields.Function(lambda one: one.why, metadata=example("no_mailbox") | {"type": "string"})


class MembersQuery(UndatedQuery):
    """Which members."""

    unreached = fields.String(
        load_default="", validate=validate.OneOf(["", *Unreached]), metadata=example("no_mailbox")
    )


class ListMembersIn(Given):
    """Whom to put in or take out, by the ids of contacts; or addresses to put in, one a line, as they are pasted."""

    contacts = fields.List(fields.String(metadata=example("abcd2345")), load_default=list)
    addresses = fields.String(load_default="", metadata=example("Ada Example <ada@example.org>"))


class ListPutInOut(Shown):
    """What was put in: how many, how many were there, and which addresses are nobody's or several people's."""

    added = fields.Integer(required=True, metadata=example(1))
    there = fields.Integer(required=True, metadata=example(0))
    nobodys = fields.List(
        fields.String(metadata=example("nobody@example.org")),
        required=True,
        attribute="unknown",
        data_key="unknown",
    )
    several = fields.List(fields.String(metadata=example("office@example.org")), required=True)


class ListRemovedIn(Given):
    """Whom to take out, by the ids of contacts."""

    contacts = fields.List(fields.String(metadata=example("abcd2345")), load_default=list)


class ListTakenOut(Shown):
    """How many were taken out."""

    taken = fields.Integer(required=True, metadata=example(1))


@blueprint.route("/contact-lists")
class ContactLists(MethodView):
    """All contact lists."""

    @blueprint.response(200, ContactListsOut)
    @blueprint.doc(security=BEARER)
    def get(self) -> Response:
        """List all lists with how many each holds today; those that have ended come last."""
        allowed_everywhere()
        rows = queries.list_rows(_today())
        items = [ContactListOut().dump(_facts(one) | {"count": one.count}) for one in rows]
        return make_response(jsonify(items=items, next=None))

    @blueprint.arguments(ContactListIn)
    @blueprint.response(201, ContactListOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Make a list: a filter that is asked anew each time, or a list of chosen people."""
        actor = allowed_everywhere().actor
        made = services.make(_given(ListGiven(""), body), datetime.now(UTC), actor=actor)
        return _answer(made, 201)


@blueprint.route("/contact-lists/preview", methods=["POST"])
@blueprint.arguments(ContactFilter)
@blueprint.response(200, ContactCountsOut)
@blueprint.doc(security=BEARER)
def preview(body: dict[str, Any]) -> Any:
    """Count whom a filter would hold today; nothing is stored."""
    allowed_everywhere()
    asked = _filter(Filter(), body)
    check_filter(asked, set(country_names().values()))
    return queries.counts(members(asked, _today()), _today())


@blueprint.route("/contact-lists/<list_id>")
class ContactList(MethodView):
    """One contact list."""

    @blueprint.response(200, ContactListOut)
    @blueprint.doc(security=BEARER)
    def get(self, list_id: str) -> Response:
        """Read a list with its counts."""
        allowed_everywhere()
        return _answer(list_id)

    @blueprint.arguments(ContactListIn)
    @blueprint.response(200, ContactListOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], list_id: str) -> Response:
        """Change what is named; of the filter each field by itself."""
        actor, seen = allowed_everywhere().actor, revision_seen()
        row = queries.list_row(list_id)
        given = _given(ListGiven(row.name, row.is_static, row.asked), body)
        now = datetime.now(UTC)
        return acted_on(
            lambda: services.change(list_id, given, seen, now, actor=actor), body, lambda: _answer(list_id)
        )


@blueprint.route("/contact-lists/<list_id>/end", methods=["POST"])
@blueprint.response(200, ContactListOut)
@blueprint.doc(security=BEARER)
def end(list_id: str) -> Response:
    """Let nothing go to a list any more."""
    actor, seen, now = allowed_everywhere().actor, revision_seen(), datetime.now(UTC)
    return acted_on(lambda: services.end(list_id, seen, now, actor=actor), {}, lambda: _answer(list_id))


@blueprint.route("/contact-lists/<list_id>/take-back", methods=["POST"])
@blueprint.response(200, ContactListOut)
@blueprint.doc(security=BEARER)
def take_back(list_id: str) -> Response:
    """Use a list again."""
    actor, seen, now = allowed_everywhere().actor, revision_seen(), datetime.now(UTC)
    return acted_on(lambda: services.take_back(list_id, seen, now, actor=actor), {}, lambda: _answer(list_id))


@blueprint.route("/contact-lists/<list_id>/members")
class Members(MethodView):
    """Who is on a list."""

    @blueprint.arguments(MembersQuery, location="query")
    @blueprint.response(200, listed(ListMemberOut, "ListMemberList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], list_id: str) -> Any:
        """List who is on a list today; `unreached` those whom no mail reaches for that reason."""
        allowed_everywhere()
        size, (after,) = query["size"], key_asked(query, int) or (0,)
        whom = queries.whom_of(list_id, _today())
        found = queries.members_shown(whom, _today(), most=size + 1, after=after, why=query["unreached"])
        return {"items": found[:size], "next": next_key((found[size - 1].number,) if found[size:] else None)}

    @blueprint.arguments(ListMembersIn)
    @blueprint.response(200, ListPutInOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], list_id: str) -> Any:
        """Put people into a list of chosen people, by their ids or by pasted addresses."""
        actor, now = allowed_everywhere().actor, datetime.now(UTC)
        if body["addresses"]:
            return services.put_in_addresses(list_id, body["addresses"], now, actor=actor)
        added = services.put_in(list_id, body["contacts"], now, actor=actor)
        return services.PutIn(added, len(set(body["contacts"])) - added)


@blueprint.route("/contact-lists/<list_id>/members/remove", methods=["POST"])
@blueprint.arguments(ListRemovedIn)
@blueprint.response(200, ListTakenOut)
@blueprint.doc(security=BEARER)
def remove(body: dict[str, Any], list_id: str) -> Any:
    """Take people out of a list of chosen people."""
    actor = allowed_everywhere().actor
    return {"taken": services.take_out(list_id, body["contacts"], datetime.now(UTC), actor=actor)}


@blueprint.route("/contact-lists/<list_id>/export", methods=["POST"])
@blueprint.response(200, FILE, content_type=XLSX)
@blueprint.doc(security=BEARER)
def export(list_id: str) -> Response:
    """Take a list along as a workbook with its members' addresses; the journal says who did."""
    actor, day = allowed_everywhere().actor, _today()
    found = queries.members_shown(queries.whom_of(list_id, day), day)
    services.note_export(list_id, len(found), datetime.now(UTC), actor=actor)
    content = xlsx_bytes(queries.list_row(list_id).name, COLUMNS, (_line(one) for one in found))
    return as_file(content, XLSX, f"contacts-{list_id}.xlsx")


def _today() -> date:
    return datetime.now(UTC).date()


def _filter(stored: Filter, body: dict[str, Any]) -> Filter:
    said = {name: tuple(body[name]) for name in MANY if name in body}
    return replace(stored, **said, text=body.get("text", stored.text))


def _given(stored: ListGiven, body: dict[str, Any]) -> ListGiven:
    is_static = body.get("is_static", stored.is_static)
    asked = Filter() if is_static else _filter(stored.asked, body.get("filter", {}))
    return ListGiven(body.get("name", stored.name), is_static, asked)


def _facts(row: ListRow) -> dict[str, Any]:
    instants = ("made_at", "ended_at", "last_used_at")
    written = {name: rfc3339(at) if (at := getattr(row, name)) else None for name in instants}
    named = {name: getattr(row, name) for name in ("id", "name", "is_static", "revision")}
    return named | written | {"filter": asdict(row.asked)}


def _answer(list_id: str, status: int = 200) -> Response:
    row = queries.list_row(list_id)
    counts = queries.counts(queries.whom_of(list_id, _today()), _today())
    facts = ContactListOut().dump(_facts(row) | {"counts": counts})
    return tagged(make_response(jsonify(facts), status), row.revision)


def _line(one: Member) -> tuple[object, ...]:
    return (
        one.public_id,
        one.name,
        one.organization,
        one.country,
        one.language,
        "; ".join(one.roles),
        "; ".join(one.addresses),
        one.why,
    )
