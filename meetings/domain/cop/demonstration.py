"""How the demonstration's conference is laid out in time; the same for the same moment."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from meetings.domain.zones import to_instant, to_local

SLUG: Final = "demonstration-cop"
SOURCE: Final = "demonstration"
DAYS: Final = 5
LEAST_AHEAD: Final = 4
CLOSES_BEFORE: Final = timedelta(days=2)
ERASES_AFTER: Final = timedelta(days=60)
QUARTER: Final = 15
# The way of a participation; what is returned leaves it at the beginning.
PATH: Final = ("nominated", "letter_checked", "accredited", "badge_issued")


def first_day(now: datetime) -> date:
    """Give the Monday with which the first segment begins: the next one that is some days away."""
    today = now.date()
    monday = today + timedelta(days=7 - today.weekday())
    return monday if (monday - today).days >= LEAST_AHEAD else monday + timedelta(weeks=1)


def days_of(segment: Mapping[str, Any], now: datetime) -> tuple[date, date]:
    """Give the first and last day of a segment, from Monday to Friday."""
    begins = first_day(now) + timedelta(weeks=segment["weeks"])
    return begins, begins + timedelta(days=DAYS - 1)


def closes_at(segment: Mapping[str, Any], now: datetime) -> datetime:
    """Give when nominations for a segment close: at the end of a day before it, where it is held."""
    day = days_of(segment, now)[0] - CLOSES_BEFORE
    return to_instant(datetime.combine(day, time(23, 59)), segment["zone"], 0)


def begins_at(meeting: Mapping[str, Any], segment: Mapping[str, Any], now: datetime) -> datetime:
    """Give the wall time of a meeting in its segment's zone: now, some days ago, or on a day of the segment."""
    here = to_local(now, segment["zone"]).replace(tzinfo=None, second=0, microsecond=0)
    if meeting.get("now"):
        return here - timedelta(minutes=here.minute % QUARTER)
    if "ago" in meeting:
        day = here.date() - timedelta(days=meeting["ago"])
    else:
        day = days_of(segment, now)[0] + timedelta(days=meeting["day"])
    return datetime.combine(day, time(meeting["hour"]))


def steps_to(state: str, target: str) -> tuple[str, ...]:
    """Give the states through which somebody is moved from one to another of the way."""
    if target == "returned":
        return ("returned",) if state == "nominated" else ()
    if state not in PATH:
        return ()
    return PATH[PATH.index(state) + 1 : PATH.index(target) + 1]
