"""The time that suits best, and who is the same person."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from meetings.domain import registrations as rules
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


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("St. John", False),
        ("A.B. Smith", False),
        ("J.R.R. Tolkien", False),
        ("Maria.Io Example", False),
        ("Acme Inc.", False),
        ("UNEP/GEF", False),
        ("S.A./N.V. Example", False),
        ("Ministry of the Environment (2019-2024)", False),
        ("COP-6, 3–7 November 2025", False),
        ("О. Иванова", False),
        ("http spam", True),
        ("HTTPS://x", True),
        ("www.example", True),
        ("ｗｗｗ．example", True),
        ("see x://y", True),
        ("me@example", True),
        ("Win evil.example/prize", True),
        ("Win-now.com", True),
        ("Call +41 22 917 12 34", True),
        ("(0041) 22.917.12.34", True),
    ],
)
def test_advertisements_are_told_from_names(text: str, is_one: bool) -> None:
    assert rules.is_advertising(text) is is_one


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("ada+un@example.org", "ada+un@example.org"),
        ("Ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ЯНА@пример.example", "яна@xn--e1afmkfd.example"),
        ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("nobody", "nobody"),
    ],
)
def test_addresses_are_folded_for_comparing(typed: str, key: str) -> None:
    assert rules.address_key(typed) == key
