"""Addresses that put one time, or a whole calendar, into somebody's calendar program.

None of the programs documents its addresses well; what is written here is what each of them takes. Spaces are %20,
because Outlook shows a plus sign as it is. Outlook on the web reads feeds by https alone; Google wants webcal.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from meetings.formats.ical import clean

GOOGLE: Final = "https://calendar.google.com/calendar/"
OUTLOOK: Final = "https://outlook.office.com/calendar/0/"


@dataclass(frozen=True, slots=True)
class Event:
    """One time to put into a calendar; `address` is a page of ours, never the platform's."""

    title: str
    starts_at: datetime
    minutes: int
    address: str


@dataclass(frozen=True, slots=True)
class CalendarLinks:
    """Where to add one time: two other sites, and a file for every other program."""

    google: str
    outlook: str
    file: str


@dataclass(frozen=True, slots=True)
class Feeds:
    """Where to subscribe to a calendar: the address itself, and as each program wants it."""

    https: str
    webcal: str
    google: str
    outlook: str


def event_links(event: Event, file: str) -> CalendarLinks:
    """Give the addresses that add one time.

    Takes: `file`, the address of a calendar file with that time.
    """
    return CalendarLinks(google_event(event), outlook_event(event), file)


def google_event(event: Event) -> str:
    """Give the address of a new entry, filled in, at Google."""
    begin, end = (one.strftime("%Y%m%dT%H%M%SZ") for one in _instants(event))
    values = {
        "action": "TEMPLATE",
        "text": clean(event.title),
        "dates": f"{begin}/{end}",
        "details": event.address,
        "location": event.address,
    }
    return f"{GOOGLE}render?{_query(values)}"


def outlook_event(event: Event) -> str:
    """Give the address of a new entry, filled in, at Outlook."""
    begin, end = (one.strftime("%Y-%m-%dT%H:%M:%SZ") for one in _instants(event))
    values = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": clean(event.title),
        "startdt": begin,
        "enddt": end,
        "body": event.address,
        "location": event.address,
    }
    return f"{OUTLOOK}deeplink/compose?{_query(values)}"


def feed_links(https: str, name: str) -> Feeds:
    """Give the addresses that subscribe to a calendar.

    Takes: the feed's whole address, and what the calendar is called.
    """
    parts = urlsplit(https)
    webcal = parts._replace(scheme="webcal").geturl()
    return Feeds(
        https=https,
        webcal=webcal,
        google=f"{GOOGLE}r?{_query({'cid': webcal})}",
        outlook=f"{OUTLOOK}addfromweb?{_query({'url': https, 'name': clean(name)})}",
    )


def _instants(event: Event) -> tuple[datetime, datetime]:
    begin = event.starts_at.astimezone(UTC)
    return begin, begin + timedelta(minutes=event.minutes)


def _query(values: dict[str, str]) -> str:
    return urlencode(values, quote_via=quote, safe="")
