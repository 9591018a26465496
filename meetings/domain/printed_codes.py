"""Codes that are printed and typed: random letters, and two that follow from them, so that no slip is another code."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

# No letter or figure that is taken for another one; a prime number of them, so that sums catch every slip.
ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CHECKS: Final = 2
LONGEST_TYPED: Final = 60


@dataclass(frozen=True, slots=True)
class Shape:
    """How many random letters a kind of code has, and in which groups it is printed."""

    letters: int
    group: int

    @property
    def length(self) -> int:
        """Give how many letters and figures it has in all."""
        return self.letters + CHECKS


def make_code(shape: Shape, pick: Callable[[int], int] = secrets.randbelow) -> str:
    """Make a code.

    Takes: `pick`, which gives a random number below another.
    """
    values = [pick(len(ALPHABET)) for _ in range(shape.letters)]
    return _grouped("".join(ALPHABET[one] for one in [*values, *_checks(values)]), shape.group)


def plain(typed: str) -> str:
    """Give the letters and figures of a code however it was typed: in capitals, without what stands between them."""
    capitals = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    return re.sub(r"[\s.\u2010-\u2015-]", "", capitals)


def is_like(shape: Shape, typed: str) -> bool:
    """Say whether something typed is as long as a code, and of its letters, whether they hold together or not."""
    letters = plain(typed)
    return len(letters) == shape.length and all(one in ALPHABET for one in letters)


def read(shape: Shape, typed: str) -> str | None:
    """Give a code however it was typed, or nothing for what can be none, as any with one letter changed."""
    if not is_like(shape, typed):
        return None
    letters = plain(typed)
    values = [ALPHABET.index(one) for one in letters]
    holds = values[shape.letters :] == _checks(values[: shape.letters])
    return _grouped(letters, shape.group) if holds else None


def _checks(values: Sequence[int]) -> list[int]:
    """Give two sums that no change of one letter, and no swap of two neighbours, leaves as they are."""
    size = len(ALPHABET)
    first = sum(at * value for at, value in enumerate(values, 1)) % size
    second = sum(at * at * value for at, value in enumerate(values, 1)) % size
    return [first, second]


def _grouped(letters: str, group: int) -> str:
    return "-".join(letters[at : at + group] for at in range(0, len(letters), group))
