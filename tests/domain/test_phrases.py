"""Phrases with places: refused where nothing fills them, filled once, and inert where strangers wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.errors import Missing, NotOneLine, Refused, TooLong, UnknownPlaceholder
from meetings.domain.phrases import Phrases, check_phrases, fill, inert

GOOD = Phrases("New: {what}", "{title}", "Dear {name},\nfrom {when}, open {opens}.")


def test_good_phrases_are_kept_trimmed() -> None:
    assert check_phrases(GOOD) == GOOD
    assert check_phrases(Phrases(" a ", "b", "c\r\nd ")) == Phrases("a", "b", "c\nd")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject": ""}, Missing),
        ({"heading": "x" * 201}, TooLong),
        ({"subject": "a\r\nBcc: all@example.org"}, NotOneLine),
        ({"subject": "a\u2028b"}, NotOneLine),
        ({"lead": "{nothing}"}, UnknownPlaceholder),
        ({"lead": "{title.__class__}"}, UnknownPlaceholder),
        ({"lead": "{0}"}, UnknownPlaceholder),
        ({"lead": "{title"}, UnknownPlaceholder),
        ({"lead": "}"}, UnknownPlaceholder),
        ({"lead": "{{title}}"}, UnknownPlaceholder),
    ],
)
def test_wrong_phrases_are_refused_with_their_field(changes: dict[str, str], error: type[Refused]) -> None:
    values = {"subject": GOOD.subject, "heading": GOOD.heading, "lead": GOOD.lead} | changes
    with pytest.raises(error) as refused:
        check_phrases(Phrases(**values))
    assert refused.value.field == next(iter(changes))


def test_words_are_filled_once() -> None:
    assert fill("{title}, {name}", {"title": "{name}", "name": "{title}"}) == "{name}, {title}"


@given(st.text(max_size=80))
def test_any_word_can_be_filled_in(word: str) -> None:
    assert fill("a {name} b", {"name": word}) == f"a {word} b"


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("evil.example", "evil. example"),
        ("https://evil.example/x", "https: / / evil. example/ x"),
        ("a@evil.example", "a@ evil. example"),
        ("J. R. Smith", "J. R. Smith"),
        ("Anne-Marie O'Neil", "Anne-Marie O'Neil"),
    ],
)
def test_strangers_words_are_inert(word: str, shown: str) -> None:
    assert inert(word) == shown
