"""Calendars: public feeds, and the entries that registrations put into people's own calendars.

All instants are UTC, so that no reader needs zone rules. `DTSTAMP` and `SEQUENCE` come from stored facts, so that two
downloads without a change between them are the same bytes. Source: RFC 5545, RFC 5546 (methods), RFC 7986 (names).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event, vCalAddress, vText, vUri

from meetings.domain.codes import Mode, PlaceState, SlotState
from meetings.domain.languages import choose
from meetings.domain.programmes import place_names
from meetings.formats.languages import marked

PRODUCT: Final = "-//Minamata Meetings//EN"
REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry; `language` is its summary's, `attendee` the name, or nothing, and address of its owner."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    minutes: int
    summary: str
    description: str
    url: str
    location: str
    cancelled: bool = False
    organizer: tuple[str, str] | None = None
    attendee: tuple[str, str] | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """What makes an entry somebody's own: links, and where it goes by mail, from whom and to whom.

    `ways` words how somebody takes part, for a time that is held online and in a room.
    """

    host: str
    join_address: str
    code: str
    description: str
    organizer: tuple[str, str] | None = None
    attendee: tuple[str, str] | None = None
    ways: Mapping[str, str] = field(default_factory=dict)


def personal_entry(registration: Any, place: Any, lang: str, own: Own) -> Entry:
    """Give the entry of a registration's part: one identity that moves with every switch and change.

    Takes: a registration and one of its places as the queries show them.
    """
    session = registration.session
    slot = next(one for one in session.slots if one.id == place.slot_id)
    goes = registration.ended_at is None and place.state == PlaceState.CONFIRMED
    way = own.ways.get(place.mode, "") if slot.has_room or place.mode == Mode.ROOM else ""
    there = choose(place_names(registration.programme, slot.zone), lang)[0]
    room = ", ".join(part for part in (way, there) if part)
    return Entry(
        uid=f"registration-{registration.id}-{place.part}@{own.host}",
        sequence=registration.sequence,
        stamp=max(registration.updated_at, slot.updated_at),
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        summary=marked(session.title, lang),
        description="\n".join(part for part in (way, own.description, own.join_address, own.code) if part),
        url=own.join_address,
        location=room if place.mode == Mode.ROOM else own.join_address,
        cancelled=not goes or session.cancelled or slot.state != SlotState.PLANNED,
        organizer=own.organizer,
        attendee=own.attendee,
        language=choose(session.title, lang)[1],
    )


def calendar_bytes(entries: Iterable[Entry], *, method: str, name: str = "", lang: str = "en") -> bytes:
    """Write a calendar, its entries in order of time and identity.

    Takes: `method`, PUBLISH for feeds, REQUEST or CANCEL by mail; `name`, what the calendar is called in a program.
    """
    calendar = begun_calendar(method=method, name=name)
    for entry in sorted(entries, key=lambda one: (one.starts_at, one.uid)):
        calendar.add_component(_event(entry, lang))
    return bytes(calendar.to_ical())


def begun_calendar(*, method: str, name: str = "") -> Calendar:
    """Give a calendar of ours that has no entries yet."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", clean(name))
        calendar.add("x-wr-calname", clean(name))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    return calendar


def _event(entry: Entry, lang: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.starts_at.astimezone(UTC) + timedelta(minutes=entry.minutes))
    event.add("summary", vText(clean(entry.summary)), parameters={"LANGUAGE": entry.language or lang})
    event.add("description", vText(clean(entry.description, lines=True)))
    event.add("location", vText(clean(entry.location)))
    event.add("url", vUri(entry.url))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    if entry.organizer:
        event.add("organizer", _address(*entry.organizer, {}), encode=False)
    if entry.attendee:
        parameters = {"RSVP": "FALSE", "PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT"}
        event.add("attendee", _address(*entry.attendee, parameters), encode=False)
    return event


def _address(name: str, address: str, parameters: dict[str, str]) -> vCalAddress:
    value = vCalAddress(f"mailto:{address}")
    if name:
        value.params["CN"] = vText(clean(name).replace('"', "'"))
    for key, each in parameters.items():
        value.params[key] = vText(each)
    return value


def clean(text: str, *, lines: bool = False) -> str:
    """Drop what has no place in a calendar's text: control characters, and line breaks where one line is meant."""
    kept = re.sub("\r\n|[\r\v\f\x85\u2028\u2029]", "\n", text)
    kept = kept if lines else kept.replace("\n", " ")
    return "".join(letter for letter in kept if letter == "\n" or (ord(letter) >= 32 and ord(letter) != 127))
