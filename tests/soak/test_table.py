"""The table of sending: stores by workers by what goes wrong. Nobody is left out, and doubles are counted.

Everybody is due one reminder. What arrived is what the relay kept, in a process of its own; a double is a second copy
under the same Message-ID, and there may be one for each kill or dropped line, none otherwise.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.moves import Move
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models import Message, Session, Slot
from meetings.services.slots import move
from tests.factories import make_programme, make_session, make_slot
from tests.people import address, register_people, store_people
from tests.relays import Relay, Taken
from tests.soak.fleet import STOP_SECONDS, Fleet, states, unfinished, wait_until, wait_until_finished

pytestmark = pytest.mark.soak
PEOPLE = int(os.environ.get("SOAK_PEOPLE", "500"))
KILLS = 20
DROPS = 20
SLOW_SECONDS = 0.005  # how long the relay takes for a mail while workers are killed
SENDING_SECONDS = 25  # how long all mails take, at least, while workers are restarted
RESTART_SECONDS = 10
AWAY_HOURS = 6
AWAY_SECONDS = AWAY_HOURS * 3600
BEGUN = timedelta(minutes=20)
FEW = 10
TABLE: list[str] = []
HEAD = (
    f"{'store':11}{'workers':>8}  {'condition':25}{'due':>6}{'delivered':>10}{'lost':>6}{'doubled':>8}"
    f"{'blows':>6}{'seconds':>8}  verdict"
)


@dataclass
class Cell:
    """A cell of the table while it runs: `blows` are kills, restarts or dropped lines, `problems` what was wrong."""

    app: Flask
    fleet: Fleet
    relay: Relay
    workers: int
    condition: str
    may_double: bool = False
    blows: int = 0
    problems: list[str] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    begun: float = field(default_factory=time.monotonic)

    def expect(self, is_so: bool, problem: str) -> None:
        """Note a problem, and go on, so that the line of the table is whole."""
        if not is_so:
            self.problems.append(problem)

    def finish(self) -> None:
        """Wait for the end, and judge what arrived."""
        wait_until_finished(self.app, self.fleet, PEOPLE)
        self.judge(self.relay.taken())

    def judge(self, taken: list[Taken]) -> None:
        """Compare what arrived with who was due it, and write the line; it fails where anything was wrong."""
        due, got = {address(n) for n in range(1, PEOPLE + 1)}, Counter(one.recipient for one in taken)
        lost, doubled = len(due - set(got)), sum(got.values()) - len(got)
        self.expect(set(got) <= due, "mails to others")
        self.expect(lost == 0, "lost")
        self.expect(doubled <= (self.blows if self.may_double else 0), "doubled")
        self.expect(len({one.message_id for one in taken}) == len(got), "doubles under another Message-ID")
        self.expect(self.fleet.bad_stops == 0, f"{self.fleet.bad_stops} not stopped within {STOP_SECONDS} s")
        store = "PostgreSQL" if "postgresql" in self.fleet.store else "SQLite"
        TABLE.append(
            f"{store:11}{self.workers:8}  {self.condition:25}{len(due):6}{len(got):10}{lost:6}{doubled:8}"
            f"{self.blows:6}{time.monotonic() - self.begun:8.1f}  {'; '.join(self.problems) or 'pass'}"
        )
        print(f"\n{HEAD}\n{TABLE[-1]}", flush=True)
        assert self.problems == [], self.fleet.log()


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Print the whole table when its last cell is done."""
    yield
    print("\n\n" + "\n".join([HEAD, *TABLE]), flush=True)


def fill(app: Flask) -> None:
    """Store a session tomorrow, whose people are due the reminder of a day before."""
    now = datetime.now(UTC).replace(microsecond=0)
    with app.app_context():
        store_people(PEOPLE, now)
        slot = make_slot(make_session(make_programme()), now + timedelta(hours=23))
        register_people(slot, range(1, PEOPLE + 1), now)


@pytest.fixture(params=[1, 2, 4])
def cell(request: pytest.FixtureRequest, app: Flask, fleet: Fleet, relay: Relay) -> Callable[[str], Cell]:
    """Give a function that begins a cell: people are due, and no worker runs yet."""

    def begin(condition: str) -> Cell:
        fill(app)
        return Cell(app, fleet, relay, request.param, condition)

    return begin


def test_nothing_goes_wrong(cell: Callable[[str], Cell]) -> None:
    one = cell("nothing")
    one.fleet.start(one.workers)
    one.finish()


def test_workers_are_killed(cell: Callable[[str], Cell]) -> None:
    one = cell(f"kill -9 x{KILLS}")
    one.may_double = True
    one.relay.behave(delay=SLOW_SECONDS)
    one.fleet.lease_seconds = 3
    one.fleet.start(one.workers)
    for number in range(KILLS):
        share = (number + one.chance.random()) / KILLS
        wait_until(
            lambda share=share: one.relay.standing()["taken"] >= PEOPLE * 0.85 * share,
            "the moment of a kill",
            one.fleet,
            0.005,
        )
        time.sleep(one.chance.uniform(0, 0.05))
        one.blows += unfinished(one.app, PEOPLE) > 0
        one.fleet.kill_oldest()
    one.expect(one.blows == KILLS, "kills after the last mail")
    one.finish()


