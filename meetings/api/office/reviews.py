"""Rows of attendance that nobody is matched to, for programs: seen with whom they may be, decided, and taken back."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

from flask_smorest import Blueprint
from marshmallow import fields, validate

from meetings.api.access import allowed
from meetings.api.contacts.access import BEARER
from meetings.api.cursors import key_asked, next_key
from meetings.api.described import example
from meetings.api.programmes import programme_seen
from meetings.api.shapes import Given, Shown, listed, rfc3339
from meetings.api.undated import UndatedQuery
from meetings.domain import errors
from meetings.domain.attendance_review import Verdict
from meetings.domain.permissions import Act, Reach, reach
from meetings.queries import attendance_review as queries
from meetings.queries.attendance_review import DECIDED, WAITING, Asked
from meetings.services import attendance_review as services

blueprint = Blueprint(
    "api_attendance_reviews",
    __name__,
    url_prefix="/api/v1",
    description="Attendance that waits for a decision.",
)
Named = tuple[str, str]
LARGEST: Final = 2**31 - 1


class AttendanceCandidateOut(Shown):
    """Somebody whom rows may be; `why`: name, address, or decided elsewhere."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    emails = fields.List(
        fields.String(metadata=example("ada@example.org")), required=True, attribute="addresses"
    )
    why = fields.String(required=True, metadata=example("name"))


class AttendanceWaitingOut(Shown):
    """Rows of a slot that are decided together; `row` is the first of them."""

    row = fields.Integer(required=True, attribute="id", metadata=example(71))
    slot = fields.String(required=True, attribute="slot_id", metadata=example("slot2345"))
    starts_at = fields.Function(lambda one: rfc3339(one.starts_at), metadata=example("2026-11-17T15:00:00Z"))
    name = fields.String(required=True, metadata=example("Ada E."))
    email = fields.String(required=True, attribute="address", metadata=example(""))
    country = fields.String(required=True, metadata=example("Kenya"))
    rows = fields.Integer(required=True, metadata=example(2))
    verdict = fields.String(required=True, metadata=example(""))
    person = fields.String(required=True, metadata=example(""))
    proposed = fields.List(fields.Nested(AttendanceCandidateOut), required=True)


class ReviewQuery(UndatedQuery):
    """Which rows: those that wait, or were decided; of a slot; by a piece of a name."""

    state = fields.String(
        load_default=WAITING, validate=validate.OneOf([WAITING, DECIDED]), metadata=example(WAITING)
    )
    slot = fields.String(load_default="", validate=validate.Length(max=60), metadata=example("slot2345"))
    text = fields.String(load_default="", validate=validate.Length(max=200), metadata=example("Ada"))


def _rows() -> Any:
    return fields.List(
        fields.Integer(validate=validate.Range(1, LARGEST), metadata=example(71)),
        required=True,
        validate=validate.Length(1, 1_000),
    )


class AttendanceVerdictIn(Given):
    """What is decided of rows: a `person`, or another verdict; `proposed` is each as the one who is proposed for it."""

    rows = _rows()
    verdict = fields.String(
        required=True, validate=validate.OneOf([*Verdict, "proposed"]), metadata=example("person")
    )
    person = fields.String(load_default="", metadata=example("abcd2345"))


class AttendanceTakeBackIn(Given):
    """Rows of which a decision is taken back."""

    rows = _rows()


class AttendanceDecisionIn(Given):
    """A decision on several rows, as it was answered."""

    decision = fields.String(required=True, validate=validate.Length(1, 60), metadata=example("deci2345"))


class AttendanceDecidedOut(Shown):
    """A decision: by what it is taken back whole, and of how many rows it is."""

    decision = fields.String(required=True, metadata=example("deci2345"))
    rows = fields.Integer(required=True, metadata=example(2))


