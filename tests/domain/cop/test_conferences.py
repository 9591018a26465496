"""Rules of conferences: audiences, agenda, deadlines, rooms."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.domain import errors
from meetings.domain.codes import AUDIENCES
from meetings.domain.cop.conference_errors import NotAnItemNumber, OutsideParent
from meetings.domain.cop.conferences import (
    SEGMENT,
    Live,
    check_audience,
    check_deadline,
    check_item_number,
    check_parent,
    clashes,
    is_open_to_observers,
    is_shown,
    live,
)

NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    starts_at: datetime
    room_id: int | None = 1
    minutes: int = 60
    doors_minutes: int = 15
    state: str = "planned"


def test_observers_enter_what_is_for_participants_or_for_all() -> None:
    assert [one for one in AUDIENCES if is_open_to_observers(one)] == ["public", "participants"]


def test_the_public_learns_of_no_meeting_of_a_body_or_of_named_people() -> None:
    assert [one for one in AUDIENCES if not is_shown(one)] == ["body", "named"]


def test_a_meeting_for_regions_names_some() -> None:
    check_audience("region", ["africa"])
    check_audience("parties", [])
    with pytest.raises(errors.Missing):
        check_audience("region", [])


@pytest.mark.parametrize(
    ("value", "kept"),
    [("4", "4"), (" 4 (a) ", "4(a)"), ("4(l)(ii)", "4(l)(ii)"), ("", None), (None, None), ("12", "12")],
)
def test_numbers_of_items_are_kept_as_printed(value: Any, kept: str | None) -> None:
    assert check_item_number(value) == kept


@pytest.mark.parametrize("value", ["4a", "(a)", "four", "123", "4(A)", "4(a)b", "=4"])
def test_what_no_agenda_prints_is_no_number(value: str) -> None:
    with pytest.raises(NotAnItemNumber):
        check_item_number(value)


def test_an_item_is_not_below_itself() -> None:
    parents = {1: None, 2: 1, 3: 2}
    check_parent(3, 1, parents)
    check_parent(None, 3, parents)
    check_parent(1, None, parents)
    for item, parent in ((1, 1), (1, 3)):
        with pytest.raises(OutsideParent):
            check_parent(item, parent, parents)
    with pytest.raises(errors.NotAChoice):
        check_parent(1, 9, parents)


def test_a_deadline_is_a_wall_time_of_the_segments_zone() -> None:
    assert check_deadline("2026-12-04T23:59", "Asia/Makassar") == datetime(2026, 12, 4, 15, 59, tzinfo=UTC)
    assert check_deadline("", "Asia/Makassar") is None
    assert check_deadline("2026-10-25T02:30", "Europe/Zurich") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ("soon", errors.NotATime),
        ("2026-12-04T23:59+01:00", errors.NotATime),
        ("2026-03-29T02:30", errors.NonexistentTime),
        ("2238-03-29T02:30", errors.TooFar),
    ],
)
def test_a_deadline_that_is_no_time_is_refused(value: str, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal) as found:
        check_deadline(value, "Europe/Zurich")
    assert found.value.field == "nominate_until"


def test_two_meetings_in_one_room_at_overlapping_times_clash() -> None:
    first = Held(NOON)
    overlapping = Held(NOON + timedelta(minutes=59))
    after = Held(NOON + timedelta(minutes=119))
    elsewhere, nowhere = Held(NOON, room_id=2), Held(NOON, room_id=None)
    cancelled = Held(NOON, state="cancelled")
    assert clashes([after, elsewhere, overlapping, nowhere, first, cancelled, nowhere]) == [
        (first, overlapping)
    ]


@dataclass(frozen=True)
class Named(Held):
    id: str = ""


def test_what_goes_on_and_what_is_next_follow_from_the_clock() -> None:
    slots = [
        Named(NOON - timedelta(hours=2), id="before"),
        Named(NOON, id="now"),
        Named(NOON + timedelta(minutes=1), id="next"),
        Named(NOON + timedelta(minutes=1), id="beside"),
        Named(NOON + timedelta(hours=1), id="later"),
        Named(NOON + timedelta(seconds=1), id="off", state="cancelled"),
    ]
    assert live(slots, NOON) == {
        "before": Live.HELD,
        "now": Live.NOW,
        "next": Live.NEXT,
        "beside": Live.NEXT,
        "later": Live.COMING,
        "off": Live.CANCELLED,
    }
    assert live(slots[:1], NOON) == {"before": Live.HELD}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "by post"),
        ("starts_on", None),
        ("zone", "Mars/Base"),
        ("languages", ["la"]),
        ("quota", 0),
        ("statements_hours", -1),
        ("title", {}),
    ],
)
def test_what_no_segment_can_have_is_refused_by_its_field(name: str, value: Any) -> None:
    with pytest.raises(errors.Refused) as found:
        SEGMENT[name](value)
    assert (found.value.field or "").partition("[")[0] == name
