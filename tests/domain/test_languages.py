"""Which text a reader gets, and what stays of one that turns directions."""

import pytest

from meetings.domain.languages import choose, missing


@pytest.mark.parametrize(
    ("words", "language", "chosen"),
    [
        ({"en": "Mercury", "fr": "Mercure"}, "fr", ("Mercure", "fr")),
        ({"en": "Mercury", "fr": "Mercure"}, "ar", ("Mercury", "en")),
        ({"fr": "Mercure", "es": "Mercurio"}, "ru", ("Mercure", "fr")),
        ({"zh": "汞", "es": "Mercurio"}, "en", ("汞", "zh")),
        ({"en": "Mercury", "fr": " "}, "fr", ("Mercury", "en")),
        ({"en": "\u202e\u202c", "fr": "Mercure"}, "en", ("Mercure", "fr")),
        ({"en": "\u202eyrucreM\u202c \u2066x"}, "en", ("yrucreM x", "en")),
        ({}, "ru", ("", "ru")),
    ],
)
def test_choose(words: dict[str, str], language: str, chosen: tuple[str, str]) -> None:
    assert choose(words, language) == chosen


def test_missing_names_languages_in_order_unless_nothing_is_written() -> None:
    assert missing({"en": "Mercury", "zh": "汞", "ar": " "}) == ("ar", "fr", "ru", "es")
    assert missing({}) == missing({"en": ""}) == ()
