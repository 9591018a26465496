"""Figures of national focal points: which Parties have notified one on a day, and whom to remind.

Source: Convention, article 17(4): each Party designates a national focal point for the exchange of information.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from meetings.domain.contacts.roles import holds_on

MONTHS_SHOWN: Final = 12
NO_GROUP: Final = ""


class FocalState(StrEnum):
    """Whether a Party has a national focal point on a day."""

    NOTIFIED = "notified"
    ENDED = "ended"  # it had one, whose term is over
    NONE = "none"  # it has notified none yet


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when a national focal point of a Party is one; `works` says whether a mailbox takes mail."""

    country: str
    starts_on: date | None
    ends_on: date | None
    works: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How a Party stands with its focal point on a day: since when it has none, and whether mail reaches one."""

    country: str
    group: str
    state: FocalState
    ended_on: date | None = None
    is_unreached: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """How many Parties have notified a national focal point, of how many; without Parties there is no rate."""

    notified: int
    parties: int

    @property
    def percent(self) -> float | None:
        """Give the rate in percent, to one place."""
        return round(100 * self.notified / self.parties, 1) if self.parties else None

    @property
    def missing(self) -> int:
        """Give how many have notified none."""
        return self.parties - self.notified


def standings_on(day: date, parties: Mapping[str, str], terms: Iterable[Term]) -> tuple[Standing, ...]:
    """Say how each Party stands on a day, by code.

    Takes: the Parties of that day with their regional groups; all terms there are, in any order. Mail that reaches one
    of several focal points reaches the Party.
    """
    by_country: dict[str, list[Term]] = {}
    for one in terms:
        by_country.setdefault(one.country, []).append(one)
    return tuple(
        _standing(day, code, parties[code] or NO_GROUP, by_country.get(code, [])) for code in sorted(parties)
    )


def _standing(day: date, code: str, group: str, terms: list[Term]) -> Standing:
    present = [one for one in terms if holds_on(day, one.starts_on, one.ends_on)]
    if present:
        return Standing(code, group, FocalState.NOTIFIED, is_unreached=not any(one.works for one in present))
    ended = [one.ends_on for one in terms if one.ends_on is not None and one.ends_on < day]
    if ended:
        return Standing(code, group, FocalState.ENDED, max(ended))
    return Standing(code, group, FocalState.NONE)


def rate_of(standings: Iterable[Standing]) -> Rate:
    """Count the Parties that have notified one, and all."""
    counts = Counter(one.state == FocalState.NOTIFIED for one in standings)
    return Rate(counts[True], counts.total())


def months_before(day: date, many: int = MONTHS_SHOWN) -> tuple[date, ...]:
    """Give the first days of so many months before a day, and the day itself, the earliest first."""
    months = day.year * 12 + day.month - 1
    firsts = [date((months - ago) // 12, (months - ago) % 12 + 1, 1) for ago in range(many - 1, -1, -1)]
    return (*(one for one in firsts if one < day), day)
