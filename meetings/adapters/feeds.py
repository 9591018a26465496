"""Feeds read over HTTP: each name is looked up once, and the address that was checked is the one that is asked."""

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread, Timer
from time import monotonic
from types import MappingProxyType
from typing import Final
from urllib.parse import urljoin

from meetings.domain.errors import NotAWebAddress
from meetings.domain.feeds import (
    ADDRESS_LENGTH,
    MOST_REDIRECTS,
    Network,
    Target,
    Trouble,
    check_feed_address,
    is_public,
)
from meetings.domain.ports import Fetched, Seen, Unfetchable

Resolve = Callable[[str, int], Sequence[str]]
CONNECT_SECONDS: Final = 5.0
MOST_ADDRESSES: Final = 4
PIECE: Final = 65_536
WORD_LENGTH: Final = 200
REDIRECTS: Final = (301, 302, 303, 307, 308)
OK: Final = 200
NOT_MODIFIED: Final = 304
GZIP: Final = 31  # a number of zlib: what is packed as gzip packs it
AGENT: Final = "Minamata-Meetings"
ACCEPTED: Final = "text/calendar, application/json;q=0.8, application/atom+xml;q=0.7, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long is read, and which networks of ours feeds may lie in."""

    most_bytes: int
    seconds: float = 20.0
    inside: tuple[Network, ...] = ()


def system_addresses(host: str, port: int) -> Sequence[str]:
    """Look a name up as this machine does.

    Raises: OSError.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class HttpFeeds:
    """Reads feeds over HTTP and HTTPS, without any proxy, which would look names up itself."""

    method = "GET"
    head: Mapping[str, str] = MappingProxyType({})

    def __init__(
        self,
        limits: Limits,
        *,
        resolve: Resolve = system_addresses,
        security: ssl.SSLContext | None = None,
    ) -> None:
        self._limits, self._resolve = limits, resolve
        self._security = security
        self._stopped = Event()
        self._lock = Lock()
        self._lines: set[_Line] = set()

    def fetch(self, address: str, seen: Seen) -> Fetched:
        """Read a feed, or learn that it is as it was; redirects are followed, each checked like the first address.

        Raises: Unfetchable.
        """
        ends, here = monotonic() + self._limits.seconds, address
        for _hop in range(MOST_REDIRECTS + 1):
            answer = self._ask(_target(here), seen, ends)
            if isinstance(answer, Fetched):
                return replace(answer, address=here)
            here = _led(here, answer)
        raise Unfetchable(Trouble.REDIRECTS)

    def stop(self) -> None:
        """Give up what is being read, and read nothing more."""
        self._stopped.set()
        with self._lock:
            for line in self._lines:
                line.cut()

    def _secure(self) -> ssl.SSLContext:
        if self._security is None:
            self._security = ssl.create_default_context()
        return self._security

    def _take(self, answer: http.client.HTTPResponse) -> Fetched | str:
        """Take what was answered: a feed, or the address that another one is at."""
        return _read(answer, self._limits.most_bytes)

    def _ask(self, target: Target, seen: Seen, ends: float) -> Fetched | str:
        """Ask once; gives a feed, or the address that another one is at."""
        with self._talking(target, ends) as line:
            return self._take(line.ask(self.method, target, {**_head(target, seen), **self.head}))

    @contextmanager
    def _talking(self, target: Target, ends: float) -> Iterator["_Line"]:
        """Give an open line to a machine whose addresses were checked; what goes wrong on it gets a name.

        Raises: Unfetchable.
        """
        addresses = self._addresses(target, ends)
        with self._line(ends) as line:
            try:
                line.open(addresses, target, ends)
                if target.scheme == "https":
                    line.secure(target.host, self._secure())
                yield line
            except Unfetchable:
                raise
            except ssl.SSLError as error:
                trouble = Trouble.TOO_SLOW if line.is_cut else Trouble.NOT_SECURE
                raise Unfetchable(trouble, _word(error.reason)) from None
            except TimeoutError:
                raise Unfetchable(Trouble.TOO_SLOW) from None
            except OSError as error:
                trouble = Trouble.TOO_SLOW if line.is_cut else Trouble.NO_CONNECTION
                raise Unfetchable(trouble, _word(error.strerror)) from None
            except (http.client.HTTPException, ValueError, zlib.error) as error:
                trouble = Trouble.TOO_SLOW if line.is_cut else Trouble.ANSWER
                raise Unfetchable(trouble, type(error).__name__) from None
            finally:
                line.check()

    def _addresses(self, target: Target, ends: float) -> Sequence[str]:
        """Look a name up, once, and refuse it if any of its addresses is not public."""
        found = self._looked_up(target, ends)
        if not found:
            raise Unfetchable(Trouble.UNKNOWN_HOST, _word(target.host))
        if not all(is_public(one, self._limits.inside) for one in found):
            raise Unfetchable(Trouble.NOT_PUBLIC, _word(target.host))
        return found[:MOST_ADDRESSES]

    def _looked_up(self, target: Target, ends: float) -> Sequence[str]:
        """Look a name up, beside this thread, because nothing else ends a slow look-up."""
        found: list[str] = []

        def look_up() -> None:
            with suppress(OSError):
                found.extend(self._resolve(target.host, target.port))

        beside = Thread(target=look_up, daemon=True)
        beside.start()
        beside.join(max(0.0, ends - monotonic()))
        if beside.is_alive():
            raise Unfetchable(Trouble.TOO_SLOW)
        return found

    @contextmanager
    def _line(self, ends: float) -> Iterator["_Line"]:
        """Give a line that is cut when the time is over, whatever it waits for then."""
        line = _Line()
        with self._lock:
            self._lines.add(line)
        timer = Timer(max(0.0, ends - monotonic()), line.cut)
        timer.daemon = True
        timer.start()
        try:
            if self._stopped.is_set():
                line.cut()
            yield line
        finally:
            timer.cancel()
            line.close()
            with self._lock:
                self._lines.discard(line)


class _Line:
    """A connection to one machine, which another thread may cut."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._answer: http.client.HTTPResponse | None = None
        self._cut = Event()

    @property
    def is_cut(self) -> bool:
        """Say whether it was cut."""
        return self._cut.is_set()

    def check(self) -> None:
        """Refuse what was read from a line that was cut.

        Raises: Unfetchable.
        """
        if self.is_cut:
            raise Unfetchable(Trouble.TOO_SLOW)

    def cut(self) -> None:
        """End it from outside: whoever reads from it reads its end."""
        self._cut.set()
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def open(self, addresses: Iterable[str], target: Target, ends: float) -> None:
        """Connect to the first of some checked addresses that answers.

        Raises: OSError, Unfetchable.
        """
        last: OSError = OSError()
        for address in addresses:
            self.check()
            patience = max(0.1, min(CONNECT_SECONDS, ends - monotonic()))
            try:
                self._socket = socket.create_connection((address, target.port), timeout=patience)
                break
            except OSError as error:
                last = error
        if self._socket is None:
            raise last
        self._socket.settimeout(max(0.1, ends - monotonic()))
        self.check()

    def secure(self, host: str, security: ssl.SSLContext) -> None:
        """Let nobody listen, and let the other side prove by its certificate that it is the machine of that name.

        Raises: ssl.SSLError, OSError, Unfetchable.
        """
        if self._socket is None:
            raise Unfetchable(Trouble.NO_CONNECTION)
        secured = security.wrap_socket(self._socket, server_hostname=host, do_handshake_on_connect=False)
        self._socket = secured
        self.check()
        secured.do_handshake()

    def ask(
        self, method: str, target: Target, head: Mapping[str, str], body: bytes | None = None
    ) -> http.client.HTTPResponse:
        """Send the request, with a body where there is one, and read the head of the answer.

        Raises: OSError, http.client.HTTPException.
        """
        connection = self._connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = self._socket
        connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in head.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        self._answer = connection.getresponse()
        return self._answer

    def close(self) -> None:
        """Let go of it."""
        for one in (self._answer, self._connection, self._socket):
            if one is not None:
                one.close()


