"""What of changes is public: what rested long enough, and nothing that was taken back before."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.changes import Moment
from meetings.domain.news import News, kind_of, public_since, seen_from, settled_steps, states_of

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
START = NOW + timedelta(days=20)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Kept:
    version: int
    changed_at: datetime
    starts_at: datetime = START
    minutes: int = 60
    state: str = "planned"


def steps(*versions: Kept, now: datetime = NOW + 3 * HOUR) -> list[tuple[int, int]]:
    return [(one.version, other.version) for one, other in settled_steps(versions, Moment(now, 600))]


FIRST = Kept(1, NOW - 9 * HOUR)


@pytest.mark.parametrize(
    ("later", "now", "expected"),
    [
        ([], NOW + HOUR, []),
        ([Kept(2, NOW, START + HOUR)], NOW + 9 * MINUTE, []),  # it rests
        ([Kept(2, NOW, START + HOUR)], NOW + 10 * MINUTE, [(1, 2)]),
        ([Kept(2, NOW, START + HOUR), Kept(3, NOW + 9 * MINUTE)], NOW + HOUR, []),  # taken back
        ([Kept(2, NOW, START + HOUR), Kept(3, NOW + 10 * MINUTE)], NOW + HOUR, [(1, 2), (2, 3)]),
        ([Kept(2, NOW, START + HOUR), Kept(3, NOW + MINUTE, START + 2 * HOUR)], NOW + HOUR, [(1, 3)]),
        ([Kept(2, NOW)], NOW + HOUR, []),  # another platform
        ([Kept(2, START + 2 * HOUR, START - HOUR)], START + 9 * HOUR, []),  # corrects the record
        ([Kept(2, START - HOUR, START + HOUR)], START - HOUR, [(1, 2)]),  # near: told at once
    ],
)
def test_changes_are_news_once_they_rested(
    later: list[Kept], now: datetime, expected: list[tuple[int, int]]
) -> None:
    assert steps(FIRST, *later, now=now) == expected


def test_kinds_follow_from_what_differs() -> None:
    off = Kept(2, NOW, state="cancelled")
    assert kind_of(FIRST, off) is News.CANCELLED
    assert kind_of(off, FIRST) is News.REVIVED
    assert kind_of(FIRST, Kept(2, NOW, START + HOUR)) is News.MOVED


def test_session_is_public_since_both_it_and_its_programme_are() -> None:
    assert public_since(None, NOW) is None
    assert public_since(NOW, None) == NOW
    assert public_since(NOW, NOW - HOUR) == NOW
    assert public_since(NOW - HOUR, NOW) == NOW


def test_nothing_of_a_draft_is_seen() -> None:
    every = [FIRST, Kept(2, NOW - HOUR, START + HOUR), Kept(3, NOW + HOUR, START + 2 * HOUR)]
    assert [one.version for one in seen_from(every, NOW)] == [2, 3]
    assert [one.version for one in seen_from(every, None)] == [1, 2, 3]
    assert [one.version for one in seen_from(every, NOW - 20 * HOUR)] == [1, 2, 3]
    states = states_of([(NOW - HOUR, "published"), (NOW + HOUR, "cancelled")], NOW - HOUR, START)
    assert [one.state for one in states] == ["published", "cancelled"]
