"""Statements are taken until so long after a meeting, from whom it is for, on behalf of whom they may speak."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.cop.documents import Delegate, MeetingStands, Part
from meetings.domain.cop.documents_errors import NotYourMeeting, StatementsClosed
from meetings.domain.cop.statements import check_behalf, check_meeting, check_time, taken_until
from meetings.domain.errors import Missing, NotAChoice, NotOneLine, TooLong
from meetings.domain.kept_files import Audience

NOW = datetime(2026, 12, 7, 10, tzinfo=UTC)


@dataclass
class Time:
    starts_at: datetime
    minutes: int


def test_statements_are_taken_so_long_after_the_last_time() -> None:
    times = [Time(NOW + timedelta(days=1), 180), Time(NOW, 60)]
    assert taken_until(times, 24) == NOW + timedelta(days=2, hours=3)
    assert taken_until(times, 0) == NOW + timedelta(days=1, hours=3)
    assert taken_until([], 24) is None


def test_what_comes_at_the_last_instant_comes_too_late() -> None:
    check_time(NOW, NOW - timedelta(microseconds=1))
    check_time(None, NOW)
    with pytest.raises(StatementsClosed):
        check_time(NOW, NOW)


@pytest.mark.parametrize(
    ("audience", "is_party", "is_taken"),
    [
        ("public", False, True),
        ("participants", False, True),
        ("parties", True, True),
        ("parties", False, False),
        ("region", True, True),
        ("body", True, False),
        ("named", True, False),
    ],
)
def test_statement_is_for_a_meeting_in_which_the_delegation_takes_part(
    audience: str, is_party: bool, is_taken: bool
) -> None:
    who = Delegate((Part(1, "KE" if is_party else None, "africa" if is_party else None),))
    meeting = MeetingStands(7, 1, Audience(audience, frozenset(["africa"])))
    if is_taken:
        return check_meeting(who, meeting)
    with pytest.raises(NotYourMeeting):
        check_meeting(who, meeting)


def test_behalf_is_ones_own_group_or_what_is_named() -> None:
    assert check_behalf("self", "ignored", "africa") is None
    assert check_behalf("region", "", "africa") == "africa"
    assert check_behalf("other", " A group of friends ", None) == "A group of friends"


@pytest.mark.parametrize(
    ("behalf", "other", "refusal"),
    [
        ("region", "", NotAChoice),
        ("nobody", "", NotAChoice),
        ("other", " ", Missing),
        ("other", "x" * 121, TooLong),
        ("other", "two\nlines", NotOneLine),
    ],
)
def test_behalf_of_nobody_is_refused(behalf: str, other: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_behalf(behalf, other, None)
