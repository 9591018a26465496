"""Worker processes on one store, which a test kills, stops and starts again, also at another hour."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Message
from tests.conftest import ROOT, SECRET

COMPILER: Final = shutil.which("cc")
STOP_SECONDS: Final = 10
PATIENCE_SECONDS: Final = 240
UNFINISHED: Final = ("due", "claimed", "retry")


@dataclass
class Fleet:
    """Workers; those started from now on believe that it is `ahead` seconds later, where `clock` is the library."""

    store: str
    folder: Path
    smtp_url: str
    clock: Path | None = None
    lease_seconds: int = 30
    ahead: int = 0
    bad_stops: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, count: int = 1) -> None:
        """Start some more."""
        environment = os.environ | {
            "MEETINGS_DATABASE_URL": self.store,
            "MEETINGS_INSTANCE": str(self.folder),
            "MEETINGS_SECRET_KEY": SECRET,
            "MEETINGS_SMTP_URL": self.smtp_url,
            "MEETINGS_LEASE_SECONDS": str(self.lease_seconds),
            "MEETINGS_SETTLING_SECONDS": "0",
            "MEETINGS_BASE_URL": "https://meetings.example.org",
        }
        if self.ahead:
            environment |= {"LD_PRELOAD": str(self.clock), "CLOCK_AHEAD_SECONDS": str(self.ahead)}
        for _worker in range(count):
            with (self.folder / "workers.log").open("ab") as log:
                self.running.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "meetings", "worker"], cwd=ROOT, env=environment, stderr=log
                    )
                )

    def kill_oldest(self) -> None:
        """Kill the one that runs longest, without warning, and start another."""
        victim = self.running.pop(0)
        victim.kill()
        victim.wait()
        self.start()

    def stop_oldest(self) -> None:
        """Ask the one that runs longest to stop; one that does not, or not cleanly, is counted, and killed."""
        one = self.running.pop(0)
        one.send_signal(signal.SIGTERM)
        try:
            is_clean = one.wait(STOP_SECONDS) == 0
        except subprocess.TimeoutExpired:
            is_clean = False
            one.kill()
            one.wait()
        self.bad_stops += not is_clean

    def stop(self) -> None:
        """Ask all to stop."""
        while self.running:
            self.stop_oldest()

    def end(self) -> None:
        """Kill all."""
        for one in self.running:
            one.kill()
            one.wait()
        self.running.clear()

    def log(self) -> str:
        """Give the last that workers complained of."""
        path = self.folder / "workers.log"
        return path.read_text("utf-8", "replace")[-2000:] if path.exists() else ""


def build_clock(folder: Path) -> Path:
    """Compile the clock that workers may be started with."""
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([str(COMPILER), "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def states(app: Flask) -> dict[str, int]:
    """Count messages by state."""
    with app.app_context():
        rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
        found = {state: number for state, number in rows}  # noqa: C416 a row is no pair
        db.session.remove()
    return found


def unfinished(app: Flask, due: int) -> int:
    """Count what is to leave yet, of so many that are due in all, planned or not."""
    found = states(app)
    return max(due - sum(found.values()), 0) + sum(found.get(one, 0) for one in UNFINISHED)


def last_retry(app: Flask) -> datetime | None:
    """Give when the last message is tried again, where nothing else is to leave; else nothing."""
    found = states(app)
    if not found.get("retry") or found.get("due") or found.get("claimed"):
        return None
    with app.app_context():
        at = db.session.scalar(select(func.max(Message.due_at)).where(Message.state == "retry"))
        db.session.remove()
    return at


def wait_until(is_so: Callable[[], object], what: str, fleet: Fleet, pause: float = 0.1) -> None:
    """Wait until something is so, as a whole fleet needs time; too long is a failure that shows the log."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{what} does not come\n{fleet.log()}"
        time.sleep(pause)


def wait_until_finished(app: Flask, fleet: Fleet, due: int) -> None:
    """Wait until every message was sent or found needless; those that rest until a retry get the hour they wait for."""

    def is_finished() -> bool:
        at = last_retry(app) if fleet.clock else None
        if at and (at - datetime.now(UTC)).total_seconds() > fleet.ahead:
            count = len(fleet.running)
            fleet.stop()
            fleet.ahead = int((at - datetime.now(UTC)).total_seconds()) + 2
            fleet.start(count)
        return unfinished(app, due) == 0

    wait_until(is_finished, "the end of sending", fleet, 0.2)
