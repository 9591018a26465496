"""What machines read of a page: events as schema.org describes them, in a data block that no browser runs.

Source: schema.org Event, EventSeries, VirtualLocation, Place, Offer, VideoObject; JSON-LD 1.1; HTML, script elements
with a type that is no script's ("data blocks"), which a content security policy leaves alone.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from markupsafe import Markup

SCHEMA: Final = "https://schema.org"
TEXT_LENGTH: Final = 200
# A price of nothing still needs a currency to be read.
CURRENCY: Final = "USD"
# What could end the element, begin another, or make the source read otherwise than it is.
ESCAPED: Final = re.compile("[<>&\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
Node = dict[str, Any]


class Status(StrEnum):
    """How an event stands."""

    SCHEDULED = "EventScheduled"
    CANCELLED = "EventCancelled"
    POSTPONED = "EventPostponed"
    RESCHEDULED = "EventRescheduled"


class Attendance(StrEnum):
    """How one takes part."""

    ONLINE = "OnlineEventAttendanceMode"
    OFFLINE = "OfflineEventAttendanceMode"
    MIXED = "MixedEventAttendanceMode"


class Seats(StrEnum):
    """Whether one still finds a seat."""

    FREE = "InStock"
    FEW = "LimitedAvailability"
    FULL = "SoldOut"


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has its own page: an organization, a series, a larger event."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording everybody may see; `file` where the address is that of the file itself."""

    name: str
    address: str
    language: str
    is_file: bool = False
    is_sound: bool = False
    seconds: int | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: one holding of a session, a segment or a whole conference, or (`is_series`) a season.

    Times carry the offset of the place where they are told. `place` is the hall or the city where one may also go;
    `register` the address of the form while it takes registrations.
    """

    name: str
    address: str
    starts: date | datetime | None = None
    ends: date | datetime | None = None
    attendance: Attendance = Attendance.ONLINE
    place: str = ""
    city: str = ""
    is_series: bool = False
    status: Status | None = None
    previous: tuple[datetime, ...] = ()
    description: str = ""
    organizer: Named | None = None
    performers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    is_free: bool = False
    register: str = ""
    seats: Seats = Seats.FREE
    within: Named | None = None
    is_within_series: bool = False
    recordings: tuple[Recorded, ...] = ()
    parts: tuple["Happening", ...] = ()


def data_block(value: Mapping[str, Any]) -> Markup:
    """Write a value as a data block, whole: whatever strangers wrote in it neither ends nor changes the page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    safe = ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return Markup(f'<script type="application/ld+json">{safe}</script>')


def events_block(events: Sequence[Happening]) -> Markup:
    """Write events as a data block; nothing for none."""
    if not events:
        return Markup()
    nodes = [event_node(one) for one in events]
    graph = nodes[0] if len(nodes) == 1 else {"@graph": nodes}
    return data_block({"@context": SCHEMA, **graph})


def event_node(one: Happening) -> Node:
    """Give an event as schema.org describes it, without what is not known."""
    return _known(
        {
            "@type": "EventSeries" if one.is_series else "Event",
            "name": line(one.name),
            "description": shortened(one.description),
            "url": one.address,
            "startDate": _moment(one.starts),
            "endDate": _moment(one.ends),
            "eventAttendanceMode": f"{SCHEMA}/{one.attendance}",
            "eventStatus": f"{SCHEMA}/{one.status}" if one.status else None,
            "previousStartDate": _one_or_all([_moment(each) for each in one.previous]),
            "location": _one_or_all(_locations(one)),
            "organizer": _named("Organization", one.organizer),
            "performer": [{"@type": "Person", "name": line(each)} for each in one.performers],
            "inLanguage": _one_or_all(one.languages),
            "isAccessibleForFree": True if one.is_free else None,
            "offers": _offer(one),
            "superEvent": _named("EventSeries" if one.is_within_series else "Event", one.within),
            "recordedIn": _one_or_all([_recording(each) for each in one.recordings]),
            "subEvent": [event_node(each) for each in one.parts],
        }
    )


def shortened(text: str, most: int = TEXT_LENGTH) -> str:
    """Give the beginning of a text on one line, cut between words where it is longer than that."""
    whole = line(text)
    if len(whole) <= most:
        return whole
    cut = whole[:most]
    space = cut.rfind(" ")
    return (cut[:space] if space > most // 2 else cut).rstrip(" ,;:،，、") + "…"


def line(text: str) -> str:
    """Give a text on one line, without characters that control something."""
    kept = (one if unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp") else " " for one in text)
    return " ".join("".join(kept).split())


def _known(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [], ())}


def _moment(at: date | datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat() if at else None


def _one_or_all(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def _named(kind: str, one: Named | None) -> Node | None:
    return {"@type": kind, "name": line(one.name), "url": one.address} if one else None


def _locations(one: Happening) -> list[Node]:
    """Give where it is held; a page of ours is the way in to what is online, never the platform."""
    found: list[Node] = []
    if one.attendance is not Attendance.OFFLINE:
        found.append({"@type": "VirtualLocation", "url": one.address})
    name = line(one.place or one.city)
    if one.attendance is not Attendance.ONLINE and name:
        found.append(_known({"@type": "Place", "name": name, "address": line(one.city)}))
    return found


def _offer(one: Happening) -> Node | None:
    if not one.register:
        return None
    return {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": CURRENCY,
        "url": one.register,
        "availability": f"{SCHEMA}/{one.seats}",
    }


def _recording(one: Recorded) -> Node:
    return _known(
        {
            "@type": "AudioObject" if one.is_sound else "VideoObject",
            "name": line(one.name),
            "contentUrl" if one.is_file else "url": one.address,
            "inLanguage": one.language,
            "duration": f"PT{one.seconds}S" if one.seconds else None,
            "uploadDate": _moment(one.published_at),
        }
    )
