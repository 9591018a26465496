"""What a programme shows at a glance: registrations day by day, and the Parties nobody has seen."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from meetings.domain.zones import to_local

WEEK: Final = timedelta(days=7)
LONGEST_DAYS: Final = 400
GROUPS: Final = ("africa", "asia-pacific", "eeg", "grulac", "weog", "")
QUARTER_SECONDS: Final = 900


class Grown(NamedTuple):
    """How many there were at the end of a day, counted from a season's first day, which is 0."""

    day: int
    total: int


class PartySeen(NamedTuple):
    """A Party, and whether somebody of its government ever registered, and ever came."""

    code: str
    group: str
    registered: bool
    came: bool


class GroupSeen(NamedTuple):
    """A regional group: how many Parties, of how many nobody registered, and of how many nobody came."""

    group: str
    parties: int
    never_registered: int
    never_came: int


def days_from(first_day: date, moments: Iterable[datetime], zone: str) -> list[int]:
    """Say of instants how many days after a first day they fall in a zone."""
    quarters: Counter[int] = Counter(int(one.timestamp()) // QUARTER_SECONDS for one in moments)
    days: list[int] = []
    for quarter, number in quarters.items():
        at = datetime.fromtimestamp(quarter * QUARTER_SECONDS, tz=UTC)
        days += [(to_local(at, zone).date() - first_day).days] * number
    return days


def grown(days: Iterable[int], until: int | None = None) -> tuple[Grown, ...]:
    """Add up day by day, from the first on which anything was; days without anything stay level.

    Takes: a day to go on to, where the last on which anything was is before it. Of more than 400 days the latest are
    shown.
    """
    counted = Counter(days)
    if not counted:
        return ()
    last = max(counted) if until is None else max(until, max(counted))
    first = max(min(counted), last - LONGEST_DAYS)
    total = sum(number for day, number in counted.items() if day < first)
    found = []
    for day in range(first, last + 1):
        total += counted[day]
        found.append(Grown(day, total))
    return tuple(found)


def total_on(growth: Collection[Grown], day: int) -> int | None:
    """Give how many there were at the end of a day, or nothing where nobody knows: before all, that is nobody."""
    if not growth:
        return None
    known = [one.total for one in growth if one.day <= day]
    return known[-1] if known else 0


def seen(
    groups: Mapping[str, str | None], registered: Collection[str], came: Collection[str]
) -> tuple[PartySeen, ...]:
    """Say of each Party whether anybody of its government registered, and came; whoever came counts as registered."""
    found = [
        PartySeen(code, group if group in GROUPS else "", code in registered or code in came, code in came)
        for code, group in ((code, group or "") for code, group in groups.items())
    ]
    return tuple(sorted(found, key=lambda one: (GROUPS.index(one.group), one.code)))


def by_group(parties: Collection[PartySeen]) -> tuple[GroupSeen, ...]:
    """Count Parties by regional group, in the order in which the United Nations list them, without empty ones."""
    found = []
    for group in GROUPS:
        own = [one for one in parties if one.group == group]
        if own:
            silent = sum(not one.registered for one in own)
            found.append(GroupSeen(group, len(own), silent, sum(not one.came for one in own)))
    return tuple(found)
