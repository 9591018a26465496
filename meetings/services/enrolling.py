"""Registrations made together: many rows with few statements, and seats held in one order for everybody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.extensions import insert_new, store
from meetings.models.registrations import Registration
from meetings.services.consents import Yes, add_each
from meetings.services.registrations import NOTICE, PLACE, REGISTRATION
from meetings.services.seats import EVENT, take_seats
from meetings.services.standing import PlaceGiven


@dataclass(frozen=True, slots=True)
class Wish:
    """A registration to be made: its row, the slot of each part, and what its person agreed to."""

    values: dict[str, Any]
    slots: Mapping[int, Any]
    yes: Yes | None = None

    @property
    def id(self) -> str:
        """Give the id that the registration has, or would have."""
        name: str = self.values["id"]
        return name

    @property
    def whose(self) -> tuple[int, int]:
        """Give person and session."""
        return self.values["person_id"], self.values["session_id"]


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
    seats = take_seats(Counter(slot.id for one in added for slot in one.slots.values()))
    given: dict[str, tuple[PlaceGiven, ...]] = {}
    for one in added:
        places = []
        for part, slot in sorted(one.slots.items()):
            seat = seats[slot.id].pop(0)
            places.append(PlaceGiven(part, slot.id, seat.state, seat.position))
        given[one.id] = tuple(places)
    rows = [
        {
            "registration_id": name,
            "part": place.part,
            "slot_id": place.slot_id,
            "state": str(place.state),
            "position": place.position,
        }
        for name, places in given.items()
        for place in places
    ]
    store(PLACE, rows)
    return given
