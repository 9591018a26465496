"""A stranger's calendar taken apart into the lines of its events, in bounded time and memory, before anything is read.

Of an event, the lines are kept that are read at all, unfolded, and none that is endless. Source: RFC 5545, 3.1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from meetings.domain.errors import NotACalendar, TooManyEvents
from meetings.domain.foreign import MOST_EVENTS

MOST_LINE: Final = 10_000
MOST_ZONES: Final = 1_000
PHYSICAL: Final = re.compile(rb"[^\r\n]+")
NAME: Final = re.compile(rb"[A-Za-z0-9-]{1,40}")
OF_EVENT: Final = frozenset(
    (
        b"UID",
        b"SUMMARY",
        b"LOCATION",
        b"CATEGORIES",
        b"URL",
        b"STATUS",
        b"SEQUENCE",
        b"LAST-MODIFIED",
        b"DTSTAMP",
        b"DTSTART",
        b"DTEND",
        b"DURATION",
        b"RRULE",
        b"EXRULE",
        b"RDATE",
        b"EXDATE",
        b"RECURRENCE-ID",
        b"X-MEETINGS-ORIGIN",
        b"X-MEETINGS-PATH",
    )
)
OF_CALENDAR: Final = frozenset((b"X-WR-CALNAME", b"NAME", b"X-WR-TIMEZONE", b"METHOD"))
OF_ZONE: Final = frozenset((b"TZID", b"X-LIC-LOCATION"))


@dataclass(slots=True)
class EventLines:
    """The lines of one event; `too_long` names one that is longer than is read, `is_ended` whether it has an end."""

    lines: list[bytes] = field(default_factory=list)
    too_long: str = ""
    is_ended: bool = False


@dataclass(slots=True)
class Split:
    """A calendar taken apart: its own values by name, the places of its zones by their names, and its events."""

    values: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    events: list[EventLines] = field(default_factory=list)


def split_calendar(raw: bytes) -> Split:
    """Take a calendar apart.

    Raises: NotACalendar, for anything else and for one that is cut off; TooManyEvents.
    """
    splitter, is_first = _Splitter(), True
    for line, is_long in _unfolded(raw.removeprefix(b"\xef\xbb\xbf")):
        if is_first and line.strip().upper() != b"BEGIN:VCALENDAR":
            raise NotACalendar(field="file")
        is_first = False
        splitter.take(line, is_long=is_long)
    if is_first or not splitter.is_over:
        raise NotACalendar(field="file")
    return splitter.found


def _unfolded(raw: bytes) -> Iterator[tuple[bytes, bool]]:
    """Give the content lines, each with whether it was too long and is cut."""
    parts: list[bytes] = []
    size = 0
    for found in PHYSICAL.finditer(raw):
        begin, end = found.span()
        is_folded = raw[begin] in b" \t" and bool(parts)
        if not is_folded:
            if parts:
                yield b"".join(parts), size > MOST_LINE
            parts, size = [], 0
        begin += is_folded
        if size <= MOST_LINE:
            parts.append(raw[begin : min(end, begin + MOST_LINE + 1)])
        size += end - begin
    if parts:
        yield b"".join(parts), size > MOST_LINE


class _Splitter:
    """Follows the components of a calendar: itself, its zones, its events, and what lies within these."""

    def __init__(self) -> None:
        self.found = Split()
        self.is_over = False
        self._event: EventLines | None = None
        self._within = 0  # components open inside the event, such as alarms
        self._zone: dict[str, str] | None = None

    def take(self, line: bytes, *, is_long: bool) -> None:
        """Take the next content line."""
        found = NAME.match(line)
        if found is None or self.is_over:
            return
        name = found[0].upper()
        if name in (b"BEGIN", b"END"):
            self._bound(name == b"BEGIN", line[len(name) + 1 :].strip().upper())
        elif self._event is not None:
            if name in OF_EVENT and not self._within:
                self._keep(name, line, is_long=is_long)
        elif self._zone is not None:
            if name in OF_ZONE:
                self._zone[name.decode()] = _value(line)
        elif name in OF_CALENDAR:
            self.found.values.setdefault(name.decode(), _value(line))

    def _bound(self, begins: bool, component: bytes) -> None:
        if component == b"VEVENT":
            if self._event is not None and not begins:
                self._event.is_ended = True
            self._event, self._within = self._begin_event() if begins else None, 0
        elif self._event is not None and component != b"VCALENDAR":
            self._within = max(0, self._within + (1 if begins else -1))
        elif component == b"VTIMEZONE":
            self._bound_zone(begins)
        elif component == b"VCALENDAR" and not begins:
            self.is_over = True

    def _begin_event(self) -> EventLines:
        """Begin an event; one that has no end yet stays as it is."""
        if len(self.found.events) >= MOST_EVENTS:
            raise TooManyEvents(field="file", most=MOST_EVENTS)
        event = EventLines()
        self.found.events.append(event)
        return event

    def _keep(self, name: bytes, line: bytes, *, is_long: bool) -> None:
        if self._event is None:
            return
        if is_long:
            self._event.too_long = self._event.too_long or name.decode()
        else:
            self._event.lines.append(line)

    def _bound_zone(self, begins: bool) -> None:
        if not begins and self._zone and len(self.found.zones) < MOST_ZONES:
            place = self._zone.get("X-LIC-LOCATION")
            if place and "TZID" in self._zone:
                self.found.zones[self._zone["TZID"]] = place
        self._zone = {} if begins else None


def _value(line: bytes) -> str:
    return line.partition(b":")[2].decode("utf-8", "replace").strip()[:200]