def test_workers_are_restarted(cell: Callable[[str], Cell]) -> None:
    one = cell(f"restart every {RESTART_SECONDS} s")
    one.relay.behave(delay=SENDING_SECONDS * one.workers / PEOPLE)
    one.fleet.start(one.workers)
    due = time.monotonic() + RESTART_SECONDS
    while unfinished(one.app, PEOPLE):
        if time.monotonic() < due:
            time.sleep(0.1)
            continue
        due += RESTART_SECONDS
        for _worker in range(one.workers):
            one.fleet.stop_oldest()
            one.fleet.start()
            one.blows += 1
    one.expect(one.blows >= 2 * one.workers, "over too soon")
    one.finish()


def test_lines_are_dropped_after_the_data(cell: Callable[[str], Cell]) -> None:
    one = cell("line dropped after data")
    one.may_double = True
    one.relay.behave(drop_every=PEOPLE // DROPS)
    one.fleet.start(one.workers)
    wait_until_finished(one.app, one.fleet, PEOPLE)
    one.blows = one.relay.standing()["dropped"]
    one.expect(one.blows >= DROPS, "too few dropped")
    one.finish()


@pytest.mark.usefixtures("needs_clock")
def test_relay_is_away_for_hours(cell: Callable[[str], Cell]) -> None:
    one = cell(f"relay down {AWAY_HOURS} h")
    outage(one, PEOPLE, lambda: None)
    one.expect(most_attempts(one.app) == 0, "attempts counted while the relay was away")
    come_back(one)
    one.finish()


def outage(cell: Cell, messages: int, act: Callable[[], object]) -> None:
    """Let workers meet a relay that is away, until so many messages are planned and were tried; nothing is given up.

    Takes: what happens meanwhile.
    """
    cell.relay.behave(away=True)
    cell.fleet.start(cell.workers)
    wait_until(lambda: sum(states(cell.app).values()) >= PEOPLE, "reminders in the outbox", cell.fleet)
    act()
    wait_until(lambda: sum(states(cell.app).values()) >= messages, "notices in the outbox", cell.fleet)
    time.sleep(5)  # the workers find nobody at home, again and again
    cell.fleet.stop()
    cell.expect(unfinished(cell.app, messages) == messages, f"given up: {states(cell.app)}")


def come_back(cell: Cell) -> None:
    """Let the relay be there again, and start workers for whom hours have passed."""
    cell.relay.behave()
    cell.fleet.ahead = AWAY_SECONDS
    cell.fleet.start(cell.workers)


def most_attempts(app: Flask) -> int:
    with app.app_context():
        attempts = db.session.scalar(select(func.max(Message.attempts))) or 0
        db.session.remove()
    return attempts


@pytest.mark.usefixtures("needs_clock")
def test_what_is_too_late_after_an_outage_is_dropped_and_the_rest_still_told(
    app: Flask, fleet: Fleet, relay: Relay
) -> None:
    """Three sessions: one begins while the relay is away; one is moved to then, one to tomorrow."""
    back = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=AWAY_HOURS)
    one = Cell(app, fleet, relay, 2, "too late / moved in 6 h")
    slots = fill_outage(app, back)

    def move_both() -> None:
        for name, to in (("moved", back - BEGUN), ("later", back + timedelta(hours=20))):
            with app.app_context():
                slot = db.session.get_one(Slot, slots[name])
                local = slot.local_start + (to - slot.starts_at)
                move(slot.id, Move(local_start=local), slot.revision, datetime.now(UTC), "organizer")

    due = 2 * PEOPLE + FEW
    outage(one, due, move_both)
    come_back(one)
    wait_until_finished(app, fleet, due)
    found, told = states(app), relay.taken()
    moved = [row for row in told if "Session moved" in row.subject]
    later = [row for row in told if "Session later" in row.subject]
    one.expect(found == {"sent": PEOPLE + FEW, "too_late": PEOPLE}, f"the ledger says {found}")
    one.expect(len(told) == len(moved) + FEW, "reminders that were too late")
    one.expect({row.subject.partition(":")[0] for row in told} == {"New time"}, "not all called a new time")
    texts = [relay.mail(rows[0].number).get_body(("plain",)).get_content() for rows in (moved, later)]
    for moment in (back + timedelta(hours=3), back - BEGUN):
        clock = f"{to_local(moment, 'Europe/Zurich'):%H:%M}–"
        one.expect(clock in texts[0], f"does not tell {clock}")
    one.expect(words_of(texts[0]) != words_of(texts[1]), "the same words though it has begun")
    print(texts[0], flush=True)
    one.judge(moved)


def words_of(text: str) -> list[str]:
    """Give the lines of a mail that hold no time, title, link or code."""
    facts = ("Session ", "https://", "Code to join")
    return [
        line
        for line in text.splitlines()
        if line and not any(fact in line for fact in facts) and not any(letter.isdigit() for letter in line)
    ]


def fill_outage(app: Flask, back: datetime) -> dict[str, str]:
    """Store a session that begins shortly before the relay is back, and two to move that have no reminders."""
    now, starts = (
        datetime.now(UTC),
        {"topic": -BEGUN, "moved": timedelta(hours=3), "later": timedelta(hours=3)},
    )
    slots = {}
    with app.app_context():
        store_people(PEOPLE, now)
        programme = make_programme()
        for name, by in starts.items():
            topic: Session = make_session(programme, name, reminders=None if name == "topic" else [])
            slot = make_slot(topic, back + by)
            register_people(slot, range(1, (FEW if name == "later" else PEOPLE) + 1), now)
            slots[name] = slot.id
    return slots
