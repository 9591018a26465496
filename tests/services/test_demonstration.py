"""The demonstration: loaded once, around today, with nobody in it who exists."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.formats.json_file import read_json
from meetings.formats.party_file import read_parties
from meetings.formats.season_names import PLACES, STREAMS
from meetings.models import (
    Answer,
    Attendance,
    Ballot,
    Base,
    LanguageService,
    LiveQuestion,
    Mailbox,
    Notice,
    Party,
    Person,
    Programme,
    Recording,
    Registration,
    RunSheetTask,
    Seats,
    Session,
    Slot,
    User,
)
from meetings.services import demonstration
from meetings.services.demonstration import Setting, load_demonstration
from meetings.services.parties import import_parties

DATA = Path(__file__).parents[2] / "meetings" / "data"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def setting(now: datetime = NOW) -> Setting:
    slugs = ("implementation", "science", "cop-preparation")
    return Setting(
        script=json.loads((DATA / "demonstration.json").read_text("utf-8")),
        streams=dict(zip(slugs, STREAMS.values(), strict=True)),
        place=PLACES["Europe/Zurich"],
        now=now,
        keys=Keys("a secret for tests only"),
        storage=current_app.extensions["outside"].storage,
    )


def load(now: datetime = NOW) -> bool:
    import_parties(read_parties(read_json((DATA / "parties.json").read_bytes())), NOW)
    return load_demonstration(setting(now), lambda _done, _total: None)


def everything() -> dict[str, list[str]]:
    db.session.rollback()
    return {
        table.name: sorted(map(str, db.session.execute(table.select()).all()))
        for table in Base.metadata.sorted_tables
    }


@pytest.fixture
def loaded(database: Any) -> None:
    assert load()


def test_the_demonstration_is_whole(loaded: None) -> None:
    """One loading takes seconds, so everything that one gives is looked at together."""
    season_lies_around_today()
    people_are_invented_and_come_from_everywhere()
    one_session_has_few_seats_left_and_one_a_waiting_list()
    what_is_held_has_attendance_a_recording_and_a_survey()
    next_hour_is_prepared_and_the_last_one_has_questions()
    nobody_is_written_to()
    second_time_adds_nothing_even_weeks_later()


def season_lies_around_today() -> None:
    programme = db.session.scalars(select(Programme)).one()
    assert (programme.slug, programme.demonstration, programme.published) == ("demonstration", True, True)
    assert NOW.date() - timedelta(weeks=6) <= programme.starts_on <= NOW.date() - timedelta(weeks=5)
    assert programme.ends_on >= NOW.date() + timedelta(weeks=5)
    slots = db.session.scalars(select(Slot)).all()
    assert len(slots) == 19
    assert {slot.local_start.weekday() for slot in slots} == {1, 3}
    assert {slot.local_start.hour for slot in slots} == {10, 14, 16}
    assert len({slot.local_start.isocalendar()[:2] for slot in slots}) == 13


def people_are_invented_and_come_from_everywhere() -> None:
    assert db.session.scalar(select(func.count(Person.id))) >= 120
    assert all(address.endswith("@example.org") for address in db.session.scalars(select(Mailbox.address)))
    groups = select(Party.regional_group).join(Person, Person.country == Party.code).distinct()
    groups = groups.where(
        Party.regional_group.is_not(None)
    )  # the European Union, whose contacts are there, has none
    assert set(db.session.scalars(groups)) == {"africa", "asia-pacific", "eeg", "grulac", "weog"}
    archive = json.loads((DATA / "seasons" / "minamata-online-2020.json").read_text("utf-8"))
    real = {one["name"] for each in archive["sessions"] for one in each["panelists"]}
    assert not real & set(db.session.scalars(select(Person.name)))


def one_session_has_few_seats_left_and_one_a_waiting_list() -> None:
    seats = db.session.execute(
        select(Seats.capacity, Seats.taken, Seats.waiting).where(Seats.capacity.is_not(None))
    )
    assert sorted(tuple(row) for row in seats) == [(20, 20, 5), (30, 27, 0)]


def what_is_held_has_attendance_a_recording_and_a_survey() -> None:
    held = set(db.session.scalars(select(Slot.id).where(Slot.starts_at < NOW - timedelta(hours=2))))
    assert set(db.session.scalars(select(Recording.slot_id))) == held
    assert set(db.session.scalars(select(Attendance.slot_id))) == held
    assert set(db.session.scalars(select(Attendance.source))) == {"door", "import"}
    assert db.session.scalar(select(func.count()).where(Attendance.person_id.is_(None))) == 6
    ballots = db.session.scalar(select(func.count(Ballot.person_id)))
    assert ballots == db.session.scalar(select(func.count(Answer.key)))
    assert ballots > 5


def next_hour_is_prepared_and_the_last_one_has_questions() -> None:
    coming = db.session.scalars(select(Slot).where(Slot.starts_at > NOW).order_by(Slot.starts_at)).first()
    assert coming is not None
    tasks = db.session.scalars(select(RunSheetTask).where(RunSheetTask.slot_id == coming.id)).all()
    assert (len(tasks) > 15, sum(one.done_at is not None for one in tasks)) == (True, 4)
    languages = db.session.execute(select(LanguageService.slot_id, LanguageService.state)).all()
    assert {slot_id for slot_id, _state in languages} == {coming.id}
    assert {state for _slot, state in languages} == {"needed", "booked", "confirmed", "not_provided"}
    questions = db.session.execute(
        select(LiveQuestion.state, LiveQuestion.asked_at, Slot.starts_at).join(
            Slot, Slot.id == LiveQuestion.slot_id
        )
    ).all()
    assert {row.state for row in questions} == {"new", "shown", "hidden", "live", "written", "left"}
    assert all(timedelta() < row.asked_at - row.starts_at < timedelta(minutes=30) for row in questions)
    assert all(row.starts_at < NOW for row in questions)


def nobody_is_written_to() -> None:
    assert db.session.scalar(select(func.count(Notice.id)).where(Notice.withdrawn_at.is_(None))) == 0
    assert db.session.scalars(select(User.email)).all() == ["organizer@example.org"]


def second_time_adds_nothing_even_weeks_later() -> None:
    before = everything()
    assert not load(NOW + timedelta(weeks=3))
    assert everything() == before


def test_a_loading_that_was_stopped_goes_on(app_sqlite: Flask) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 40:
            raise Stop

    with app_sqlite.app_context():
        _stop_and_go_on(Stop, stop)


def _stop_and_go_on(stopped: type[Exception], stop: Callable[[int, int], None]) -> None:
    import_parties(read_parties(read_json((DATA / "parties.json").read_bytes())), NOW)
    with pytest.raises(stopped):
        load_demonstration(setting(), stop)
    assert not demonstration.is_loaded()
    assert load(NOW + timedelta(minutes=5))
    assert db.session.scalar(select(func.count(Session.id))) == 13
    pairs = db.session.execute(select(Registration.person_id, Registration.session_id)).all()
    assert len(pairs) == len(set(pairs))
    assert demonstration.is_loaded()
