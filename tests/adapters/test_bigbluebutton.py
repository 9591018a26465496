"""A BigBlueButton server, held against a stand-in on loopback that checks sums, forgets, refuses and misbehaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1, sha256
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from meetings.adapters.platforms.bigbluebutton import BigBlueButton
from meetings.config import WrongSetting, load_settings
from meetings.domain.ports import PlatformAway
from meetings.jobs import tick_event_source, worker_of
from tests.conftest import Quiet, make_app

SECRET = "bbb-secret"
CALLBACK = "https://meetings.example.org/hooks/bigbluebutton"
SUMS = {"sha1": sha1, "sha256": sha256}


@dataclass
class Server:
    """A server that runs; `answer` is what it says instead of what it should."""

    url: str = ""
    algorithm: str = "sha256"
    hooks: list[str] = field(default_factory=list)
    calls: int = 0
    answer: Response | None = None

    def __call__(self, request: Request) -> Response:
        """Take a call as the platform does: the sum is over the query as it came."""
        self.calls += 1
        if self.answer is not None:
            return self.answer
        query, _, checksum = request.query_string.decode().rpartition("checksum=")
        name = request.path.removeprefix("/bigbluebutton/api/")
        made = SUMS[self.algorithm](f"{name}{query.rstrip('&')}{SECRET}".encode()).hexdigest()
        if checksum != made:
            return said("FAILED", "<messageKey>checksumError</messageKey>")
        callback = parse_qs(query)["callbackURL"][0]
        if callback in self.hooks:
            return said("SUCCESS", "<hookID>1</hookID><messageKey>duplicateWarning</messageKey>")
        self.hooks.append(callback)
        return said("SUCCESS", "<hookID>1</hookID>")


def said(code: str, more: str = "") -> Response:
    return Response(f"<response><returncode>{code}</returncode>{more}</response>", mimetype="text/xml")


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    http = make_server(
        "127.0.0.1", 0, Request.application(lambda request: server(request)), request_handler=Quiet
    )
    server.url = f"http://127.0.0.1:{http.server_port}/bigbluebutton/api"
    thread = Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield server
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as one:
        yield one


def test_a_call_is_summed_as_in_the_vector() -> None:
    values = {"meetingID": "mo-2025-03", "name": "Minamata Online", "record": "true"}
    query = "meetingID=mo-2025-03&name=Minamata+Online&record=true"
    sums = {
        "sha1": "bfa966478ff7148afb4500f0ca130661b16fbc34",
        "sha256": "e85dbe80d7b6c946290ad5fb4ee4a21f23175b249ed1a8f676d1b37fd744d7d8",
    }
    for algorithm, checksum in sums.items():
        client = BigBlueButton("https://bbb.example.org/bigbluebutton/api/", SECRET, algorithm)
        assert client.query("create", values) == f"{query}&checksum={checksum}"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_it_is_asked_once_and_again_when_it_forgot(server: Server, algorithm: str) -> None:
    server.algorithm = algorithm
    client = BigBlueButton(server.url, SECRET, algorithm)
    client.ask_for_events(CALLBACK)
    client.ask_for_events(CALLBACK)
    assert (server.hooks, server.calls) == ([CALLBACK], 2)
    server.hooks.clear()
    client.ask_for_events(CALLBACK)
    assert server.hooks == [CALLBACK]


def test_a_wrong_secret_is_said_without_it(server: Server) -> None:
    with pytest.raises(PlatformAway) as told:
        BigBlueButton(server.url, "another-secret", "sha256").ask_for_events(CALLBACK)
    assert str(told.value) == "checksumError"
    assert server.hooks == []


BOMB = '<!DOCTYPE a [<!ENTITY b "' + "c" * 1_000 + '">]><response>&b;&b;</response>'


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Response("no", 500), "status 500"),
        (Response("", 302, {"Location": "http://127.0.0.1:1/"}), "status 302"),
        (Response("<response>"), "not an answer"),
        (Response(""), "not an answer"),
        (Response(BOMB), "not an answer"),
        (Response("<response/>"), "refused"),
        (Response("x" * 200_000), "too large"),
    ],
)
def test_whatever_else_it_answers_is_trouble(server: Server, answer: Response, why: str) -> None:
    server.answer = answer
    with pytest.raises(PlatformAway, match=why):
        BigBlueButton(server.url, SECRET, "sha256").ask_for_events(CALLBACK)


def test_a_server_that_is_away_is_trouble() -> None:
    with running() as server:
        url = server.url
    with pytest.raises(PlatformAway, match="ConnectionRefusedError"):
        BigBlueButton(url, SECRET, "sha256").ask_for_events(CALLBACK)


def test_a_worker_asks_and_says_where_it_is_not_heard(
    server: Server, store_sqlite: str, tmp_path: Path
) -> None:
    app = make_app(store_sqlite, tmp_path, BBB_URL=server.url)
    tick_event_source(app, datetime.now(UTC))
    assert server.hooks == [CALLBACK]
    assert worker_of(app).troubles == {}
    server.answer = said("FAILED", "<messageKey>maintenance</messageKey>")
    tick_event_source(app, datetime.now(UTC))
    assert worker_of(app).troubles == {"platform": "BigBlueButton tells no events: maintenance"}
    server.answer = None
    tick_event_source(app, datetime.now(UTC))
    assert worker_of(app).troubles == {}


def test_without_an_address_nobody_is_asked(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path)
    tick_event_source(app, datetime.now(UTC))
    assert worker_of(app).troubles == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEETINGS_BBB_SECRET", "short"),
        ("MEETINGS_ZOOM_WEBHOOK_SECRET", "two words here"),
        ("MEETINGS_BBB_HASH", "md5"),
        ("MEETINGS_BBB_URL", "ftp://bbb.example.org"),
    ],
)
def test_a_wrong_setting_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        load_settings({"MEETINGS_INSTANCE": str(tmp_path), name: value})


def test_an_address_needs_its_secret(tmp_path: Path) -> None:
    given = {
        "MEETINGS_INSTANCE": str(tmp_path),
        "MEETINGS_BBB_URL": "https://bbb.example.org/bigbluebutton/api",
    }
    with pytest.raises(WrongSetting, match="MEETINGS_BBB_SECRET"):
        load_settings(given)
