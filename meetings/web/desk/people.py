"""People: found by name, organization or address, with everything they registered for and were sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.codes import MessageState, PlaceState
from meetings.domain.errors import NotFound, Refused
from meetings.domain.permissions import Act, may, reach
from meetings.domain.programmes import place_names
from meetings.extensions import db
from meetings.formats.times import full_day_words, hour_words, short_words, word_slot, zone_city
from meetings.queries import ledger
from meetings.queries.ledger import Said, Sent
from meetings.queries.registrations import PlaceShown, RegistrationShown
from meetings.services.resending import send_again
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.desk.kinds import kind_words
from meetings.web.desk.returned import mark
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.seats import mode_words

blueprint = Blueprint("desk_people", __name__)


@dataclass(frozen=True, slots=True)
class SentLine:
    """A message in the ledger, in words."""

    sent: Sent
    what: str
    state: str
    when: str
    told: str
    note: str


@blueprint.get(f"/{LANG}/desk/people")
def search(lang: str) -> str:
    """Find people by a piece of name, organization or address."""
    holder = allowed(Act.PEOPLE)
    at_desk()
    text = request.args.get("text", "").strip()[:200]
    return render_template(
        "desk/people.html", text=text, found=ledger.find_people(text, reach(holder, Act.PEOPLE))
    )


@blueprint.get(f"/{LANG}/desk/person/<public_id>")
def person(lang: str, public_id: str) -> str:
    """Show a person's registrations and every mail sent to them."""
    return _person_page(public_id)


@blueprint.post(f"/{LANG}/desk/person/<public_id>")
def again(lang: str, public_id: str) -> Response:
    """Tell somebody again how a registration of theirs stands, to an address and in a language that were chosen."""
    holder = allowed(Act.PEOPLE)
    shown = ledger.person_page(public_id, reach(holder, Act.PEOPLE), 1)
    typed = {name: request.form.get(name, "").strip() for name in ("registration", "email", "language")}
    wanted = next((one for one in shown.registrations if one.id == typed["registration"]), None)
    if wanted is None:
        raise NotFound()
    allowed(Act.SEND, wanted.programme.slug, wanted.session.stream.slug if wanted.session.stream else None)
    host = current_app.extensions["outside"].host
    try:
        send_again(
            wanted.id, typed["email"], typed["language"], now=datetime.now(UTC), actor=holder.actor, host=host
        )
    except Refused as refusal:
        db.session.rollback()
        return make_response(_person_page(public_id, typed, sentence(refusal)), refusal.status)
    return redirect(f"/{lang}/desk/person/{public_id}?done=again#done", 303)


def _person_page(public_id: str, typed: dict[str, str] | None = None, problem: str = "") -> str:
    holder = allowed(Act.PEOPLE)
    shown = ledger.person_page(public_id, reach(holder, Act.PEOPLE), page_asked())
    moment = at_desk()
    return render_template(
        "desk/person.html",
        person=shown,
        marks=[mark(one, moment) for one in shown.marked],
        registrations=[_registration(one, moment) for one in shown.registrations],
        pages=shown.ledger,
        lines=sent_lines(shown.ledger.sent, moment),
        city=zone_city(shown.zone, moment.reader.language) if shown.zone else "",
        typed=typed or {},
        problem=problem,
        done=request.args.get("done", ""),
        may_send=may(holder, Act.SEND),
    )


def page_asked() -> int:
    """Give the number of the page of a list that is asked for, from 1."""
    return max(1, min(10_000, request.args.get("page", 1, type=int)))


def sent_lines(found: Iterable[Sent], moment: Moment) -> list[SentLine]:
    """Word the lines of a ledger."""
    return [
        SentLine(
            sent=one,
            what=_(", ").join(dict.fromkeys(kind_words(kind) for kind in one.kinds)),
            state=message_state_words(one.state),
            when=_words(one.sent_at or one.due_at, moment),
            told=_(", ").join(_said(at, moment) for at in one.told),
            note=_note(one, moment),
        )
        for one in found
    ]


def _said(one: Said, moment: Moment) -> str:
    when = _words(one.starts_at, moment)
    return _("%(when)s (version %(version)d)", when=when, version=one.version)


def _note(one: Sent, moment: Moment) -> str:
    """Say what the state alone does not: what failed and why, and since when a mail was of no use."""
    if one.state == MessageState.TOO_LATE and one.not_after:
        return _("Of no use after %(when)s, so it was dropped.", when=_words(one.not_after, moment))
    return one.error or ""


def _words(at: datetime, moment: Moment) -> str:
    reader = moment.reader
    return (
        f"{full_day_words(at, reader.zone, reader.language)} {hour_words(at, reader.zone, reader.language)}"
    )


def _registration(one: RegistrationShown, moment: Moment) -> dict[str, object]:
    by_id = {slot.id: slot for slot in one.session.slots}
    reader = moment.reader
    places = [
        {
            "state": place_words(place, moment),
            "mode": mode_words(place.mode) if by_id[place.slot_id].has_room else "",
            "words": word_slot(
                by_id[place.slot_id].starts_at,
                by_id[place.slot_id].minutes,
                by_id[place.slot_id].zone,
                reader.zone,
                reader.language,
                place_names(one.programme, by_id[place.slot_id].zone),
            ),
        }
        for place in one.places
    ]
    return {
        "id": one.id,
        "language": one.language,
        "title": one.session.title,
        "programme": one.programme.title,
        "places": places,
    }


def message_state_words(state: str) -> str:
    """Word how a message stands."""
    return {
        "due": _("Due"),
        "claimed": _("Being sent"),
        "sent": _("Sent"),
        "retry": _("To be tried again"),
        "given_up": _("Given up"),
        "too_late": _("Too late"),
        "withdrawn": _("Not needed any more"),
    }.get(state, state)


def place_words(place: PlaceShown, moment: Moment) -> str:
    """Word how somebody stands for a time."""
    if place.offered_until is not None:
        reader = moment.reader
        when = short_words(place.offered_until, reader.zone, reader.language, reader.city)
        return _("Offered a seat until %(when)s", when=when)
    if place.state == PlaceState.WAITING and place.position:
        return _("Waiting list, number in line: %(number)d", number=place.position)
    return {
        PlaceState.CONFIRMED: _("Registered"),
        PlaceState.WAITING: _("Waiting list"),
        PlaceState.OFFERED: _("Offered a seat"),
        PlaceState.PENDING: _("To be approved"),
        PlaceState.CANCELLED: _("Cancelled"),
        PlaceState.DECLINED: _("Declined"),
        PlaceState.REFUSED: _("Not approved"),
    }[PlaceState(place.state)]
