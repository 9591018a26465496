"""The page of a link to join: whom it is for, when it opens, the ways in, and what to do when the video fails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from meetings.domain.channels import label_of, phone_address, phone_parts
from meetings.domain.codes import PlaceState
from meetings.domain.consents import present
from meetings.domain.errors import Refused
from meetings.domain.joining import ways_in
from meetings.domain.live.hours import begins_at
from meetings.domain.platforms_errors import WayBeingMade
from meetings.domain.seasons import Standing, doors_at, standing
from meetings.formats import times
from meetings.queries import registrations as queries
from meetings.queries.joining import PlaceHeld, places_of_bearer, room_of
from meetings.queries.programmes import ProgrammeShown, SessionShown, SlotShown, session_page
from meetings.services.joining import Joined
from meetings.web.caching import remembered
from meetings.web.consents import Box, consent_words, consents_asked
from meetings.web.errors import sentence
from meetings.web.forms.entrance import OtherForm, other_form
from meetings.web.forms.guests import HONEYPOT
from meetings.web.live.interpretation_words import entrance_facts
from meetings.web.readers import settle_reader
from meetings.web.registrations import country_choices, public_address
from meetings.web.seats import part_words
from meetings.web.sessions import TimeShown, delay_words, document_rows, time_words
from meetings.web.timetable import Desk, session_address
from meetings.web.ways import way_in


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was asked for and refused: the act, everything that is wrong, and the status."""

    act: str
    problems: list[Refused]
    status: int


@dataclass(frozen=True, slots=True)
class Way:
    """A time that a link leads to, with its session, in words."""

    place: PlaceHeld
    session: SessionShown
    desk: Desk
    time: TimeShown
    state: Standing

    @property
    def may_enter(self) -> bool:
        """Say whether it can be entered now."""
        return self.state is Standing.OPEN and self.place.place_state == PlaceState.CONFIRMED


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """Another way into the meeting, in words; `code` is to be typed when a telephone answers."""

    name: str
    language: str
    address: str
    words: str
    code: str
    note: str


def entrance_page(bearer: str, refusal: Refusal | None = None) -> Response:
    """Show the time a link leads to; of several open at once, each with its button, until one is chosen."""
    now = datetime.now(UTC)
    places = ways_in(places_of_bearer(bearer), now)
    asked = request.form.get("slot") or request.args.get("slot", "")
    ways = [_way(one, now) for one in places if one.slot_id == asked] or [_way(one, now) for one in places]
    status = refusal.status if refusal else 200
    if len(ways) > 1:
        problems = [sentence(one) for one in refusal.problems] if refusal else []
        return make_response(
            render_template(
                "public/doors.html", programme=ways[0].desk.programme, ways=ways, problems=problems
            ),
            status,
        )
    return make_response(_page(ways[0], refusal), status)


def answer_page(host: PlaceHeld, slot_id: str, name: str, done: Joined) -> Response:
    """Show whoever registered at the entrance their own link and code, and the button that leads on."""
    now = datetime.now(UTC)
    way = _way(replace(host, slot_id=slot_id), now)
    code = done.registered.code
    own_page = public_address(f"/{way.desk.reader.language}/join/{done.registered.token}")
    try:
        address = way_in(done.entered, now) if done.entered else None
    except WayBeingMade:
        address = own_page  # where the same button leads in, a few seconds later
    page = render_template(
        "public/entered.html",
        programme=way.desk.programme,
        session=way.session,
        time=way.time,
        name=name,
        address=address,
        is_offered=any(one.state == PlaceState.OFFERED for one in done.registered.places),
        join_address=own_page,
        code_address=public_address(f"/{way.desk.reader.language}/join"),
        code=code,
        pairs=code_pairs(code),
    )
    return make_response(page)


def code_pairs(code: str) -> str:
    """Give a code as it is said aloud: ba fu, mi ko, se ra."""
    return ", ".join(f"{group[:2]} {group[2:]}" for group in code.split("-"))


def _mode_words(way: Way) -> str:
    slot = next(one for one in way.session.slots if one.id == way.place.slot_id)
    return part_words(way.place.mode, has_room=slot.has_room)


def _page(way: Way, refusal: Refusal | None) -> str:
    place, desk, lang = way.place, way.desk, way.desk.reader.language
    is_other = refusal is not None and refusal.act == "other"
    form = _other_form(refusal, lang) if way.may_enter and is_other else None
    return render_template(
        "public/door.html",
        programme=desk.programme,
        session=way.session,
        name=place.name,
        time=way.time,
        mode=_mode_words(way),
        languages=entrance_facts(place.slot_id, lang),
        slot_id=place.slot_id,
        state=str(way.state),
        ended=place.is_ended,
        waits=place.place_state != PlaceState.CONFIRMED,
        is_offered=place.place_state == PlaceState.OFFERED,
        opens_at=doors_at(place),
        opens_hour=times.hour_words(doors_at(place), desk.reader.zone, lang),
        opens_day=times.full_day_words(doors_at(place), desk.reader.zone, lang),
        begins_at=really if desk.now < (really := begins_at(place, place.delay_minutes)) else None,
        delay=delay_words(place.delay_minutes) if way.state in (Standing.COMING, Standing.OPEN) else "",
        hour_address=_hour_address(way, lang),
        now=desk.now,
        may_enter=way.may_enter,
        consents_asked=_boxes(place) if way.may_enter else [],
        recording_box=_recording_box(),
        channels=channel_words(place.channels, lang) if way.may_enter else (),
        documents=document_rows(way.session, lang),
        form=form,
        fields=_fields(form, lang) if way.may_enter else "",
        honeypot=HONEYPOT,
        room=_room(way, refusal),
        problem=_loose_problem(way, refusal, form),
        act=refusal.act if refusal else "",
        session_address=session_address(desk, way.session.slug),
    )


