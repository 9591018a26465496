"""Panels and sessions are changed at once, on both stores: nobody waits for somebody who waits for them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Flask

from meetings.domain.errors import Stale
from meetings.domain.panel.panel_errors import PanelOver
from meetings.extensions import db
from meetings.models import Panelist, Session
from meetings.services.live.interpretation import set_pronunciation
from meetings.services.panel.answers import answer
from meetings.services.panel.members import Member, put
from meetings.services.programmes import change_session
from tests.factories import NOW, somebody
from tests.run_sheets import ref_of
from tests.services.panel.world import STAFF, make_panel, row_of
from tests.services.test_races import together

ROUNDS = 12


def test_a_panel_is_made_while_its_session_is_changed_cancelled_and_revived(app: Flask) -> None:
    with app.app_context():
        panel = make_panel()
        who = ref_of(row_of(panel)).partition(":")[2]

    def change(number: int) -> Callable[[], Any]:
        def act() -> None:
            row = db.session.get_one(Session, panel.session_id)
            state = "cancelled" if row.state == "published" else "published"
            values = {"state": state, "languages": ["en"]} if number % 2 else {"partners": ["UNEP"]}
            with suppress(Stale):
                change_session("season", "topic", values, row.revision, NOW, STAFF)

        return act

    acts: list[Callable[[], Any]] = []
    for number in range(ROUNDS):
        at, said = NOW + timedelta(seconds=number), ("confirmed", "declined")[number % 2]
        member = Member(somebody(f"Person {number} Example"), "speaker")
        acts += [
            change(number),
            lambda member=member, at=at: put(panel.session_id, member, at, actor=STAFF),  # type: ignore[misc]
            lambda at=at: set_pronunciation(panel.slots[0], who, f"RO-sa {at}", at, STAFF),  # type: ignore[misc]
            lambda said=said, at=at: _answer(panel.session_id, panel.rosa, said, at),  # type: ignore[misc]
        ]
    together(app, acts, threads=8)
    with app.app_context():
        assert db.session.query(Panelist).filter_by(session_id=panel.session_id).count() == 2 + ROUNDS


def _answer(session_id: int, person_id: int, said: str, at: Any) -> None:
    with suppress(PanelOver):
        answer(session_id, person_id, said, "", at, actor=STAFF)
