"""My registrations and all that belongs to me, by the token of my own link: what the page of a person does."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask.views import MethodView

from meetings.api.access import keys
from meetings.api.bearers import acted, address, blueprint_of, instant_of, person_here
from meetings.api.mine_shapes import (
    MyAddressOut,
    MyColleagueIn,
    MyColleagueOut,
    MyConsentsIn,
    MyConsentsOut,
    MyFollowedListOut,
    MyForThemListOut,
    MyMeOut,
    MyRegistrationsOut,
    MyScopesIn,
    MyScopesOut,
    MySettingsIn,
    MySettingsOut,
)
from meetings.api.own_data import MyDataOut, written
from meetings.api.programmes import BEARER
from meetings.api.shapes import EmptyIn, rfc3339
from meetings.domain.codes import CONSENTS, PlaceState
from meetings.domain.consents import present
from meetings.domain.errors import Missing, NotAllowed, NotFound
from meetings.domain.registrations import check_language, state_of
from meetings.extensions import limiter, strangers
from meetings.mail.kinds import scopes_offered
from meetings.queries import consents as agreed
from meetings.queries.kept_files import for_person
from meetings.queries.optouts import scopes_stopped
from meetings.queries.own_data import own_data
from meetings.queries.registrations import RegistrationShown, own_person, registrations_of
from meetings.queries.subscriptions import subscriptions_of
from meetings.services import consents, links, optouts, people
from meetings.services.colleagues import is_behind, register_colleague
from meetings.services.disowning import disown
from meetings.services.subscriptions import leave

blueprint = blueprint_of("mine", "My registrations, by the token of my own link.")
ACTOR = "person"


@blueprint.route("/people/me", methods=["GET"])
@blueprint.response(200, MyMeOut)
@blueprint.doc(security=BEARER)
def me() -> dict[str, Any]:
    """Read who I am, as my own page has it."""
    own = own_person(person_here())
    names = ("name", "country", "organization", "category", "language", "zone")
    return {name: getattr(own, name) for name in names} | {"email": own.address}


@blueprint.route("/people/me/settings", methods=["PUT"])
@blueprint.arguments(MySettingsIn)
@blueprint.response(200, MySettingsOut)
@blueprint.doc(security=BEARER)
def keep_settings(body: dict[str, Any]) -> Any:
    """Keep in which language my mails come, and by which clock."""
    person_id = person_here()
    people.keep_settings(person_id, body["language"], body["zone"], datetime.now(UTC))
    acted(person_id)
    return own_person(person_id)


@blueprint.route("/people/me/registrations")
@blueprint.response(200, MyRegistrationsOut)
@blueprint.doc(security=BEARER)
def registrations() -> dict[str, Any]:
    """List my registrations; each is switched, cancelled, accepted and declined under `registrations/{id}`."""
    now = datetime.now(UTC)
    return {"items": [_registration(one, now) for one in registrations_of(person_here())]}


def _registration(one: RegistrationShown, now: datetime) -> dict[str, Any]:
    slots = {slot.id: slot for slot in one.session.slots}
    state = state_of(place.state for place in one.places) if one.ended_at is None else PlaceState.CANCELLED
    return {
        "id": one.id,
        "programme": one.programme.slug,
        "session": one.session.slug,
        "title": one.session.title,
        "state": str(state),
        "sequence": one.sequence,
        "may_change": one.ended_at is None and not is_behind(one, now),
        "places": [
            {
                "part": place.part,
                "slot": place.slot_id,
                "starts_at": rfc3339(slots[place.slot_id].starts_at),
                "minutes": slots[place.slot_id].minutes,
                "zone": slots[place.slot_id].zone,
                "mode": str(place.mode),
                "state": str(place.state),
                "position": place.position,
                "offered_until": instant_of(place.offered_until),
            }
            for place in one.places
        ],
    }


@blueprint.route("/people/me/colleagues", methods=["POST"])
@limiter.limit(strangers)
@blueprint.arguments(MyColleagueIn)
@blueprint.response(201, MyColleagueOut)
@blueprint.doc(security=BEARER)
def add_colleague(body: dict[str, Any]) -> dict[str, Any]:
    """Register a colleague for what lies ahead of my own registrations; link and code go to them by mail."""
    person_id = person_here()
    count = register_colleague(person_id, body["name"], body["email"], datetime.now(UTC), keys())
    acted(person_id)
    return {"registrations": count}


@blueprint.route("/people/me/subscriptions")
@blueprint.response(200, MyFollowedListOut)
@blueprint.doc(security=BEARER)
def subscriptions() -> dict[str, Any]:
    """List what I follow: streams, or whole programmes."""
    return _followed(person_here())


@blueprint.route("/people/me/subscriptions/<subscription_id>/leave", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyFollowedListOut)
@blueprint.doc(security=BEARER)
def leave_followed(body: dict[str, Any], subscription_id: str) -> dict[str, Any]:
    """Leave something that I follow; what I am registered for stays as it is."""
    person_id = person_here()
    own = next((one.id for one in subscriptions_of(person_id) if str(one.id) == subscription_id), None)
    if own is None:  # one that is not there answers like one of somebody else
        raise NotAllowed()
    leave(own, datetime.now(UTC), ACTOR)
    acted(person_id)
    return _followed(person_id)


def _followed(person_id: int) -> dict[str, Any]:
    return {
        "items": [
            {
                "id": str(one.id),
                "programme": one.programme,
                "stream": one.stream,
                "title": one.title,
                "held_twice": one.held_twice,
                "since": rfc3339(one.since),
            }
            for one in subscriptions_of(person_id)
        ]
    }


@blueprint.route("/people/me/consents")
class Consents(MethodView):
    """What I agreed to."""

    @blueprint.response(200, MyConsentsOut)
    @blueprint.doc(security=BEARER)
    def get(self) -> dict[str, Any]:
        """List how I stand to each kind of consent."""
        return _consents(person_here())

    @blueprint.arguments(MyConsentsIn)
    @blueprint.response(200, MyConsentsOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Agree, for all that I am registered for; said again is said once."""
        person_id = person_here()
        consents.agree(person_id, body["consents"], check_language(body["language"]), datetime.now(UTC))
        acted(person_id)
        return _consents(person_id)


