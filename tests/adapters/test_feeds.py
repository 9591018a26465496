"""Feeds over real connections to servers of this machine, friendly and hostile."""

import gzip
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

import pytest

from meetings.adapters.feeds import HttpFeeds, Limits
from meetings.domain.feeds import Trouble
from meetings.domain.ports import Fetched, Seen, Unfetchable

HERE: Final = (ip_network("127.0.0.1"),)
BODY: Final = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
Answer = Callable[[socket.socket, bytes], None]


class Strange:
    """A server that takes each connection, reads the head of a request, and does what it likes."""

    def __init__(self, answer: Answer, secured: ssl.SSLContext | None = None) -> None:
        self._answer, self._secured = answer, secured
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._over = Event()
        self.port = self._listening.getsockname()[1]
        self.asked: list[bytes] = []
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Give where it is."""
        return f"http://127.0.0.1:{self.port}/all.ics"

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                line, _peer = self._listening.accept()
            except OSError:
                return
            Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        try:
            if self._secured is not None:
                line = self._secured.wrap_socket(line, server_side=True)
            line.settimeout(30)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = line.recv(4096)
                if not piece:
                    return
                head += piece
            self.asked.append(head)
            self._answer(line, head)
        except OSError:
            pass
        finally:
            line.close()

    def close(self) -> None:
        """End it."""
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)  # wakes who waits for a connection
        self._listening.close()
        self._thread.join(1)


@contextmanager
def serving(answer: Answer, secured: ssl.SSLContext | None = None) -> Iterator[Strange]:
    server = Strange(answer, secured)
    try:
        yield server
    finally:
        server.close()


def says(status: str = "200 OK", body: bytes = BODY, **head: str) -> Answer:
    """Answer as told; a Content-Length is added where none is given."""
    lines = {"Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in head.items()
    }
    raw = "".join(f"{name}: {value}\r\n" for name, value in lines.items())

    def answer(line: socket.socket, _head: bytes) -> None:
        line.sendall(f"HTTP/1.1 {status}\r\n{raw}\r\n".encode() + body)

    return answer


def reading(most_bytes: int = 1_000_000, seconds: float = 5.0, **more: Any) -> HttpFeeds:
    return HttpFeeds(Limits(most_bytes, seconds, HERE), **more)


def trouble(address: str, feeds: HttpFeeds | None = None) -> tuple[Trouble, str]:
    with pytest.raises(Unfetchable) as caught:
        (feeds or reading()).fetch(address, Seen())
    return caught.value.trouble, caught.value.value


def test_feed_is_read_with_what_to_ask_by_the_next_time() -> None:
    stamp = "Tue, 24 Nov 2026 09:00:00 GMT"
    with serving(says(ETag='"v1"', Last_Modified=stamp, Content_Type="text/calendar")) as server:
        fetched = reading().fetch(server.address, Seen())
    assert fetched == Fetched(BODY, Seen('"v1"', stamp), "text/calendar", server.address)
    head = server.asked[0].decode()
    assert head.startswith("GET /all.ics HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}\r\n" in head
    assert "If-" not in head


def test_feed_that_is_as_it_was_is_not_read_again() -> None:
    with serving(says("304 Not Modified", b"", ETag='"v1"')) as server:
        fetched = reading().fetch(server.address, Seen('"v1"', "Tue, 24 Nov 2026 09:00:00 GMT"))
    assert fetched == Fetched(None, Seen('"v1"', ""), address=server.address)
    assert b'If-None-Match: "v1"\r\n' in server.asked[0]
    assert b"If-Modified-Since: Tue, 24 Nov 2026 09:00:00 GMT\r\n" in server.asked[0]


def test_packed_feed_is_unpacked() -> None:
    with serving(says(body=gzip.compress(BODY), Content_Encoding="gzip")) as server:
        assert reading().fetch(server.address, Seen()).body == BODY


def test_feed_in_pieces_is_put_together() -> None:
    def chunked(line: socket.socket, _head: bytes) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (BODY[:7], BODY[7:], b""):
            line.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")

    with serving(chunked) as server:
        assert reading().fetch(server.address, Seen()).body == BODY


def test_redirects_are_followed_three_times() -> None:
    def on(line: socket.socket, head: bytes) -> None:
        number = int(head.split(b" ")[1].strip(b"/") or 0)
        answer = says() if number == 0 else says("302 Found", b"", Location=f"/{number - 1}")
        answer(line, head)

    with serving(on) as server:
        here = f"http://127.0.0.1:{server.port}"
        fetched = reading().fetch(f"{here}/3", Seen())
        assert (fetched.body, fetched.address) == (BODY, f"{here}/0")
        assert trouble(f"{here}/4") == (Trouble.REDIRECTS, "")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("http://127.0.0.2/", Trouble.NOT_PUBLIC),
        ("http://169.254.169.254/latest/meta-data/", Trouble.NOT_PUBLIC),
        ("http://[::ffff:127.0.0.2]/", Trouble.NOT_PUBLIC),
        ("http://[::1]/", Trouble.NOT_PUBLIC),
        ("http://2130706434/", Trouble.NOT_PUBLIC),
        ("http://0x7f.2/", Trouble.NOT_PUBLIC),
        ("http://0177.0.0.2/", Trouble.NOT_PUBLIC),
        ("//10.0.0.1/", Trouble.NOT_PUBLIC),
        ("file:///etc/passwd", Trouble.REDIRECTS),
        ("ftp://127.0.0.1/", Trouble.REDIRECTS),
        ("http://user:word@127.0.0.1/", Trouble.REDIRECTS),
        ("", Trouble.REDIRECTS),
        ("http://[", Trouble.REDIRECTS),
        ("/" + "x" * 2_000, Trouble.REDIRECTS),
    ],
)
def test_redirects_lead_to_no_place_within(where: str, expected: Trouble) -> None:
    with serving(says("302 Found", b"", Location=where)) as server:
        assert trouble(server.address)[0] is expected
    assert len(server.asked) == 1


def test_addresses_of_this_machine_are_refused_without_a_connection() -> None:
    with serving(says()) as server:
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]", "0.0.0.0"):
            feeds = HttpFeeds(Limits(1_000))
            assert trouble(f"http://{host}:{server.port}/", feeds) == (Trouble.NOT_PUBLIC, host.strip("[]"))
    assert server.asked == []


def test_name_that_changes_its_mind_is_asked_once_and_held_to_it() -> None:
    """A name is looked up once a hop: whatever it says later, the checked address is the one that is asked."""
    looked_up: list[str] = []

    def turning(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["169.254.169.254"]

    with serving(says()) as server:
        feeds = reading(resolve=turning)
        address = f"http://turning.example:{server.port}/"
        assert feeds.fetch(address, Seen()).body == BODY
        assert trouble(address, feeds) == (Trouble.NOT_PUBLIC, "turning.example")
    assert looked_up == ["turning.example"] * 2
    assert len(server.asked) == 1
    assert b"Host: turning.example:" in server.asked[0]


def test_name_with_one_address_within_is_refused_whole() -> None:
    def mixed(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1", "10.0.0.1"]

    assert trouble("http://mixed.example/", reading(resolve=mixed)) == (Trouble.NOT_PUBLIC, "mixed.example")


def test_name_nobody_knows_and_a_slow_look_up() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror()

    over = Event()

    def slow(_host: str, _port: int) -> Sequence[str]:
        over.wait(20)
        return []

    assert trouble("http://nobody.example/", reading(resolve=unknown)) == (
        Trouble.UNKNOWN_HOST,
        "nobody.example",
    )
    assert trouble("http://slow.example/", reading(seconds=0.3, resolve=slow)) == (Trouble.TOO_SLOW, "")
    over.set()


def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert trouble(f"http://127.0.0.1:{port}/")[0] is Trouble.NO_CONNECTION


def drip(first: bytes, piece: bytes) -> Answer:
    """Answer without an end, a piece after the other, each soon enough for whoever waits for the next one."""

    def answer(line: socket.socket, _head: bytes) -> None:
        line.sendall(first)
        over = Event()
        while not over.wait(0.02):
            line.sendall(piece)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), id="in the body"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"), id="in the head"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n", b"\r\n "), id="before the body"),
        pytest.param(
            drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"), id="about to begin"
        ),
        pytest.param(
            drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", b"x"), id="of a known length"
        ),
        pytest.param(lambda line, _head: line.recv(1), id="nothing at all"),
    ],
)
def test_endless_drip_is_given_up(answer: Answer) -> None:
    begun = monotonic()
    with serving(answer) as server:
        found = trouble(server.address, reading(seconds=0.5))[0]
    assert found in (Trouble.TOO_SLOW, Trouble.ANSWER)
    assert monotonic() - begun < 3


def test_large_answers_are_not_read_to_their_end() -> None:
    sent = []

    def flood(line: socket.socket, _head: bytes) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _piece in range(1_000):
            sent.append(line.send(b"x" * 65_536))

    with serving(flood) as server:
        assert trouble(server.address) == (Trouble.TOO_LARGE, "")
    assert sum(sent) < 20_000_000
    with serving(says(Content_Length="50000000")) as server:
        assert trouble(server.address) == (Trouble.TOO_LARGE, "")


def test_bomb_is_unpacked_no_further_than_is_read() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    with serving(says(body=bomb, Content_Encoding="gzip")) as server:
        assert trouble(server.address) == (Trouble.TOO_LARGE, "")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (says("404 Not Found"), (Trouble.ANSWER, "404")),
        (says("500 \x1b[31m"), (Trouble.ANSWER, "500")),
        (says(Content_Encoding="br"), (Trouble.ANSWER, "br")),
        (says(body=b"not packed", Content_Encoding="gzip"), (Trouble.ANSWER, "error")),
        (says(body=gzip.compress(BODY)[:-9], Content_Encoding="gzip"), (Trouble.CUT_OFF, "")),
        (says(Content_Length="90"), (Trouble.CUT_OFF, "")),
        (
            lambda line, _head: line.sendall(b"\x16\x03\x01 garbage\r\n\r\n"),
            (Trouble.ANSWER, "BadStatusLine"),
        ),
        (
            lambda line, _head: line.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500),
            (Trouble.ANSWER, "HTTPException"),
        ),
        (
            lambda line, _head: line.sendall(b"HTTP/1.1 200 " + b"x" * 100_000),
            (Trouble.ANSWER, "LineTooLong"),
        ),
    ],
)
def test_odd_answers_are_said(answer: Answer, expected: tuple[Trouble, str]) -> None:
    with serving(answer) as server:
        assert trouble(server.address) == expected


@pytest.mark.parametrize("value", ["x" * 300, "caf\xe9", "a\tb"])
def test_marks_that_could_not_be_said_back_are_not_kept(value: str) -> None:
    with serving(says(ETag=value)) as server:
        assert reading().fetch(server.address, Seen()).seen.etag == ""


def test_stopping_gives_up_at_once_and_reads_nothing_more() -> None:
    reached = Event()

    def silent(line: socket.socket, _head: bytes) -> None:
        reached.set()
        line.recv(1)

    with serving(silent) as server:
        feeds = reading(seconds=20.0)

        def stop() -> None:
            reached.wait(10)
            feeds.stop()

        Thread(target=stop, daemon=True).start()
        begun = monotonic()
        assert trouble(server.address, feeds)[0] is Trouble.TOO_SLOW
        assert trouble(server.address, feeds)[0] is Trouble.TOO_SLOW
        assert monotonic() - begun < 5


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a certificate with its key for the name `feeds.example`."""
    folder = tmp_path_factory.mktemp("certificate")
    path = folder / "both.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=feeds"
    )
    more = [
        "-addext",
        "subjectAltName=DNS:feeds.example",
        "-keyout",
        str(path),
        "-out",
        str(folder / "cert.pem"),
    ]
    subprocess.run([*command.split(), *more], check=True, capture_output=True)
    path.write_text(path.read_text() + (folder / "cert.pem").read_text())
    return path


def test_name_is_proved_by_a_certificate_though_an_address_is_asked(certificate: Path) -> None:
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))

    def here(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    with serving(says(), secured) as server:
        feeds = reading(resolve=here, security=trusting)
        assert feeds.fetch(f"https://feeds.example:{server.port}/", Seen()).body == BODY
        assert trouble(f"https://else.example:{server.port}/", feeds)[0] is Trouble.NOT_SECURE
        untrusting = reading(resolve=here)
        assert trouble(f"https://feeds.example:{server.port}/", untrusting)[0] is Trouble.NOT_SECURE
    with serving(lambda line, _head: line.recv(1)) as server:
        begun = monotonic()
        slow = reading(seconds=0.5, resolve=here, security=trusting)
        assert trouble(f"https://feeds.example:{server.port}/", slow)[0] is Trouble.TOO_SLOW
        assert monotonic() - begun < 3
