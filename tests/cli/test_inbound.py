"""The door for mails that come back, and workers that read the folder, as processes of their own."""

import os
import shutil
import signal
import smtplib
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.adapters.test_inbound import FROM, LONG, TO
from tests.cli.test_run import PATIENCE_TENTHS, command, free_port, surroundings
from tests.conftest import ROOT
from tests.formats.test_bounces import sample

MOST_KILOBYTES = 25_000
MAILS = 150
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(store_sqlite: str, tmp_path: Path) -> Iterator[Start]:
    """Give a function that starts a command on a fresh store; all are ended after the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: str, store: str = store_sqlite) -> subprocess.Popen[str]:
        around = surroundings(tmp_path, free_port()) | {"MEETINGS_DATABASE_URL": store}
        process = subprocess.Popen(
            command(*words),
            cwd=ROOT,
            env=around,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        running.append(process)
        return process

    yield begin
    for one in running:
        one.kill()
        one.communicate()


def open_door(start: Start, **where: str) -> tuple[subprocess.Popen[str], smtplib.LMTP]:
    """Start the door, and connect to it when it says that it listens."""
    port = free_port()
    process = start("inbound", "--port", str(port), **where)
    assert process.stdout is not None
    assert process.stdout.readline() == f"Listening by LMTP on 127.0.0.1:{port}\n"
    return process, smtplib.LMTP("127.0.0.1", port, local_hostname="localhost")


def kept(store: Path) -> list[str]:
    with sqlite3.connect(store) as connection:
        found = [kind for (kind,) in connection.execute("SELECT kind FROM inbound")]
    connection.close()
    return found


def peak_kilobytes(process: subprocess.Popen[str]) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_mail_of_fifty_megabytes_costs_the_door_nothing(start: Start, tmp_path: Path) -> None:
    process, client = open_door(start)
    before = peak_kilobytes(process)
    with client:
        for line in (b"A" * 76 + b"\r\n", b"A"):
            client.sendmail(FROM, TO, sample("postfix") + line * (LONG // len(line)))
        client.sendmail(FROM, TO, sample("delayed"))
    assert sorted(kept(tmp_path / "store.sqlite")) == ["bounce", "bounce", "delayed"]
    assert peak_kilobytes(process) - before < MOST_KILOBYTES
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_door_asks_again_while_the_store_is_away(start: Start, tmp_path: Path) -> None:
    away = tmp_path / "away" / "store.sqlite"
    _process, client = open_door(start, store=f"sqlite:///{away}")
    with client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(FROM, TO, sample("postfix"))
        assert refused.value.smtp_code == 451
        away.parent.mkdir()
        shutil.copyfile(tmp_path / "store.sqlite", away)
        client.sendmail(FROM, TO, sample("postfix"))
    assert kept(away) == ["bounce"]


def test_port_in_use_is_one_line(start: Start, tmp_path: Path) -> None:
    _process, client = open_door(start)
    with client:
        done = subprocess.run(
            command("inbound", "--port", str(client.sock.getpeername()[1])),
            cwd=ROOT,
            env=surroundings(tmp_path, free_port()),
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_workers_that_are_killed_lose_nothing_and_count_nothing_twice(start: Start, tmp_path: Path) -> None:
    inbound, store = tmp_path / "inbound", tmp_path / "store.sqlite"
    (inbound / "new").mkdir(parents=True)
    for number in range(MAILS):
        (inbound / "new" / str(number)).write_bytes(sample("delayed") + b"%d\n" % number)
    workers = [start("worker") for _number in range(2)]
    wait_until(lambda: bool(kept(store)))
    workers[0].kill()
    start("worker")
    wait_until(lambda: not os.listdir(inbound / "new") and not os.listdir(inbound / "taken"))
    assert kept(store) == ["delayed"] * MAILS
    assert sorted(os.listdir(inbound)) == ["new", "taken"]


def wait_until(is_so: Callable[[], bool]) -> None:
    assert any(is_so() or Event().wait(0.1) for _ in range(PATIENCE_TENTHS))
