"""The words of a session's page: its times, what it is about, who speaks, what is there to read and see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from flask import current_app, request
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from meetings.domain.codes import Mode, ProgrammeKind
from meetings.domain.languages import choose
from meetings.domain.programmes import place_names
from meetings.domain.seasons import Room, Standing, doors_at
from meetings.domain.zones import to_local
from meetings.formats import times
from meetings.formats.calendar_links import CalendarLinks, Event, Feeds, event_links, feed_links
from meetings.formats.languages import marked
from meetings.queries.live.hours import delays_of
from meetings.queries.panel.about import PanelistShown
from meetings.queries.programmes import FigureShown, ProgrammeShown, SessionShown, SlotShown
from meetings.web.live.interpretation_words import language_facts
from meetings.web.timetable import (
    DAY_MINUTES,
    Desk,
    Link,
    is_hour_inferred,
    may_register,
    names_words,
    proposed_slot,
    recording_links,
    session_address,
    slot_state,
    state_words,
)

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class TimeShown:
    """One time of a session's page, in words."""

    starts_at: datetime
    part: str
    hours: str
    day: str
    elsewhere: str
    proposed: bool
    inferred: bool
    cancelled: bool
    at: int
    minutes: int
    look: str
    state: str
    facts: tuple[str, ...]
    links: tuple[Link, ...]
    add: CalendarLinks | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what belongs to it."""

    name: str
    words: str
    inferred: bool = False


def session_words(session: SessionShown, figures: tuple[FigureShown, ...], desk: Desk) -> dict[str, object]:
    """Give what the session's template needs."""
    lang = desk.reader.language
    text, text_language = choose(session.abstract, lang)
    late = delays_of([slot.id for slot in session.slots])
    return {
        "programme": desk.programme,
        "session": session,
        "lead": session_lead(session, desk),
        "times": [_with_delay(slot, session, desk, late.get(slot.id, 0)) for slot in session.slots],
        "about": about(session, lang),
        "abstract": [line for line in text.split("\n") if line.strip()],
        "abstract_language": text_language,
        "panel": [_panelist(one, lang) for one in session.panel],
        "documents": document_rows(session, lang),
        "figures": [figure_words(figure) for figure in figures],
        "register_address": session_address(desk, session.slug, register=True)
        if may_register(session, desk)
        else None,
        "calendar_address": f"/calendars/{desk.programme.slug}/{session.slug}.ics",
        "programme_address": f"/{lang}/{desk.programme.slug}/",
        "any_inferred": any_inferred(session),
        "printed": printed_words(desk),
    }


def _with_delay(slot: SlotShown, session: SessionShown, desk: Desk, minutes: int) -> TimeShown:
    shown = replace(time_words(slot, session, desk), add=_public_links(slot, session, desk))
    really = replace(slot, minutes=slot.minutes + minutes)
    if not minutes or slot_state(really, desk, session.cancelled) not in (Standing.COMING, Standing.OPEN):
        return shown
    return replace(shown, facts=(delay_words(minutes), *shown.facts))


def delay_words(minutes: int) -> str:
    """Say that a time begins later than announced; nothing where it does not."""
    if not minutes:
        return ""
    return ngettext(
        "Begins %(num)d minute later than announced.", "Begins %(num)d minutes later than announced.", minutes
    )


def session_lead(session: SessionShown, desk: Desk) -> str:
    """Say in one line the day, the length, and how often it is held."""
    if not session.slots:
        return _("The time will be announced.")
    first = session.slots[0]
    words = [
        times.full_day_words(first.starts_at, desk.reader.zone, desk.reader.language),
        ngettext("%(num)d minute", "%(num)d minutes", first.minutes),
    ]
    parts = len({slot.part for slot in session.slots})
    if parts > 1:
        words.append(ngettext("%(num)d part", "%(num)d parts", parts))
    elif len(session.slots) > 1:
        words.append(_("held twice: choose your hour"))
    return " · ".join(words)


