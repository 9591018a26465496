"""Cursors: any name comes back as it was, and nothing else opens."""

import pytest

from meetings.domain.tokens import Keys
from meetings.formats.cursors import open_cursor, sealed_cursor

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
