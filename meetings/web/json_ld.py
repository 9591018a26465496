"""What public pages tell machines of events: a season, a session with its times, a conference with its segments.

They tell what the page itself shows and nothing else: no draft, no platform, and nobody who is not on it.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from meetings.domain.changes import Moment
from meetings.domain.codes import ProgrammeKind, SlotState
from meetings.domain.cop.codes import SegmentMode
from meetings.domain.languages import choose
from meetings.domain.programmes import place_names
from meetings.domain.seasons import Room, ends_at
from meetings.domain.zones import to_local
from meetings.formats.json_ld import Attendance, Happening, Named, Recorded, Seats, Status, events_block
from meetings.formats.times import place_words, zone_city
from meetings.queries.cop.programme import ConferenceShown, SegmentShown
from meetings.queries.news import moves
from meetings.queries.programmes import CalendarShown, ProgrammeShown, SessionShown, SlotShown
from meetings.web.cop.meeting_words import Meeting
from meetings.web.sessions import session_lead, whole_address
from meetings.web.timetable import Desk, may_register, session_address

MODES: Final = {
    SegmentMode.ONLINE: Attendance.ONLINE,
    SegmentMode.IN_PERSON: Attendance.OFFLINE,
    SegmentMode.HYBRID: Attendance.MIXED,
}
SEATS: Final = {Room.FREE: Seats.FREE, Room.FEW: Seats.FEW, Room.FULL: Seats.FULL}


def summary_of(session: SessionShown, desk: Desk) -> str:
    """Say in a sentence or two what a session is: what it is about, else when it is, told where it is held."""
    text, _language = choose(session.abstract, desk.reader.language)
    if text.strip():
        return text
    reader = replace(desk.reader, zone=desk.programme.zone, city=None)
    return session_lead(session, replace(desk, reader=reader))


def session_events(session: SessionShown, meeting: Meeting | None, desk: Desk) -> Markup:
    """Tell each time of a session as an event."""
    lang, programme = desk.reader.language, desk.programme
    address = session_address(desk, session.slug)
    whole = Happening(
        name=choose(session.title, lang)[0],
        address=whole_address(address),
        organizer=organizer(desk),
        performers=tuple(one.name for one in session.panel if one.name),
        languages=() if "languages" in session.inferred else session.languages,
        is_free=True,
        register=whole_address(f"{address}register") if may_register(session, desk) else "",
        within=Named(choose(programme.title, lang)[0], whole_address(f"/{lang}/{programme.slug}/")),
        is_within_series=programme.kind != ProgrammeKind.CONFERENCE,
    )
    moved = _moved(session, desk)
    return events_block(
        [_time(whole, slot, session, meeting, moved.get(slot.id, ()), desk) for slot in session.slots]
    )


def season_series(found: CalendarShown, summary: str, desk: Desk) -> Markup:
    """Tell a season as a series; its sessions tell themselves on their own pages."""
    programme, lang = found.programme, desk.reader.language
    has_room = any(slot.has_room for one in found.sessions for slot in one.slots)
    address = whole_address(f"/{lang}/{programme.slug}/")
    is_open = any(may_register(one, desk) for one in found.sessions)
    series = Happening(
        name=choose(programme.title, lang)[0],
        address=address,
        starts=programme.starts_on,
        ends=programme.ends_on,
        attendance=Attendance.MIXED if has_room else Attendance.ONLINE,
        city=_city(programme, programme.zone, lang),
        is_series=True,
        description=_noted(summary, programme),
        organizer=organizer(desk),
        is_free=True,
        register=f"{address}register" if is_open else "",
    )
    return events_block([series])


def conference_event(found: ConferenceShown, summary: str, desk: Desk) -> Markup:
    """Tell a conference as an event with its segments."""
    programme, lang = found.programme, desk.reader.language
    address = whole_address(f"/{lang}/{programme.slug}/")
    parts = tuple(_segment(one, address, lang) for one in found.segments)
    every = {one.attendance for one in parts} or {Attendance.ONLINE}
    event = Happening(
        name=choose(programme.title, lang)[0],
        address=address,
        starts=programme.starts_on,
        ends=programme.ends_on,
        attendance=every.pop() if len(every) == 1 else Attendance.MIXED,
        place=next((one.place for one in parts if one.place), ""),
        city=_city(programme, programme.zone, lang),
        status=Status.SCHEDULED,
        description=_noted(summary, programme),
        organizer=organizer(desk),
        parts=parts,
    )
    return events_block([event])


def organizer(desk: Desk) -> Named:
    """Name who holds it: the site, whose first page is theirs."""
    name = current_app.config.get("SITE_NAME") or _("Minamata Convention on Mercury")
    return Named(name, whole_address(f"/{desk.reader.language}/"))


def _time(
    whole: Happening,
    slot: SlotShown,
    session: SessionShown,
    meeting: Meeting | None,
    moved: Iterable[SlotShown],
    desk: Desk,
) -> Happening:
    lang = desk.reader.language
    previous = tuple(to_local(one.starts_at, one.zone) for one in moved)
    status = _status(slot, session, bool(previous))
    is_on = status not in (Status.CANCELLED, Status.POSTPONED)
    if status is Status.POSTPONED:
        previous = (*previous, to_local(slot.starts_at, slot.zone))
    notes = ["≈ " + _("not found in a published source; filled in")] if slot.inferred else []
    return replace(
        whole,
        starts=to_local(slot.starts_at, slot.zone),
        ends=to_local(ends_at(slot), slot.zone),
        attendance=_attendance(slot, meeting),
        place=_hall(slot, meeting, lang),
        city=_city(desk.programme, slot.zone, lang),
        status=status,
        previous=previous,
        description=_noted(summary_of(session, desk), desk.programme, *notes),
        register=whole.register if is_on and ends_at(slot) > desk.now else "",
        seats=SEATS[slot.room],
        recordings=tuple(_recordings(slot, whole)),
    )


def _status(slot: SlotShown, session: SessionShown, was_moved: bool) -> Status:
    """Say how a time stands; a session that is to be held, and has lost all of its times, is put off."""
    if session.cancelled:
        return Status.CANCELLED
    if slot.state == SlotState.CANCELLED:
        is_left = any(one.state != SlotState.CANCELLED for one in session.slots)
        return Status.CANCELLED if is_left else Status.POSTPONED
    if slot.state == SlotState.NOT_HELD:
        return Status.CANCELLED
    return Status.RESCHEDULED if was_moved else Status.SCHEDULED


def _moved(session: SessionShown, desk: Desk) -> dict[str, list[SlotShown]]:
    """Give each time of a session as it stood before it was moved, as far as anybody was told of it."""
    if all(slot.version == 1 for slot in session.slots):
        return {}
    at = Moment(desk.now, current_app.config["SETTLING_SECONDS"])
    found: dict[str, list[SlotShown]] = {}
    now = {slot.id: slot for slot in session.slots}
    for row in moves(desk.programme.slug, session.id, at):
        slot = now.get(row.slot)
        if slot is None or row.before is None or row.before.starts_at == slot.starts_at:
            continue
        before = replace(slot, starts_at=row.before.starts_at, zone=row.before.zone)
        if before not in found.setdefault(slot.id, []):
            found[slot.id].append(before)
    return found


def _attendance(slot: SlotShown, meeting: Meeting | None) -> Attendance:
    if meeting is not None and meeting.segment is not None:
        return MODES[SegmentMode(meeting.segment.mode)]
    return Attendance.MIXED if slot.has_room else Attendance.ONLINE


def _hall(slot: SlotShown, meeting: Meeting | None, lang: str) -> str:
    """Name the room of a time, else the venue where that was found."""
    if meeting is None or meeting.segment is None:
        return ""
    wanted = meeting.shown.rooms.get(slot.id)
    room = next((one for one in meeting.segment.rooms if one.slug == wanted), None)
    return choose(room.name, lang)[0] if room else _venue(meeting.segment)


def _venue(segment: SegmentShown) -> str:
    return "" if "venue" in segment.inferred else segment.venue or ""


def _segment(one: SegmentShown, address: str, lang: str) -> Happening:
    return Happening(
        name=choose(one.title, lang)[0],
        address=f"{address}#segment-{one.slug}",
        starts=one.starts_on,
        ends=one.ends_on,
        attendance=MODES[SegmentMode(one.mode)],
        place=_venue(one),
        city=place_words(one.place, one.zone, lang),
        status=Status.SCHEDULED,
    )


def _city(programme: ProgrammeShown, zone: str, lang: str) -> str:
    names = place_names(programme, zone)
    return place_words(names, zone, lang) if names else zone_city(zone, lang)


def _recordings(slot: SlotShown, whole: Happening) -> Iterable[Recorded]:
    for one in slot.recordings:
        yield Recorded(
            name=whole.name,
            address=whole_address(one.address),
            language=one.language,
            is_file=bool(one.kept),
            is_sound=one.kept.startswith("audio/"),
            seconds=one.seconds,
            published_at=one.published_at,
        )


def _noted(text: str, programme: ProgrammeShown, *notes: str) -> str:
    """Put before a description what must not be lost of it where only the beginning is read."""
    demonstration = f"{_('Demonstration.')} " if programme.demonstration else ""
    return demonstration + " · ".join((*notes, text))
