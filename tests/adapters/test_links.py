"""Addresses that are looked at over real connections to servers of this machine."""

import socket
from ipaddress import ip_network

import pytest

from meetings.adapters.feeds import Limits
from meetings.adapters.links import HttpLinks
from meetings.domain.feeds import Trouble
from meetings.domain.ports import Unfetchable
from tests.adapters.test_feeds import Answer, says, serving

HERE = (ip_network("127.0.0.1"),)


def looking(seconds: float = 5.0) -> HttpLinks:
    return HttpLinks(Limits(0, seconds, HERE))


def trouble(address: str, links: HttpLinks | None = None) -> tuple[Trouble, str]:
    with pytest.raises(Unfetchable) as caught:
        (links or looking()).look(address)
    return caught.value.trouble, caught.value.value


def by_method(head: Answer, get: Answer) -> Answer:
    def answer(line: socket.socket, asked: bytes) -> None:
        (head if asked.startswith(b"HEAD") else get)(line, asked)

    return answer


def test_head_is_asked_and_nothing_is_read() -> None:
    with serving(says(body=b"", Content_Length="900000000000")) as server:
        looking().look(server.address)
    assert [one.split(b" ")[0] for one in server.asked] == [b"HEAD"]


@pytest.mark.parametrize("status", ["405 Not allowed", "403 Forbidden", "501 None", "404 Not found"])
def test_who_knows_no_head_is_asked_for_a_byte(status: str) -> None:
    answer = by_method(says(status, b""), says("206 Partial", b"x"))
    with serving(answer) as server:
        looking().look(server.address)
    assert b"Range: bytes=0-0" in server.asked[1]


def test_redirects_are_followed_and_each_is_checked() -> None:
    with serving(says()) as there, serving(says("302 Found", b"", Location=there.address)) as server:
        looking().look(server.address)
    with serving(says("302 Found", b"", Location="http://10.1.2.3/inside")) as server:
        assert trouble(server.address) == (Trouble.NOT_PUBLIC, "10.1.2.3")


def test_no_inside_network_is_asked() -> None:
    with serving(says()) as server:
        assert trouble(server.address, HttpLinks(Limits(0, 5.0)))[0] is Trouble.NOT_PUBLIC
        assert server.asked == []


@pytest.mark.parametrize("status", ["404 Not found", "410 Gone", "500 Broken"])
def test_what_is_not_there_is_said(status: str) -> None:
    with serving(says(status, b"")) as server:
        assert trouble(server.address) == (Trouble.ANSWER, status[:3])


def test_time_is_limited() -> None:
    from threading import Event

    over = Event()
    with serving(lambda _line, _head: over.wait(20) and None) as server:
        assert trouble(server.address, looking(0.4))[0] is Trouble.TOO_SLOW
        over.set()
