"""How a slot stands for the clock, and how its seats are worded."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.codes import SlotState
from meetings.domain.seasons import Room, Standing, doors_at, ends_at, is_over, room, standing

START = datetime(2026, 11, 24, 14, tzinfo=UTC)


@dataclass(frozen=True)
class Holding:
    starts_at: datetime = START
    minutes: int = 60
    doors_minutes: int = 15
    state: str = SlotState.PLANNED


@pytest.mark.parametrize(
    ("minutes_after", "expected"),
    [
        (-16, Standing.COMING),
        (-15, Standing.OPEN),
        (0, Standing.OPEN),
        (59, Standing.OPEN),
        (60, Standing.HELD),
    ],
)
def test_standing_follows_the_clock(minutes_after: int, expected: Standing) -> None:
    assert standing(Holding(), START + timedelta(minutes=minutes_after)) is expected


@pytest.mark.parametrize("minutes_after", [-600, 0, 600])
@pytest.mark.parametrize("state", [SlotState.CANCELLED, SlotState.NOT_HELD])
def test_standing_lets_the_organizer_win(state: SlotState, minutes_after: int) -> None:
    slot = Holding(state=state)
    assert standing(slot, START + timedelta(minutes=minutes_after)) == state.value


def test_slot_is_over_at_its_end_whatever_became_of_it() -> None:
    slot = Holding(state=SlotState.CANCELLED)
    assert not is_over(slot, ends_at(slot) - timedelta(seconds=1))
    assert is_over(slot, ends_at(slot))
    assert doors_at(slot) == START - timedelta(minutes=15)


@pytest.mark.parametrize(
    ("capacity", "taken", "expected"),
    [
        (None, 5000, Room.FREE),
        (0, 0, Room.FULL),
        (10, 10, Room.FULL),
        (10, 12, Room.FULL),
        (10, 5, Room.FEW),
        (10, 4, Room.FREE),
        (300, 270, Room.FEW),
        (300, 269, Room.FREE),
        (1, 0, Room.FEW),
    ],
)
def test_room_says_few_and_full(capacity: int | None, taken: int, expected: Room) -> None:
    assert room(capacity, taken) is expected
