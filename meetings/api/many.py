"""Registering for several sessions, streams or a whole season at once, with colleagues in the same act."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, make_response
from marshmallow import fields, validate

from meetings.api.access import holder, keys
from meetings.api.bearers import address, blueprint_of
from meetings.api.described import flag, text, ticked, typed, typed_list
from meetings.api.registrations import PERSON_FIELDS
from meetings.api.shapes import Given, JoinOut, PersonIn, PlaceOut, Shown
from meetings.domain.codes import HeldTwice, Mode
from meetings.domain.errors import Refused
from meetings.extensions import limiter, strangers
from meetings.services.evening import MANY, evenly
from meetings.services.many import Enrolled, ManyRequest, register_many
from meetings.services.people import PersonGiven

blueprint = blueprint_of("many", "Registering for many sessions at once.")


class ManyBesideIn(Given):
    """A colleague; without an address, mails go to the person's, and all else is as of the person."""

    name = typed("Kofi Example")
    email = typed("")


class ManyIn(Given):
    """A wish for sessions by slug, streams by slug, or `whole` for all there is and will be.

    `slots` holds at most one a part of the sessions that are named; of others the one that `held_twice` says (best,
    earlier, later). `mode` is online or room. `wait` false: no place in line is taken where the same part has a seat
    elsewhere; the answer is 409 then, with the others that have one. Consents are the person's alone.
    """

    person = fields.Nested(PersonIn, required=True)
    colleagues = fields.List(fields.Nested(ManyBesideIn), load_default=list, validate=validate.Length(max=50))
    sessions = typed_list("air")
    streams = typed_list("science")
    whole = ticked(example=False)
    slots = typed_list("k3v9x2m1q8")
    held_twice = typed("best", load_default=str(HeldTwice.BEST))
    mode = typed("online", load_default=str(Mode.ONLINE))
    wait = ticked(load_default=True)
    consents = typed_list("recording")


class ManyOfSessionOut(Shown):
    """What one person was given of a session."""

    session = text("air")
    places = fields.List(fields.Nested(PlaceOut), required=True)


class ManyEnrolledOut(Shown):
    """What one person was given, and their right to enter."""

    name = text("Ana Example")
    sessions = fields.List(fields.Nested(ManyOfSessionOut), required=True)
    join = fields.Nested(JoinOut, required=True)


class ManyOut(Shown):
    """The answer to a wish for many, each person once; `is_several` says that one link is for all sessions."""

    is_several = flag(example=False)
    people = fields.List(fields.Nested(ManyEnrolledOut), required=True)


@blueprint.route("/programmes/<programme>/registrations", methods=["POST"])
@limiter.limit(strangers, exempt_when=lambda: holder() is not None)
@blueprint.arguments(ManyIn)
@blueprint.response(201, ManyOut)
def register(body: dict[str, Any], programme: str) -> Response:
    """Register people for all that is asked for at once, and let them follow it; open to all.

    Who is known already is answered like a newcomer; what they hold stays, and what they lack is added.
    """
    me = PersonGiven(**{name: value or "" for name, value in body["person"].items()})
    others = (
        replace(me, name=one["name"], email=one["email"].strip() or me.email) for one in body["colleagues"]
    )
    wish = ManyRequest(
        programme=programme,
        people=(me, *others),
        sessions=tuple(dict.fromkeys(body["sessions"])),
        streams=tuple(dict.fromkeys(body["streams"])),
        whole=body["whole"],
        slots=tuple(dict.fromkeys(body["slots"])),
        held_twice=body["held_twice"],
        consents=tuple(body["consents"]),
        source="api",
        mode=body["mode"],
        wait=None if body["wait"] else (),
    )
    now = datetime.now(UTC)
    try:
        done = evenly(lambda: register_many(wish, now, keys()), MANY)
    except Refused as refusal:
        if refusal.field in PERSON_FIELDS:
            raise type(refusal)(field=f"person.{refusal.field}", **refusal.values) from None
        raise
    answer = {"is_several": done.is_several, "people": [_enrolled(one, me.language) for one in done.people]}
    return make_response(jsonify(ManyOut().dump(answer)), 201)


def _enrolled(one: Enrolled, language: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "sessions": [
            {
                "session": slug,
                "places": [
                    {
                        "part": each.part,
                        "slot": each.slot_id,
                        "mode": str(each.mode),
                        "state": str(each.state),
                        "position": each.rank,
                    }
                    for each in places
                ],
            }
            for slug, places in one.places.items()
        ],
        "join": {"url": address(f"/{language}/join/{one.token}"), "code": one.code},
    }
