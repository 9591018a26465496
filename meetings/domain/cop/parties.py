"""What a State is to a treaty on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Protocol

from meetings.domain.cop.codes import PartyStanding

ORDER: Final = {PartyStanding.PARTY: 2, PartyStanding.DEPOSITED: 1}


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
