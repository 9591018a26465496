"""The time that suits best, and who is the same person."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from meetings.domain.registrations import name_key, propose


@dataclass
class Holding:
    """A slot of ninety minutes."""

    id: str
    starts_at: datetime
    state: str = "planned"
    minutes: int = 90


TWICE = [
    Holding("morning", datetime(2026, 11, 26, 9, tzinfo=UTC)),
    Holding("late", datetime(2026, 11, 26, 15, tzinfo=UTC)),
]


@pytest.mark.parametrize(
    ("zone", "best"),
    [
        ("Africa/Nairobi", "morning"),
        ("Asia/Tokyo", "morning"),
        ("Pacific/Auckland", "morning"),
        ("America/Lima", "late"),
        ("Pacific/Honolulu", "late"),
        ("Europe/Zurich", "morning"),
    ],
)
def test_proposed_time_is_the_nearest_to_waking_and_working_hours(zone: str, best: str) -> None:
    assert propose(TWICE, zone).id == best
    assert propose(list(reversed(TWICE)), zone).id == best


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Example", "  ada   EXAMPLE ", True),
        ("Zoë", "Zoe\u0308", True),
        ("STRASSE", "straße", True),
        ("Ada Example", "Ada B. Example", False),
        ("Ada", "Adá", False),
    ],
)
def test_same_folded_name_is_the_same(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same
