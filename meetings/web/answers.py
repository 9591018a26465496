"""The answer to registering for many: each person's right to enter, the times, what overlaps, what is followed."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, current_app, make_response, render_template, request
from flask_babel import gettext as _

from meetings.domain.codes import PlaceState
from meetings.domain.registrations import clashes
from meetings.formats.calendar_links import CalendarLinks
from meetings.formats.languages import marked
from meetings.formats.times import short_words
from meetings.queries.programmes import SessionShown, SlotShown, Words, calendar
from meetings.services.many import Enrolled, Many
from meetings.services.standing import PlaceGiven
from meetings.web.caching import remembered
from meetings.web.seats import part_words
from meetings.web.sessions import add_links, time_words
from meetings.web.timetable import Desk, session_address

TOKEN_HOLE, CODE_HOLE = (f"hole{secrets.token_hex(8)}" for _number in range(2))
MANY_PLACES: Final = 3  # from here on, times are shown in one line each


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer is about: for whom it is shown, the sessions by slug, and the titles of what is followed."""

    desk: Desk
    sessions: Mapping[str, SessionShown]
    follows: tuple[Words, ...] = ()


def answer_page(about: Answered, done: Many) -> Response:
    """Answer with the right to enter; for one person with seats, the page is kept with holes for link and code."""
    (first, *others) = done.people
    states = {place.state for one in done.people for places in one.places.values() for place in places}
    if others or states - {PlaceState.CONFIRMED}:
        return make_response(_page(about, done))
    reader = about.desk.reader
    slots = [f"{place.slot_id} {place.mode}" for places in first.places.values() for place in places]
    follows = [str(one) for one in about.follows]
    key = ("many", request.full_path, reader.language, reader.zone, str(done.is_several), *follows, *slots)
    hollow = Many((Enrolled(0, "", first.places, TOKEN_HOLE, CODE_HOLE),), done.is_several)
    page = remembered(key, lambda: _page(about, hollow))
    return make_response(page.replace(TOKEN_HOLE, first.token).replace(CODE_HOLE, first.code))


def clash_words(slots: Iterable[tuple[SessionShown, SlotShown]], desk: Desk) -> list[str]:
    """Say which of the times overlap, in a sentence for each two."""
    about = {slot.id: session for session, slot in slots}
    every = [slot for session in set_of(about.values()) for slot in session.slots if slot.id in about]
    return [
        _(
            "“%(one)s” and “%(other)s” overlap: %(when)s.",
            one=title_of(about[one.id], desk),
            other=title_of(about[other.id], desk),
            when=short_words(other.starts_at, desk.reader.zone, desk.reader.language, desk.reader.city),
        )
        for one, other in clashes(every)
    ]


def set_of(sessions: Iterable[SessionShown]) -> list[SessionShown]:
    """Give sessions each once, in their order."""
    return list({one.id: one for one in sessions}.values())


def title_of(session: SessionShown, desk: Desk) -> str:
    """Give a session's title, with its language where that is not the reader's."""
    return marked(session.title, desk.reader.language)


def _page(about: Answered, done: Many) -> str:
    desk, sessions = about.desk, _known(about, done)
    places = [(sessions[slug], place) for slug, given in done.people[0].places.items() for place in given]
    by_id = {slot.id: slot for session in sessions.values() for slot in session.slots}
    held = [(session, by_id[place.slot_id]) for session, place in places]
    confirmed = {place.slot_id for _session, place in places if place.state == PlaceState.CONFIRMED}
    modes = {place.slot_id: place.mode for _session, place in places}
    only = done.people[0] if len(done.people) == 1 else None
    return render_template(
        "public/registered_many.html",
        programme=desk.programme,
        people=[_person(one, sessions, desk) for one in done.people],
        rows=[
            {
                "session": session,
                "address": session_address(desk, session.slug),
                "time": time_words(slot, session, desk),
                "mode": part_words(modes[slot.id], has_room=slot.has_room),
                "add": _add(only, slot, session, desk) if only and slot.id in confirmed else None,
            }
            for session, slot in held
        ],
        clashes=clash_words(held, desk),
        follows=about.follows,
        is_several=done.is_several,
        waits=any(place.state == PlaceState.WAITING for _session, place in places),
        code_address=_public(f"/{desk.reader.language}/join"),
        programme_address=f"/{desk.reader.language}/{desk.programme.slug}/",
    )


def _add(one: Enrolled, slot: SlotShown, session: SessionShown, desk: Desk) -> CalendarLinks | None:
    address = _public(f"/{desk.reader.language}/join/{one.token}")
    return add_links(slot, session, desk, address=address, file=f"/calendars/me/{one.token}.ics")


def _known(about: Answered, done: Many) -> Mapping[str, SessionShown]:
    """Give the sessions; where one, or a time, was added within the last second, as they are now."""
    slots = {slot.id for session in about.sessions.values() for slot in session.slots}
    given = {place.slot_id for one in done.people for places in one.places.values() for place in places}
    if given <= slots and all(set(one.places) <= set(about.sessions) for one in done.people):
        return about.sessions
    found = calendar(about.desk.programme.slug)
    return {one.slug: one for one in found.sessions} if found else about.sessions


def _person(one: Enrolled, sessions: Mapping[str, SessionShown], desk: Desk) -> dict[str, Any]:
    lang = desk.reader.language
    return {
        "name": one.name,
        "join_address": _public(f"/{lang}/join/{one.token}"),
        "code": one.code,
        "calendar_address": f"/calendars/me/{one.token}.ics",
        "notes": [
            words
            for slug, places in one.places.items()
            for place in places
            if (words := _note(title_of(sessions[slug], desk), place))
        ],
    }


def _note(title: str, place: PlaceGiven) -> str:
    if place.state == PlaceState.WAITING and place.rank:
        return _("%(title)s: waiting list. Your number in line: %(number)d.", title=title, number=place.rank)
    if place.state == PlaceState.WAITING:
        return _("%(title)s: waiting list.", title=title)
    if place.state == PlaceState.OFFERED:
        return _("%(title)s: a seat is offered to you; our mail says how to accept it.", title=title)
    return ""


def _public(path: str) -> str:
    base: str = current_app.extensions["outside"].base_url
    return base + path
