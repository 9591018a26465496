"""In which order names stand in a list, in each of the six languages, as lists of the United Nations have them.

- Everywhere: case and signs are looked past; a hyphen or a dash is a space, and a space comes before every letter, so
  that Guinea-Bissau stands behind Guinea and before Guyana.
- English and French: accents are looked past, and decide where nothing else does (in French from the end of the word).
- Spanish: likewise, but ñ is a letter of its own behind n; ch and ll have been none since 2010.
- Russian: ё is е, and decides where nothing else does; й is a letter of its own.
- Arabic: the article is looked past at the beginning of each word, and so are vowel signs and the hamza; ta marbuta is
  a ha, alif maqsura a ya.
- Chinese: by pinyin, letter by letter, as lists of the United Nations in Chinese are. GB 2312 has the letters of its
  first level in this order; a few of its second level, and those that names read in another way, are put beside one
  that sounds the same. Names in Latin letters stand before.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

Key = tuple[str, str, str]

SPACES: Final = re.compile(r"[\s\-‐-―_/]+")
# What is looked past: signs of every kind, and marks over and under letters.
SIGNS: Final = frozenset("PSCM")
ALONE: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d"}
)
LAST: Final = "\uffff"  # behind every letter
TATWEEL: Final = "\u0640"
ARABIC: Final = str.maketrans("أإآٱةىؤئ", "ااااهيوي", TATWEEL)
ARTICLE: Final = re.compile(r"(?<!\S)ال(?=\S{2})")
FIRST_LEVEL: Final = range(0xB0A1, 0xD7FA)
# Letters that GB 2312 has elsewhere than they sound in names of countries, each with one that sounds the same there.
SOUNDS_LIKE: Final = {
    "秘": "壁",  # bì in the name of Peru
    "斐": "匪",
    "瑙": "脑",
    "汶": "问",
    "梵": "饭",
    "伽": "加",
}


@lru_cache(maxsize=8192)
def order_key(name: str, language: str) -> Key:
    """Give what a name is compared by in a language: its letters, then what decides between equals, then itself."""
    plain = SPACES.sub(" ", unicodedata.normalize("NFC", name).casefold()).strip()
    if language == "ar":
        plain = ARTICLE.sub("", plain).translate(ARABIC)
    elif language == "ru":
        plain = plain.replace("й", "и" + LAST)
    elif language == "es":
        plain = plain.replace("ñ", "n" + LAST)
    letters = _letters(plain.translate(ALONE))
    accents = _accents(plain)
    if language == "zh":
        letters = "".join(_sound(one) for one in letters)
    return letters, "\0".join(reversed(accents) if language == "fr" else accents), name


def _letters(text: str) -> str:
    """Give the letters and figures of a text, without marks; `LAST` stays."""
    split = unicodedata.normalize("NFD", text)
    kept = "".join(one for one in split if one in (" ", LAST) or unicodedata.category(one)[0] not in SIGNS)
    return re.sub(r" +", " ", kept).strip()


def _accents(text: str) -> list[str]:
    """Give the marks of each letter of a text."""
    found: list[str] = []
    for one in unicodedata.normalize("NFD", text):
        if found and unicodedata.combining(one):
            found[-1] += one
        else:
            found.append("")
    return found


def _sound(letter: str) -> str:
    """Give what a letter is compared by in Chinese: Latin as it is, then Chinese by sound, then what is unknown."""
    if letter < "\u0370":
        return letter
    like = SOUNDS_LIKE.get(letter, letter)
    try:
        code = int.from_bytes(like.encode("gb2312"))
    except UnicodeEncodeError:
        return "\uffff" + letter
    if code not in FIRST_LEVEL:
        return "\ufffe" + letter
    # Behind the one that sounds the same, where it is another.
    return chr(code) + ("" if like == letter else "\uffff")
