"""What a report is counted from, on both stores: the panel apart, and hours as they were held."""

from datetime import timedelta

import pytest

from meetings.domain.codes import PanelistState
from meetings.extensions import db
from meetings.models import LiveHour, Panelist
from meetings.queries.attendance import slot_asked
from meetings.queries.live.desk import presence
from meetings.queries.report_facts import presence_facts
from meetings.queries.reports import report
from tests.certificates import BEGIN, make_held, person_there, put_on_panel, session_id
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
COUNTED = ("attendances", "participants", "panelists", "hours")


def counts() -> list[float | None]:
    found = report("season", NOW)
    assert found is not None
    return [found.counts[name].value for name in COUNTED]


def decline(person_id: int) -> None:
    row = db.session.query(Panelist).filter_by(person_id=person_id).one()
    row.state = PanelistState.DECLINED
    db.session.commit()


def test_whoever_is_on_the_panel_is_no_participant_however_they_came() -> None:
    (slot,) = make_held()
    by_door, by_file, interpreter, declined = (
        person_there(slot, minutes, name=name)
        for minutes, name in (
            (None, "Ada Example"),
            (90, "Bo Example"),
            (None, "Cy Example"),
            (None, "Di Example"),
        )
    )
    person_there(slot, None, name="Ed Example")
    put_on_panel(by_door)
    put_on_panel(by_file, role="moderator")
    put_on_panel(interpreter, role="interpreter")
    put_on_panel(declined)
    decline(declined)
    assert counts() == [2, 2, 2, 1.5]
    assert presence(slot, BEGIN).entered == 2
    assert presence_facts([session_id()], NOW).holdings[0].panel == {by_door, by_file, interpreter}
    assert declined not in slot_asked(slot).panel


def test_a_delay_takes_no_attendance_and_adds_no_hours() -> None:
    (slot,) = make_held(minutes=60)
    for minute, name in ((45, "Ada Example"), (61, "Bo Example"), (104, "Cy Example"), (106, "Di Example")):
        person_there(slot, None, first=minute, name=name)
    assert counts() == [1, 1, 0, 1]
    db.session.add(LiveHour(slot_id=slot, delay_minutes=45, changed_at=NOW))
    db.session.commit()
    assert counts() == [3, 3, 0, 1]
    end = BEGIN + timedelta(minutes=105)
    held = [presence_facts([session_id()], at).holdings[0].held for at in (end - timedelta(seconds=1), end)]
    assert held == [False, True]
