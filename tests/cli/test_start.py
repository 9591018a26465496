"""Starting and stopping, as somebody at a terminal meets it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, SECRET


def environment(folder: Path, **settings: Any) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEETINGS_")}
    return kept | {"MEETINGS_INSTANCE": str(folder), **{name: str(value) for name, value in settings.items()}}


def meetings(folder: Path, *words: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "meetings", *words],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"PORT": "eighty"}, "PORT: expected a whole number from 1 to 65535"),
        ({"MEETINGS_DATABASE_URL": "mysql://x/y"}, "MEETINGS_DATABASE_URL: expected an address like"),
        (
            {"MEETINGS_DATABASE_URL": "postgresql://u@h:abc/db"},
            "MEETINGS_DATABASE_URL: expected an address like",
        ),
        ({"MEETINGS_SMTP_URL": "mail.example.org"}, "MEETINGS_SMTP_URL: expected an address like"),
        ({"MEETINGS_SECRET_KEY": "short"}, "MEETINGS_SECRET_KEY: expected at least 16 characters"),
        (
            {"MEETINGS_STORAGE_URL": "s3:/kept"},
            "MEETINGS_STORAGE_URL: expected nothing, or s3://bucket/folder",
        ),
        (
            {"MEETINGS_STORAGE_URL": "s3://kept?endpoint=ftp://h"},
            "MEETINGS_STORAGE_URL: expected nothing, or s3",
        ),
        ({"MEETINGS_STORAGE_URL": "s3://kept?secret=x"}, "MEETINGS_STORAGE_URL: expected nothing, or s3"),
        ({"MEETINGS_INSTANCE": "/proc/nowhere"}, "MEETINGS_INSTANCE: expected a folder to write in"),
    ],
)
def test_wrong_setting_stops_the_start_with_one_line(
    tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    done = meetings(tmp_path, "migrate", **settings)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {words}")
    assert done.stderr.count("\n") == 1


def test_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = meetings(tmp_path, "serve", PORT=port)
    assert done.returncode == 1
    assert f"port {port} is in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_without_a_schema_say_what_to_do(tmp_path: Path) -> None:
    done = meetings(tmp_path, "report", "anything")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "meetings migrate" in done.stderr


def test_two_migrations_at_once_both_succeed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "meetings", "migrate"]
    given = environment(tmp_path, MEETINGS_SECRET_KEY=SECRET)
    both = [subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL) for _number in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_web_and_worker_end_together_within_ten_seconds(tmp_path: Path, number: signal.Signals) -> None:
    assert meetings(tmp_path, "migrate").returncode == 0
    port = free_port()
    parent = subprocess.Popen(
        [sys.executable, "-m", "meetings", "serve", "--embedded"],
        cwd=ROOT,
        env=environment(tmp_path, PORT=port),
    )
    ready = wait_for(f"http://127.0.0.1:{port}/readyz")
    assert b'"status":"ok"' in ready.replace(b" ", b"")
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert len(children) == 2
    begun = time.monotonic()
    parent.send_signal(number)
    parent.wait(10)
    assert time.monotonic() - begun < 10
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_children_end_when_the_parent_is_killed(tmp_path: Path) -> None:
    assert meetings(tmp_path, "migrate").returncode == 0
    port = free_port()
    parent = subprocess.Popen(
        [sys.executable, "-m", "meetings", "serve", "--embedded"],
        cwd=ROOT,
        env=environment(tmp_path, PORT=port),
    )
    wait_for(f"http://127.0.0.1:{port}/healthz")
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while answers(port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def wait_for(url: str) -> bytes:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                content: bytes = answer.read()
                return content
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
