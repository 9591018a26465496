"""Open forms answer alike whoever is asked for: the same status, headers and size, and in the same time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import count
from statistics import median, quantiles
from threading import Thread
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.serving import make_server

from meetings.extensions import db
from meetings.models import Programme
from meetings.services.link_asking import ask
from meetings.services.links import withdraw_links
from meetings.services.registrations import register
from tests.conftest import Quiet
from tests.factories import KEYS, make_session, make_slot, make_topic, request_for, somebody

TRIES = 200
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "keep-alive"}
VARYING = {"date", "etag"}
Answer = tuple[int, tuple[tuple[str, str], ...], int]
_numbers = count(1)


class Talking(Quiet):
    """Keeps a connection open, as servers in use do."""

    protocol_version = "HTTP/1.1"


@pytest.fixture
def wire(app: Flask) -> Iterator[HTTPConnection]:
    """Give a connection to a real server on each store."""
    with app.app_context():
        make_topic_now()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Talking)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    line = HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    yield line
    line.close()
    server.shutdown()
    thread.join()
    server.server_close()


def make_topic_now() -> None:
    """Store a session of the day after tomorrow, with somebody registered for it, and another session."""
    slug, _slots = make_topic()
    assert slug == "topic"
    begin = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    programme = db.session.query(Programme).one()
    make_slot(make_session(programme, "coming"), begin)
    make_slot(make_session(programme, "other"), begin)
    full = make_slot(make_session(programme, "full"), begin, capacity=1)
    now = datetime.now(UTC)
    register(request_for(somebody(), full.id, session="full"), now, KEYS)
    for session in ("coming", "full"):
        register(request_for(known(), session=session), now, KEYS)
    ask("p00000@example.org", now, KEYS)


def known() -> Any:
    return somebody("Person 00000", email="p00000@example.org")


def post(line: HTTPConnection, path: str, body: bytes, kind: str = HEADERS["Content-Type"]) -> Answer:
    line.request("POST", path, body, HEADERS | {"Content-Type": kind})
    answer = line.getresponse()
    size = len(answer.read())
    kept = sorted((name, value) for name, value in answer.getheaders() if name.lower() not in VARYING)
    return answer.status, tuple(kept), size


def form(number: int, **more: str) -> bytes:
    values = {"name": f"Person {number:05}", "email": f"p{number:05}@example.org", "language": "en"}
    return urlencode(values | {"zone": "Africa/Nairobi"} | more).encode()


def registers(line: HTTPConnection, is_known: bool, session: str = "coming") -> Answer:
    number = 0 if is_known else next(_numbers)
    return post(line, f"/en/season/{session}/register", form(number))


def registers_for_the_season(line: HTTPConnection, is_known: bool) -> Answer:
    number = 0 if is_known else next(_numbers)
    return post(line, "/en/season/register", form(number, session="coming"))


def registers_by_program(line: HTTPConnection, is_known: bool) -> Answer:
    number = 0 if is_known else next(_numbers)
    person = f'{{"name":"Person {number:05}","email":"p{number:05}@example.org","language":"fr"}}'
    body = f'{{"programme":"season","session":"coming","person":{person}}}'
    return post(line, "/api/v1/registrations", body.encode(), "application/json")


def asks_for_link(line: HTTPConnection, is_known: bool) -> Answer:
    """Ask for the link of an address that is known to us, or to nobody; asked for before or not in turn."""
    number = next(_numbers)
    name = f"k{number:05}" if is_known else f"u{number:05}"
    return post(line, "/en/link", urlencode({"email": f"{name}@example.org"}).encode())


def types_code(line: HTTPConnection, is_known: bool) -> Answer:
    """Type a code that once was somebody's and is withdrawn, or one that never was."""
    return post(line, "/en/join", urlencode({"code": KEYS.code("gone" if is_known else "never", 1)}).encode())


FORMS: dict[str, Callable[[HTTPConnection, bool], Answer]] = {
    "registering": registers,
    "registering on the season's form": registers_for_the_season,
    "registering by a program": registers_by_program,
    "asking for a link": asks_for_link,
    "typing a code": types_code,
}


@pytest.fixture
def people(app: Flask) -> None:
    """Store people at addresses that are asked for, and one whose code is withdrawn."""
    from meetings.models import Link, Mailbox, Person, PersonMailbox

    now = datetime.now(UTC)
    with app.app_context():
        first = next(_numbers)
        for number in range(first, first + 2 * TRIES + 20):
            key = f"k{number:05}@example.org"
            person = Person(name=key, name_key=key, created_at=now, updated_at=now)
            mailbox = Mailbox(address=key, address_key=key, created_at=now)
            db.session.add(PersonMailbox(person=person, mailbox=mailbox, name_key=key))
        key = KEYS.code_key(KEYS.code("gone", 1))
        db.session.add(
            Link(id="gone", purpose="join", bearer="registration:gone", code_key=key, created_at=now)
        )
        db.session.commit()
        withdraw_links("registration:gone", now)
        db.session.commit()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("act", FORMS.values(), ids=FORMS)
def test_known_and_unknown_are_answered_alike_and_in_the_same_time(
    wire: HTTPConnection, act: Callable[[HTTPConnection, bool], Answer]
) -> None:
    answers: dict[bool, set[Answer]] = {True: set(), False: set()}
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * TRIES + 20):
        is_known = number % 2 == 0
        begun = perf_counter()
        answer = act(wire, is_known)
        if number >= 20:  # the first ones make what is kept ready
            taken[is_known].append(perf_counter() - begun)
        answers[is_known].add(answer)
    assert answers[True] == answers[False]
    assert len(answers[True]) == 1
    spread = max(upper - lower for lower, _middle, upper in map(quantiles_of, taken.values()))
    middles = {is_known: median(times) for is_known, times in taken.items()}
    assert abs(middles[True] - middles[False]) < spread


def quantiles_of(times: list[float]) -> tuple[float, float, float]:
    first, second, third = quantiles(times, n=4)
    return first, second, third


def test_place_in_line_of_somebody_known_reads_as_a_newcomers(wire: HTTPConnection) -> None:
    first = registers(wire, False, "full")
    again = registers(wire, True, "full")
    assert (again[0], again[2]) == (first[0], first[2])
