"""Starting and stopping: one parent, a web process and a worker, from the first line to the last child."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import ROOT

PATIENCE_SECONDS = 40
END_SECONDS = 10


@dataclass
class Started:
    """A command of ours that runs."""

    process: subprocess.Popen[str]
    port: int

    def children(self) -> list[int]:
        """Give every process below, our own among them."""
        found = [self.process.pid]
        for number in found:
            path = Path(f"/proc/{number}/task/{number}/children")
            found += [int(one) for one in path.read_text().split()] if path.exists() else []
        return found

    def wait_until_ready(self) -> None:
        """Wait until both answer: the web process, and in its words the worker."""
        address = f"http://127.0.0.1:{self.port}/readyz"

        def is_ready() -> bool:
            try:
                with urllib.request.urlopen(address, timeout=5) as answer:
                    return b'"worker"' in answer.read()
            except OSError:
                return False

        assert waited(is_ready, PATIENCE_SECONDS)


def waited(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again until something holds; gives whether it ever did."""
    return any(condition() or Event().wait(0.1) for _ in range(int(seconds * 10)))


def lives(number: int) -> bool:
    """Say whether a process is there and not merely waiting to be buried."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def surroundings(folder: Path, port: int) -> dict[str, str]:
    return {**os.environ, "MEETINGS_INSTANCE": str(folder), "PORT": str(port)}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "meetings", *words]


@pytest.fixture
def port() -> int:
    """Give a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def started(request: pytest.FixtureRequest, tmp_path: Path, port: int) -> Iterator[Started]:
    """Start `serve --embedded` on a store of its own."""
    surrounding = surroundings(tmp_path, port)
    subprocess.run(command("migrate"), cwd=ROOT, env=surrounding, check=True, capture_output=True)
    process = subprocess.Popen(
        command("serve", "--embedded"), cwd=ROOT, env=surrounding, text=True, stdin=subprocess.DEVNULL
    )
    made = Started(process, port)
    made.wait_until_ready()
    yield made
    process.kill()
    process.wait()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_everything_ends_together(started: Started, sign: signal.Signals) -> None:
    family = started.children()
    assert len(family) >= 4  # parent, gunicorn, its workers, and the worker
    started.process.send_signal(sign)
    assert started.process.wait(END_SECONDS) == 0
    assert [one for one in family if lives(one)] == []


def test_children_do_not_outlive_a_killed_parent(started: Started) -> None:
    family = started.children()
    started.process.kill()
    started.process.wait()
    assert waited(lambda: not any(map(lives, family)), END_SECONDS)


def test_run_shows_the_way_in(tmp_path: Path, port: int) -> None:
    process = subprocess.Popen(
        command("run"),
        cwd=ROOT,
        env=surroundings(tmp_path, port),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    said = "".join(
        iter(process.stdout.readline, f"  Stop with Ctrl-C. Listening on http://127.0.0.1:{port}\n")
    )
    started = Started(process, port)
    started.wait_until_ready()
    for path in ("/en/desk/sign-in/", "/en/me/", "/en/join/"):
        assert f"http://127.0.0.1:{port}{path}" in said
    process.terminate()
    assert process.wait(END_SECONDS) == 0
    process.stdout.close()


@pytest.mark.parametrize("words", [("serve",), ("serve", "--embedded"), ("run",)])
def test_port_in_use_is_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            command(*words),
            cwd=ROOT,
            env=surroundings(tmp_path, port),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"port {port} is in use" in done.stderr


@pytest.mark.parametrize("words", [("serve",), ("run",)])
def test_instance_that_is_no_folder_is_one_line(tmp_path: Path, port: int, words: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        done = subprocess.run(
            command(*words),
            cwd=ROOT,
            env=surroundings(folder, port),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1, done.stderr
        assert "MEETINGS_INSTANCE" in done.stderr
