"""New zone data: coming times keep their wall time, their instant moves, and people are told once."""

import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import pytz
import time_machine
from flask import Flask

from meetings.domain.zones import zone_data_version
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox, tick_zones
from meetings.models import Slot, ZoneDataUsed
from meetings.queries.zones import moved_by_zone_data, outdated
from meetings.services.zones import follow_zone_data
from tests.conftest import ROOT, SECRET
from tests.factories import NOW, make_programme, make_session, make_slot, make_topic, register_somebody
from tests.mail.every_kind import derived_by_older_rules
from tests.mail.test_outbox import DAY, MINUTE, World, parts, world

__all__ = ["world"]
HOUR = timedelta(hours=1)
START = NOW + 2 * DAY


def test_wall_time_stays_instant_moves_and_people_are_told_once(world: World) -> None:
    _topic, (first, second) = make_topic()
    derived_by_older_rules(first, 1)
    register_somebody(first, zone="Europe/Zurich", name="Ada", email="ada@example.org")
    register_somebody(first, zone="Asia/Kathmandu", name="Bea", email="bea@example.org")
    world.tick(NOW)
    assert [one.id for one in outdated(NOW)] == [first]
    tick_zones(world.app, NOW)
    tick_zones(world.app, NOW + MINUTE)
    slot = db.session.get_one(Slot, first)
    assert (slot.starts_at, slot.version, slot.local_start.hour) == (START, 2, 10)
    assert db.session.get_one(Slot, second).version == 1
    (moved,) = moved_by_zone_data(NOW)
    assert (moved.before, moved.after) == (START + HOUR, START)
    assert moved.by == f"zone data {zone_data_version()}"
    mails = {str(mail["To"])[:3]: mail for mail in world.tick(NOW + 15 * MINUTE)}
    assert set(mails) == {"Ada", "Bea"}
    for mail in mails.values():
        assert str(mail["Subject"]).startswith("The clocks change: ")
        text, _html, calendar = parts(mail)
        assert "10:00–11:30 UTC" in text.partition("Now:")[0]
        assert "10:00–11:30 Geneva" in text.partition("Now:")[2]
        assert "SEQUENCE:1" in calendar
        assert "DTSTART:20261126T090000Z" in calendar
    assert world.tick(NOW + HOUR) == []
    assert db.session.query(ZoneDataUsed).one().moved == 1


def test_process_on_older_data_changes_nothing(world: World) -> None:
    _topic, (first, _second) = make_topic()
    derived_by_older_rules(first, 1)
    db.session.add(ZoneDataUsed(version="2099a", since=NOW, moved=0))
    db.session.commit()
    assert follow_zone_data("one", NOW) == 0
    assert db.session.get_one(Slot, first).version == 1


def test_times_that_have_begun_stay(world: World) -> None:
    _topic, (first, _second) = make_topic()
    derived_by_older_rules(first, 1)
    assert follow_zone_data("one", START + HOUR) == 0
    assert db.session.get_one(Slot, first).version == 1


def test_hour_that_is_jumped_over_by_now_stays_and_is_said(world: World) -> None:
    _topic, (first, _second) = make_topic()
    slot = db.session.get_one(Slot, first)
    slot.local_start = datetime(2027, 3, 28, 2, 30)
    db.session.commit()
    assert follow_zone_data("one", NOW) == 0
    (one,) = outdated(NOW)
    assert (one.id, one.starts_at) == (first, None)


def rules(folder: Path, version: str, **zones: str) -> Path:
    """Copy the zone data that pytz ships, with some zones keeping the clock of others, under a version of their own."""
    shutil.copytree(Path(pytz.__file__).parent / "zoneinfo", folder)
    for name, other in zones.items():
        path = name.replace("__", "/")
        shutil.copy(folder / other, folder / path)
    table = folder / "tzdata.zi"
    table.write_text(f"# version {version}\n" + table.read_text("utf-8").partition("\n")[2], "utf-8")
    return folder


def start(word: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "meetings", word],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(found: Any, seconds: float = 30) -> Any:
    """Ask until there is an answer."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.1)
    return answer


@pytest.fixture
def soon(app: Flask, store: str, tmp_path: Path) -> dict[str, str]:
    """Store a session in two days in Nairobi that somebody was told of; gives the environment of its processes."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with app.app_context(), time_machine.travel(now, tick=False):
        slot = make_slot(make_session(make_programme()), now + 2 * DAY, zone="Africa/Nairobi")
        register_somebody(slot.id, now=now - DAY, zone="Africa/Nairobi", email="ada@example.org")
        tick_notices(app, now - DAY)
        tick_outbox(app, now - DAY)
        db.session.remove()
    return {
        **os.environ,
        "MEETINGS_DATABASE_URL": store,
        "MEETINGS_INSTANCE": str(tmp_path),
        "MEETINGS_SECRET_KEY": SECRET,
        "MEETINGS_SETTLING_SECONDS": "0",
        "MEETINGS_BASE_URL": "https://meetings.example.org",
    }


@pytest.mark.real_clock
def test_worker_started_on_newer_data_moves_and_tells_and_doctor_names_who_was_left(
    app: Flask, soon: dict[str, str], tmp_path: Path
) -> None:
    newer = rules(tmp_path / "rules", "2099a", Africa__Nairobi="Asia/Dubai")
    on_newer = soon | {"PYTZ_TZDATADIR": str(newer)}
    folder = tmp_path / "mail"
    with app.app_context():
        slot = db.session.query(Slot).one()
        slot_id, wall, instant = slot.id, slot.local_start, slot.starts_at
        db.session.remove()
    running = []
    try:
        running.append(start("worker", on_newer))
        until(lambda: len(list(folder.glob("*.eml"))) == 2)
        running.append(start("worker", soon))
        until(lambda: "derived from 2099a" in said("doctor", soon))
        doctor = until(lambda: (words := said("doctor", on_newer)).count("worker") >= 2 and words)
    finally:
        for one in running:
            one.terminate()
            one.communicate(timeout=20)
    with app.app_context():
        slot = db.session.get_one(Slot, slot_id)
        assert (slot.local_start, slot.starts_at) == (wall, instant - HOUR)
        assert slot.version == 2
        db.session.remove()
    old, new = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    mail: Any = message_from_bytes(new.read_bytes(), policy=policy.default)
    assert str(mail["Subject"]).startswith("The clocks change: ")
    assert f"DTSTART:{instant - HOUR:%Y%m%dT%H%M%SZ}" in parts(mail)[2]
    assert (
        f"DTSTART:{instant:%Y%m%dT%H%M%SZ}"
        in parts(message_from_bytes(old.read_bytes(), policy=policy.default))[2]
    )  # type: ignore[arg-type]
    assert (
        f"WRONG worker {process(running[1])} lives, zone data {zone_data_version()}, which is not 2099a"
        in doctor
    )
    assert f"ok    worker {process(running[0])} lives, zone data 2099a" in doctor
    assert f"ok    time {slot_id}: moved from" in doctor


def said(word: str, environment: dict[str, str]) -> str:
    return start(word, environment).communicate(timeout=30)[0]


def process(one: subprocess.Popen[str]) -> str:
    return f"{socket.gethostname()}-{one.pid}"
