"""How often one address may ask, and who that address is."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db, limiter, peer_address
from meetings.services import staff
from tests.conftest import STRICT, make_app
from tests.factories import make_programme, make_session, make_slot

FORM = {"name": "", "email": "", "language": "en"}


@pytest.fixture
def limited(store_sqlite: str, tmp_path: Path) -> Any:
    app = make_app(
        store_sqlite,
        tmp_path,
        RATELIMIT_ENABLED=True,
        REGISTRATIONS_LIMIT="60 per minute",
        TRUSTED_PROXIES="10.0.0.1, 10.1.0.0/16 2001:db8::/32",
    )
    yield app
    with app.app_context():
        db.engine.dispose()


def post(client: FlaskClient, path: str, **more: Any) -> Any:
    return client.post(path, data=FORM, **more)


def test_registering_too_often_is_told_when_to_try_again(limited: Flask) -> None:
    client = limited.test_client()
    path = "/en/season/topic/register"
    assert [post(client, path).status_code for _time in range(60)] == [404] * 60
    answer = post(client, path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/en/join").status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert post(client, path, environ_overrides=other).status_code == 404


def test_api_counts_strangers_too(limited: Flask) -> None:
    client = limited.test_client()
    statuses = {client.post("/api/v1/registrations", json={}).status_code for _time in range(60)}
    assert statuses == {422}
    answer = client.post("/api/v1/registrations", json={})
    assert (answer.status_code, answer.content_type) == (429, "application/problem+json")
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.1.2.3", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "198.51.100.9, 10.1.7.7", "198.51.100.9"),
        ("10.2.0.1", "198.51.100.9", "10.2.0.1"),
        ("2001:db8::7", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "198.51.100.9, unknown", "unknown"),
        ("", "198.51.100.9", ""),
    ],
)
def test_address_is_the_peers_unless_a_proxy_is_trusted(
    limited: Flask, peer: str, forwarded: str, seen: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with limited.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert peer_address() == seen


@pytest.fixture
def usual(store_sqlite: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application with the limits that it has where nobody sets them, and a session."""
    app = make_app(store_sqlite, tmp_path, RATELIMIT_ENABLED=True)
    with app.app_context():
        session = make_session(make_programme())
        make_slot(session, datetime.now(UTC) + timedelta(minutes=5))
        limiter.reset()
    yield app
    with app.app_context():
        limiter.reset()
        db.engine.dispose()


def form(number: int) -> dict[str, str]:
    return {"name": f"Officer {number}", "email": "ministry@example.org", "language": "en"}


def test_a_ministry_goes_through_and_a_flood_is_stopped_in_the_readers_language(usual: Flask) -> None:
    client, path = usual.test_client(), "/en/season/topic/register"
    begin = datetime.now(UTC)
    with time_machine.travel(begin, tick=False) as clock:
        for number in range(200):
            assert client.post(path, data=form(number)).status_code == 200
            clock.shift(3)
        clock.shift(60)
        bots = [client.post(path, data={"website": f"bot {number}"}).status_code for number in range(500)]
        assert bots == [422] * 240 + [429] * 260
        said = set()
        for lang in LANGUAGES:
            answer = client.post(path.replace("/en/", f"/{lang}/"), data=form(1))
            assert answer.status_code == 429
            assert 0 < int(answer.headers["Retry-After"]) <= 60
            assert f'<html lang="{lang}"' in answer.text
            said.add(answer.text.partition("<h1>")[2].partition("</h1>")[0])
        assert len(said) == len(LANGUAGES)


def test_joining_feeds_and_staff_are_not_limited(usual: Flask) -> None:
    client = usual.test_client()
    with usual.app_context():
        token = staff.create_token("load", "organizer", datetime.now(UTC))
    head = {"Authorization": f"Bearer {token}"}
    for number in range(300):
        assert client.post(f"/en/join/nothing-{number}").status_code == 404
        assert client.get("/calendars/season.ics").status_code == 200
        assert client.post("/api/v1/registrations", json={}, headers=head).status_code == 422


@contextmanager
def redis_server(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run a real Redis on a free port until the block ends."""
    from tests.bench.measure import free_port

    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        (pytest.fail if STRICT else pytest.skip)("no Redis is installed")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as process:
        try:
            address = f"redis://127.0.0.1:{port}"
            assert any(_answers(address) or Event().wait(0.1) for _time in range(100))
            yield address, process
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    import redis

    try:
        with redis.Redis.from_url(address) as line:
            return bool(line.ping())
    except redis.ConnectionError:
        return False


def ask_for_a_link(app_folder: Path, store: str, address: str, times: int) -> list[int]:
    """Ask from a process of its own; give what was answered."""
    script = (
        "import sys, json\nfrom pathlib import Path\nfrom tests.conftest import make_app\n"
        "app = make_app(sys.argv[1], Path(sys.argv[2]), RATELIMIT_ENABLED=True, REDIS_URL=sys.argv[3],"
        " REGISTRATIONS_LIMIT='10 per hour')\nclient = app.test_client()\n"
        "print(json.dumps([client.post('/en/link', data={'email': ''}).status_code for _ in range(int(sys.argv[4]))]))"
    )
    import json
    import sys

    from tests.conftest import ROOT

    command = [sys.executable, "-c", script, store, str(app_folder), address, str(times)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found: list[int] = json.loads(done.stdout)
    return found


def test_processes_count_together_in_redis_and_alone_while_it_is_away(
    store_sqlite: str, tmp_path: Path
) -> None:
    with redis_server(tmp_path) as (address, process):
        assert ask_for_a_link(tmp_path, store_sqlite, address, 6) == [422] * 6
        assert ask_for_a_link(tmp_path, store_sqlite, address, 6) == [422] * 4 + [429] * 2
        process.terminate()
        process.wait(10)
        assert ask_for_a_link(tmp_path, store_sqlite, address, 12) == [422] * 10 + [429] * 2
