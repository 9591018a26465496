"""What a State is to a treaty on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Protocol

from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.parties_errors import BeforeDeposit, DayNeeded, DepositAhead, SourceNeeded
from meetings.domain.errors import NotAChoice, NotATime

ORDER: Final = {PartyStanding.PARTY: 2, PartyStanding.DEPOSITED: 1}
NINETIETH: Final = timedelta(days=90)
# The day on which each treaty entered into force, before which it is in force for nobody.
BEGAN: Final[dict[str, date]] = {
    "minamata": date(2017, 8, 16),
    "basel": date(1992, 5, 5),
    "rotterdam": date(2004, 2, 24),
    "stockholm": date(2004, 5, 17),
}
TREATIES: Final = tuple(BEGAN)
# The treaty of which the secretariat keeps the list.
LISTED: Final = "minamata"
GROUPS: Final = ("africa", "asia-pacific", "eeg", "grulac", "weog")


class StatusSince(Protocol):
    """A status, from a day on; without a day nobody knows since when."""

    @property
    def status(self) -> str:
        """What it is."""

    @property
    def starts_on(self) -> date | None:
        """The first day."""


def standing_on(statuses: Iterable[StatusSince], day: date) -> PartyStanding:
    """Say what a State is to a treaty on a day.

    Takes: its statuses for this treaty, in any order.
    Gives: Party, from the day the treaty is in force for it; deposited, from the day of the instrument; to be
    confirmed, where a list says that it may be a Party and not since when; else non-Party.
    Source: Convention, article 31 (in force on the ninetieth day after the deposit).
    """
    begun = [one for one in statuses if one.starts_on is None or one.starts_on <= day]
    dated = [PartyStanding(one.status) for one in begun if one.starts_on and one.status in ORDER]
    if dated:
        return max(dated, key=ORDER.__getitem__)
    if any(one.status == PartyStanding.TO_BE_CONFIRMED for one in begun):
        return PartyStanding.TO_BE_CONFIRMED
    return PartyStanding.NON_PARTY


def standing_to(treaty: str, statuses: Iterable[StatusSince], day: date) -> PartyStanding:
    """Say what a State is to any treaty on a day; of one whose list is not kept here, nobody is a non-Party unasked.

    Takes: its statuses for this treaty, in any order.
    """
    held = tuple(statuses)
    if not held and treaty != LISTED:
        return PartyStanding.TO_BE_CONFIRMED
    return standing_on(held, day)


def in_force_on(deposited_on: date, treaty: str) -> date:
    """Give the day on which a treaty is in force for a State: the ninetieth after the deposit of its instrument.

    For whoever deposited before the treaty itself entered into force, the day on which it did.
    Raises: NotATime, with field `deposited_on`, for a day after which no calendar goes on.
    Source: Minamata Convention, article 31; Basel, article 25; Rotterdam, article 26; Stockholm, article 26.
    """
    try:
        ninetieth = deposited_on + NINETIETH
    except OverflowError:
        raise NotATime(field="deposited_on", value=deposited_on.isoformat()) from None
    return max(ninetieth, BEGAN.get(treaty, ninetieth))


class StatusKind(StrEnum):
    """What an officer may say of a State: it deposited its instrument, or it did not, or nobody knows yet."""

    DEPOSITED = "deposited"
    NON_PARTY = "non_party"
    TO_BE_CONFIRMED = "to_be_confirmed"


@dataclass(frozen=True, slots=True)
class StatusGiven:
    """What an officer says of a State's standing to a treaty, and by which source."""

    kind: str
    deposited_on: date | None = None
    in_force_on: date | None = None
    source: str = ""


def statuses_of(given: StatusGiven, today: date) -> tuple[tuple[str, date | None], ...]:
    """Give the statuses that follow from what an officer says, each with its first day.

    Takes: the day it is, anywhere on Earth at the latest.
    Raises: NotAChoice, SourceNeeded, DayNeeded, DepositAhead, BeforeDeposit.
    """
    if given.kind not in set(StatusKind):
        raise NotAChoice(field="kind", value=given.kind[:20])
    if not given.source.strip():
        raise SourceNeeded(field="source")
    if given.kind != StatusKind.DEPOSITED:
        return ((given.kind, None),)
    if given.in_force_on is None:
        raise DayNeeded(field="in_force_on")
    if given.deposited_on is None:
        return ((PartyStanding.PARTY, given.in_force_on),)
    if given.deposited_on > today:
        raise DepositAhead(field="deposited_on")
    if given.in_force_on < given.deposited_on:
        raise BeforeDeposit(field="in_force_on")
    return ((PartyStanding.DEPOSITED, given.deposited_on), (PartyStanding.PARTY, given.in_force_on))
