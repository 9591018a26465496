"""Feeds of others, whatever they are made of: recognized by what they are called and begin with, read page by page."""

from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from meetings.domain.errors import NotACalendar, TooManyEvents
from meetings.domain.feeds import MOST_PAGES, Trouble
from meetings.domain.foreign import MOST_EVENTS, CalendarRead, EventRefused, MeetingRead
from meetings.domain.ports import Fetched, Unfetchable
from meetings.formats.ical_event import Unusable
from meetings.formats.ical_foreign import read_calendar
from meetings.formats.informea_pages import Page, atom_page, first_address, json_page, next_address
from meetings.formats.informea_records import Record, identity_of, meeting_of, title_of, titles_of

LARGEST: Final = 20_000_000
BEGINNING: Final = 200


class FeedPages:
    """A feed while it is read: one calendar, or pages of meetings that lead from one to the next."""

    def __init__(self, address: str, now: datetime) -> None:
        self.address = first_address(address)
        self._host, self._now = urlsplit(address).hostname or "", now
        self._meetings: dict[str, MeetingRead] = {}
        self._refused: list[EventRefused] = []
        self._older: list[tuple[str, str]] = []
        self._calendar: CalendarRead | None = None
        self._seen: set[bytes] = set()
        self._bytes = self._records = 0
        self._sum = sha256()

    @property
    def pages(self) -> int:
        """Give how many pages were read."""
        return len(self._seen)

    @property
    def digest(self) -> str:
        """Give what stands for all that was read."""
        return self._sum.hexdigest()

    def take(self, fetched: Fetched) -> str:
        """Take the next page; gives the address of the one after it, or nothing at the end.

        Raises: Unfetchable, where pages do not end or lead away; NotACalendar; TooManyEvents.
        """
        body = fetched.body or b""
        self._count(body)
        read = _READERS[_kind(fetched)]
        if read is None:
            self._calendar = read_calendar(body, self._now)
            return ""
        page = read(body)
        for record in page.records:
            self._take(record)
        here = fetched.address or self.address
        return self._next(page, here)

    def done(self) -> CalendarRead:
        """Give what was read."""
        if self._calendar is not None:
            return self._calendar
        return CalendarRead("", tuple(self._meetings.values()), tuple(self._refused), tuple(self._older))

    def _count(self, body: bytes) -> None:
        self._sum.update(body)
        self._bytes += len(body)
        mark = sha256(body).digest()
        if mark in self._seen or len(self._seen) >= MOST_PAGES:
            raise Unfetchable(Trouble.PAGES)
        if self._bytes > LARGEST:
            raise Unfetchable(Trouble.TOO_LARGE)
        self._seen.add(mark)

    def _take(self, record: Record) -> None:
        self._records += 1
        if self._records > MOST_EVENTS:
            raise TooManyEvents(field="file", most=MOST_EVENTS)
        title, uid = title_of(titles_of(record)), ""
        try:
            uid = identity_of(record, self._host)
            meeting = meeting_of(record, self._host)
        except Unusable as reason:
            self._refused.append(EventRefused(uid, title, reason.why, reason.value))
            return
        if uid in self._meetings:
            self._older.append((uid, title))
        else:
            self._meetings[uid] = meeting

    def _next(self, page: Page, here: str) -> str:
        try:
            there = next_address(page, here, self._records)
            is_away = bool(there) and urlsplit(there)[:2] != urlsplit(here)[:2]
            host = urlsplit(there).hostname or ""
        except ValueError:
            raise Unfetchable(Trouble.PAGES) from None
        if is_away:
            raise Unfetchable(Trouble.PAGES, host)
        return there


_READERS: Final = {"calendar": None, "json": json_page, "atom": atom_page}


def _kind(fetched: Fetched) -> str:
    """Say what a page is: by its first sign, where what it is called leaves that open.

    Raises: NotACalendar.
    """
    begin = (fetched.body or b"")[:BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    said = fetched.kind.partition(";")[0].strip().lower()
    if begin[:15].upper() == b"BEGIN:VCALENDAR" or said == "text/calendar":
        return "calendar"
    if begin[:1] in (b"{", b"["):
        return "json"
    is_page = begin[:14].lower() == b"<!doctype html" or begin[:5].lower() == b"<html" or said == "text/html"
    if begin[:1] == b"<" and not is_page:
        return "atom"
    if said.endswith("json") or said.endswith("xml"):
        raise NotACalendar(field="file")
    return "calendar"
