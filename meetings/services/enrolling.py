"""Registrations made together: many rows with few statements, and seats held in one order for everybody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from meetings.domain.codes import Mode
from meetings.extensions import insert_new, store
from meetings.models.registrations import Registration
from meetings.services.consents import Yes, add_each
from meetings.services.registrations import NOTICE, PLACE, REGISTRATION
from meetings.services.seats import EVENT, Seat, lock_seats, take_seats
from meetings.services.standing import PlaceGiven
from meetings.services.webhooks.noting import note_each


@dataclass(frozen=True, slots=True)
class Wish:
    """A registration to be made: its row, the slot of each part, and what its person agreed to."""

    values: dict[str, Any]
    slots: Mapping[int, Any]
    yes: Yes | None = None
    modes: Mapping[int, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Give the id that the registration has, or would have."""
        name: str = self.values["id"]
        return name

    @property
    def whose(self) -> tuple[int, int]:
        """Give person and session."""
        return self.values["person_id"], self.values["session_id"]

    def mode_of(self, part: int) -> str:
        """Give how they take part in a part: online, where nothing else is said."""
        return self.modes.get(part, Mode.ONLINE)


def add_registrations(wishes: Sequence[Wish], known: Collection[int]) -> list[Wish]:
    """Add registrations, unless their people have one for the session that stands; give those added, in their order.

    Takes: `known`, the people who may have registrations; whoever is new has none.
    """
    asked = sorted((one for one in wishes if one.values["person_id"] in known), key=lambda one: one.whose)
    sure = [one for one in wishes if one.values["person_id"] not in known]
    added = {one.id for one in sure}
    if asked:
        statement = insert_new(Registration).on_conflict_do_nothing().returning(Registration.id)
        added.update(store(statement, [one.values for one in asked]).scalars())
    if sure:
        store(REGISTRATION, [one.values for one in sure])
    return [one for one in wishes if one.id in added]


def note_registrations(added: Iterable[Wish], now: datetime) -> None:
    """Note what people agreed to with new registrations, and that they were made."""
    wishes = list(added)
    add_each((one.id, one.values["person_id"], one.yes) for one in wishes if one.yes)
    events = [
        {
            "registration_id": one.id,
            "kind": "registered",
            "at": now,
            "actor": one.values["source"],
            "detail": {"places": [slot.id for slot in one.slots.values()]},
        }
        for one in wishes
    ]
    if events:
        store(EVENT, events)
        note_each((one["registration_id"], one["kind"], now, one["detail"]) for one in events)


def add_notices(rows: Sequence[dict[str, Any]]) -> None:
    """Make notices due that nobody else makes."""
    if rows:
        store(NOTICE, list(rows))


def take_places(added: Sequence[Wish]) -> dict[str, tuple[PlaceGiven, ...]]:
    """Take a seat or a place in line for each part of new registrations; in line, who comes first stands first.

    Gives: the places by registration, in the order of their parts.
    """
    if not added:
        return {}
    seats = _take_seats(added)
    given: dict[str, tuple[PlaceGiven, ...]] = {}
    for one in added:
        places = []
        for part, slot in sorted(one.slots.items()):
            mode = one.mode_of(part)
            seat = seats[slot.id, mode].pop(0)
            places.append(PlaceGiven(part, slot.id, seat.state, seat.position, mode, seat.rank))
        given[one.id] = tuple(places)
    rows = [
        {
            "registration_id": name,
            "part": place.part,
            "slot_id": place.slot_id,
            "mode": str(place.mode),
            "state": str(place.state),
            "position": place.position,
            "first_rank": place.rank,
        }
        for name, places in given.items()
        for place in places
    ]
    store(PLACE, rows)
    return given


def _take_seats(added: Iterable[Wish]) -> dict[tuple[str, str], list[Seat]]:
    """Take seats of each kind; where there are two, all are held before in one order for everybody."""
    wanted: dict[str, Counter[str]] = {}
    for one in added:
        for part, slot in one.slots.items():
            wanted.setdefault(one.mode_of(part), Counter())[slot.id] += 1
    if len(wanted) > 1:
        lock_seats({slot_id for counts in wanted.values() for slot_id in counts})
    return {
        (slot_id, mode): seats
        for mode, counts in sorted(wanted.items())
        for slot_id, seats in take_seats(counts, mode).items()
    }
