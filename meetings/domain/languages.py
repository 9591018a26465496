"""Which of the texts by language a reader gets, and how a text that strangers wrote is kept in its own place."""

import re
from collections.abc import Mapping
from typing import Final

from meetings.domain.codes import LANGUAGES

ENGLISH: Final = "en"
# Marks that turn the direction of what follows them; what they open, a text may forget to close.
TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def choose(words: Mapping[str, str], language: str) -> tuple[str, str]:
    """Give the text for a reader of a language, and the language it is in: theirs, else English, else any there is.

    What would turn the direction of the words around it is left out. Without any text: an empty one, in theirs.
    """
    for one in (language, ENGLISH, *LANGUAGES):
        text = upright(words.get(one) or "").strip()
        if text:
            return text, one
    return "", language


def upright(text: str) -> str:
    """Give a text without the marks that turn the direction of what stands around it."""
    return TURNING.sub("", text)


def direction(language: str) -> str:
    """Give the direction a language is written in, as pages and mails name it."""
    return "rtl" if language == "ar" else "ltr"


def missing(words: Mapping[str, str]) -> tuple[str, ...]:
    """Name the languages a text is not in; none for a text that nobody has written yet."""
    without = tuple(one for one in LANGUAGES if not (words.get(one) or "").strip())
    return () if len(without) == len(LANGUAGES) else without
