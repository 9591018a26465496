"""Finding words in six scripts: what a text is found by, and whether a question finds it. Nothing here asks a store.

Both sides are made equal first: width and capitals, accents, the forms of alef, ya and ta marbuta, vowel signs and
tatweel, ё and е. Words are found by their beginnings. Chinese and Japanese have no spaces, and are found by each
character and each pair of neighbours. Arabic writes small words together with the next one ("and with the mercury");
they are taken off on both sides, so that the word is found with and without them.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

TEXT_LENGTH: Final = 200
SHORTEST: Final = 3
# Accents of Latin, Greek and Cyrillic; signs of Arabic above and below a letter. Those of kana make other letters.
SIGNS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
# Letters that no form of Unicode takes apart: of Latin names, and those that Arabic and Persian writers exchange.
LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ء": "",
        "ـ": "",
    }
)
PIECE: Final = re.compile(r"[^\W_]+(?:['’ʼ\-‐‑.][^\W_]+)*")
INNER: Final = re.compile(r"[^\W_]+")
UNSPACED: Final = re.compile("[\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
FIGURES: Final = re.compile(r"\d+|[^\d]+")
ARABIC: Final = re.compile("[\u0600-\u06ff]")
ARTICLE: Final = ("ال", "لل")
CONJUNCTION: Final = "وف"
PREPOSITION: Final = "بكل"
ENDINGS: Final = ("ات", "ه")


@dataclass(frozen=True, slots=True)
class Need:
    """One word of a question: a text has it by a word that begins so, or that is so."""

    begins: frozenset[str]
    whole: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: a text is found that has every word of it. Without words it finds nothing."""

    needs: tuple[Need, ...]

    def finds(self, terms: Sequence[str]) -> bool:
        """Say whether a text is found.

        Takes: its terms, as `terms_of` gives them.
        """
        return bool(self.needs) and all(_has(need, terms) for need in self.needs)


def folded(text: str) -> str:
    """Give a text as it is compared: without capitals, accents, vowel signs, invisible marks, and forms of a letter."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = SIGNS.sub("", plain).translate(LETTERS)
    seen = (_figure(letter) for letter in plain if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", "".join(seen))


def terms_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Give what some texts together are found by, in order and each once."""
    return tuple(sorted({term for text in texts for term in _terms(text)}))


def question(text: str) -> Question:
    """Read what somebody typed; what is long is cut, and signs between words say nothing."""
    needs: dict[Need, None] = {}
    for word in INNER.findall(folded(text[:TEXT_LENGTH])):
        for run, is_spaced in _runs(word):
            found = [_need(run)] if is_spaced else [Need(frozenset((one,))) for one in _pairs(run)]
            needs |= dict.fromkeys(found)
    return Question(tuple(needs))


@lru_cache(maxsize=2_000)  # of a season that changed, most texts are as they were
def _terms(text: str) -> frozenset[str]:
    found: set[str] = set()
    for piece in PIECE.findall(folded(text)):
        words = INNER.findall(piece)
        if len(words) > 1:  # O'Brien, COP-5: also written as one
            words.append("".join(words))
        for word in words:
            for run, is_spaced in _runs(word):
                found |= _spaced(run) if is_spaced else {*run, *_pairs(run)}
    return frozenset(found)


def _spaced(word: str) -> set[str]:
    """Give what a word is found by: itself, its letters and figures apart (COP4), in Arabic without small words."""
    apart = FIGURES.findall(word)
    return {word, *apart, *_stems(word)}


def _need(word: str) -> Need:
    """Read a word of a question; what is a guess (one letter taken off) must then be a whole word."""
    stems = _stems(word)
    bare = {stem for stem in stems if _is_article(word, stem)}
    begins = {word, *bare}
    begins |= {one.removesuffix(end) for one in begins for end in ENDINGS if len(one) > SHORTEST + len(end)}
    return Need(frozenset(begins), frozenset(stems))


def _stems(word: str) -> set[str]:
    """Give an Arabic word without what is written together with it: and, so; with, as, to; the."""
    if not ARABIC.match(word):
        return set()
    found = {word}
    for letters in (CONJUNCTION, PREPOSITION):
        found |= {one[1:] for one in found if one[0] in letters and len(one) > SHORTEST}
    found |= {one[2:] for one in found if one.startswith(ARTICLE) and len(one) > SHORTEST + 1}
    return found - {word}


def _is_article(word: str, stem: str) -> bool:
    """Say whether a stem is a word without its article, and what may stand before that: such a stem is a sure one."""
    before = word.removesuffix(stem)
    return before.endswith(ARTICLE)


def _runs(word: str) -> Iterable[tuple[str, bool]]:
    """Part a word where writing with spaces and without meet, each part with whether it is spaced."""
    end = 0
    for found in UNSPACED.finditer(word):
        if found.start() > end:
            yield word[end : found.start()], True
        yield found[0], False
        end = found.end()
    if end < len(word):
        yield word[end:], True


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)] or [run]


def _has(need: Need, terms: Sequence[str]) -> bool:
    return any(_begins(one, terms) for one in need.begins) or any(_is(one, terms) for one in need.whole)


def _begins(start: str, terms: Sequence[str]) -> bool:
    at = bisect_left(terms, start)
    return at < len(terms) and terms[at].startswith(start)


def _is(word: str, terms: Sequence[str]) -> bool:
    at = bisect_left(terms, word)
    return at < len(terms) and terms[at] == word


def _figure(letter: str) -> str:
    """Give an Arabic or Indian figure as we write it."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
