"""One event of a stranger's calendar: its lines as values, and each of its times as a day or an instant.

Zones go by their names, never by the rules that a file brings along; a time without a zone counts as its day.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, cast

from icalendar import Event
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NonexistentTime, Refused
from meetings.domain.foreign import LONGEST, Why
from meetings.domain.languages import upright
from meetings.domain.zones import FIRST_YEAR, LAST_YEAR, check_zone, to_instant
from meetings.formats.ical_split import EventLines

TITLE_LENGTH: Final = 300
SHORT_LENGTH: Final = 200
ADDRESS_LENGTH: Final = 500
MOST_SEQUENCE: Final = 2**31 - 1
HOST: Final = re.compile(r"[a-z0-9.:-]{1,253}")
WEB: Final = re.compile(r"https?://[!-~]+", re.ASCII)
DAY: Final = timedelta(days=1)
# Names of zones are read here and not by the library, which would go and look for files of that name.
ZONE_NAME: Final = re.compile(rb";TZID=", re.IGNORECASE)


class Unusable(Exception):
    """An event that cannot be taken in; says why, and what is to blame."""

    def __init__(self, why: Why, value: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.value = plain(value, SHORT_LENGTH)


@dataclass(frozen=True, slots=True)
class When:
    """A time of an event: a day; with `wall` the hour of it, and the zone where that is known."""

    day: date
    wall: time | None = None
    zone: str | None = None

    @property
    def instant(self) -> datetime | None:
        """Give the instant, of an hour that does not exist the one after the clocks changed; nothing without a zone."""
        if self.wall is None or self.zone is None:
            return None
        local = datetime.combine(self.day, self.wall)
        try:
            return to_instant(local, self.zone, fold=0)
        except NonexistentTime as refusal:
            after = cast(Sequence[str], refusal.values["neighbours"])[1]
            return to_instant(datetime.fromisoformat(after), self.zone, fold=0)

    @property
    def key(self) -> str:
        """Name this among the occurrences of one event."""
        if self.wall is None:
            return f"{self.day:%Y%m%d}"
        instant = self.instant
        return (
            f"{instant:%Y%m%dT%H%M%SZ}"
            if instant
            else f"{datetime.combine(self.day, self.wall):%Y%m%dT%H%M%S}"
        )

    def on(self, day: date) -> "When":
        """Give the same hour of another day."""
        return When(day, self.wall, self.zone)


@dataclass(frozen=True, slots=True)
class Zones:
    """How a calendar calls its zones, and which it means for times without one."""

    places: Mapping[str, str]
    floating: str | None = None

    def find(self, name: str) -> str:
        """Give the zone of a name: as it is, as Windows has it, or at the end of a longer one.

        Raises: Unusable.
        """
        bare = name.strip().strip('"')
        parts = bare.split("/")
        for one in (
            bare,
            WINDOWS_TO_OLSON.get(bare, ""),
            self.places.get(bare, ""),
            "/".join(parts[-3:]),
            "/".join(parts[-2:]),
        ):
            try:
                return check_zone(one)
            except Refused:
                continue
        raise Unusable(Why.UNKNOWN_ZONE, name)


class Fields:
    """The values of one event by name."""

    def __init__(self, event: EventLines, zones: Zones) -> None:
        self._zones = zones
        lines = [ZONE_NAME.sub(rb";X-TZID=", one) for one in event.lines]
        body = b"\r\n".join((b"BEGIN:VEVENT", *lines, b"END:VEVENT", b"")).decode("utf-8", "replace")
        try:
            self._read: Any = Event.from_ical(body.replace("\0", " "))
        except Exception as error:  # whatever a library makes of what a stranger wrote
            raise Unusable(Why.BAD_VALUE, type(error).__name__) from None

    def check(self) -> None:
        """Refuse what the library could not make sense of.

        Raises: Unusable.
        """
        for name, _words in self._read.errors:
            if name:
                raise Unusable(Why.BAD_VALUE, str(name))

    def one(self, name: str) -> Any:
        """Give a value that may be there once, or nothing.

        Raises: Unusable.
        """
        value = self._read.get(name)
        if isinstance(value, list) and name != "CATEGORIES":
            raise Unusable(Why.TWICE, name)
        return value

    def text(self, name: str, most: int) -> str:
        """Give a text without anything but words, or an empty one; of several the first."""
        value = self._read.get(name)
        value = value[0] if isinstance(value, list) else value
        return plain(str(value), most) if isinstance(value, str) else ""

    def language(self, name: str) -> str:
        """Give the language a text is in, where that is said and one of ours."""
        value = self._read.get(name)
        value = value[0] if isinstance(value, list) else value
        said = str(getattr(value, "params", {}).get("LANGUAGE", "")).lower()[:2]
        return said if said in LANGUAGES else ""

    def path(self) -> str:
        """Give the hosts that a meeting was passed on by, apart by spaces."""
        hosts = re.split(r"[\s,]+", self.text("X-MEETINGS-PATH", ADDRESS_LENGTH).casefold())
        return " ".join(one for one in hosts if HOST.fullmatch(one))

    def tag(self) -> str:
        """Give the first category."""
        value = self._read.get("CATEGORIES")
        value = value[0] if isinstance(value, list) else value
        names = getattr(value, "cats", ())
        return plain(str(names[0]), SHORT_LENGTH) if names else ""

    def address(self) -> str:
        """Give the page of the event, where that is a web address that could be one."""
        value = str(self._read.get("URL") or "").strip()
        return value if len(value) <= ADDRESS_LENGTH and WEB.fullmatch(value) else ""

    def sequence(self) -> int:
        """Give the number of the event's form.

        Raises: Unusable.
        """
        number = int(self.one("SEQUENCE") or 0)
        if not 0 <= number <= MOST_SEQUENCE:
            raise Unusable(Why.BAD_VALUE, "SEQUENCE")
        return number

    def moment(self) -> datetime | None:
        """Give when the event was changed last, or its form made."""
        for name in ("LAST-MODIFIED", "DTSTAMP"):
            value = self.one(name)
            stamp = getattr(value, "dt", None)
            if isinstance(stamp, datetime):
                return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
        return None

    def when(self, name: str) -> When | None:
        """Give a time, or nothing.

        Raises: Unusable.
        """
        value = self.one(name)
        return None if value is None else self._when(value.dt, value.params.get("X-TZID"), name)

    def several(self, name: str) -> list[When]:
        """Give the times of a list.

        Raises: Unusable.
        """
        value = self._read.get(name)
        if value is None:
            return []
        lists = value if isinstance(value, list) else [value]
        return [
            self._when(each.dt, one.params.get("X-TZID") or each.params.get("X-TZID"), name)
            for one in lists
            for each in one.dts
        ]

    def _when(self, value: Any, zone_name: str | None, name: str) -> When:
        if isinstance(value, datetime):
            wall = value.time().replace(tzinfo=None, fold=0, microsecond=0)
            if zone_name:
                zone: str | None = self._zones.find(zone_name)
            else:
                zone = "UTC" if value.tzinfo is not None else self._zones.floating
            return _in_years(When(value.date(), wall, zone))
        if isinstance(value, date):
            return _in_years(When(value))
        raise Unusable(Why.BAD_VALUE, name)


def _in_years(when: When) -> When:
    if not FIRST_YEAR < when.day.year < LAST_YEAR:
        raise Unusable(Why.TOO_FAR, when.day.isoformat())
    return when


def length_of(fields: Fields, start: When) -> timedelta:
    """Give how long an event takes; one of whole days counts these.

    Raises: Unusable.
    """
    end, duration = fields.when("DTEND"), fields.one("DURATION")
    if end is not None:
        if (end.wall is None) != (start.wall is None):
            raise Unusable(Why.BAD_VALUE, "DTEND")
        length = _between(start, end)
    elif duration is not None:
        length = duration.dt if isinstance(duration.dt, timedelta) else -DAY
    else:
        length = DAY if start.wall is None else timedelta()
    if length < timedelta():
        raise Unusable(Why.ENDS_BEFORE)
    if length > LONGEST:
        raise Unusable(Why.TOO_LONG)
    return max(length, DAY) if start.wall is None else length


def _between(start: When, end: When) -> timedelta:
    first, last = start.instant, end.instant
    if first and last:
        return last - first
    return datetime.combine(end.day, end.wall or time()) - datetime.combine(start.day, start.wall or time())


def plain(text: str, most: int) -> str:
    """Give a stranger's text on one line, without signs that are not seen or turn what stands around them."""
    seen = "".join(
        " " if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one
        for one in upright(text[: 4 * most])
    )
    words = " ".join(seen.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