def _hour_address(way: Way, lang: str) -> str:
    """Give the page of the hour, for whoever may enter; nothing before."""
    token = (request.view_args or {}).get("token")
    return f"/{lang}/join/{token}/live/{way.place.slot_id}" if way.may_enter and token else ""


def _boxes(place: PlaceHeld) -> list[Box]:
    """Give what the holder is asked: whether they agree to be recorded, and what they agreed to in other words."""
    asked = consents_asked(place.registration_id)
    if place.knows_recording or any(one.kind == "recording" for one in asked):
        return asked
    return [_recording_box(), *asked]


def _recording_box() -> Box:
    version = present("recording")
    return Box("recording", version, consent_words("recording", version))


def _other_form(refusal: Refusal | None, lang: str) -> OtherForm:
    """Give the form for somebody else with what was typed and what is wrong of it."""
    form = other_form(MultiDict(request.form) if refusal else None, country_choices(lang))
    for one in refusal.problems if refusal else ():
        if one.field and one.field in form:
            form[one.field].errors = [sentence(one)]
    return form


def _fields(form: OtherForm | None, lang: str) -> Markup:
    """Give the fields of that form; the empty ones are kept ready, because everybody's page has them."""
    if form:
        return Markup(render_template("partials/other_fields.html", form=form))
    key = ("fields", lang)
    return remembered(
        key, lambda: Markup(render_template("partials/other_fields.html", form=_other_form(None, lang)))
    )


def _room(way: Way, refusal: Refusal | None) -> dict[str, Any] | None:
    """Give what the form for a room shows: what was typed, what is wrong, and what is noted so far."""
    if not way.may_enter:
        return None
    noted = room_of(way.place.registration_id, way.place.slot_id)
    typed = request.form if refusal and refusal.act == "room" else {}
    wrong = {one.field: sentence(one) for one in refusal.problems} if refusal and typed else {}
    return {
        "names": typed.get("names", ""),
        "number": typed.get("number", str(noted.more or "")),
        "wrong": {name: wrong.get(name, "") for name in ("names", "number")},
        "noted": noted,
    }


def _loose_problem(way: Way, refusal: Refusal | None, form: OtherForm | None) -> str | None:
    """Give what is wrong with no field on the page."""
    fields: set[str] = set(form.data) if form else set()
    if refusal and refusal.act == "room" and way.may_enter:
        fields |= {"names", "number"}
    problems = refusal.problems if refusal else ()
    return next((sentence(one) for one in problems if one.field not in fields), None)


def _way(place: PlaceHeld, now: datetime) -> Way:
    programme, session, slot = _shown(place)
    desk = Desk(programme, settle_reader(programme, place.zone), now)
    return Way(
        place=place,
        session=session,
        desk=desk,
        time=replace(time_words(slot, session, desk), proposed=False),
        state=Standing.CANCELLED if place.is_ended else standing(place, now),
    )


def _shown(place: PlaceHeld) -> tuple[ProgrammeShown, SessionShown, SlotShown]:
    """Give programme, session and slot as pages show them: kept ones, where they say what stands now."""
    key = (place.programme, place.session)
    found = remembered(key, lambda: session_page(*key))
    slot = _slot_of(found[1], place) if found else None
    if found and slot:
        return found[0], found[1], slot
    registration = queries.registration(
        place.registration_id
    )  # changed within the last second, or not public
    session = registration.session
    return registration.programme, session, next(one for one in session.slots if one.id == place.slot_id)


def _slot_of(session: SessionShown, place: PlaceHeld) -> SlotShown | None:
    slot = next((one for one in session.slots if one.id == place.slot_id), None)
    if slot is None or (slot.starts_at, slot.minutes) != _announced(place):
        return None
    return slot if session.cancelled or slot.state == place.state else None


def _announced(place: PlaceHeld) -> tuple[datetime, int]:
    """Give when a time begins and how long it takes as it was announced, without what it is put off by."""
    return place.starts_at, place.minutes - place.delay_minutes


def channel_words(channels: Iterable[Mapping[str, Any]], lang: str) -> list[ChannelShown]:
    """Word the other ways into a meeting."""
    return [_channel(dict(one), lang) for one in channels]


def _channel(one: dict[str, Any], lang: str) -> ChannelShown:
    is_phone = one["kind"] == "phone"
    number, code = phone_parts(one["address"]) if is_phone else ("", "")
    kinds = {
        "phone": _("By telephone"),
        "audio": _("Sound only"),
        "web": _("In the browser"),
        "stream": _("Webcast"),
    }
    return ChannelShown(
        name=label_of(one, lang) or (kinds["phone"] if is_phone else ""),
        language=times.language_name(one["language"], lang) if one["language"] else "",
        address=phone_address(one["address"]) if is_phone else one["address"],
        words=number or kinds[one["kind"]],
        code=code,
        note=one["note"],
    )
