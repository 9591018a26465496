"""Rules of the entrance: which of somebody's times it leads to, and who else is in the room with them."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol, TypeVar

from meetings.domain import errors
from meetings.domain.codes import ACTIVE_PLACES, PlaceState, SlotState
from meetings.domain.registrations import check_name, name_key
from meetings.domain.seasons import Holding, Standing, ends_at, standing

MOST_IN_ROOM: Final = 200


class Held(Holding, Protocol):
    """A place in a slot, as far as it opens a way in."""

    @property
    def place_state(self) -> str:
        """How the place stands."""

    @property
    def is_ended(self) -> bool:
        """Whether the registration was cancelled."""


S = TypeVar("S", bound=Holding)
H = TypeVar("H", bound=Held)


def next_slot(slots: Iterable[S], now: datetime) -> S | None:
    """Choose the slot a person waits for: the one open now, else the next to come, else the last that was."""
    every = sorted(slots, key=lambda slot: slot.starts_at)
    ahead = [slot for slot in every if now < ends_at(slot)]
    planned = [slot for slot in ahead if slot.state == SlotState.PLANNED]
    return next(iter(planned or ahead or every[-1:]), None)


def open_now(held: Iterable[H], now: datetime) -> list[H]:
    """Give the places that can be entered now, the first to begin first."""
    found = [
        one
        for one in held
        if one.place_state == PlaceState.CONFIRMED
        and not one.is_ended
        and standing(one, now) is Standing.OPEN
    ]
    return sorted(found, key=lambda one: one.starts_at)


def ways_in(held: Sequence[H], now: datetime) -> list[H]:
    """Choose what the page of a link is about: every place open now, else the next to come, else the last.

    A confirmed place comes before one that waits. Gives: nothing only where nothing is held.
    """
    found = open_now(held, now)
    if found:
        return found
    live = [one for one in held if not one.is_ended] or list(held)
    confirmed = [one for one in live if one.place_state == PlaceState.CONFIRMED]
    active = [one for one in live if one.place_state in ACTIVE_PLACES]
    groups = [group for group in (confirmed, active, live) if group]
    for group in groups:
        nearest = next_slot(group, now)
        if nearest and nearest.state == SlotState.PLANNED and now < ends_at(nearest):
            return [nearest]
    last = next_slot(groups[0], now) if groups else None
    return [last] if last else []


def check_room(names: str, number: str) -> tuple[tuple[str, ...], int | None]:
    """Read who else is in a room: names, one a line and each once, and how many more without a name.

    Raises: Missing for neither; TooManyLines, TooLong, NotOneLine with field `names`; NotANumber with field `number`.
    """
    lines = [line for line in names.splitlines() if line.strip()]
    if len(lines) > MOST_IN_ROOM:
        raise errors.TooManyLines(field="names", most=MOST_IN_ROOM)
    found = {name_key(name): name for name in (check_name(line, "names") for line in lines)}
    more = _number(number)
    if not found and more is None:
        raise errors.Missing(field="names")
    return tuple(found.values()), more


def _number(text: str) -> int | None:
    figures = unicodedata.normalize("NFKC", text).strip()
    if not figures:
        return None
    value = int(figures) if figures.isdecimal() and len(figures) < 6 else 0
    if not 1 <= value <= MOST_IN_ROOM:
        raise errors.NotANumber(field="number", least=1, most=MOST_IN_ROOM)
    return value
