"""A move is made once: of two officers at the same moment the second is told, and each move stays on record."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.errors import NoSuchMove
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.errors import Stale
from meetings.extensions import db, transaction
from meetings.models import Audit, Participation, TrackEvent
from meetings.services.cop.tracks import By, move_within
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW

OFFICER = By(Mover.OFFICER, "user:1")


def somebody_nominated() -> str:
    programme = make_conference()
    delegation = make_delegation(programme, make_state())
    return make_nominee(delegation, segments_of(programme)[0]).participations[0].id


def test_move_is_stored_with_its_history(app: Flask) -> None:
    with app.app_context():
        one = somebody_nominated()
        with transaction():
            row = db.session.get_one(Participation, one)
            move_within(Track.PARTICIPATION, row, "returned", OFFICER, NOW, says=Says(why="No function"))
        row = db.session.get_one(Participation, one)
        assert (row.state, row.state_since, row.revision) == ("returned", NOW, 2)
        event = db.session.scalars(select(TrackEvent)).one()
        assert (event.track, event.subject, event.from_state, event.to_state, event.actor, event.reason) == (
            "participation",
            one,
            "nominated",
            "returned",
            "user:1",
            "No function",
        )
        assert db.session.scalars(select(Audit.act)).all() == ["participation.returned"]


def test_refused_move_stores_nothing(app: Flask) -> None:
    with app.app_context():
        one = somebody_nominated()
        with pytest.raises(NoSuchMove), transaction():
            move_within(
                Track.PARTICIPATION, db.session.get_one(Participation, one), "checked_in", OFFICER, NOW
            )
        assert db.session.get_one(Participation, one).state == "nominated"
        assert db.session.scalars(select(TrackEvent)).all() == []


@pytest.mark.real_clock
def test_of_two_officers_at_once_the_second_is_told(app: Flask) -> None:
    with app.app_context():
        one = somebody_nominated()
    barrier, said = Barrier(2), []

    def decide(to: str) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    row = db.session.get_one(Participation, one)
                    move_within(Track.PARTICIPATION, row, to, OFFICER, NOW, says=Says(why="Why"), seen=1)
                said.append(to)
            except Stale as refusal:
                said.append(refusal.code)

    threads = [Thread(target=decide, args=(to,)) for to in ("letter_checked", "returned")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        state = db.session.get_one(Participation, one).state
        assert sorted(said) == sorted(["stale", state])
        assert [each.to_state for each in db.session.scalars(select(TrackEvent))] == [state]
