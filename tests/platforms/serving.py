"""What stand-ins for platforms share: real HTTP on loopback, and moods in which each of them may be."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from threading import Event, Thread
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from meetings.adapters.platforms.opening import HttpPlatforms
from meetings.adapters.platforms.wire import Wire
from meetings.domain.platforms import Account, Kind, Platform
from tests.conftest import Quiet

LOOPBACK = (ip_network("127.0.0.0/8"),)
HOST = "meetings.example.org"
PAUSE = 7


@dataclass
class Held:
    """A meeting at a stand-in."""

    number: str
    reference: str
    title: str
    starts_at: datetime | None = None
    minutes: int = 0
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    was_there: list[dict[str, Any]] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)


@dataclass
class Came:
    """Who came in by an address: under which name, and whether they lead or sit on the panel."""

    name: str
    leads: bool


class StandIn(ABC):
    """A platform that follows its published rules; `mood` is what it does instead.

    `slow` asks for patience, `broken` is in trouble, `nonsense` answers what nobody can read, `hang` answers nothing,
    `elsewhere` leads to another machine, and `lost` does what it is asked and lets the answer get lost, once.
    """

    kind: Kind

    def __init__(self) -> None:
        self.url = ""
        self.mood = ""
        self.calls: list[str] = []
        self.held: dict[str, Held] = {}
        self.over = Event()

    @abstractmethod
    def account(self, *, wrong: bool = False) -> Account:
        """Give an account, with the right keys or with wrong ones."""

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """Answer as the platform does."""

    @abstractmethod
    def come(self, address: str) -> Came:
        """Go where an address leads."""

    def __call__(self, request: Request) -> Response:
        """Answer, or be in a mood."""
        self.calls.append(f"{request.method} {request.path}")
        if self.mood == "slow":
            return Response("", 429, {"Retry-After": str(PAUSE)})
        if self.mood == "broken":
            return Response("no", 500)
        if self.mood == "nonsense":
            return Response("<html>Sign in", 200, mimetype="text/html")
        if self.mood == "elsewhere":
            return Response("", 302, {"Location": "http://127.0.0.1:1/"})
        if self.mood == "hang":
            self.over.wait(20)
        answer = self.answer(request)
        if self.mood == "lost" and request.method == "POST" and "token" not in request.path:
            self.mood = ""
            return Response("", 500)
        return answer

    def delete_by_hand(self, number: str) -> None:
        """Delete a meeting as somebody does who sits at the platform."""
        del self.held[number]


@contextmanager
def running(stand_in: StandIn) -> Iterator[StandIn]:
    """Let a stand-in answer on a port of this machine."""
    http = make_server("127.0.0.1", 0, Request.application(stand_in), threaded=True, request_handler=Quiet)
    stand_in.url = f"http://127.0.0.1:{http.server_port}"
    thread = Thread(target=lambda: http.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    yield stand_in
    stand_in.over.set()
    http.shutdown()
    thread.join()
    http.server_close()


def opened(stand_in: StandIn, *, wrong: bool = False, seconds: float = 5.0) -> Platform:
    """Open an account of a stand-in, from a process that knows no token yet."""
    wire = Wire(LOOPBACK, seconds=seconds)
    return HttpPlatforms(wire, HOST).open(stand_in.account(wrong=wrong))


def stamp(at: datetime) -> str:
    """Write an instant as most platforms do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_stamp(text: str) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


def json(value: Any, status: int = 200, **head: str) -> Response:
    """Answer with JSON."""
    from json import dumps

    return Response(dumps(value), status, head, mimetype="application/json")
