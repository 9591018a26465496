"""Names as heard on the telephone: folded for finding, and reduced to how they sound, whatever script or spelling."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

MOST_WORDS: Final = 8
LEAST_SOUND: Final = 2
LEAST_SLIP: Final = 3
APOSTROPHES: Final = "'’‘ʼʻ`´＇"
ELISION: Final = re.compile(rf"^(?:l|d|qu)[{APOSTROPHES}](?=\w{{2}})", re.IGNORECASE)
SMALL_WORDS: Final = frozenset(
    ("de", "la", "le", "les", "l", "d", "du", "des", "del", "of", "the", "and", "et", "y", "и", "و")
)
ARTICLE: Final = "ال"
# Letters that no decomposition brings to a plain one, and those of Arabic that are written in several ways.
PLAIN: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h", "ə": "a"}
    | {"ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ک": "ك", "ـ": "", "ء": ""}
    | dict.fromkeys(APOSTROPHES, "")
)
LATIN: Final = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфыэіїєґў", "abvgdeziklmnoprstufieiiegu", strict=True))
    | {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
    }
    | dict(zip("ابتجحدرزسصضطظعفقكلمنهويپگ", "abtjhdrzssdtzafkklmnhwypg", strict=True))
    | {"ث": "th", "ذ": "dh", "خ": "kh", "غ": "gh", "ش": "sh", "چ": "ch", "ژ": "zh"}
)
SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("chr", "kr"),
        ("t?sch|shch|t?sh|t?ch", "s"),
        ("ph", "f"),
        ("kh", "h"),
        ("ck|q", "k"),
        ("gh", "g"),
        ("th|dt$", "t"),
        ("dh", "d"),
        ("dzh|zh|dj|j", "g"),
        ("t[sz]|c(?=[eiy])|z", "s"),
        ("x", "ks"),
        ("c", "k"),
        ("v|^w", "f"),
        (r"h$", ""),
        (r"([^aeiouwy])\1+", r"\1"),
        ("^[aeiou]", "a"),
        ("(?<=.)[aeiouwy]", ""),
    )
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A word that is asked for: folded, as it sounds, and as it was typed; `is_address` where it holds an @."""

    word: str
    sound: str
    typed: str
    is_address: bool = False


def folded(text: str) -> str:
    """Fold a text for finding: words of letters and figures, without case, accents and signs, one space between."""
    letters = []
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    for letter in plain.translate(PLAIN):
        kind = unicodedata.category(letter)
        if kind == "Cf" or unicodedata.combining(letter):
            continue
        letters.append(letter if letter.isalnum() or kind[0] == "M" else " ")
    return unicodedata.normalize("NFC", " ".join("".join(letters).split()))


def sound(word: str) -> str:
    """Reduce a folded word to how it sounds: its consonants in Latin letters, and whether it begins with a vowel.

    Muhammad, Mohamed and محمد sound the same; what is written without an alphabet sounds as it is written.
    """
    if word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 2:
        word = word[len(ARTICLE) :]
    text = word.translate(LATIN)
    if not text.isascii():
        return word
    for pattern, instead in SOUNDS:
        text = pattern.sub(instead, text)
    return text or "a"


def search_key(name: str, organization: str | None) -> str:
    """Give the text in which people are found.

    Gives: each word of the name behind `^`, two that follow each other joined as well; how each sounds behind `~`;
    then the words of the organization; every word with a space behind it.
    """
    words = folded(name).split()
    joined = [one + other for one, other in pairwise(words)]
    names = [f"^{word}" for word in (*words, *joined)]
    sounds = [f"~{one}" for one in dict.fromkeys(sound(word) for word in (*words, *joined))]
    return " ".join([*names, *sounds, folded(organization or "")]).strip() + " "


def sound_key(name: str) -> str:
    """Give how a name sounds whatever the order of its words; names that sound the same are near."""
    return " ".join(sorted(sound(word) for word in folded(name).split()))


def is_near(one: str, other: str) -> bool:
    """Say whether two names may be one person's: they sound the same, one leaves words out, or one slip is between.

    Takes: names as written.
    """
    sounds, others = sound_key(one).split(), sound_key(other).split()
    if sounds == others:
        return True
    shorter, longer = sorted((set(sounds), set(others)), key=len)
    if len(shorter) > 1 and shorter < longer:
        return True
    words, more = sorted(folded(one).split()), sorted(folded(other).split())
    left = [word for word in words if word not in more]
    right = [word for word in more if word not in words]
    return len(words) > 1 and len(left) == len(right) == 1 and is_slip(left[0], right[0])


def is_slip(one: str, other: str) -> bool:
    """Say whether one letter too many, too few, another, or two changed over lie between two words."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < LEAST_SLIP:
        return False
    first = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if first is None:
        return True
    rest, others = one[first:], other[first:]
    is_changed_over = rest[1::-1] + rest[2:] == others and len(rest) > 1
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or is_changed_over


def slips(heard: str) -> tuple[str, ...]:
    """Give patterns that a sound one slip away fits; `_` stands for any letter.

    How a name begins is seldom misheard.
    """
    if len(heard) < LEAST_SLIP or not heard.isascii():
        return ()
    places = range(1, len(heard))
    found = [heard[:at] + "_" + heard[at + 1 :] for at in places]
    found += [heard[:at] + heard[at + 1 :] for at in places if len(heard) > LEAST_SLIP]
    found += [heard[:at] + "_" + heard[at:] for at in range(1, len(heard) + 1)]
    found += [heard[:at] + heard[at + 1] + heard[at] + heard[at + 2 :] for at in places[:-1]]
    return tuple(dict.fromkeys(found))


def asked_words(text: str) -> tuple[Asked, ...]:
    """Take what was typed apart into the words to find; small words count only where there are no others."""
    found = []
    for typed in unicodedata.normalize("NFC", text).split():
        if "@" in typed:
            found.append(Asked("", "", typed.lower(), is_address=True))
            continue
        for word in folded(ELISION.sub("", typed)).split():
            found.append(Asked(word, sound(word), typed))
    telling = [one for one in found if one.word not in SMALL_WORDS or one.typed.isupper()]
    return tuple(dict.fromkeys(telling or found))[:MOST_WORDS]


def names_country(asked: Asked, code: str, names: tuple[str, ...]) -> bool:
    """Say whether a word names a country: its code in capitals, or the beginning of a word of one of its names.

    Takes: its names and its capital, folded.
    """
    if asked.typed == code:
        return True
    least = 3 if asked.word.isascii() else 2
    return len(asked.word) >= least and any(
        word.startswith(asked.word) for name in names for word in name.split()
    )
