"""Events sent over real connections to servers of this machine, friendly and hostile."""

import gzip
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from meetings.adapters.webhooks import ANSWER_BYTES, HttpPosts
from meetings.domain.errors import NotAWebAddress
from meetings.domain.feeds import Trouble
from meetings.domain.ports import Unfetchable
from meetings.domain.webhooks import Outcome
from meetings.domain.webhooks_errors import NotPublic
from tests.adapters.test_feeds import HERE, Answer, Strange, certificate, drip, says
from tests.adapters.test_feeds import serving as serving_heads

__all__ = ["certificate"]
BODY = b'{"id":"x"}'
PUBLIC = "93.184.216.34"


@contextmanager
def serving(answer: Answer, secured: ssl.SSLContext | None = None) -> Iterator[Strange]:
    """Serve whoever sends a body, which is taken before anything is answered."""

    def taken(line: socket.socket, head: bytes) -> None:
        body = head.partition(b"\r\n\r\n")[2]
        while len(body) < len(BODY):
            body += line.recv(4_096)
        answer(line, head)

    with serving_heads(taken, secured) as server:
        yield server


def posting(seconds: float = 5.0) -> HttpPosts:
    return HttpPosts(HERE, seconds=seconds)


def trouble(posts: HttpPosts, address: str) -> Trouble:
    with pytest.raises(Unfetchable) as caught:
        posts.post(address, {}, BODY)
    return caught.value.trouble


def test_body_is_posted_as_it_is_with_its_heads() -> None:
    with serving(says("204 No Content", b"")) as server:
        found = posting().post(server.address, {"Meetings-Event": "ping"}, BODY)
    assert found == Outcome(204)
    head = server.asked[0].decode()
    assert head.startswith("POST /all.ics HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}\r\n" in head
    assert "Content-Length: 10\r\n" in head
    assert "Meetings-Event: ping\r\n" in head


@pytest.mark.parametrize("status", [200, 404, 410, 500])
def test_any_status_is_given_with_the_first_of_the_answer(status: int) -> None:
    with serving(says(f"{status} Word", b"x" * 5_000)) as server:
        assert posting().post(server.address, {}, BODY) == Outcome(status, answer="x" * ANSWER_BYTES)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Again", "308 Moved"])
def test_redirects_lead_nowhere(status: str) -> None:
    with serving(says(status, b"", Location="http://127.0.0.2/\x1b")) as server:
        found = posting().post(server.address, {}, BODY)
    assert (found.is_taken, found.trouble, found.value) == (
        False,
        Trouble.REDIRECTS,
        "http://127.0.0.2/\ufffd",
    )
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), id="without an end"),
        pytest.param(
            drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", b"x"), id="of a known length"
        ),
        pytest.param(
            drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), id="in pieces"
        ),
        pytest.param(says(body=gzip.compress(b"\0" * 9_000_000), Content_Encoding="gzip"), id="packed"),
        pytest.param(says(body=b"x", Content_Length="90"), id="cut off"),
        pytest.param(
            drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"x"), id="no number"
        ),
    ],
)
def test_status_counts_and_nobody_waits_for_what_comes_after_it(answer: Answer) -> None:
    begun = monotonic()
    with serving(answer) as server:
        found = posting().post(server.address, {}, BODY)
    assert (found.status, found.is_taken) == (200, True)
    assert len(found.answer) <= ANSWER_BYTES
    assert found.answer.replace("\n", "").isprintable()
    assert monotonic() - begun < 4


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda line, _head: line.recv(1), id="nothing at all"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"), id="in the head"),
        pytest.param(drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"), id="to begin"),
    ],
)
def test_receivers_that_hang_are_cut(answer: Answer) -> None:
    begun = monotonic()
    with serving(answer) as server:
        assert trouble(posting(0.5), server.address) in (Trouble.TOO_SLOW, Trouble.ANSWER)
    assert monotonic() - begun < 3


def test_nonsense_is_no_answer() -> None:
    with serving(lambda line, _head: line.sendall(b"\x16\x03\x01\r\n\r\n")) as server:
        assert trouble(posting(), server.address) is Trouble.ANSWER


def test_addresses_within_are_refused_when_saved_and_when_sent() -> None:
    with serving(says()) as server:
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]", "2130706433"):
            address = f"https://{host}:{server.port}/"
            with pytest.raises(NotPublic) as caught:
                HttpPosts().check(address)
            assert caught.value.field == "url"
            assert trouble(HttpPosts(), address) is Trouble.NOT_PUBLIC
    assert server.asked == []


def test_name_is_looked_up_at_saving_and_one_that_nobody_knows_may_be_known_later() -> None:
    def mixed(_host: str, _port: int) -> Sequence[str]:
        return [PUBLIC, "10.0.0.1"]

    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    with pytest.raises(NotPublic):
        HttpPosts(resolve=mixed).check("https://mixed.example.org/")
    HttpPosts(resolve=unknown).check("https://unknown.example.org/")
    assert trouble(HttpPosts(resolve=unknown), "https://unknown.example.org/") is Trouble.UNKNOWN_HOST


def test_plain_lines_are_for_networks_of_ours_alone() -> None:
    def out(_host: str, _port: int) -> Sequence[str]:
        return [PUBLIC]

    with pytest.raises(NotAWebAddress):
        HttpPosts().check("http://hooks.example.org/")
    posts = HttpPosts(HERE, resolve=out)
    with pytest.raises(NotAWebAddress):
        posts.check("http://hooks.example.org/")
    assert trouble(posts, "http://hooks.example.org/") is Trouble.NOT_SECURE


def test_name_is_proved_by_a_certificate_though_an_address_is_asked(certificate: Path) -> None:
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    looked_up: list[str] = []

    def here(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    with serving(says(), secured) as server:
        posts = HttpPosts(HERE, resolve=here, security=trusting)
        assert posts.post(f"https://feeds.example:{server.port}/", {}, BODY).is_taken
        assert looked_up == ["feeds.example"]
        assert trouble(posts, f"https://else.example:{server.port}/") is Trouble.NOT_SECURE
        untrusting = HttpPosts(HERE, resolve=here)
        assert trouble(untrusting, f"https://feeds.example:{server.port}/") is Trouble.NOT_SECURE
