"""The staff for programs of administrators: who is there, with which roles and where."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from meetings.api.contacts.access import BEARER, allowed_everywhere
from meetings.api.described import example
from meetings.api.shapes import EmptyIn, Given, Shown
from meetings.domain.api_tokens import check_not_more
from meetings.domain.codes import Role
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.queries.accounts import StaffRow, staff_rows
from meetings.services import roles as services

blueprint = Blueprint("api_staff", __name__, url_prefix="/api/v1", description="The staff and their roles.")


class StaffGrantIn(Given):
    """A role, and where it holds; empty is everywhere."""

    role = fields.String(required=True, metadata=example("organizer"))
    programme = fields.String(load_default="", metadata=example("season-2026"))
    stream = fields.String(load_default="", metadata=example(""))
    partner = fields.String(load_default="", metadata=example(""))


class StaffInviteIn(StaffGrantIn):
    """Somebody who is invited with a role; a mail leads them to a password."""

    email = fields.String(required=True, metadata=example("ada@example.org"))
    name = fields.String(load_default="", metadata=example("Ada Example"))
    language = fields.String(load_default="en", metadata=example("en"))


class StaffLinkIn(Given):
    """The language of a mail."""

    language = fields.String(load_default="en", metadata=example("en"))


class StaffGrantOut(Shown):
    """A role of somebody."""

    id = fields.Integer(required=True, metadata=example(3))
    role = fields.String(required=True, metadata=example("organizer"))
    programme = fields.String(required=True, metadata=example("season-2026"))
    stream = fields.String(required=True, metadata=example(""))
    partner = fields.String(required=True, metadata=example(""))


class StaffOut(Shown):
    """Somebody of the staff."""

    id = fields.Integer(required=True, metadata=example(7))
    email = fields.String(required=True, metadata=example("ada@example.org"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    is_active = fields.Boolean(required=True, metadata=example(True))
    grants = fields.List(fields.Nested(StaffGrantOut), required=True)


class StaffList(Shown):
    """Everybody of the staff."""

    items = fields.List(fields.Nested(StaffOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


@blueprint.route("/staff")
class Staff(MethodView):
    """Everybody of the staff."""

    @blueprint.response(200, StaffList)
    @blueprint.doc(security=BEARER)
    def get(self) -> Any:
        """List everybody of the staff with their roles; those who are gone come last."""
        allowed_everywhere(Act.STAFF)
        return {"items": [_body(one) for one in staff_rows()], "next": None}

    @blueprint.arguments(StaffInviteIn)
    @blueprint.response(201, StaffOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Any:
        """Invite somebody with a role."""
        actor, now = _administrator(body["role"]), datetime.now(UTC)
        where = {name: body[name] for name in ("programme", "stream", "partner")}
        more = {"language": body["language"], "name": body["name"]}
        return _one(services.invite(body["email"], body["role"], now, actor, **more, **where))


@blueprint.route("/staff/<int:user_id>")
@blueprint.response(200, StaffOut)
@blueprint.doc(security=BEARER)
def read(user_id: int) -> Any:
    """Read one of the staff."""
    allowed_everywhere(Act.STAFF)
    return _one(user_id)


@blueprint.route("/staff/<int:user_id>/roles", methods=["POST"])
@blueprint.arguments(StaffGrantIn)
@blueprint.response(200, StaffOut)
@blueprint.doc(security=BEARER)
def give(body: dict[str, Any], user_id: int) -> Any:
    """Give a role."""
    actor, now = _allowed(user_id, body["role"]), datetime.now(UTC)
    where = {name: body[name] for name in ("programme", "stream", "partner")}
    services.give(user_id, body["role"], now, actor, **where)
    return _one(user_id)


@blueprint.route("/staff/<int:user_id>/roles/<int:grant>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def take(user_id: int, grant: int) -> Response:
    """Take a role away; taken twice, it is gone once."""
    actor = _allowed(user_id)
    services.take(user_id, grant, datetime.now(UTC), actor)
    return Response(status=204)


@blueprint.route("/staff/<int:user_id>/link", methods=["POST"])
@blueprint.arguments(StaffLinkIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def send_link(body: dict[str, Any], user_id: int) -> Response:
    """Send somebody a link to a new password."""
    services.send_link(user_id, datetime.now(UTC), _allowed(user_id), language=body["language"])
    return Response(status=204)


@blueprint.route("/staff/<int:user_id>/second-step/reset", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def reset_second(_body: dict[str, Any], user_id: int) -> Response:
    """Take somebody's second step away, who lost it; they are signed out everywhere."""
    services.reset_second(user_id, datetime.now(UTC), _allowed(user_id))
    return Response(status=204)


@blueprint.route("/staff/<int:user_id>/end", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, StaffOut)
@blueprint.doc(security=BEARER)
def end(_body: dict[str, Any], user_id: int) -> Any:
    """End all access of somebody."""
    services.end_access(user_id, datetime.now(UTC), _allowed(user_id))
    return _one(user_id)


def _administrator(role: str = Role.ADMINISTRATOR) -> str:
    """Give the actor who may give a role; a token gives nobody what it may not do itself, or not for so long.

    Raises: SignInNeeded, NotAllowed, MoreThanOwn; NotAChoice, with field `role`.
    """
    holder = allowed_everywhere(Act.STAFF)
    if role in tuple(Role):  # what is none is refused by whoever gives it
        check_not_more(holder, role, None, None)
    return holder.actor


def _allowed(user_id: int, role: str = Role.ADMINISTRATOR) -> str:
    """Give the actor who may change the staff, and see that somebody is there.

    Raises: SignInNeeded, NotAllowed, MoreThanOwn, NotFound.
    """
    actor = _administrator(role)
    _one(user_id)
    return actor


def _one(user_id: int) -> dict[str, Any]:
    found = staff_rows(user_id)
    if not found:
        raise NotFound()
    return _body(found[0])


def _body(row: StaffRow) -> dict[str, Any]:
    grants = [
        {
            "id": one.id,
            "role": str(one.scope.role),
            "programme": one.scope.programme,
            "stream": one.scope.stream,
            "partner": one.scope.partner,
        }
        for one in row.grants
    ]
    named = {name: getattr(row, name) for name in ("id", "email", "name", "is_active")}
    return named | {"grants": grants}
