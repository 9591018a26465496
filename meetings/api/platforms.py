"""Platforms for programs: accounts with their keys never shown, and with what coming times are held."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed, outside
from meetings.api.by_example import INSTANT, WORDS, Needed, Null, given, shown
from meetings.api.programmes import BEARER, both_sides, programme_seen
from meetings.api.reaching import (
    PartQuery,
    acted,
    actor,
    open_everywhere,
    open_in,
    open_slot,
    part_of,
    right_now,
)
from meetings.api.shapes import EmptyIn, listed, revision_seen
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Act
from meetings.queries import platforms as queries
from meetings.queries.platforms import AccountRow, Held
from meetings.services import platforms as services
from meetings.services.platforms import AccountGiven

blueprint = Blueprint(
    "api_platforms", __name__, url_prefix="/api/v1", description="Platforms on which times are held."
)
ACCOUNT: Final = "/platforms/<int:account>"
HELD: Final = "/programmes/<programme>/platforms"

AccountOut = shown(
    "PlatformAccount",
    "An account of a platform; of its keys only whether they are there. `why` says what is wrong with it.",
    id=1,
    name="Our account",
    kind="bigbluebutton",
    address="https://bbb.example.org/bigbluebutton/",
    settings={"recording": "on"},
    has_keys=True,
    why="",
    checked_at=Null(INSTANT),
    coming=12,
    revision=1,
)
ACCOUNT_FIELDS: Final = {
    "name": "Our account",
    "address": "https://bbb.example.org/bigbluebutton/",
    "settings": {"recording": "on"},
    "keys": {"secret": "(the key)"},
}
AccountIn = given(
    "PlatformAccountNew",
    "An account to add; its keys are kept sealed and never shown.",
    kind=Needed("bigbluebutton"),
    **ACCOUNT_FIELDS,
)
AccountPatch = given(
    "PlatformAccountChange", "What is changed; keys that are left out stay.", **ACCOUNT_FIELDS
)
MeetingOut = shown(
    "PlatformMeeting",
    "How the meeting of a time stands at its platform; `why` says what is wrong.",
    state="held",
    kind="bigbluebutton",
    account="Our account",
    why="",
    due_at=INSTANT,
    failures=0,
)
HeldOut = shown(
    "PlatformOfTime",
    "With what a coming time is held.",
    slot="k3vq8xw2",
    title=WORDS,
    starts_at=INSTANT,
    account=Null(1),
    is_chosen=False,
    meeting=Null(MeetingOut),
)
DefaultIn = given(
    "PlatformDefault", "The account of all times of a programme, or null for none.", account=Null(1)
)
ChooseIn = given(
    "PlatformChoice",
    "The account of one time: a number, `none`, or empty for that of the programme.",
    account=Needed("1"),
)


def _administrator() -> None:
    """Let through whose role may change staff, which accounts with their keys are for.

    Raises: SignInNeeded, NotAllowed.
    """
    open_everywhere(Act.STAFF)


@blueprint.route("/platforms")
class Platforms(MethodView):
    """All accounts."""

    @blueprint.arguments(PartQuery, location="query")
    @blueprint.response(200, listed(AccountOut, "PlatformAccountList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """List the accounts with how they stand."""
        _administrator()
        return part_of([_account(one) for one in queries.accounts(right_now())], query, lambda one: one["id"])

    @blueprint.arguments(AccountIn)
    @blueprint.response(201, AccountOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> Response:
        """Add an account."""
        _administrator()
        new = AccountGiven(
            body.get("name", ""),
            body["kind"],
            body.get("address", ""),
            body.get("settings", {}),
            body.get("keys", {}),
        )
        number = services.add_account(new, right_now(), actor(), keys=outside().keys)
        return acted(AccountOut, lambda: None, None, lambda: _account(_found(number)), 201)


@blueprint.route(ACCOUNT)
class Account(MethodView):
    """One account."""

    @blueprint.response(200, AccountOut)
    @blueprint.doc(security=BEARER)
    def get(self, account: int) -> Response:
        """Read an account, but for its keys."""
        _administrator()
        return acted(AccountOut, lambda: None, None, lambda: _account(_found(account)))

    @blueprint.arguments(AccountPatch)
    @blueprint.response(200, AccountOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], account: int) -> Response:
        """Change what is named of an account."""
        _administrator()
        row, seen = _found(account), revision_seen()
        changed = AccountGiven(
            body.get("name", row.name),
            str(row.kind),
            body.get("address", row.address),
            dict(row.settings) | body.get("settings", {}),
            body.get("keys", {}),
        )
        return acted(
            AccountOut,
            lambda: services.change_account(
                account, changed, seen, right_now(), actor(), keys=outside().keys
            ),
            {name: value for name, value in body.items() if name != "keys"},
            lambda: _account(_found(account)),
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, account: int) -> Response:
        """Take an account away, with its keys."""
        _administrator()
        row = _found(account)
        stale = both_sides(lambda: services.remove_account(row.id, right_now(), actor()), None, lambda: None)
        return stale or Response(status=204)


@blueprint.route(f"{ACCOUNT}/test", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, AccountOut)
@blueprint.doc(security=BEARER)
def test_account(body: dict[str, Any], account: int) -> Response:
    """Test the connection of an account."""
    _administrator()
    _found(account)
    services.see_account(account, right_now(), platforms=outside().platforms, keys=outside().keys)
    return acted(AccountOut, lambda: None, None, lambda: _account(_found(account)))


@blueprint.route(HELD)
@blueprint.arguments(PartQuery, location="query")
@blueprint.response(200, listed(HeldOut, "PlatformOfTimeList"))
@blueprint.doc(security=BEARER)
def held(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List with what the coming times within reach are held, and how their meetings stand."""
    where = open_in(Act.SEE, programme)
    return part_of(
        [_held(one) for one in queries.held_in(programme, where, right_now())], query, lambda one: one["slot"]
    )


