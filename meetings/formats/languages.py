"""Texts by language for a reader: theirs, or another with the language said, so that it is not taken for a mistake."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from babel import Locale

from meetings.domain.languages import choose, direction

Words = Mapping[str, str]
FIRST_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
# Where United Nations texts spell otherwise than CLDR.
OWN_SPELLING: Final = {("ar", "en"): "الإنكليزية"}
# By the reader's language. The names of the languages are bent by what stands before them, so they are not CLDR's.
SAID_IN: Final[dict[str, dict[str, str]]] = {
    "ar": {
        "zh": "(بالصينية)",
        "en": "(بالإنكليزية)",
        "fr": "(بالفرنسية)",
        "ru": "(بالروسية)",
        "es": "(بالإسبانية)",
    },
    "zh": {"ar": "（阿拉伯文）", "en": "（英文）", "fr": "（法文）", "ru": "（俄文）", "es": "（西班牙文）"},
    "en": {
        "ar": "(in Arabic)",
        "zh": "(in Chinese)",
        "fr": "(in French)",
        "ru": "(in Russian)",
        "es": "(in Spanish)",
    },
    "fr": {
        "ar": "(en arabe)",
        "zh": "(en chinois)",
        "en": "(en anglais)",
        "ru": "(en russe)",
        "es": "(en espagnol)",
    },
    "ru": {
        "ar": "(на арабском языке)",
        "zh": "(на китайском языке)",
        "en": "(на английском языке)",
        "fr": "(на французском языке)",
        "es": "(на испанском языке)",
    },
    "es": {
        "ar": "(en árabe)",
        "zh": "(en chino)",
        "en": "(en inglés)",
        "fr": "(en francés)",
        "ru": "(en ruso)",
    },
}


def language_name(code: str, reader: str) -> str:
    """Name a language in the reader's: English, anglais."""
    return OWN_SPELLING.get((reader, code)) or str(locale_of(reader).languages.get(code, code))


@lru_cache(maxsize=8)
def locale_of(reader: str) -> Any:
    """Give what CLDR knows of a language, in the spelling that the site uses."""
    return Locale.parse({"en": "en_GB"}.get(reader, reader))


def said_in(language: str, reader: str) -> str:
    """Say in the reader's language in which one a text is: (in English); nothing where that is theirs."""
    return SAID_IN[reader].get(language, "")


def apart(text: str, reader: str) -> str:
    """Give a name that is in no language, such as a partner's, so that Arabic around it does not pull it to pieces."""
    return f"{FIRST_ISOLATE}{text}{POP_ISOLATE}" if direction(reader) == "rtl" else text


def marked(words: Words, reader: str) -> str:
    """Give a text for where only text can stand: the reader's, or another with its language said behind it."""
    text, language = choose(words, reader)
    said = said_in(language, reader) if text else ""
    if not said:
        return text
    if direction(language) != direction(reader):
        text = f"{FIRST_ISOLATE}{text}{POP_ISOLATE}"
    return f"{text}{said}" if reader == "zh" else f"{text} {said}"


def weekday_names(lang: str) -> list[str]:
    """Give the names of the days of the week, Monday first."""
    names = locale_of(lang).days["stand-alone"]["wide"]
    return [str(names[number]) for number in range(7)]
