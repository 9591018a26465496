"""People for programs of the secretariat: found as they are heard, with what they were sent, and helped in one act."""

from datetime import UTC, datetime
from typing import Any, Final

from flask import Response, jsonify, make_response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.access import allowed, keys, outside
from meetings.api.contacts.access import BEARER
from meetings.api.cursors import key_asked, next_key
from meetings.api.office.people_shapes import (
    CallerColleagueIn,
    CallerColleagueOut,
    HeardList,
    HeardQuery,
    HeldDecisionIn,
    HeldPersonList,
    MailboxWorksIn,
    PersonCorrectionIn,
    ReadOutCodeOut,
    SentMailOut,
    StaffPersonOut,
    TellAgainIn,
    ToldAgainOut,
)
from meetings.api.programmes import acted_on
from meetings.api.shapes import (
    EmptyIn,
    listed,
    revision_seen,
    rfc3339,
    tagged,
)
from meetings.api.undated import UndatedQuery
from meetings.domain.errors import NotAChoice, NotFound, NothingToRead
from meetings.domain.permissions import Act, Holder, reach
from meetings.queries import ledger
from meetings.queries.held import held_people
from meetings.queries.ledger import PersonPage, Sent
from meetings.queries.people import heard
from meetings.queries.registrations import next_registration
from meetings.services import disowning, telephone
from meetings.services.bounces import works_again
from meetings.services.correcting import Correction, correct
from meetings.services.resending import send_again

blueprint = Blueprint(
    "api_staff_people",
    __name__,
    url_prefix="/api/v1",
    description="People, as the telephone of the desk helps them.",
)
RELEASE: Final = "release"
DECISIONS: Final = (RELEASE, "refuse")
FIELDS: Final = ("name", "country", "organization", "category", "language", "zone", "gender")


@blueprint.route("/people")
@blueprint.arguments(HeardQuery, location="query")
@blueprint.response(200, HeardList)
@blueprint.doc(security=BEARER)
def find(query: dict[str, Any]) -> Any:
    """Find people by what was heard: a name, a ministry, a country or a mailbox; twenty at most."""
    where = reach(allowed(Act.PEOPLE), Act.PEOPLE)
    return {"items": heard(query["text"].strip(), where, datetime.now(UTC)), "next": None}


@blueprint.route("/people/<public_id>")
class StaffPerson(MethodView):
    """One person."""

    @blueprint.response(200, StaffPersonOut)
    @blueprint.doc(security=BEARER)
    def get(self, public_id: str) -> Response:
        """Read what is known of a person within reach."""
        return _answer(_shown(public_id, allowed(Act.PEOPLE), Act.PEOPLE))

    @blueprint.arguments(PersonCorrectionIn)
    @blueprint.response(200, StaffPersonOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], public_id: str) -> Response:
        """Correct a person, with all that is coming."""
        holder = allowed(Act.EDIT)
        shown, seen = _shown(public_id, holder, Act.EDIT), revision_seen()
        stored = {name: _known(shown, name) for name in FIELDS}
        said = stored | {name: value or "" for name, value in body.items() if name != "emails"}
        moved = body.get("emails", {})
        known = {one: moved.get(one, one) for one in shown.found.addresses}
        right, may_contacts = Correction(**said, addresses=known), reach(holder, Act.CONTACTS).everywhere
        now = datetime.now(UTC)
        return acted_on(
            lambda: correct(shown.id, right, seen, now, holder.actor, may_contacts=may_contacts),
            body,
            lambda: _answer(_shown(public_id, holder, Act.EDIT)),
        )


@blueprint.route("/people/<public_id>/mails")
@blueprint.arguments(UndatedQuery, location="query")
@blueprint.response(200, listed(SentMailOut, "PersonMailList"))
@blueprint.doc(security=BEARER)
def read_mails(query: dict[str, Any], public_id: str) -> Any:
    """List every mail that was sent to a person, the latest first."""
    after, where = key_asked(query, datetime, str), reach(allowed(Act.PEOPLE), Act.PEOPLE)
    found = ledger.person_page(public_id, where, after=after, size=query["size"]).ledger
    return {"items": [mail_body(one) for one in found.sent], "next": next_key(found.next)}


@blueprint.route("/people/<public_id>/registrations/<registration_id>/tell-again", methods=["POST"])
@blueprint.arguments(TellAgainIn)
@blueprint.response(200, ToldAgainOut)
@blueprint.doc(security=BEARER)
def tell_again(body: dict[str, Any], public_id: str, registration_id: str) -> Any:
    """Tell somebody again how a registration of theirs stands."""
    shown, by = _caller(public_id)
    if all(one.id != registration_id for one in shown.registrations):
        raise NotFound()
    send_again(
        registration_id,
        body["email"],
        body["language"],
        now=by.now,
        actor=by.actor,
        host=by.host,
        keep=body["keep"],
    )
    return {"told": 1}


