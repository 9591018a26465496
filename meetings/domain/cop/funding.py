"""Travel that the secretariat pays: which Parties are eligible, who comes first, and how an asking may be decided."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from meetings.domain.cop.accreditation_errors import FundedAlready, NotEligible
from meetings.domain.cop.codes import GONE, PartyStanding
from meetings.domain.errors import NotAChoice


class FundingState(StrEnum):
    """Where the asking for travel stands."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


MOVES: Final[Mapping[FundingState, tuple[FundingState, ...]]] = {
    FundingState.ASKED: (FundingState.GRANTED, FundingState.DECLINED, FundingState.CANCELLED),
    FundingState.GRANTED: (FundingState.CANCELLED,),
    FundingState.DECLINED: (FundingState.ASKED, FundingState.GRANTED),
    FundingState.CANCELLED: (FundingState.ASKED,),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a segment pays for: how many of a Party (null: any number), and the Parties that are listed, if any."""

    per_party: int | None = 1
    listed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asker:
    """A Party whose delegate asks: its code, its standing on the opening day, and what the list says of it."""

    code: str
    standing: PartyStanding
    is_least_developed: bool
    is_small_island: bool

    @classmethod
    def of(cls, code: str, standing: PartyStanding, detail: Mapping[str, Any]) -> "Asker":
        """Read what the list of Parties says."""
        return cls(code, standing, bool(detail.get("ldc")), bool(detail.get("sids")))


def is_eligible(one: Asker, rule: Rule) -> bool:
    """Say whether travel of a delegate may be paid: Parties only, those listed, else the least developed and islands.

    Source: practice of the first meeting, one funded participant of each eligible country, least developed first.
    """
    if one.standing is not PartyStanding.PARTY:
        return False
    if rule.listed:
        return one.code in rule.listed
    return one.is_least_developed or one.is_small_island


def turn_of(one: Asker) -> int:
    """Give who comes first: the least developed, then small islands, then others."""
    return 0 if one.is_least_developed else 1 if one.is_small_island else 2


def check_decision(
    before: str, to: str, one: Asker, rule: Rule, *, granted: int, state: str, field: str = "to"
) -> FundingState:
    """Say whether an asking may be decided so.

    Takes: how many of the Party are `granted` beside this one; the `state` of the participation.
    Raises: NotAChoice, NotEligible, FundedAlready.
    """
    if to not in set(FundingState) or FundingState(to) not in MOVES[FundingState(before)]:
        raise NotAChoice(field=field, value=to[:20])
    if to == FundingState.GRANTED:
        if not is_eligible(one, rule) or state in set(GONE):
            raise NotEligible(field=field)
        if rule.per_party is not None and granted >= rule.per_party:
            raise FundedAlready(field=field, most=rule.per_party)
    return FundingState(to)


def check_listed(given: Iterable[str], known: Collection[str]) -> list[str]:
    """Read a list of Parties by their codes, each once, in the order of the alphabet.

    Raises: NotAChoice.
    """
    codes = sorted({one.strip().upper() for one in given if one.strip()})
    for one in codes:
        if one not in known:
            raise NotAChoice(field="listed", value=one[:20])
    return codes


def days_paid(arrives_on: date | None, leaves_on: date | None, given: int | None) -> int | None:
    """Give the days of daily subsistence: those given, else from arriving to leaving; null if unknown."""
    if given is not None:
        return given
    if arrives_on is None or leaves_on is None or leaves_on < arrives_on:
        return None
    return (leaves_on - arrives_on).days + 1
