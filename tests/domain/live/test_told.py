"""Comings and goings as a platform tells them: in any order, twice, with pieces missing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.errors import NotOneLine, TooLong
from meetings.domain.live.presence import presence
from meetings.domain.live.told import Heard, Kind, check_meeting, meetings_of, slot_at, stretches
from meetings.domain.statistics import Facts, Holding, Topic, count_all
from meetings.domain.statistics import Stretch as Counted

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
END = START + timedelta(minutes=90)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def came(minute: float, connection: str = "a", run: str = "r") -> Heard:
    return Heard(Kind.JOINED, at(minute), run, connection)


def left(minute: float, connection: str = "a", run: str = "r") -> Heard:
    return Heard(Kind.LEFT, at(minute), run, connection)


def ended(minute: float, run: str = "r") -> Heard:
    return Heard(Kind.ENDED, at(minute), run)


def spans(*told: Heard) -> list[tuple[float, float | None]]:
    """Give the minutes from and to which stretches last."""

    def minute(instant: datetime) -> float:
        return (instant - START).total_seconds() / 60

    return [(minute(one.joined_at), one.left_at and minute(one.left_at)) for one in stretches(told)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], []),
        ([came(0), left(30)], [(0, 30)]),
        ([left(30), came(0)], [(0, 30)]),
        ([came(0)], [(0, None)]),
        ([came(0), ended(80)], [(0, 80)]),
        ([came(0), ended(80, "another")], [(0, None)]),
        ([came(40), ended(20), ended(80), ended(85)], [(40, 80)]),
        ([came(85), ended(80)], [(85, None)]),
        ([left(30)], [(30, 30)]),
        ([left(30), left(31)], [(30, 30)]),
        ([came(0), left(30), left(31)], [(0, 30)]),
        ([came(0), came(5), left(30)], [(0, 30)]),
        ([came(0), left(30), came(35), left(60)], [(0, 30), (35, 60)]),
        ([came(0), left(30), came(30), left(60)], [(0, 30), (30, 60)]),
        ([came(10), left(10)], [(10, 10)]),
        ([came(0), left(30), came(50)], [(0, 30), (50, None)]),
        ([came(0), came(2, "b"), left(30), left(60, "b")], [(0, 30), (2, 60)]),
        ([came(0, run="1"), ended(40, "1"), came(45, run="2"), left(80, run="2")], [(0, 40), (45, 80)]),
        ([Heard(Kind.STARTED, at(0), "r"), Heard(Kind.RECORDING, at(99), "r")], []),
    ],
)
def test_comings_and_goings_make_stretches(told: list[Heard], expected: list[tuple[float, float]]) -> None:
    assert spans(*told) == expected
    assert spans(*told[::-1]) == expected
    assert spans(*told, *told) == expected


HEARD = st.builds(
    Heard,
    st.sampled_from([Kind.JOINED, Kind.LEFT]),
    st.integers(0, 12).map(lambda ten: at(ten * 10)),
    st.sampled_from(["one", "two"]),
    st.sampled_from(["a", "b"]),
) | st.builds(lambda minute, run: ended(minute, run), st.integers(0, 120), st.sampled_from(["one", "two"]))


@given(st.lists(HEARD, max_size=20), st.randoms())
def test_no_order_and_no_repetition_changes_who_was_there(told: list[Heard], chance: object) -> None:
    expected = stretches(told)
    shuffled = [*told, *told[: len(told) // 2]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stretches(shuffled) == expected
    assert len({one[:3] for one in expected}) == len(expected)
    for one in expected:
        assert one.left_at is None or one.joined_at <= one.left_at
    for each in {(one.run, one.connection) for one in expected}:
        own = [one for one in expected if (one.run, one.connection) == each]
        for before, after in pairwise(own):
            assert before.left_at is not None
            assert before.left_at <= after.joined_at


@given(st.lists(HEARD, max_size=20))
def test_whoever_was_told_of_stands_in_a_row(told: list[Heard]) -> None:
    seen = {(one.run, one.connection) for one in told if one.kind is not Kind.ENDED}
    assert {(one.run, one.connection) for one in stretches(told)} == seen


def counted(*rows: Counted) -> tuple[int, int]:
    facts = Facts((Topic(1, 1),), (Holding("s", 1, START, 90, held=True),), stretches=rows)
    counts = count_all(facts)
    return int(counts["attendances"].value or 0), int(counts["unidentified"].value or 0)


DOOR = Counted("s", 1, at(-2), None)
LIVE = Counted("s", 1, at(0), at(30), door=False, live=True, file="zoom")
REPORT = Counted("s", 1, at(0), at(0.5), door=False, file="import")


def test_a_report_is_surer_than_a_platform_and_a_platform_than_our_door() -> None:
    brief = LIVE._replace(left_at=at(0.5))
    assert counted(DOOR) == (1, 0)
    assert counted(DOOR, brief) == (0, 0)
    assert counted(DOOR, LIVE) == (1, 0)
    assert counted(DOOR, LIVE, REPORT) == (0, 0)
    assert counted(DOOR, brief, REPORT._replace(left_at=at(2))) == (1, 0)


def test_a_going_without_a_coming_says_nothing_against_our_door() -> None:
    gone = LIVE._replace(joined_at=at(30))
    assert counted(gone) == (0, 0)
    assert counted(DOOR, gone) == (1, 0)


def test_two_devices_are_one_person_and_two_telephones_are_two() -> None:
    second = LIVE._replace(joined_at=at(5), left_at=at(60))
    assert counted(LIVE, second) == (1, 0)
    assert presence([LIVE, second], END) == timedelta(minutes=60)
    assert counted(LIVE._replace(person_id=None), second._replace(person_id=None)) == (0, 2)


@pytest.mark.parametrize(
    ("typed", "address", "expected"),
    [
        (None, None, []),
        (None, "https://un.zoom.us/j/98123456789?pwd=abc", ["98123456789"]),
        (None, "https://zoom.us/w/98123456789", ["98123456789"]),
        (None, "https://us02web.zoom.us/wc/join/98123456789", ["98123456789"]),
        (None, "https://zoomgov.com/s/1612345678/", ["1612345678"]),
        (None, "https://example.org/j/98123456789", []),
        (None, "https://notzoom.us/j/98123456789", []),
        (None, "https://zoom.us/webinar/register/WN_abc", []),
        (
            None,
            "https://bbb.example.org/bigbluebutton/api/join?meetingID=mo-2025-03&password=x",
            ["mo-2025-03"],
        ),
        (None, "https://[", []),
        ("981 2345 6789", "https://zoom.us/j/1", ["98123456789"]),
        ("random-a-room", None, ["random-a-room"]),
    ],
)
def test_a_meeting_is_named_by_hand_or_by_its_address(
    typed: str | None, address: str | None, expected: list[str]
) -> None:
    assert meetings_of(typed, address) == frozenset(expected)


def test_the_number_of_a_meeting_is_one_short_line() -> None:
    assert check_meeting("  981-2345-6789 ", "field") == "98123456789"
    assert check_meeting(" ", "field") is None
    with pytest.raises(NotOneLine):
        check_meeting("a\nb", "field")
    with pytest.raises(TooLong):
        check_meeting("a" * 201, "field")


@dataclass(frozen=True)
class Held:
    """A slot."""

    starts_at: datetime
    minutes: int = 60


def test_of_slots_that_share_a_meeting_the_nearest_is_meant() -> None:
    early, late = Held(START), Held(START + timedelta(hours=7))
    assert slot_at([late, early], at(-20)) == early
    assert slot_at([early, late], at(30)) == early
    assert slot_at([early, late], at(220)) == early
    assert slot_at([early, late], at(260)) == late
    assert slot_at([early], START - timedelta(days=1)) is None
    assert slot_at([], START) is None