def time_words(slot: SlotShown, session: SessionShown, desk: Desk) -> TimeShown:
    """Word one time in the reader's zone, in the slot's place and in UTC, and say how it stands."""
    state = slot_state(slot, desk, session.cancelled)
    local = to_local(slot.starts_at, desk.reader.zone)
    at = local.hour * 60 + local.minute
    place = place_names(desk.programme, slot.zone)
    three = times.word_three(slot, desk.reader.zone, desk.reader.language, place)
    parts = len({one.part for one in session.slots})
    same_part = [one for one in session.slots if one.part == slot.part]
    return TimeShown(
        starts_at=slot.starts_at,
        part=_("Part %(part)d of %(parts)d", part=slot.part, parts=parts) if parts > 1 else "",
        hours=three.hours,
        day=three.day,
        elsewhere=three.elsewhere,
        proposed=not session.cancelled and slot.id == proposed_slot(same_part, desk),
        inferred=is_hour_inferred(slot),
        cancelled=state in (Standing.CANCELLED, Standing.NOT_HELD),
        at=at,
        minutes=min(slot.minutes, DAY_MINUTES - at),
        look="was" if state is Standing.HELD else "",
        state=_("%(state)s.", state=state_words(state)),
        facts=tuple(_time_facts(slot, state, desk)),
        links=recording_links(slot, desk.reader.language, session_address(desk, session.slug)),
    )


def _public_links(slot: SlotShown, session: SessionShown, desk: Desk) -> CalendarLinks | None:
    address = session_address(desk, session.slug)
    file = f"/calendars/{desk.programme.slug}/{session.slug}.ics?lang={desk.reader.language}&slot={slot.id}"
    return add_links(slot, session, desk, address=address, file=file)


def add_links(
    slot: SlotShown, session: SessionShown, desk: Desk, *, address: str, file: str
) -> CalendarLinks | None:
    """Give the addresses that put a time into a calendar program, while it is to come or going on.

    Takes: the path of ours to be kept with the entry, or its whole address; and that of a file with this time.
    """
    if slot_state(slot, desk, session.cancelled) not in (Standing.COMING, Standing.OPEN):
        return None
    title = title_in(session.title, desk.reader.language)
    return event_links(Event(title, slot.starts_at, slot.minutes, whole_address(address)), file)


def whole_address(address: str) -> str:
    """Give the address under which the world finds a path of ours; a whole one stays."""
    if not address.startswith("/"):
        return address
    base: str = current_app.config.get("BASE_URL") or request.host_url
    return base.rstrip("/") + address


def feeds(path: str, name: str) -> Feeds:
    """Give the addresses to subscribe a calendar program to.

    Takes: the path of the calendar, and what it is called.
    """
    return feed_links(whole_address(path), name)


def others_words(others: Iterable[ProgrammeShown], lang: str) -> dict[str, object]:
    """Give the links to other seasons and to conferences."""
    links = [(one.kind, {"address": f"/{lang}/{one.slug}/", "title": one.title}) for one in others]
    return {
        "others": [link for kind, link in links if kind == ProgrammeKind.SEASON],
        "conferences": [link for kind, link in links if kind == ProgrammeKind.CONFERENCE],
    }


def title_in(title: dict[str, str], lang: str) -> str:
    """Give a title in a language, else in another with that one said."""
    return marked(title, lang)


def printed_words(desk: Desk) -> dict[str, str]:
    """Say for a printed page when it was made, in which zone its times are, and where it is found."""
    reader = desk.reader
    return {
        "day": times.full_day_words(desk.now, reader.zone, reader.language),
        "zone": times.zone_line(reader.zone, desk.now, reader.language, reader.city),
        "site": whole_address("/").rstrip("/"),
        "address": whole_address(request.path),
    }


def _time_facts(slot: SlotShown, state: Standing, desk: Desk) -> list[str]:
    if state not in (Standing.COMING, Standing.OPEN):
        return []
    facts = _room_facts(slot) if slot.has_room else []
    if not facts and slot.room is Room.FULL:
        facts.append(_("Full: you can join the waiting list."))
    elif not facts and slot.room is Room.FEW:
        facts.append(_("Few seats are left."))
    if state is Standing.COMING:
        hour = times.hour_words(doors_at(slot), desk.reader.zone, desk.reader.language)
        facts.append(_("You can join from %(hour)s.", hour=hour))
    return facts


