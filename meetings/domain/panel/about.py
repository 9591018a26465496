"""What panellists say of themselves: a short text in six languages, and whether it may be printed with their photo."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import TooLong
from meetings.domain.languages import upright

LONGEST: Final = 600
MOST_PHOTO: Final = 2_000_000
# Without these, words of some scripts fall apart.
JOINERS: Final = ("\u200c", "\u200d")


def check_biography(typed: Mapping[str, str]) -> dict[str, str]:
    """Give a text by language as it is kept: plain, without marks that turn, hide or steer what stands around them.

    Raises: TooLong, with field `biography-` and the language.
    """
    found = {}
    for language in LANGUAGES:
        text = plain_text(typed.get(language, ""))
        if len(text) > LONGEST:
            raise TooLong(field=f"biography-{language}", most=LONGEST)
        if text:
            found[language] = text
    return found


def plain_text(typed: str) -> str:
    """Give a text of lines without invisible signs; a line of nothing parts two paragraphs, and more are none."""
    lines = [_line(one) for one in typed.replace("\r\n", "\n").split("\n")]
    paragraphs = "\n".join(lines).strip("\n")
    while "\n\n\n" in paragraphs:
        paragraphs = paragraphs.replace("\n\n\n", "\n\n")
    return paragraphs


def _line(text: str) -> str:
    normal = unicodedata.normalize("NFC", upright(text))
    kept = (
        one if unicodedata.category(one)[0] != "C" or one in JOINERS else " " if one == "\t" else ""
        for one in normal
    )
    return " ".join("".join(kept).split())
