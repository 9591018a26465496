"""What a State is to a treaty on a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Protocol

from meetings.domain.cop.codes import PartyStanding

ORDER: Final = {PartyStanding.PARTY: 2, PartyStanding.DEPOSITED: 1}
NINETIETH: Final = timedelta(days=90)
# The day on which each treaty entered into force, before which it is in force for nobody.
BEGAN: Final[dict[str, date]] = {
    "minamata": date(2017, 8, 16),
    "basel": date(1992, 5, 5),
    "rotterdam": date(2004, 2, 24),
    "stockholm": date(2004, 5, 17),
}


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


def in_force_on(deposited_on: date, treaty: str) -> date:
    """Give the day on which a treaty is in force for a State: the ninetieth after the deposit of its instrument.

    For whoever deposited before the treaty itself entered into force, the day on which it did.
    Source: Minamata Convention, article 31; Basel, article 25; Rotterdam, article 26; Stockholm, article 26.
    """
    ninetieth = deposited_on + NINETIETH
    return max(ninetieth, BEGAN.get(treaty, ninetieth))
