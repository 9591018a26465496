"""Tokens of links and codes to dictate: derived from a secret, so that nothing usable lies in the store."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

SIGNATURE_LENGTH: Final = 26
CONSONANTS: Final = "bdfghjklmnprstvz"
VOWELS: Final = "aeiou"
CODE_PAIRS: Final = 6
TOKEN: Final = re.compile(rf"([a-z0-9]{{8,32}})-([a-z2-7]{{{SIGNATURE_LENGTH}}})")
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
        """Give a code to dictate: pairs of a consonant and a vowel in three groups, as `bafu-miko-zera`.

        Six pairs of 80 give 2^37 codes; tries at the door are counted and limited.
        """
        digest = self._digest("code", link_id, str(generation))
        pairs = []
        for number in range(CODE_PAIRS):
            byte = digest[2 * number] * 256 + digest[2 * number + 1]
            pairs.append(CONSONANTS[byte % 16] + VOWELS[byte // 16 % 5])
        return "-".join(pairs[at] + pairs[at + 1] for at in range(0, CODE_PAIRS, 2))

    def code_key(self, code: str) -> str:
        """Give the keyed hash under which a code is found, however it was typed."""
        letters = re.sub(r"[^a-z]", "", code.lower())
        return self._signature("code-key", letters)

    def day_key(self, address_key: str, day: date) -> str:
        """Give the keyed hash under which it is noted that an address was asked for on a day."""
        return self._signature("asked", address_key, day.isoformat())

    def erasure_key(self, *facts: str) -> str:
        """Give the keyed hash by which somebody who was erased is known again in a file."""
        return self._signature("erased", *facts)

    def _digest(self, *parts: str) -> bytes:
        return hmac.new(self.secret.encode(), "|".join(parts).encode(), hashlib.sha256).digest()

    def _signature(self, *parts: str) -> str:
        text = base64.b32encode(self._digest(*parts)).decode().lower()
        return text[:SIGNATURE_LENGTH]


def tidy(token: str) -> str:
    """Undo what mail programs do to an address: punctuation behind it, capitals, spaces."""
    return token.strip().rstrip(FORGIVEN).lower()


def link_id(token: str) -> str | None:
    """Give the id a token names, or nothing for a text that was cut or is none."""
    found = TOKEN.fullmatch(tidy(token))
    return found[1] if found else None
