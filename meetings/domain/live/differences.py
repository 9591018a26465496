"""Where what a platform told at once and its report say different things of somebody."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from meetings.domain.attendance import covered
from meetings.domain.live.told import says_something

ALIKE: Final = timedelta(minutes=2)


class Said(NamedTuple):
    """That somebody was there, by whom it is said; `key` is the same for all that is said of one."""

    key: str
    name: str
    live: bool
    joined_at: datetime
    left_at: datetime | None


class Difference(NamedTuple):
    """How long somebody was there, as their platform told and as its report says; nothing where it does not."""

    key: str
    name: str
    told: timedelta | None
    reported: timedelta | None

    @property
    def apart(self) -> timedelta:
        """Give by how much the two differ."""
        return abs((self.told or timedelta()) - (self.reported or timedelta()))


def differences(said: Iterable[Said], ends_at: datetime) -> tuple[Difference, ...]:
    """Find of whom only one speaks, or both so that it matters; the largest difference first."""
    spans: dict[tuple[str, bool], list[tuple[datetime, datetime]]] = {}
    names: dict[str, str] = {}
    for one in said:
        names.setdefault(one.key, one.name)
        if says_something(one.joined_at, one.left_at):
            left_at = one.left_at or max(ends_at, one.joined_at)
            spans.setdefault((one.key, one.live), []).append((one.joined_at, left_at))
    found = []
    for key, name in names.items():
        told, reported = (
            covered(spans[key, live]) if (key, live) in spans else None for live in (True, False)
        )
        one_sided = (told is None) != (reported is None)
        both = told is not None and reported is not None
        if one_sided or (both and Difference(key, name, told, reported).apart >= ALIKE):
            found.append(Difference(key, name, told, reported))
    return tuple(sorted(found, key=lambda one: (-one.apart, one.name, one.key)))
