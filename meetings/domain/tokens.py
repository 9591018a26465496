"""Tokens of links and codes to dictate: derived from a secret, so that nothing usable lies in the store."""

import base64
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

SIGNATURE_LENGTH: Final = 26
# A consonant and a vowel make a pair that can be said in all six languages. Of letters that one of them does not
# tell apart, one is left, and the others are taken for it when typed: p for b and v for f (Arabic), z for s
# (Spanish, Chinese), j and h for g (Spanish says "gi" like "hi", Russian writes h as g, French has no h), c and q
# for k. That r and l are two, all six know, and so with d and t, m and n.
CONSONANTS: Final = "bdfgklmnrst"
VOWELS: Final = "aeiou"
CODE_PAIRS: Final = 6
# Links with ids as short as this were given codes of more consonants, and keep them.
OLD_ID_LENGTH: Final = 12
OLD_CONSONANTS: Final = "bdfghjklmnprstvz"
HEARD: Final = str.maketrans("pvwzjhcqi", "bffsggkkl")
HEARD_VOWELS: Final = str.maketrans("yl", "ii")
FIGURES: Final = str.maketrans("1256789", "lzsbtbg")
FIGURES_FOR_VOWELS: Final = str.maketrans("0134", "oiea")
LONGEST_CODE: Final = 40
TOKEN: Final = re.compile(rf"([a-z0-9]{{8,32}})-([a-z2-7]{{{SIGNATURE_LENGTH}}})")
TOKEN_WITHIN: Final = re.compile(rf"[a-z0-9]{{8,32}}-[a-z2-7]{{{SIGNATURE_LENGTH}}}(?![a-z0-9])")
FORGIVEN: Final = " \t\r\n.,;:!?)>]}'\"»”’…"


@dataclass(frozen=True, slots=True)
class Keys:
    """The secret from which all tokens derive."""

    secret: str

    def token(self, purpose: str, bearer: str, link_id: str, generation: int) -> str:
        """Give the token of a link: its id, and a signature over purpose, bearer, id and generation."""
        return f"{link_id}-{self._signature('link', purpose, bearer, link_id, str(generation))}"

    def is_token(self, token: str, purpose: str, bearer: str, link_id: str, generation: int) -> bool:
        """Say whether a token is the one of this link, in a time that tells nothing."""
        expected = self.token(purpose, bearer, link_id, generation)
        return hmac.compare_digest(tidy(token).encode(), expected.encode())

    def code(self, link_id: str, generation: int) -> str:
        """Give a code to dictate: pairs of a consonant and a vowel in three groups, as `bafu-miko-sera`.

        Six pairs of 55 give 2^34.7 codes; tries at the entrance are counted and limited. The length of the id says
        by which letters the code is made, so that links of old keep the one that was dictated.
        """
        digest = self._digest("code", link_id, str(generation))
        consonants = OLD_CONSONANTS if len(link_id) <= OLD_ID_LENGTH else CONSONANTS
        pairs = []
        for number in range(CODE_PAIRS):
            value = digest[2 * number] * 256 + digest[2 * number + 1]
            vowel, consonant = value // len(consonants) % len(VOWELS), value % len(consonants)
            pairs.append(consonants[consonant] + VOWELS[vowel])
        return "-".join(pairs[at] + pairs[at + 1] for at in range(0, CODE_PAIRS, 2))

    def code_key(self, code: str) -> str:
        """Give the keyed hash under which a code is found."""
        return self._signature("code-key", typed_letters(code))

    def code_keys(self, typed: str) -> tuple[str, str]:
        """Give the keyed hashes that a typed code may be found under: with letters as heard, and as of old."""
        letters = typed_letters(typed)
        return self._signature("code-key", as_heard(letters)), self._signature("code-key", letters)

    def day_key(self, address_key: str, day: date) -> str:
        """Give the keyed hash under which it is noted that an address was asked for on a day."""
        return self._signature("asked", address_key, day.isoformat())

    def erasure_key(self, *facts: str) -> str:
        """Give the keyed hash by which somebody who was erased is known again in a file."""
        return self._signature("erased", *facts)

    def hashed(self, purpose: str, *facts: str) -> str:
        """Give the keyed hash under which something is known that the store does not say."""
        return self._signature(purpose, *facts)

    def is_hashed(self, given: str, purpose: str, *facts: str) -> bool:
        """Say whether something given is the keyed hash of facts, in a time that tells nothing."""
        return hmac.compare_digest(given.encode(), self.hashed(purpose, *facts).encode())

    def key(self, purpose: str) -> bytes:
        """Give 32 bytes of a key for a purpose of its own."""
        return self._digest("key", purpose)

    def _digest(self, *parts: str) -> bytes:
        return hmac.new(self.secret.encode(), "|".join(parts).encode(), hashlib.sha256).digest()

    def _signature(self, *parts: str) -> str:
        text = base64.b32encode(self._digest(*parts)).decode().lower()
        return text[:SIGNATURE_LENGTH]


def typed_letters(code: str) -> str:
    """Give the letters of a code however it was typed: capitals, accents, full-width, figures for letters.

    As consonants and vowels take turns, the position says what a figure stands for: 1 is l or i.
    """
    plain = unicodedata.normalize("NFKD", code[:LONGEST_CODE]).lower().replace("ı", "i")
    letters = re.sub(r"[^a-z0-9]", "", plain)
    tables = (FIGURES, FIGURES_FOR_VOWELS)
    return "".join(letter.translate(tables[at % 2]) for at, letter in enumerate(letters))


def as_heard(letters: str) -> str:
    """Give the letters that codes are made of for those which sound like them in one of the six languages."""
    tables = (HEARD, HEARD_VOWELS)
    return "".join(letter.translate(tables[at % 2]) for at, letter in enumerate(letters))


def token_within(text: str) -> str | None:
    """Find the token in a link that was pasted, alone or with words around it; the last one of several."""
    found = TOKEN_WITHIN.findall(unicodedata.normalize("NFKC", text).lower())
    return found[-1] if found else None


def tidy(token: str) -> str:
    """Undo what mail programs do to an address: punctuation behind it, capitals, spaces."""
    return token.strip().rstrip(FORGIVEN).lower()


def link_id(token: str) -> str | None:
    """Give the id a token names, or nothing for a text that was cut or is none."""
    found = TOKEN.fullmatch(tidy(token))
    return found[1] if found else None