def _target(address: str) -> Target:
    try:
        return check_feed_address(address)
    except NotAWebAddress:
        raise Unfetchable(Trouble.REDIRECTS, _word(address)) from None


def _led(here: str, where: str) -> str:
    try:
        return urljoin(here, where)
    except ValueError:
        raise Unfetchable(Trouble.REDIRECTS, _word(where)) from None


def _head(target: Target, seen: Seen) -> Mapping[str, str]:
    head = {
        "Host": target.named,
        "User-Agent": AGENT,
        "Accept": ACCEPTED,
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if seen.etag:
        head["If-None-Match"] = seen.etag
    if seen.modified:
        head["If-Modified-Since"] = seen.modified
    return head


def _read(answer: http.client.HTTPResponse, most: int) -> Fetched | str:
    """Read an answer: a feed, the address of another, or that it is as it was."""
    seen = Seen(_kept(answer.getheader("ETag")), _kept(answer.getheader("Last-Modified")))
    if answer.status == NOT_MODIFIED:
        return Fetched(None, seen)
    if answer.status in REDIRECTS:
        where = answer.getheader("Location") or ""
        if not where or len(where) > ADDRESS_LENGTH:
            raise Unfetchable(Trouble.REDIRECTS, _word(where))
        return where
    if answer.status != OK:
        raise Unfetchable(Trouble.ANSWER, str(answer.status))
    body = _unpacked(_body(answer, most), answer.getheader("Content-Encoding") or "", most)
    return Fetched(body, seen, _kept(answer.getheader("Content-Type")))


def _body(answer: http.client.HTTPResponse, most: int) -> bytes:
    told = answer.getheader("Content-Length") or ""
    length = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else None
    if length is not None and length > most:
        raise Unfetchable(Trouble.TOO_LARGE)
    held = bytearray()
    while piece := answer.read(PIECE):
        held += piece
        if len(held) > most:
            raise Unfetchable(Trouble.TOO_LARGE)
    if length is not None and len(held) < length:
        raise Unfetchable(Trouble.CUT_OFF)
    return bytes(held)


def _unpacked(body: bytes, packed: str, most: int) -> bytes:
    """Unpack a body, however much there is in it, no further than is read."""
    if packed.strip().lower() in ("", "identity"):
        return body
    if packed.strip().lower() not in ("gzip", "x-gzip"):
        raise Unfetchable(Trouble.ANSWER, _word(packed))
    unpacking = zlib.decompressobj(GZIP)
    found = unpacking.decompress(body, most + 1)
    if len(found) > most:
        raise Unfetchable(Trouble.TOO_LARGE)
    if not unpacking.eof:
        raise Unfetchable(Trouble.CUT_OFF)
    return found


def _kept(value: str | None) -> str:
    """Give a word of the other side that can be said back to it, or nothing."""
    text = (value or "").strip()
    return text if text.isascii() and text.isprintable() and len(text) <= WORD_LENGTH else ""


def _word(text: str | None) -> str:
    return "".join(one if one.isprintable() else " " for one in text or "")[:WORD_LENGTH]