@blueprint.route("/programmes/<programme>/attendance-reviews")
@blueprint.arguments(ReviewQuery, location="query")
@blueprint.response(200, listed(AttendanceWaitingOut, "AttendanceReviewList"))
@blueprint.doc(security=BEARER)
def read(query: dict[str, Any], programme: str) -> Any:
    """List rows within reach that nobody is matched to, or what was decided, with whom each may be."""
    where = _reach(Act.PEOPLE, programme)
    asked = Asked(query["state"], query["slot"], query["text"].strip())
    after = key_asked(query, datetime, str, str, int)
    found = queries.waiting_groups(programme, where, asked, after=after, size=query["size"])
    return {"items": found.groups, "next": next_key(found.next)}


@blueprint.route("/programmes/<programme>/attendance-reviews/decide", methods=["POST"])
@blueprint.arguments(AttendanceVerdictIn)
@blueprint.response(200, AttendanceDecidedOut)
@blueprint.doc(security=BEARER)
def decide(body: dict[str, Any], programme: str) -> Any:
    """Decide who rows are; for good, until it is taken back."""
    where, now = _reach(Act.EDIT, programme), datetime.now(UTC)
    actor, named = allowed(Act.EDIT).actor, _named(body["rows"], where)
    if body["verdict"] == "proposed":
        done = services.decide_each(_only_proposed(named, where), now, actor)
    else:
        done = services.decide(named, *_wanted(body), now, actor)
    return {"decision": done[0], "rows": done[1]}


@blueprint.route("/programmes/<programme>/attendance-reviews/take-back", methods=["POST"])
@blueprint.arguments(AttendanceTakeBackIn)
@blueprint.response(200, AttendanceDecidedOut)
@blueprint.doc(security=BEARER)
def take_back(body: dict[str, Any], programme: str) -> Any:
    """Take back what was decided of rows."""
    where = _reach(Act.EDIT, programme)
    actor, named = allowed(Act.EDIT).actor, _named(body["rows"], where)
    return {"decision": "", "rows": services.take_back_rows(named, datetime.now(UTC), actor)}


@blueprint.route("/programmes/<programme>/attendance-reviews/undo", methods=["POST"])
@blueprint.arguments(AttendanceDecisionIn)
@blueprint.response(200, AttendanceDecidedOut)
@blueprint.doc(security=BEARER)
def undo(body: dict[str, Any], programme: str) -> Any:
    """Take a whole decision back."""
    where = _reach(Act.EDIT, programme)
    if not queries.act_within(body["decision"], where):
        raise errors.NotAllowed()
    rows = services.take_back(body["decision"], datetime.now(UTC), allowed(Act.EDIT).actor)
    return {"decision": body["decision"], "rows": rows}


def _reach(act: Act, programme: str) -> Reach:
    """Say where in a programme whoever asks may do this, if anywhere.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    programme_seen(programme)
    where = reach(allowed(act), act)
    if not where.touches(programme):
        raise errors.NotAllowed()
    return where.only(programme)


def _named(rows: Collection[int], where: Reach) -> list[Named]:
    """Give what numbers of rows name.

    Raises: NotAllowed, where one of them is not within reach, or not there.
    """
    found = queries.named_rows(set(rows), where)
    if set(found) != set(rows):
        raise errors.NotAllowed()
    return list(found.values())


def _wanted(body: dict[str, Any]) -> tuple[Verdict, int | None]:
    """Read a verdict; who somebody is may be known from another programme within reach."""
    verdict = Verdict(body["verdict"])
    if verdict != Verdict.PERSON:
        return verdict, None
    person_id = queries.somebody_within(body["person"][:60], reach(allowed(Act.EDIT), Act.EDIT))
    if person_id is None:
        raise errors.NotFound(field="person")
    return verdict, person_id


def _only_proposed(named: list[Named], where: Reach) -> list[tuple[Named, int]]:
    """Give rows for which exactly one person is proposed, with that person.

    Raises: NothingChosen, where there are none.
    """
    found = []
    for group in queries.groups_named(set(named), where):
        if len(group.proposed) == 1:
            person_id = queries.somebody_within(group.proposed[0].public_id, where)
            if person_id is not None:
                found.append(((group.slot_id, group.row_key), person_id))
    if not found:
        raise errors.NothingChosen(field="rows")
    return found