@blueprint.route(f"{HELD}/default", methods=["POST"])
@blueprint.arguments(DefaultIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def set_default(body: dict[str, Any], programme: str) -> Response:
    """Choose the account of all times of a programme."""
    programme_seen(programme)
    allowed(Act.EDIT, programme)
    services.set_default(programme, body.get("account"), right_now(), actor())
    return Response(status=204)


@blueprint.route("/slots/<slot_id>/platform-account", methods=["POST"])
@blueprint.arguments(ChooseIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def choose(body: dict[str, Any], slot_id: str) -> Response:
    """Choose the account of one time."""
    open_slot(Act.EDIT, slot_id)
    services.choose(slot_id, body["account"], right_now(), actor())
    return Response(status=204)


@blueprint.route("/slots/<slot_id>/platform-account/retry", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def try_again(body: dict[str, Any], slot_id: str) -> Response:
    """Let what is to do at the platform be tried again."""
    open_slot(Act.EDIT, slot_id)
    services.try_again(slot_id, right_now())
    return Response(status=204)


def _found(number: int) -> AccountRow:
    row = next((one for one in queries.accounts(right_now()) if one.id == number), None)
    if row is None:
        raise NotFound()
    return row


def _account(row: AccountRow) -> dict[str, Any]:
    names = ("id", "name", "address", "settings", "has_keys", "checked_at", "coming", "revision")
    return {name: getattr(row, name) for name in names} | {
        "kind": str(row.kind),
        "why": str(row.problem.get("code", "")),
    }


def _held(one: Held) -> dict[str, Any]:
    meeting = one.meeting
    return {
        "slot": one.slot_id,
        "title": one.title,
        "starts_at": one.starts_at,
        "account": one.account_id,
        "is_chosen": one.chosen,
        "meeting": None
        if meeting is None
        else {
            "state": str(meeting.state),
            "kind": str(meeting.kind),
            "account": meeting.account,
            "why": str(meeting.problem.get("code", "")),
            "due_at": meeting.due_at,
            "failures": meeting.failures,
        },
    }
