"""Cursors: any name comes back as it was, and nothing else opens."""

from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.domain.tokens import Keys
from meetings.formats.cursors import key_of, key_text, open_cursor, place_of, place_text, sealed_cursor

KEY = Keys("a secret of the tests, long enough").key("cursor")
NAMES = (
    "1",
    "12345678901234567890",
    "2027-03-15",
    "invented-working-group-on-products",
    "abcdefghijkl-1",
    "é" * 80,
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_length_and_letters_comes_back(name: str) -> None:
    sealed = sealed_cursor(name, KEY)
    assert open_cursor(sealed, KEY) == name
    assert sealed == sealed_cursor(name, KEY)
    assert sealed.isalnum()
    assert len(sealed) <= 400


@pytest.mark.parametrize("text", ["", "a", "none", "0" * 32, "ä", "=" * 8, sealed_cursor("7", KEY)[:-2], "7"])
def test_nothing_else_opens(text: str) -> None:
    assert open_cursor(text, KEY) is None


def test_a_cursor_of_another_instance_does_not_open() -> None:
    other = Keys("another secret of the tests, too").key("cursor")
    assert open_cursor(sealed_cursor("7", other), KEY) is None


@pytest.mark.parametrize(
    "key",
    [
        (1,),
        ('é " ,', "", 7),
        (datetime(2027, 3, 15, 9, 0, 0, 123456, tzinfo=UTC), "abcdefghijkl", "愛" * 60, 2**62),
    ],
)
def test_the_key_of_a_row_comes_back(key: tuple[Any, ...]) -> None:
    assert key_of(key_text(key), [type(one) for one in key]) == key
    assert len(sealed_cursor(key_text(key), KEY)) <= 800


@pytest.mark.parametrize(
    "text", ["", "1", "abc", "null", "[]", "[1]", '["x",1]', '["2027-03-15T09:00","1"]', "{"]
)
def test_a_key_of_other_kinds_is_none(text: str) -> None:
    assert key_of(text, (datetime, int)) is None


ROWS = tuple("ABCDEFGHIJKLMNOP")


@pytest.mark.parametrize(
    ("at", "now", "rest"),
    [
        (2, "ABCDE", "CDE"),
        (2, "ACDE", "CDE"),  # what was read is gone: the very last, the one before, all
        (2, "BCDE", "CDE"),
        (2, "CDE", "CDE"),
        (2, "ABDE", "DE"),  # what was not read is gone
        (2, "DE", "DE"),
        (2, "AXBCDE", "CDE"),  # something is new: before, at the place, after
        (2, "ABXCDE", "XCDE"),
        (2, "ABCDXE", "CDXE"),
        (2, "ACDEB", "CDEB"),  # what was read moved, on or back
        (2, "BACDE", "CDE"),
        (3, "CABDE", "DE"),
        (2, "ABDEC", "DEC"),  # what was not read moved on
        (12, "MNOP", "MNOP"),  # far more is gone than is remembered
        (12, "NOP", "NOP"),
        (1, "", ""),
    ],
)
def test_a_place_is_found_again_after_changes(at: int, now: str, rest: str) -> None:
    place = place_of(place_text(ROWS, at), tuple(now))
    assert place is not None
    assert now[place:] == rest


@pytest.mark.parametrize(
    "text", ["", "2", "@", "@2.abc", "@0123456789", "0123456789.0123456789", "[1]", "abcdefghijkl"]
)
def test_a_place_of_another_kind_is_none(text: str) -> None:
    assert place_of(text, ROWS) is None


def test_a_place_stays_short() -> None:
    assert len(sealed_cursor(place_text(["愛" * 500 + one for one in ROWS], 12), KEY)) <= 400
