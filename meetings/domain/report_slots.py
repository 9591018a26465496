"""Which of several times of a session served whom, and how a panel is balanced."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from meetings.domain.report_cuts import by_slot, key_of
from meetings.domain.statistics import Facts, Holding, Presence, recorded

BY: Final = ("hour", "region", "category")
Part = tuple[Facts, Sequence[Presence]]
Row = tuple[Any, ...]  # a person, and what they have of each of `BY`


class Named(Protocol):
    """A session, as far as it has a name."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def slug(self) -> str:
        """Its name in addresses."""


def held_twice(sessions: Iterable[Named], parts: Mapping[int, Part]) -> dict[str, Any]:
    """Say of sessions held more than once whom each time served: earlier and later in all, then session by session.

    Gives: people and attendances of each time, how many came to no other, and people by local hour in the capital of
    their country, by regional group, and by category.
    """
    told: list[dict[str, Any]] = []
    in_all: tuple[list[Row], list[Row]] = ([], [])
    only = [0, 0]
    for one in sessions:
        facts, present = parts[one.id]
        times, here = _alternatives(facts), by_slot(present)
        if len(times) < 2 or not {slot.id for slot in times} <= recorded(facts):
            continue
        rows = {slot.id: _rows(facts, here.get(slot.id, [])) for slot in times}
        served = [_served(slot.id, rows) for slot in times]
        told.append({"slug": one.slug, "times": served})
        for number, slot in enumerate(times):
            in_all[min(number, 1)].extend(rows[slot.id])
            only[min(number, 1)] += served[number]["only"]
    which = [{**_told(rows), "only": only[at]} for at, rows in enumerate(in_all)] if told else []
    return {"which": which, "sessions": told}


def _alternatives(facts: Facts) -> list[Holding]:
    """Give the times of the first part that was held more than once, in their order."""
    parts: dict[int, list[Holding]] = {}
    for slot in sorted(facts.holdings, key=lambda slot: (slot.starts_at, slot.id)):
        if slot.held:
            parts.setdefault(slot.part, []).append(slot)
    return next((times for _part, times in sorted(parts.items()) if len(times) > 1), [])


def _rows(facts: Facts, present: Iterable[Presence]) -> list[Row]:
    keys = [key_of(facts, by) for by in BY]
    return [(one.person_id, *(key(one) for key in keys)) for one in present]


def _served(slot_id: str, rows: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    people = {row[0] for row in rows[slot_id]}
    elsewhere = {row[0] for other, each in rows.items() if other != slot_id for row in each}
    return {"id": slot_id, **_told(rows[slot_id]), "only": len(people - elsewhere)}


def _told(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "people": len({row[0] for row in rows}),
        "attendances": len(rows),
        **{by: _numbers((row[at], row[0]) for row in rows) for at, by in enumerate(BY, start=1)},
    }


def panel_balance(facts: Facts) -> dict[str, Any]:
    """Count those who speak or moderate, known by name, by the regional group of their country and by gender."""
    people = sorted({person for one in facts.topics for person in one.panel})
    known = [facts.panel.get(one) for one in people]
    regions = [facts.regions.get(one.country or "", "") if one else "" for one in known]
    genders = [(one.gender or "") if one else "" for one in known]
    return {
        "people": len(people),
        "region": _numbers(zip(regions, people, strict=True)),
        "gender": _numbers(zip(genders, people, strict=True)),
    }


def _numbers(pairs: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """Count different people by key, most first, those without one last."""
    numbers = Counter(key for key, _person in set(pairs))
    order = sorted(numbers, key=lambda key: (not key, -numbers[key], key))
    return [{"key": key or None, "people": numbers[key]} for key in order]
