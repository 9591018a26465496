"""Webhooks, workers and organizers at once, on both stores: each event counts once, and nobody waits for ever."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from meetings.domain.errors import Stale
from meetings.extensions import db
from meetings.jobs import tick_live
from meetings.models import Attendance, HookEvent, Slot
from meetings.services.live.told import keep
from meetings.services.slots import edit
from tests.factories import make_programme, make_session, make_slot
from tests.services.live.test_told import NUMBER, OVER, START, told
from tests.services.test_races import together

PEOPLE = 30


def test_events_come_while_workers_count_and_the_number_changes(app: Flask) -> None:
    with app.app_context():
        address = f"https://un.zoom.us/j/{NUMBER}"
        slot_id = make_slot(make_session(make_programme()), START, platform_address=address).id

    def tell(kind: str, number: int) -> Callable[[], Any]:
        event = told(kind, 1 if kind == "joined" else 30, f"Person{number}", address="")
        return lambda: keep([event, event], b"{}", OVER)

    def renumber(number: int) -> Callable[[], Any]:
        def act() -> None:
            slot = db.session.get_one(Slot, slot_id)
            wanted = NUMBER if number % 2 else "another"
            with suppress(Stale):
                edit(
                    slot_id,
                    {"platform_meeting": wanted},
                    slot.revision,
                    OVER + timedelta(seconds=number),
                    "user:1",
                )

        return act

    acts = [tell(kind, number) for number in range(PEOPLE) for kind in ("joined", "left")] * 2
    acts += [lambda: tick_live(app, OVER)] * 20
    random.Random(7).shuffle(acts)
    for number in range(4):
        acts.insert(20 * number + 10, renumber(number))
    together(app, acts, threads=12)
    with app.app_context():
        slot = db.session.get_one(Slot, slot_id)
        edit(slot_id, {"platform_meeting": NUMBER}, slot.revision, OVER + timedelta(seconds=9), "user:1")
    for _again in range(3):
        with app.app_context():
            tick_live(app, OVER)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(HookEvent)) == 2 * PEOPLE
        waiting = select(func.count()).where(HookEvent.handled_at.is_(None))
        assert db.session.scalar(waiting) == 0
        rows = db.session.execute(
            select(Attendance.name, Attendance.joined_at, Attendance.left_at).where(
                Attendance.withdrawn_at.is_(None)
            )
        ).all()
        expected = {
            (f"Person{number}", START + timedelta(minutes=1), START + timedelta(minutes=30))
            for number in range(PEOPLE)
        }
        assert len(rows) == PEOPLE
        assert {tuple(row) for row in rows} == expected
