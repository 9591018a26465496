"""What operations of conferences have in common: who may, lists in pages, acts on what somebody else may change too."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from flask import Response, jsonify, make_response
from marshmallow import EXCLUDE, Schema, fields, validate

from meetings.api.access import allowed, holder
from meetings.api.errors import problem
from meetings.api.programmes import both_sides, programme_seen
from meetings.api.shapes import MOST, rfc3339, tagged, wanted
from meetings.api.undated import Undated
from meetings.domain import errors
from meetings.domain.permissions import Act, reach
from meetings.domain.zones import to_instant
from meetings.extensions import db

Row = TypeVar("Row")


class ListQuery(Undated):
    """Which page of a list."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    size = fields.Integer(load_default=50, validate=validate.Range(1, MOST), metadata={"example": 50})
    after = fields.String(load_default="", validate=validate.Length(max=200), metadata={"example": ""})


def narrowed(example: str) -> Any:
    """Describe what a list is narrowed to; empty asks for all."""
    return fields.String(load_default="", validate=validate.Length(max=100), metadata={"example": example})


def may(act: Act, programme: str) -> str:
    """Give the actor who may do this in a conference; to others it is there only where it is published.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    programme_seen(programme)
    return allowed(act, programme).actor


def may_everywhere(act: Act) -> str:
    """Give the actor who may do this with what belongs to all conferences.

    Raises: SignInNeeded, NotAllowed.
    """
    found = holder()
    if found is None:
        raise errors.SignInNeeded()
    if not reach(found, act).everywhere:
        raise errors.NotAllowed()
    return found.actor


def here_or_gone(row: Any) -> Any:
    """Give something that is there.

    Raises: NotFound.
    """
    if row is None:
        raise errors.NotFound()
    return row


def now() -> datetime:
    """Give the instant of the request."""
    return datetime.now(UTC)


def page_of(rows: Iterable[Row], query: dict[str, Any], name: Callable[[Row], str]) -> dict[str, Any]:
    """Give a page of rows in the order of their names, which are their own in the list."""
    asked = wanted(query | {"updated_since": None})
    left = sorted((one for one in rows if name(one) > asked.after), key=name)
    items: Sequence[Row] = left[: asked.size]
    return {"items": items, "next": name(items[-1]) if len(left) > asked.size else None}


def told(schema: type[Schema], row: Any, status: int = 200) -> Response:
    """Answer with something as it stands, and its revision where it has one."""
    body = schema().dump(row)
    response = make_response(jsonify(body), status)
    return tagged(response, body["revision"]) if "revision" in body else response


def changed(
    act: Callable[[], Any], body: Any, schema: type[Schema], row: Callable[[], Any], status: int = 200
) -> Response:
    """Do an act and answer with what it was done to; where somebody else was first, with both sides."""
    stale = both_sides(act, body, lambda: schema().dump(row()))
    return stale or told(schema, row(), status)


def gone(act: Callable[[], Any], schema: type[Schema], row: Callable[[], Any]) -> Response:
    """Delete something and answer with nothing; where somebody else was first, with what is stored."""
    return both_sides(act, None, lambda: schema().dump(row())) or Response(status=204)


def done_together(act: Callable[[], Any], body: Any) -> Any:
    """Do an act on several things; where somebody else moved one of them, say which.

    Gives: what the act gave, or the answer.
    """
    try:
        return act()
    except errors.Stale as error:
        db.session.rollback()
        said = "Somebody else changed some of these first."
        stale: Any = error.values.get("people", ())
        return problem(412, "stale", said, error.field, given=body, stale=list(stale))


def local_time(text: str, field: str) -> datetime:
    """Read a wall time, 2027-03-15T09:00.

    Raises: NotATime, with the field.
    """
    try:
        local = datetime.fromisoformat(text.strip()) if len(text) < 30 else None
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None:
        raise errors.NotATime(field=field, value=text[:40])
    return local


def local_instant(text: str, zone: str, field: str) -> datetime | None:
    """Read a wall time in a zone as an instant; nothing for an empty text.

    Raises: NotATime; what an hour that does not exist there raises.
    """
    return to_instant(local_time(text, field), zone) if text.strip() else None


def plain(value: Any) -> Any:
    """Write facts that are kept as they were: days and instants as texts, the rest as it is."""
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value
