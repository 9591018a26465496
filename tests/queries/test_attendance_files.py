"""What a page says would follow from counting or withdrawing a file is what follows, on both stores."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.attendance import Answers
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.statistics import Stretch
from meetings.extensions import db
from meetings.formats.attendance_file import read_attendance
from meetings.models import Attendance, Session
from meetings.queries.attendance import look, slot_asked
from meetings.queries.attendance_files import (
    FileAsked,
    counts_of,
    files,
    names_of,
    numbers,
    numbers_with,
    other_times,
)
from meetings.services.attendance import withdraw_file
from meetings.web.desk.attendance_shown import _stretches
from tests.factories import KEYS, make_session, make_slot
from tests.formats.test_attendance import DAY
from tests.services.test_attendance import (  # noqa: F401 - the fixture is asked for by name
    BEGIN,
    HELD,
    WHOLE,
    brought,
    given,
    person_id,
    slot,
)

pytestmark = pytest.mark.usefixtures("database")


def tell(slot_id: str, name: str) -> None:
    """Store what a platform told while the slot was held: somebody for an hour, and a telephone."""
    for connection, person in (("a", person_id(name)), ("b", None)):
        db.session.add(
            Attendance(
                slot_id=slot_id,
                source="zoom",
                connection=connection,
                joined_at=BEGIN,
                left_at=BEGIN + timedelta(hours=1),
                name=name if person else "41220100999",
                person_id=person,
                matched="link" if person else None,
            )
        )
    db.session.commit()


def expected(slot_id: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    asked = slot_asked(slot_id)
    looked = look(read_attendance(given(name).raw, DAY), slot_id, "", Answers(), keys=KEYS)
    more: list[Stretch] = list(_stretches("new", looked, asked))
    return numbers_with(asked.session_id, HELD, more, slot_id, looked.read.layout)


@pytest.mark.parametrize("name", WHOLE)
def test_numbers_then_are_the_numbers_that_come(slot: str, name: str) -> None:  # noqa: F811
    session_id = db.session.scalars(select(Session.id)).one()
    tell(slot, "Pita Vaea")
    brought(slot, given("webex_attendance.csv"))
    before, then = expected(slot, name)
    assert before == numbers(session_id, HELD)
    one = brought(slot, given(name))
    db.session.rollback()
    if name != "webex_attendance.csv":  # which counts already
        assert numbers(session_id, HELD) == then
        assert numbers(session_id, HELD, one) == before
    without = numbers(session_id, HELD, one)
    withdraw_file(one, HELD, "user:1")
    assert numbers(session_id, HELD) == without


def test_files_are_listed_within_reach_and_narrowed(slot: str) -> None:  # noqa: F811
    one = brought(slot, given("zoom_meeting_participants.csv"))
    theirs = Reach(streams=frozenset([("season", "policy")]))
    assert [row.id for row in files("season", EVERYWHERE, FileAsked(), 1).files] == [one]
    assert files("season", theirs, FileAsked(), 1).files == ()
    assert files("season", EVERYWHERE, FileAsked(text="50%"), 1).files == ()
    assert files("season", EVERYWHERE, FileAsked(state="preview"), 1).files == ()
    assert files("other", EVERYWHERE, FileAsked(), 1).number == 0
    counts = counts_of([one])[one]
    assert (counts.rows, counts.ruled, counts.decided, counts.waiting, counts.out) == (10, 3, 0, 7, 0)
    known = db.session.scalars(select(Attendance).where(Attendance.matched == "address")).first()
    assert known is not None
    assert names_of(["nothing"], EVERYWHERE) == {}


def test_times_that_fit_are_those_near_and_within_reach(slot: str) -> None:  # noqa: F811
    session = db.session.scalars(select(Session)).one()
    other = make_session(session.programme, "other")
    wrong = make_slot(other, BEGIN + timedelta(hours=5), minutes=60).id
    make_slot(other, BEGIN + timedelta(days=7), minutes=60, part=2)
    looked = look(
        read_attendance(given("zoom_meeting_participants.csv").raw, DAY), wrong, "", Answers(), keys=KEYS
    )
    assert [one.id for one in other_times(wrong, looked.stays, EVERYWHERE)] == [slot]
    assert other_times(wrong, looked.stays, Reach(streams=frozenset([("season", "policy")]))) == []
