"""What is asked of the planner, as its address says it: every field as typed, and as a value or with what is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from werkzeug.datastructures import MultiDict

from meetings.domain import errors
from meetings.domain.audiences import MOST_ZONES, Audience, check_weights
from meetings.domain.checks import MOST_MINUTES
from meetings.domain.covering import AWAKE, Hours, check_hours
from meetings.domain.planning import MOST_BUSY, Span
from meetings.domain.zones import to_instant, to_local

FIELDS: Final = (
    "date",
    "minutes",
    "audience",
    "times",
    "first",
    "last",
    "busy",
    "weights",
    "session",
    "beside",
)
MOST_TYPED: Final = 20_000
WEEKS_AHEAD: Final = 2
MINUTES: Final = 60
TABLE: Final = "table"
BUSY: Final = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|—|to)\s*(\d{1,2}):(\d{2})")
WEIGHT: Final = re.compile(r"(\S+?)[\s:;,=\t]+(\d+(?:\.\d+)?)")
LONGEST_LINE: Final = 200  # a line of separators alone is read again from each of them
T = TypeVar("T")


@dataclass
class Asked:
    """A question: `typed` as it stands in the fields, and the values; `wrong` has a refusal by the field to blame."""

    zone: str
    typed: dict[str, str]
    wrong: dict[str, errors.Refused] = field(default_factory=dict)
    day: date = date.min
    minutes: int = MINUTES
    times: int = 1
    hours: Hours = AWAKE
    busy: list[Span] = field(default_factory=list)
    weights: Audience | None = None


def read(given: MultiDict[str, str], zone: str, now: datetime, audience: str) -> Asked:
    """Read the question of an address; what is not said is two weeks ahead, an hour, two times, awake from 7 to 22.

    Takes: the audience that is meant where none is named.
    """
    ahead = to_local(now, zone).date() + timedelta(weeks=WEEKS_AHEAD)
    usual = {
        "date": ahead.isoformat(),
        "minutes": str(MINUTES),
        "audience": audience,
        "times": "2",
        "first": str(AWAKE.first // 60),
        "last": str(AWAKE.last // 60),
    }
    typed = {name: given.get(name, "").strip()[:MOST_TYPED] or usual.get(name, "") for name in FIELDS}
    asked = Asked(zone, typed)
    asked.day = _read(asked, "date", _day, date.min)
    asked.minutes = _read(asked, "minutes", _minutes, MINUTES)
    asked.times = 1 if typed["times"] == "1" else 2
    asked.hours = _read(asked, "last", lambda text: _hours(typed["first"], text), AWAKE)
    if "date" not in asked.wrong:
        asked.busy = _read(asked, "busy", lambda text: _busy(text, asked.day, zone), [])
    if typed["audience"] == TABLE:
        asked.weights = _read(asked, "weights", _weights, None)
    return asked


def _read(asked: Asked, name: str, act: Callable[[str], T], otherwise: T) -> T:
    try:
        return act(asked.typed[name])
    except errors.Refused as refusal:
        asked.wrong[name] = refusal
        return otherwise


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field="date", value=text[:40]) from None
    if not 1970 <= found.year <= 2037:
        raise errors.TooFar(field="date", value=text[:40])
    return found


def _minutes(text: str) -> int:
    refusal = errors.NotANumber(field="minutes", least=1, most=MOST_MINUTES)
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 1 <= int(text) <= MOST_MINUTES:
        raise refusal
    return int(text)


def _hours(first: str, last: str) -> Hours:
    try:
        return check_hours(float(first), float(last))
    except ValueError:
        raise errors.NotHours(field="hours", value=f"{first}, {last}"[:40]) from None


def _busy(text: str, day: date, zone: str) -> list[Span]:
    """Read one busy time a line, of hours of the day in its zone.

    Raises: NotASpan, with the line, also for one that ends before it begins; TooManyLines.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_BUSY:
        raise errors.TooManyLines(field="busy", most=MOST_BUSY)
    return [_span(line, day, zone) for line in lines]


def _span(line: str, day: date, zone: str) -> Span:
    found = BUSY.fullmatch(line)
    if found is None:
        raise errors.NotASpan(field="busy", value=line[:40])
    hours = [int(one) for one in found.groups()]
    first, last = (_instant(day, hour, minute, zone) for hour, minute in (hours[:2], hours[2:]))
    if last <= first:
        raise errors.NotASpan(field="busy", value=line[:40])
    return first, last


def _instant(day: date, hour: int, minute: int, zone: str) -> datetime:
    """Give the instant of an hour of a day, 24:00 being its end; of an hour that is left out, where the clocks jump."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise errors.NotASpan(field="busy", value=f"{hour}:{minute:02d}")
    local = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=minute)
    try:
        return to_instant(local, zone, 0)
    except errors.NonexistentTime as refusal:
        neighbours: list[str] = list(refusal.values["neighbours"])  # type: ignore[call-overload]
        return to_instant(datetime.fromisoformat(neighbours[-1]), zone, 0)
    except errors.TooFar:
        return datetime(2038, 1, 1, tzinfo=UTC)


def _weights(text: str) -> Audience:
    """Read one zone with its weight a line: Africa/Nairobi 12.

    Raises: Missing, TooManyLines, NotAWeight, UnknownZone.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ZONES:
        raise errors.TooManyLines(field="weights", most=MOST_ZONES)
    given: dict[str, float] = {}
    for line in lines:
        found = WEIGHT.fullmatch(line) if len(line) <= LONGEST_LINE else None
        if found is None:
            raise errors.NotAWeight(field="weights", value=line[:60])
        given[found[1]] = given.get(found[1], 0.0) + float(found[2])
    return check_weights(given, "weights")
