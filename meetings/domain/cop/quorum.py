"""How many Parties have to be present for a meeting to be opened, and for a decision to be taken."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from meetings.domain.cop.badges_errors import NotAShare

# Usual in conventions of the United Nations; whether it holds for a conference is for its secretariat to say.
TO_OPEN: Final = "1/3"
TO_DECIDE: Final = "2/3"
MOST_PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class Need:
    """How many Parties something takes, and how many more would have to come."""

    share: str
    needed: int
    missing: int

    @property
    def is_met(self) -> bool:
        """Say whether enough are present."""
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many Parties there are on a day, how many of them are present, and what that is enough for."""

    parties: int
    present: int
    to_open: Need
    to_decide: Need


def check_share(typed: str, field: str) -> str:
    """Give a share as it is kept, in its lowest terms: `1/3`.

    Raises: NotAShare.
    """
    top, slash, below = (piece.strip() for piece in typed.strip().partition("/"))
    if not (slash and all(one.isascii() and one.isdigit() and len(one) <= 3 for one in (top, below))):
        raise NotAShare(field=field, value=typed[:20])
    if not 0 < int(top) <= int(below) <= MOST_PARTS:
        raise NotAShare(field=field, value=typed[:20])
    share = Fraction(int(top), int(below))
    return f"{share.numerator}/{share.denominator}"


def needed(parties: int, share: str) -> int:
    """Give how many of so many Parties are at least a share of them, without rounding errors."""
    return ceil(parties * Fraction(share))


def quorum(parties: Collection[str], present: Collection[str], to_open: str, to_decide: str) -> Quorum:
    """Count who is present against what is needed; whoever is no Party counts for nothing.

    Takes: the codes of all that are Parties on the day, and of all delegations of which somebody is there.
    """
    whole = set(parties)
    here = len(whole & set(present))

    def need(share: str) -> Need:
        number = needed(len(whole), share)
        return Need(share, number, max(0, number - here))

    return Quorum(len(whole), here, need(to_open), need(to_decide))
