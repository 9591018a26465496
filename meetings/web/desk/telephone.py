"""The telephone: one box finds who calls, and each thing they may need is one act on their page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.errors import NotFound, NothingToRead, Refused
from meetings.domain.permissions import Act, reach
from meetings.extensions import db
from meetings.formats.times import hour_words, short_words, zone_city
from meetings.queries import ledger
from meetings.queries.ledger import PersonPage
from meetings.queries.people import Hit, heard
from meetings.queries.registrations import next_registration
from meetings.services import telephone as services
from meetings.services.correcting import Correction, correct
from meetings.services.resending import send_again
from meetings.web.desk.access import Moment, allowed, at_desk, staff
from meetings.web.desk.corrections import FIELDS, stale_sides
from meetings.web.desk.people import Acted, person_page
from meetings.web.desk.typed import typed_number
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.registrations import keys

blueprint = Blueprint("desk_telephone", __name__)
PERSON = f"/{LANG}/desk/person/<public_id>"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody at the desk who acts for a person on the telephone: what was typed, and who acts when."""

    shown: PersonPage
    typed: dict[str, str]
    by: services.Caller


@blueprint.get(f"/{LANG}/desk/telephone")
def search(lang: str) -> str:
    """Show one box, and who may be meant by what was heard, the best match first."""
    holder = allowed(Act.PEOPLE)
    moment = at_desk()
    text = request.args.get("text", "").strip()[:LONGEST]
    found = heard(text, reach(holder, Act.PEOPLE), moment.now)
    return render_template(
        "desk/telephone.html",
        text=text,
        found=[(hit, *_beside(hit, moment)) for hit in found],
        may_merge=reach(holder, Act.EDIT).everywhere,
    )


@blueprint.post(PERSON)
def again(lang: str, public_id: str) -> Response:
    """Tell somebody again how a registration of theirs stands, to an address and in a language that were chosen."""

    def act(call: Call) -> Response:
        typed = call.typed
        wanted = next((one for one in call.shown.registrations if one.id == typed.get("registration")), None)
        if wanted is None:
            raise NotFound()
        send_again(
            wanted.id,
            typed.get("email", ""),
            typed.get("language", ""),
            now=call.by.now,
            actor=call.by.actor,
            host=call.by.host,
            keep=bool(typed.get("keep")),
        )
        return redirect(f"/{lang}/desk/person/{public_id}?done=again#done", 303)

    return _answered("again", public_id, act)


@blueprint.get(f"{PERSON}/<act>")
def back(lang: str, public_id: str, act: str) -> Response:
    """Lead to the person's page from the page an act answered with, in another language or zone."""
    allowed(Act.PEOPLE)
    return redirect(f"/{lang}/desk/person/{public_id}")


@blueprint.post(f"{PERSON}/code")
def read_out(lang: str, public_id: str) -> Response:
    """Show the code of the time that is open or next, in large letters, to be read out."""

    def act(call: Call) -> Acted:
        wanted = next_registration(call.shown.registrations, call.by.now)
        if wanted is None:
            raise NothingToRead()
        code = services.read_out(call.shown.id, wanted.id, call.by)
        return Acted(code=code, name=call.shown.found.name)

    return _answered("code", public_id, act)


@blueprint.post(f"{PERSON}/link")
def renew(lang: str, public_id: str) -> Response:
    """Give new links, the old ones dead from now on, by one mail; and show the new code to be read out."""

    def act(call: Call) -> Acted:
        code = services.renew(call.shown.id, call.by)
        words = (
            _("The old links are dead. One mail brings the new ones.")
            if call.shown.found.addresses
            else _("The old links are dead. There is no address to send the new ones to.")
        )
        return Acted(code=code, name=call.shown.found.name, words=words)

    return _answered("link", public_id, act)


@blueprint.post(f"{PERSON}/colleague")
def colleague(lang: str, public_id: str) -> Response:
    """Register a colleague for the same coming sessions, and show their code to be read out."""

    def act(call: Call) -> Acted:
        name, address = call.typed.get("name", ""), call.typed.get("email", "")
        done = services.add_colleague(call.shown.id, name, address, call.by)
        words = ngettext(
            "Registered for %(num)d coming session.", "Registered for %(num)d coming sessions.", done.sessions
        )
        if done.refused:
            words += " " + _("Not possible any more: %(number)d.", number=done.refused)
        return Acted(code=done.code, name=done.name, words=words, other=done.public_id)

    return _answered("colleague", public_id, act)


@blueprint.post(f"{PERSON}/correct")
def correction(lang: str, public_id: str) -> Response:
    """Store a person as corrected, with all that is coming; of two at once, show both sides."""

    def act(call: Call) -> Response:
        old, new = request.form.getlist("address"), request.form.getlist("email")
        known = {one: to for one, to in zip(old, new, strict=False) if one in call.shown.found.addresses}
        values = {name: call.typed.get(name, "") for name in FIELDS}
        revision = typed_number(call.typed, "revision", 0)
        wanted, may_contacts = Correction(**values, addresses=known), reach(staff(), Act.CONTACTS).everywhere
        correct(call.shown.id, wanted, revision, call.by.now, call.by.actor, may_contacts=may_contacts)
        return redirect(f"/{lang}/desk/person/{public_id}?done=correct#done", 303)

    return _answered("correct", public_id, act, needed=Act.EDIT)


def _answered(
    act: str, public_id: str, do: Callable[[Call], Acted | Response], needed: Act = Act.SEND
) -> Response:
    """Do an act for a person within reach; show what it came to, or what was typed with the reason why not."""
    holder = allowed(needed)
    shown = ledger.person_page(public_id, reach(holder, needed), 1)
    host = current_app.extensions["outside"].host
    call = Call(shown, request.form.to_dict(), services.Caller(datetime.now(UTC), holder.actor, keys(), host))
    try:
        came_to = do(call)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return make_response(person_page(public_id, _refused(act, call, refusal)), refusal.status)
    if isinstance(came_to, Acted):
        return make_response(person_page(public_id, replace(came_to, act=act)))
    return came_to


def _refused(act: str, call: Call, refusal: Refused) -> Acted:
    sides = stale_sides(call.shown, call.typed) if refusal.code == "stale" else ()
    return Acted(
        act=act,
        typed=call.typed,
        problem=sentence(refusal),
        field=refusal.field or "",
        sides=tuple(sides),
        other=str(refusal.values.get("other", "")),
    )


def _beside(hit: Hit, moment: Moment) -> tuple[str, Any]:
    """Word where somebody is with the hour there, and their next time there."""
    lang, zone = moment.reader.language, hit.zone
    where = f"{zone_city(zone, lang)} {hour_words(moment.now, zone, lang)}" if zone else ""
    coming = hit.coming
    when = short_words(coming.starts_at, zone or coming.zone, lang) if coming else ""
    return where, when