def _room_facts(slot: SlotShown) -> list[str]:
    """Say how many seats are left online and in the room; nothing where it is the same for both."""
    words = {
        (Mode.ONLINE, Room.FREE): _("Online: seats are free."),
        (Mode.ONLINE, Room.FEW): _("Online: few seats are left."),
        (Mode.ONLINE, Room.FULL): _("Online: full, with a waiting list."),
        (Mode.ROOM, Room.FREE): _("In the room: seats are free."),
        (Mode.ROOM, Room.FEW): _("In the room: few seats are left."),
        (Mode.ROOM, Room.FULL): _("In the room: full, with a waiting list."),
    }
    both = [_("Held online and in a room.")]
    if len(set(slot.seats.values())) > 1:
        return both + [words[mode, slot.seats[mode]] for mode in Mode]
    if slot.room is Room.FREE:
        return both
    return both + [words[mode, slot.room] for mode in Mode]


def about(session: SessionShown, lang: str) -> list[Fact]:
    """List languages, articles and partners."""
    facts = []
    if session.languages:
        facts.append(Fact(_("Held in"), _names(session.languages, lang), "languages" in session.inferred))
    facts += [Fact(*one) for one in language_facts(session, lang)]
    if session.articles:
        facts.append(Fact(_("Articles"), _(", ").join(session.articles)))
    if session.partners:
        facts.append(Fact(_("Partners"), names_words(session.partners, lang), "partners" in session.inferred))
    return facts


def figure_words(figure: FigureShown) -> str:
    """Word a reported figure: qualifier, number, what was counted, and where it was reported."""
    counted = {
        "sessions": _("sessions"),
        "hours": _("hours"),
        "attendances": _("attendances"),
        "participants": _("participants"),
        "registrations": _("registrations"),
        "panelists": _("panellists"),
        "countries": _("countries"),
        "decisions": _("decisions"),
    }.get(figure.count, figure.count)
    qualifiers = {
        "over": _("over"),
        "more than": _("more than"),
        "around": _("around"),
        "about": _("around"),
        "at least": _("at least"),
        "close to": _("close to"),
    }
    qualifier = qualifiers.get(figure.qualifier or "", figure.qualifier or "")
    number = " ".join(part for part in (qualifier, format_decimal(figure.value)) if part)
    return _("%(counted)s: %(number)s (%(source)s)", counted=counted, number=number, source=figure.source)


def any_inferred(session: SessionShown) -> bool:
    """Say whether the page shows anything that was filled in."""
    return bool(session.inferred) or any(is_hour_inferred(slot) for slot in session.slots)


def size_words(count: int | None) -> str:
    """Word the size of a file."""
    if count is None:
        return ""
    if count >= MEGABYTE:
        return _("%(size)s MB", size=format_decimal(round(count / MEGABYTE, 1)))
    return _("%(size)s kB", size=format_decimal(max(1, round(count / 1000))))


def role_words(role: str) -> str:
    """Word a panellist's role."""
    return {
        "speaker": _("Speaker"),
        "moderator": _("Moderator"),
        "interpreter": _("Interpreter"),
        "host": _("Host"),
    }.get(role, role)


def _names(codes: tuple[str, ...], lang: str) -> str:
    return _(", ").join(times.language_name(code, lang) for code in codes)


def _panelist(one: PanelistShown, lang: str) -> dict[str, object]:
    affiliation = ", ".join(part for part in (one.function, one.organization) if part)
    text, language = choose(one.biography, lang)
    return {
        "name": one.name or _("Panellist"),
        "role": role_words(one.role),
        "affiliation": affiliation,
        "biography": [line for line in text.split("\n") if line],
        "language": language,
        "photo": f"/photos/{one.photo}" if one.photo else "",
    }


def document_rows(session: SessionShown, lang: str) -> list[dict[str, object]]:
    """Give a session's documents, each with its size in words."""
    return [_document(one.title, one.language, one.address, one.bytes, lang) for one in session.documents]


def _document(
    title: dict[str, str], language: str, address: str, count: int | None, lang: str
) -> dict[str, object]:
    name = times.language_name(language, lang)
    return {"title": title, "language": name, "address": address, "size": size_words(count)}
