"""Public pages kept ready: answered before the application, for as long as their content is the same."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import parse_qsl

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from meetings.domain.codes import LANGUAGES
from meetings.extensions import MARK
from meetings.extensions import keep_not as keep_not  # pages take these from here
from meetings.extensions import kept as kept
from meetings.extensions import remembered as remembered
from meetings.queries.programmes import content_revision
from meetings.queries.seats import seats_revision

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGES: Final = 400
PAGE_BYTES: Final = 300_000
LIST_BYTES: Final = 2_000_000
ALL_BYTES: Final = 64_000_000
KEPT_QUERY: Final = frozenset(("zone", "stream", "lang", "partner", "limit", "from", "origin"))
LIST_QUERY: Final = frozenset(("size", "after"))
LISTS: Final = "/api/v1/"
ROOTS: Final = tuple([root] for root in (*LANGUAGES, "calendars", "calendars.ics", "api"))
ENCODINGS: Final = ("zstd", "br", "gzip")
R = TypeVar("R")
Key = tuple[str, ...]
State = tuple[int, int, int]
Headers = list[tuple[str, str]]
Page = tuple[str, Headers, bytes]


class PageCache:
    """Stand before the application and answer GET and HEAD for kept pages.

    The content's revision is read once in `seconds` at most, so a page is at most that old. Pages are
    forgotten when the revision or the quarter-hour changes; `PAGES` and `ALL_BYTES` bound how many there are. Lists
    of the API tell how many seats are left, so they are as old as the last registration, too.
    """

    def __init__(self, app: Flask, inner: "WSGIApplication", seconds: float) -> None:
        self.app, self.inner, self.seconds = app, inner, seconds
        self.lock = threading.Lock()
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.facts: dict[Key, Any] = {}
        self.state: State = (0, 0, 0)
        self.read_at = self.seats_read_at = float("-inf")
        self.seats = ""
        self.size = 0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, else ask the application and keep its answer where it is marked."""
        key = page_key(environ)
        state = self._refresh() if key else None
        if key is None or state is None:
            return self.inner(environ, start_response)
        if key[0].startswith(LISTS):
            seats = self._seats()
            if seats is None:
                return self.inner(environ, start_response)
            key = (*key, seats)
        found = self.pages.get(key)
        if found is not None:
            return _answer(found, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.inner(environ, start_response)
        return self._ask(key, state, environ, start_response)

    def _refresh(self) -> State | None:
        """Read the revision when its time has come; without a store there is none, and nothing is kept."""
        with self.lock:
            now = time.monotonic()
            if now - self.read_at >= self.seconds:
                try:
                    state = (*self._revision(), quarter_hour(datetime.now(UTC)))
                except SQLAlchemyError:
                    return None
                if state != self.state:
                    self.pages.clear()
                    self.facts, self.size = {}, 0
                self.state, self.read_at = state, now
            return self.state

    def remember(self, key: Key, make: Callable[[], R]) -> R:
        """Give facts that public pages show, made anew when the content changes; at most as old as a page."""
        if self._refresh() is None:
            return make()
        facts = self.facts
        if key not in facts:
            if len(facts) >= PAGES:
                facts.clear()
            facts[key] = make()
        found: R = facts[key]
        return found

    def _seats(self) -> str | None:
        """Read what differs with each seat taken or given back, when its time has come; nothing without a store."""
        with self.lock:
            now = time.monotonic()
            if now - self.seats_read_at >= self.seconds:
                try:
                    with self.app.app_context():
                        self.seats, self.seats_read_at = seats_revision(), now
                except SQLAlchemyError:
                    return None
            return self.seats

    def _revision(self) -> tuple[int, int]:
        with self.app.app_context():
            return content_revision()

    def _ask(
        self, key: Key, state: State, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        heard: list[tuple[str, Headers]] = []

        def listen(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            if exc_info or not _may_keep(environ, status, headers):
                return start_response(status, headers, exc_info)  # type: ignore[arg-type]
            heard.append((status, headers))
            return _no_write

        body = self.inner(environ, listen)
        if not heard:
            return body
        page = (*heard[0], b"".join(drained(body)))
        self._keep(key, state, page)
        return _answer(page, environ, start_response)

    def _keep(self, key: Key, state: State, page: Page) -> None:
        most = LIST_BYTES if key[0].startswith(LISTS) else PAGE_BYTES
        with self.lock:
            if state == self.state and len(page[2]) <= most:
                before = self.pages.pop(key, None)
                self.pages[key] = page
                self.size += len(page[2]) - (len(before[2]) if before else 0)
                while len(self.pages) > PAGES or self.size > ALL_BYTES:
                    _key, old = self.pages.popitem(last=False)
                    self.size -= len(old[2])


def page_key(environ: "WSGIEnvironment") -> Key | None:
    """Give what a kept page may depend on, or nothing for a request that no kept page can answer."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    path = environ.get("PATH_INFO", "")
    if path.split("/", 2)[1:2] not in ROOTS:
        return None
    is_list = path.startswith(LISTS)
    if is_list and "HTTP_AUTHORIZATION" in environ:
        return None
    query, known = environ.get("QUERY_STRING", ""), LIST_QUERY if is_list else KEPT_QUERY
    if query and not {name for name, _ in parse_qsl(query, keep_blank_values=True)} <= known:
        return None
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    encodings = ",".join(one for one in ENCODINGS if one in accepted)
    scheme = environ.get("wsgi.url_scheme", "http")
    host = environ.get("HTTP_HOST", "")
    return (path, query, cookie_zone(environ), encodings, scheme, host)


def cookie_zone(environ: "WSGIEnvironment") -> str:
    """Give the zone that the reader's cookie names, as it stands there."""
    cookies = environ.get("HTTP_COOKIE", "")
    if "zone=" not in cookies:
        return ""
    try:
        morsel = SimpleCookie(cookies).get("zone")
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def quarter_hour(now: datetime) -> int:
    """Number the quarter-hours, so that a page changes when one begins."""
    return int(now.timestamp()) // 900


def _may_keep(environ: "WSGIEnvironment", status: str, headers: Headers) -> bool:
    names = {name.lower() for name, _ in headers}
    return bool(environ.get(MARK)) and status.startswith("200") and "set-cookie" not in names


def _answer(page: Page, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    status, headers, body = page
    tag = next((value for name, value in headers if name == "ETag"), None)
    if tag and tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 NOT MODIFIED", [pair for pair in headers if not pair[0].startswith("Content-")])
        return []
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def drained(body: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of an answer, and close it."""
    try:
        yield from body
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def _no_write(data: bytes) -> object:
    raise RuntimeError("kept pages are given whole")
