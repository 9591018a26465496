"""Two workers, killed at random moments while reminders leave: none is lost, and at most one doubled a kill."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Mailbox, Message, Person, PersonMailbox, Place, Registration, Seats, Slot
from meetings.services.slots import move
from tests.conftest import ROOT, SECRET
from tests.factories import make_programme, make_session, make_slot

pytestmark = pytest.mark.soak
PEOPLE = 500
ROUNDS = 20
LEASE_SECONDS = 3
PATIENCE_SECONDS = 180
UNFINISHED = ("due", "claimed", "retry")


@dataclass
class Workers:
    """Worker processes on one store, which a test kills and starts again."""

    store: str
    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start one more."""
        environment = os.environ | {
            "MEETINGS_DATABASE_URL": self.store,
            "MEETINGS_INSTANCE": str(self.folder),
            "MEETINGS_SECRET_KEY": SECRET,
            "MEETINGS_LEASE_SECONDS": str(LEASE_SECONDS),
            "MEETINGS_SETTLING_SECONDS": "0",
            "MEETINGS_BASE_URL": "https://meetings.example.org",
        }
        self.running.append(
            subprocess.Popen([sys.executable, "-m", "meetings", "worker"], cwd=ROOT, env=environment)
        )

    def kill_one(self, chance: random.Random) -> None:
        """Kill one without warning, and start another."""
        victim = self.running.pop(chance.randrange(len(self.running)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.start()

    def stop(self) -> None:
        """End all."""
        for one in self.running:
            one.kill()
            one.wait()


@pytest.fixture
def workers(app: Flask, store: str, tmp_path: Path) -> Any:
    fleet = Workers(store, tmp_path)
    yield fleet
    fleet.stop()


def fill(app: Flask) -> str:
    """Store a slot tomorrow with many people who were told of it and are due a reminder."""
    now = datetime.now(UTC).replace(microsecond=0)
    with app.app_context():
        slot = make_slot(make_session(make_programme()), now + timedelta(hours=23))
        slot_id, session_id = slot.id, slot.session_id
        numbers = range(1, PEOPLE + 1)
        old = now - timedelta(days=3)
        stamps = {"created_at": old, "updated_at": old}
        db.session.execute(
            insert(Person),
            [{"id": n, "name": f"Person {n}", "name_key": f"person {n}", **stamps} for n in numbers],
        )
        db.session.execute(
            insert(Mailbox),
            [
                {
                    "id": n,
                    "address": f"p{n}@example.org",
                    "address_key": f"p{n}@example.org",
                    "created_at": old,
                }
                for n in numbers
            ],
        )
        db.session.execute(
            insert(PersonMailbox),
            [{"mailbox_id": n, "name_key": f"person {n}", "person_id": n} for n in numbers],
        )
        db.session.execute(
            insert(Registration),
            [
                {"id": f"r{n}", "person_id": n, "session_id": session_id, "language": "en", **stamps}
                for n in numbers
            ],
        )
        db.session.execute(
            insert(Place),
            [{"registration_id": f"r{n}", "part": 1, "slot_id": slot_id, "told_version": 1} for n in numbers],
        )
        db.session.get_one(Seats, (slot_id, "online")).taken = PEOPLE
        db.session.commit()
    return slot_id


def finished(app: Flask, kinds: int) -> bool:
    """Say whether every message there is was sent or found needless, and everybody has as many as expected."""
    with app.app_context():
        states: dict[str, int] = dict(
            db.session.execute(select(Message.state, func.count()).group_by(Message.state)).all()  # type: ignore[arg-type]
        )
        told = db.session.scalar(
            select(func.count()).select_from(Place).join(Slot).where(Place.told_version == Slot.version)
        )
        db.session.remove()
    waiting = sum(states.get(one, 0) for one in UNFINISHED)
    return waiting == 0 and sum(states.values()) >= PEOPLE * kinds and told == PEOPLE


def wait_until_finished(app: Flask, kinds: int = 1) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not finished(app, kinds):
        assert time.monotonic() < deadline, "the workers do not come to an end"
        time.sleep(0.2)


def mails(folder: Path) -> list[tuple[str, str, str]]:
    """Give recipient, kind and text of each mail, in the order they left."""
    found = []
    for path in sorted((folder / "mail").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        mail: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        found.append((mail["To"].addresses[0].addr_spec, mail["Subject"].partition(":")[0], text))
    return found


@pytest.mark.parametrize("number", range(ROUNDS))
def test_reminders_survive_kills(app: Flask, workers: Workers, number: int) -> None:
    chance = random.Random(number)
    fill(app)
    for _worker in range(2):
        workers.start()
    kills = chance.randint(3, 6)
    for _kill in range(kills):
        time.sleep(chance.uniform(0.8, 2.5))
        workers.kill_one(chance)
    wait_until_finished(app)
    got = Counter(recipient for recipient, _kind, _text in mails(workers.folder))
    lost = PEOPLE - len(got)
    doubled = sum(got.values()) - len(got)
    print(f"round {number}: {kills} kills, lost {lost}, doubled {doubled}")
    assert lost == 0
    assert doubled <= kills


@pytest.mark.parametrize("number", range(3))
def test_nobody_hears_the_old_time_after_the_notice(app: Flask, workers: Workers, number: int) -> None:
    chance = random.Random(100 + number)
    slot_id = fill(app)
    for _worker in range(2):
        workers.start()
    folder = workers.folder / "mail"
    while not folder.is_dir() or len(list(folder.glob("*.eml"))) < PEOPLE // 4:
        time.sleep(0.05)
    with app.app_context():
        slot = db.session.get_one(Slot, slot_id)
        old = slot.starts_at.strftime("%H:%M")
        later = Move(local_start=slot.local_start + timedelta(minutes=25))
        move(slot_id, later, slot.revision, datetime.now(UTC), "organizer")
    workers.kill_one(chance)
    wait_until_finished(app)
    by_person: dict[str, list[tuple[str, str]]] = {}
    for recipient, kind, text in mails(workers.folder):
        by_person.setdefault(recipient, []).append((kind, text))
    assert len(by_person) == PEOPLE
    for heard in by_person.values():
        kinds = [kind for kind, _text in heard]
        assert "New time" in kinds
        after = heard[kinds.index("New time") + 1 :]
        assert [text for kind, text in after if kind == "Reminder" and f"{old}–" in text] == []