@blueprint.route("/people/me/consents/<consent>/withdraw", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyConsentsOut)
@blueprint.doc(security=BEARER)
def withdraw(body: dict[str, Any], consent: str) -> dict[str, Any]:
    """Withdraw what I agreed to of a kind."""
    person_id = person_here()
    if consent not in CONSENTS:
        raise NotFound()
    consents.withdraw(person_id, consent, datetime.now(UTC))
    acted(person_id)
    return _consents(person_id)


def _consents(person_id: int) -> dict[str, Any]:
    return {
        "items": [
            {
                "kind": one.kind,
                "version": present(one.kind),
                "agreed": [
                    {
                        "version": said.said.version,
                        "language": said.said.language,
                        "at": instant_of(said.said.at),
                        "title": said.title or {},
                    }
                    for said in one.agreed
                ],
                "may_agree": one.may_agree,
                "is_outdated": one.is_outdated,
                "withdrawn_at": instant_of(one.withdrawn_at),
            }
            for one in agreed.kinds_of(person_id)
        ]
    }


@blueprint.route("/people/me/mails")
class Mails(MethodView):
    """The mails I can stop."""

    @blueprint.response(200, MyScopesOut)
    @blueprint.doc(security=BEARER)
    def get(self) -> dict[str, Any]:
        """List the mails that I can stop, and which of them I get."""
        return _scopes(person_here())

    @blueprint.arguments(MyScopesIn)
    @blueprint.response(200, MyScopesOut)
    @blueprint.doc(security=BEARER)
    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send me the mails of these scopes, and no others of those that can be stopped."""
        person_id, offered = person_here(), [one.code for one in scopes_offered()]
        if body["scopes"] is None:
            raise Missing(field="scopes")
        optouts.choose(person_id, body["scopes"], offered, datetime.now(UTC))
        acted(person_id)
        return _scopes(person_id)


def _scopes(person_id: int) -> dict[str, Any]:
    stopped = scopes_stopped([person_id]).get(person_id, frozenset())
    return {"items": [{"scope": one.code, "is_on": one.code not in stopped} for one in scopes_offered()]}


@blueprint.route("/people/me/calendar/renew", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyAddressOut)
@blueprint.doc(security=BEARER)
def renew_calendar(body: dict[str, Any]) -> dict[str, Any]:
    """Give my own calendar a new address; the old one is dead."""
    person_id = person_here()
    token = links.renew(links.FEED, f"person:{person_id}", datetime.now(UTC), keys())
    acted(person_id)
    return {"url": address(f"/calendars/me/{token}.ics")}


@blueprint.route("/people/me/link/renew", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(200, MyAddressOut)
@blueprint.doc(security=BEARER)
def renew_link(body: dict[str, Any]) -> dict[str, Any]:
    """Give my own link a new address, whose last piece is the new token; the old one is dead."""
    person_id = person_here()
    token = links.renew(links.ME, f"person:{person_id}", datetime.now(UTC), keys())
    language = own_person(person_id).language
    acted(person_id)
    return {"url": address(f"/{language}/me/{token}")}


@blueprint.route("/people/me/disown", methods=["POST"])
@blueprint.arguments(EmptyIn)
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def not_me(body: dict[str, Any]) -> Response:
    """Say that this was not me: the mailboxes are forgotten, and the link opens nothing any more."""
    disown(person_here(), datetime.now(UTC))
    return Response(status=204)


@blueprint.route("/people/me/data")
@blueprint.response(200, MyDataOut)
@blueprint.doc(security=BEARER)
def data() -> Response:
    """Read everything that is stored of me."""
    return written(own_data(person_here()))


@blueprint.route("/people/me/recordings")
@blueprint.response(200, MyForThemListOut)
@blueprint.doc(security=BEARER)
def recordings() -> dict[str, Any]:
    """List the recordings and documents that are for me and not for everybody."""
    found = for_person(person_here(), datetime.now(UTC))
    return {
        "items": [
            {
                "kind": one.kind,
                "name": one.name,
                "title": one.title or one.session_title,
                "language": one.language,
                "seconds": one.seconds,
                "bytes": one.bytes,
                "starts_at": instant_of(one.starts_at),
            }
            for one in found
        ]
    }