@blueprint.route("/people/<public_id>/code", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, ReadOutCodeOut)
@blueprint.doc(security=BEARER)
def read_out(_body: dict[str, Any], public_id: str) -> Any:
    """Give the code of the time that is open or next, to be read out; the journal tells of it."""
    shown, by = _caller(public_id)
    upcoming = next_registration(shown.registrations, by.now)
    if upcoming is None:
        raise NothingToRead()
    return {"code": telephone.read_out(shown.id, upcoming.id, by)}


@blueprint.route("/people/<public_id>/links/renew", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, ReadOutCodeOut)
@blueprint.doc(security=BEARER)
def renew_links(_body: dict[str, Any], public_id: str) -> Any:
    """Give new links by one mail, the old ones dead from now on; and the new code to be read out."""
    shown, by = _caller(public_id)
    return {"code": telephone.renew(shown.id, by)}


@blueprint.route("/people/<public_id>/colleagues", methods=["POST"])
@blueprint.arguments(CallerColleagueIn)
@blueprint.response(201, CallerColleagueOut)
@blueprint.doc(security=BEARER)
def add_colleague(body: dict[str, Any], public_id: str) -> Any:
    """Register a colleague for the same coming sessions."""
    shown, by = _caller(public_id)
    return telephone.add_colleague(shown.id, body["name"], body["email"], by)


@blueprint.route("/people/<public_id>/mailboxes/works", methods=["POST"])
@blueprint.arguments(MailboxWorksIn)
@blueprint.response(200, StaffPersonOut)
@blueprint.doc(security=BEARER)
def mailbox_works(body: dict[str, Any], public_id: str) -> Response:
    """Say that an address of a person works again."""
    holder = allowed(Act.SEND)
    if body["email"] not in _shown(public_id, holder, Act.SEND).found.addresses:
        raise NotFound(field="email")
    works_again(body["email"], body["mark"], datetime.now(UTC), holder.actor)
    return _answer(_shown(public_id, holder, Act.SEND))


@blueprint.route("/held-people")
@blueprint.response(200, HeldPersonList)
@blueprint.doc(security=BEARER)
def read_held() -> Any:
    """List who is held within reach, and what they wrote."""
    return {"items": held_people(reach(allowed(Act.PEOPLE), Act.PEOPLE)), "next": None}


@blueprint.route("/held-people/<public_id>/decide", methods=["POST"])
@blueprint.arguments(HeldDecisionIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def decide_held(body: dict[str, Any], public_id: str) -> Response:
    """Let somebody go who is held, or refuse them: then they are erased."""
    holder, now = allowed(Act.SEND), datetime.now(UTC)
    if body["decision"] not in DECISIONS:
        raise NotAChoice(field="decision", value=body["decision"][:20], choices=list(DECISIONS))
    if all(one.public_id != public_id for one in held_people(reach(holder, Act.SEND))):
        raise NotFound()
    if body["decision"] == RELEASE:
        disowning.release(public_id, now, holder.actor)
    else:
        disowning.refuse(public_id, now, holder.actor, keys=outside().keys, log=outside().erasures)
    return Response(status=204)


def mail_body(one: Sent) -> dict[str, Any]:
    """Write a mail of the ledger."""
    names = ("id", "kinds", "language", "subject", "state", "attempts", "error", "returned")
    return {name: getattr(one, name) for name in names} | {
        "email": one.address,
        "due_at": rfc3339(one.due_at),
        "sent_at": rfc3339(one.sent_at) if one.sent_at else None,
    }


def _shown(public_id: str, holder: Holder, act: Act) -> PersonPage:
    return ledger.person_page(public_id, reach(holder, act), 1)


def _caller(public_id: str) -> tuple[PersonPage, telephone.Caller]:
    """Give a person within reach, and who acts for them.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    holder, host = allowed(Act.SEND), outside().host
    shown = _shown(public_id, holder, Act.SEND)
    return shown, telephone.Caller(datetime.now(UTC), holder.actor, keys(), host)


def _known(shown: PersonPage, name: str) -> str:
    of_found = name in ("name", "country", "organization")
    return str(getattr(shown.found if of_found else shown, name) or "")


def _answer(shown: PersonPage) -> Response:
    facts = {name: _known(shown, name) or None for name in FIELDS} | {
        "id": shown.found.public_id,
        "emails": list(shown.found.addresses),
        "marks": [
            {
                "email": one.address,
                "failed_at": rfc3339(one.failed_at) if one.failed_at else None,
                "reason": one.failed_reason,
                "complained_at": rfc3339(one.complained_at) if one.complained_at else None,
                "mark": one.failed_at.isoformat() if one.failed_at else "",
            }
            for one in shown.marked
        ],
        "registrations": [
            {
                "id": one.id,
                "programme": one.programme.slug,
                "session": one.session.slug,
                "slots": [place.slot_id for place in one.places],
                "ended": one.ended_at is not None,
            }
            for one in shown.registrations
        ],
        "revision": shown.revision,
    }
    return tagged(make_response(jsonify(StaffPersonOut().dump(facts))), shown.revision)
