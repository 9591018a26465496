"""Taking in other conventions' calendars, on both stores: each event once, nothing edited, what vanished withdrawn."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.errors import NotFound
from meetings.domain.foreign import CalendarRead, EventRefused, MeetingRead, Why
from meetings.extensions import db, transaction
from meetings.models import Audit, ForeignCalendar, ForeignMeeting
from meetings.queries.foreign import foreign_meetings
from meetings.services.foreign import TakenIn, import_calendar, take_in, withdraw_calendar
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2020, 11, 17)
LATER = NOW + timedelta(hours=1)


def meeting(uid: str = "one", **changes: Any) -> MeetingRead:
    values: dict[str, Any] = {
        "uid": uid,
        "occurrence": "",
        "sequence": 0,
        "modified_at": None,
        "title": f"Meeting {uid}",
        "place": "Geneva",
        "tag": "BRS",
        "address": "",
        "starts_on": DAY,
        "ends_on": DAY,
        "starts_at": None,
        "ends_at": None,
        "is_cancelled": False,
    }
    return MeetingRead(**values | changes)


def read(*meetings: MeetingRead, refused: tuple[EventRefused, ...] = ()) -> CalendarRead:
    return CalendarRead("Others", meetings, refused)


def imported(*meetings: MeetingRead, now: datetime = NOW, refused: tuple[EventRefused, ...] = ()) -> TakenIn:
    return import_calendar(read(*meetings, refused=refused), "file", now, "user:1")


def fed(*meetings: MeetingRead, refused: tuple[EventRefused, ...] = ()) -> TakenIn:
    """Take in a feed as it is now."""
    with transaction():
        row = db.session.scalar(select(ForeignCalendar))
        if row is None:
            row = ForeignCalendar(key="https://x.example/", name="Feed", created_at=NOW, updated_at=NOW)
            db.session.add(row)
            db.session.flush()
        return take_in(row, read(*meetings, refused=refused), LATER, is_whole=True)


def states(taken: TakenIn) -> dict[str, str]:
    return {one.uid: str(one.state) for one in taken.events}


def shown() -> list[tuple[str, str, bool]]:
    return [
        (one.uid, one.title, one.is_cancelled)
        for one in foreign_meetings(date(2020, 1, 1), date(2020, 12, 31))
    ]


def test_the_same_calendar_again_changes_nothing() -> None:
    both = meeting(), meeting("two", starts_at=datetime(2020, 11, 17, 9, tzinfo=UTC), ends_at=None)
    assert states(imported(*both)) == {"one": "new", "two": "new"}
    before = db.session.execute(select(ForeignMeeting.id, ForeignMeeting.read_at)).all()
    again = imported(*both, now=LATER)
    assert (states(again), again.withdrawn) == ({"one": "same", "two": "same"}, 0)
    assert db.session.execute(select(ForeignMeeting.id, ForeignMeeting.read_at)).all() == before


def test_newer_form_takes_the_place_of_the_older_and_never_the_other_way() -> None:
    imported(meeting(sequence=1))
    assert states(imported(meeting(sequence=2, title="Moved"))) == {"one": "changed"}
    assert states(imported(meeting(sequence=1, title="Stale"))) == {"one": "older"}
    assert shown() == [("one", "Moved", False)]


def test_moment_of_change_decides_between_forms_of_one_number() -> None:
    imported(meeting(modified_at=NOW))
    assert states(imported(meeting(modified_at=NOW - timedelta(days=1), title="Stale"))) == {"one": "older"}
    assert states(imported(meeting(modified_at=NOW + timedelta(days=1), is_cancelled=True))) == {
        "one": "changed"
    }
    assert shown() == [("one", "Meeting one", True)]


def test_file_takes_nothing_away_but_a_feed_withdraws_what_vanished() -> None:
    imported(meeting(), meeting("two"))
    assert imported(meeting("two")).withdrawn == 0
    assert len(shown()) == 2
    taken = fed(meeting("two"))
    assert (states(taken), taken.withdrawn, shown()) == ({"two": "same"}, 1, [("two", "Meeting two", False)])
    assert states(fed(meeting(), meeting("two"))) == {"one": "changed", "two": "same"}
    assert len(shown()) == 2


def test_what_cannot_be_read_or_is_older_has_not_vanished() -> None:
    fed(meeting("one", sequence=5), meeting("two"))
    refused = EventRefused("two", "Meeting two", Why.TOO_OFTEN, "SECONDLY")
    taken = fed(meeting("one", sequence=4), refused=(refused,))
    assert (states(taken), taken.withdrawn) == ({"one": "older", "two": "refused"}, 0)
    assert len(shown()) == 2
    counts = db.session.scalars(select(ForeignCalendar.counts)).one()
    assert (counts["refused"], counts["refusals"][0]["why"]) == (1, "too_often")


def test_occurrences_that_a_series_lost_are_withdrawn_even_by_a_file() -> None:
    series = [meeting(occurrence=f"2020111{day}", starts_on=date(2020, 11, 10 + day)) for day in range(4)]
    assert states(imported(*series)) == {"one": "new"}
    taken = imported(*series[:3])
    assert (states(taken), taken.withdrawn, len(shown())) == ({"one": "changed"}, 1, 3)


def test_meetings_are_found_by_their_days_with_what_they_come_from() -> None:
    imported(meeting(starts_on=date(2020, 11, 1), ends_on=date(2020, 11, 30), address="https://x.example/"))
    assert foreign_meetings(date(2020, 12, 1), date(2020, 12, 2)) == []
    (found,) = foreign_meetings(date(2020, 11, 30), date(2020, 12, 2))
    assert (found.origin, found.tag, found.address) == ("Others", "BRS", "https://x.example/")


def test_calendar_is_withdrawn_once_and_comes_back_by_import() -> None:
    imported(meeting())
    calendar_id = db.session.scalars(select(ForeignCalendar.id)).one()
    for _time in range(2):
        withdraw_calendar(calendar_id, NOW, "user:1")
    assert shown() == []
    acts = db.session.scalars(select(Audit.act).order_by(Audit.id)).all()
    assert list(acts) == ["calendar.import", "calendar.withdraw"]
    imported(meeting())
    assert len(shown()) == 1
    with pytest.raises(NotFound):
        withdraw_calendar(calendar_id + 1, NOW, "user:1")


def test_calendar_without_a_name_is_called_as_its_file() -> None:
    nameless = replace(read(meeting()), name="")
    assert import_calendar(nameless, "file", NOW, "user:1").name == "file"
