"""What a platform tells while a slot is held: which slot it is about, and from comings and goings who was there when.

A report of the same platform, once it counts, takes the place of all that its platform told; withdrawn, it gives the
place back. Of the rest, what is known of somebody best counts, in `statistics.presences`: a report, else what a
platform told, else the entry through our door, which lasts to the slot's end.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

from meetings.domain import errors


class Platform(StrEnum):
    """Whose webhooks are taken in; also the source of the rows that follow from them."""

    ZOOM = "zoom"
    BIGBLUEBUTTON = "bigbluebutton"


PLATFORMS: Final = frozenset(Platform)


class Kind(StrEnum):
    """What happened, as far as it matters here."""

    JOINED = "joined"
    LEFT = "left"
    STARTED = "started"
    ENDED = "ended"
    RECORDING = "recording"


# By the layout of a file one knows whose report it is; a table without a name may be anybody's, and stands beside.
REPORTS: Final[Mapping[Platform, tuple[str, ...]]] = {
    Platform.ZOOM: ("zoom_webinar", "zoom_meeting"),
    Platform.BIGBLUEBUTTON: (),
}
NEAR: Final = timedelta(hours=3)
MOST_MEETING: Final = 200
ZOOM_HOST: Final = re.compile(r"(?:.+\.)?zoom(?:gov)?\.(?:us|com|com\.cn)")
ZOOM_NUMBER: Final = re.compile(r"/(?:j|w|s|my|wc|wc/join|webinar/join|meeting/join)/([0-9]{9,11})(?:/|$)")
NUMBER: Final = re.compile(r"[0-9]{3,4}[ -][0-9]{3,4}[ -][0-9]{3,4}")


class Heard(NamedTuple):
    """Something that happened in one run of a meeting, to one connection of somebody (empty: to the whole meeting).

    A connection is one device of one person, from when they come until they go; coming again may be the same or not.
    """

    kind: Kind
    at: datetime
    run: str
    connection: str = ""


class Told(NamedTuple):
    """An event as a platform words it; what it says of a person is empty where it is about none.

    `key` knows the same event again. `sent_at` is when it was sent, where the body itself says so.
    """

    platform: Platform
    key: str
    event: str
    kind: Kind
    at: datetime
    meeting: str
    run: str
    connection: str = ""
    name: str = ""
    address: str = ""
    reference: str = ""
    sent_at: datetime | None = None


class Stretch(NamedTuple):
    """A stretch of presence of one connection; `left_at` null lasts to the slot's end.

    One that ends where it begins says that somebody left, of whom nobody knows when they came.
    """

    run: str
    connection: str
    joined_at: datetime
    left_at: datetime | None


class Asked(Protocol):
    """What a slot says of when it is held."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""


S = TypeVar("S", bound=Asked)


def stretches(happened: Iterable[Heard]) -> tuple[Stretch, ...]:
    """Put comings and goings together, whatever their order and however often each is told.

    Somebody who came twice without leaving was there from the first; who left twice, until the first. Where nobody
    told that they left, the end of the meeting is when they did, and without one they stay to the slot's end.
    """
    told = set(happened)
    ends: dict[str, list[datetime]] = {}
    marks: dict[tuple[str, str], list[Heard]] = {}
    for one in told:
        if one.kind is Kind.ENDED:
            ends.setdefault(one.run, []).append(one.at)
        elif one.kind in (Kind.JOINED, Kind.LEFT):
            marks.setdefault((one.run, one.connection), []).append(one)
    found = [
        stretch
        for (run, connection), own in marks.items()
        for stretch in _of_connection(run, connection, own, sorted(ends.get(run, ())))
    ]
    return tuple(sorted(found, key=lambda one: (one.joined_at, one.run, one.connection)))


def _of_connection(run: str, connection: str, marks: list[Heard], ends: Sequence[datetime]) -> list[Stretch]:
    found: list[Stretch] = []
    since: datetime | None = None
    by_time = {at: {one.kind for one in marks if one.at == at} for at in {one.at for one in marks}}
    for at in sorted(by_time):
        kinds = by_time[at]
        was_there = since is not None
        if since is not None and Kind.LEFT in kinds:
            found.append(Stretch(run, connection, since, at))
            since = None
        if Kind.JOINED in kinds and since is None:
            since = at
        if since == at and not was_there and Kind.LEFT in kinds:
            found.append(Stretch(run, connection, at, at))  # came and left within the second
            since = None
    if since is not None:
        found.append(Stretch(run, connection, since, next((end for end in ends if end >= since), None)))
    if not found:
        first = min(by_time)
        return [Stretch(run, connection, first, first)]
    return found


def says_something(joined_at: datetime, left_at: datetime | None) -> bool:
    """Say whether a stretch tells how long somebody was there."""
    return left_at is None or left_at > joined_at


def meetings_of(typed: str | None, address: str | None) -> frozenset[str]:
    """Give by what a platform may name the meeting of a slot: as typed at the desk, else as its address says.

    Zoom has a number in its path, BigBlueButton `meetingID` in its query.
    """
    if typed:
        return frozenset([tidy(typed)])
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return frozenset()
    if ZOOM_HOST.fullmatch(parts.hostname or ""):
        found = ZOOM_NUMBER.search(parts.path)
        return frozenset([found[1]] if found else [])
    return frozenset(parse_qs(parts.query).get("meetingID", ()))


def tidy(meeting: str) -> str:
    """Give the number of a meeting as platforms send it: Zoom shows its own in groups."""
    text = meeting.strip()
    return re.sub(r"[ -]", "", text) if NUMBER.fullmatch(text) else text


def check_meeting(value: str | None, name: str) -> str | None:
    """Give the number of a meeting, or nothing for an empty one.

    Raises: TooLong, NotOneLine, with the field.
    """
    text = (value or "").strip()
    if not text:
        return None
    if len(text) > MOST_MEETING:
        raise errors.TooLong(field=name, most=MOST_MEETING)
    if not text.isprintable():
        raise errors.NotOneLine(field=name)
    return tidy(text)


def slot_at(slots: Iterable[S], at: datetime) -> S | None:
    """Choose of the slots that share a meeting the one that was held at an instant, or was nearest to it.

    None where all are hours away: a rehearsal of the day before is nobody's attendance.
    """
    away = [(_distance(one, at), one.starts_at, one) for one in slots]
    near = [one for one in away if one[0] <= NEAR]
    return min(near, key=lambda one: one[:2])[2] if near else None


def _distance(slot: Asked, at: datetime) -> timedelta:
    ends_at = slot.starts_at + timedelta(minutes=slot.minutes)
    return max(slot.starts_at - at, at - ends_at, timedelta())
