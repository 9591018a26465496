"""How an hour stands, what a delay puts off, and when the meeting went elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from meetings.domain import errors
from meetings.domain.live import hours as rules
from tests.domain.live.test_questions import MINUTE, Hour
from tests.factories import NOW


@dataclass(frozen=True)
class At:
    """Where a meeting was from a moment on."""

    platform_address: str | None
    changed_at: datetime
    platform_kind: str = "manual"


@pytest.mark.parametrize(
    ("minutes", "delay", "state", "words"),
    [
        (-16, 0, "planned", "coming"),
        (-15, 0, "planned", "open"),
        (-60, 20, "planned", "delayed"),
        (10, 20, "planned", "delayed"),
        (20, 20, "planned", "on"),
        (0, 0, "planned", "on"),
        (90, 0, "planned", "over"),
        (109, 20, "planned", "on"),
        (110, 20, "planned", "over"),
        (5, 20, "cancelled", "cancelled"),
        (5, 0, "not_held", "not_held"),
    ],
)
def test_hour_stands_as_clock_and_delay_say(minutes: int, delay: int, state: str, words: str) -> None:
    assert rules.stands(Hour(state=state), delay, NOW + minutes * MINUTE) == words


@pytest.mark.parametrize(
    ("delay", "minutes", "is_mailed"),
    [(9, -60, False), (10, -60, True), (30, 10, True), (30, 25, False), (0, -60, False), (10, 40, False)],
)
def test_delay_is_mailed_where_it_is_long_and_can_be_read_in_time(
    delay: int, minutes: int, is_mailed: bool
) -> None:
    assert rules.is_mailed(Hour(), delay, NOW + minutes * MINUTE) is is_mailed


@pytest.mark.parametrize("wrong", [-1, 241])
def test_delay_has_limits(wrong: int) -> None:
    assert rules.check_delay(0) == 0
    with pytest.raises(errors.NotANumber) as refusal:
        rules.check_delay(wrong)
    assert refusal.value.field == "delay"


def test_platform_moved_in_the_hour_and_not_before() -> None:
    first, hour = At("https://a.example.org/", NOW - timedelta(days=9)), Hour()
    before = At("https://b.example.org/", NOW - timedelta(hours=1))
    within = At("https://c.example.org/", NOW + 5 * MINUTE)
    later = At("https://c.example.org/", NOW + 7 * MINUTE)  # moved by the clock alone
    assert rules.moved_platform_at(hour, [first]) is None
    assert rules.moved_platform_at(hour, [first, before]) is None
    assert rules.moved_platform_at(hour, [first, before, within, later]) == NOW + 5 * MINUTE
    assert rules.moved_platform_at(hour, [At(None, first.changed_at), within]) is None
