"""Since when times are off, on both stores."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from meetings.extensions import db
from meetings.models import Session, Slot
from meetings.queries.off import Off, off_since
from meetings.services.programmes import change_session
from meetings.services.slots import cancel, edit, revive
from tests.factories import NOW, make_topic

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)


def session_id() -> int:
    return db.session.query(Session).one().id


def test_what_was_cancelled_first_counts_and_no_later_save() -> None:
    _topic, (first, second) = make_topic()
    number = session_id()
    assert off_since() == off_since([number]) == Off()
    cancel(first, 1, NOW - 9 * DAY, "organizer")
    revive(first, 2, NOW - 8 * DAY, "organizer")
    cancel(first, 3, NOW - 7 * DAY, "organizer")
    edit(first, {"doors_minutes": 20}, 4, NOW - 6 * DAY, "organizer")
    change_session("season", "topic", {"state": "cancelled"}, 1, NOW - 5 * DAY, "organizer")
    change_session("season", "topic", {"abstract": {"en": "Why"}}, 2, NOW, "organizer")
    off = off_since([number])
    assert off == off_since()
    assert off.slots == {first: NOW - 7 * DAY, second: NOW - 5 * DAY}
    assert off.sessions == {number: NOW - 5 * DAY}
    assert [off.since(one, number) for one in (first, second)] == [NOW - 7 * DAY, NOW - 5 * DAY]
    assert off_since([]) == off_since([number + 1]) == Off()
    assert off.since("another", number + 1) is None


def test_without_any_trace_it_is_the_last_change() -> None:
    _topic, (first, second) = make_topic()
    db.session.execute(update(Session).values(state="cancelled", updated_at=NOW - DAY))
    db.session.commit()
    off = off_since()
    assert (off.slots, off.sessions) == ({}, {session_id(): NOW - DAY})
    db.session.execute(
        update(Slot).where(Slot.id == second).values(state="cancelled", updated_at=NOW - 2 * DAY)
    )
    db.session.commit()
    assert off_since().slots == {second: NOW - 2 * DAY}
    assert off_since().since(first, session_id()) == NOW - DAY
