"""Which of several times of a session served whom, and how a panel is balanced."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, Protocol

from meetings.domain.report_cuts import by_slot, pairs_of
from meetings.domain.statistics import Facts, Holding, Presence, recorded

BY: Final = ("hour", "region", "category")
Part = tuple[Facts, Sequence[Presence]]
Pair = tuple[str, int]  # what somebody has of a property, and who


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
    in_all = tuple({by: list[Pair]() for by in BY} for _which in range(2))
    only = [0, 0]
    for one in sessions:
        facts, present = parts[one.id]
        times, here = _alternatives(facts), by_slot(present)
        if len(times) < 2 or not {slot.id for slot in times} <= recorded(facts):
            continue
        found = [{by: pairs_of(facts, by, here.get(slot.id, [])) for by in BY} for slot in times]
        served = [_served(slot.id, at, found) for at, slot in enumerate(times)]
        told.append({"slug": one.slug, "times": served})
        for number, pairs in enumerate(found):
            which = min(number, 1)
            only[which] += served[number]["only"]
            for by in BY:
                in_all[which][by] += pairs[by]
    which_served = [{**_told(pairs), "only": only[at]} for at, pairs in enumerate(in_all)] if told else []
    return {"which": which_served, "sessions": told}


def _alternatives(facts: Facts) -> list[Holding]:
    """Give the times of the first part that was held more than once, in their order."""
    parts: dict[int, list[Holding]] = {}
    for slot in sorted(facts.holdings, key=lambda slot: (slot.starts_at, slot.id)):
        if slot.held:
            parts.setdefault(slot.part, []).append(slot)
    return next((times for _part, times in sorted(parts.items()) if len(times) > 1), [])


def _served(slot_id: str, at: int, found: Sequence[Mapping[str, list[Pair]]]) -> dict[str, Any]:
    people = [{person for _key, person in one["hour"]} for one in found]
    elsewhere = set().union(*(each for number, each in enumerate(people) if number != at))
    return {"id": slot_id, **_told(found[at]), "only": len(people[at] - elsewhere)}


def _told(pairs: Mapping[str, list[Pair]]) -> dict[str, Any]:
    return {
        "people": len({person for _key, person in pairs["hour"]}),
        "attendances": len(pairs["hour"]),
        **{by: _numbers(pairs[by]) for by in BY},
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


def _numbers(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Count different people by key, most first, those without one last."""
    numbers = Counter(map(itemgetter(0), set(pairs)))
    order = sorted(numbers, key=lambda key: (not key, -numbers[key], key))
    return [{"key": key or None, "people": numbers[key]} for key in order]
