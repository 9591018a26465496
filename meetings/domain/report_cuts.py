"""Participants and attendances cut by a property, and by the local hour at which a slot found them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Final

from meetings.domain.registrations import WAKING_HOURS, WORK_HOURS
from meetings.domain.statistics import Facts, Presence, presences
from meetings.domain.zones import to_local

CUTS: Final = ("region", "country", "category", "language", "gender", "returning")
NEW: Final = "new"
RETURNING: Final = "returning"
HOURS: Final = ("work", "awake", "asleep")
Cells = dict[str, tuple[int, int]]
Pair = tuple[str, int]
KeyOf = Callable[[Presence], str]


def cut(facts: Facts, by: str, present: Iterable[Presence] | None = None) -> Cells:
    """Cut participants and attendances by a property; `""` gathers those without one.

    Takes: `by`, one of `CUTS`; a regional group is of governments only.
    Gives: by value, people and attendances, most people first, those without the property last.
    """
    return cut_by(key_of(facts, by), presences(facts) if present is None else present)


def cut_by(key: KeyOf, present: Iterable[Presence]) -> Cells:
    """Cut by whatever a presence has for a key."""
    pairs = [(key(one), one.person_id) for one in present]
    return joined_cells(Counter(map(itemgetter(0), pairs)), set(pairs))


def joined_cells(times: Counter[str], pairs: Collection[Pair]) -> Cells:
    """Give cells of attendances by key, and of different pairs of key and person."""
    people = Counter(map(itemgetter(0), pairs))
    order = sorted(times, key=lambda value: (not value, -people[value], value))
    return {value: (people[value], times[value]) for value in order}


def pairs_of(facts: Facts, by: str, present: Sequence[Presence]) -> list[Pair]:
    """Give for each presence what it has of a property, and its person: what `key_of` says, for many at once."""
    people = map(attrgetter("person_id"), present)
    if by in ("country", "category", "language", "gender"):
        return list(zip([key or "" for key in map(attrgetter(by), present)], people, strict=True))
    if by == "returning":
        begins, first = begins_of(facts), facts.first_seen
        came = [(one.person_id, first.get(one.person_id), begins[one.slot_id]) for one in present]
        return [(NEW if at is None or at >= begin else RETURNING, person) for person, at, begin in came]
    seen = list(
        zip(*(map(attrgetter(name), present) for name in ("slot_id", "country", "category")), strict=True)
    )
    state = hour_states(facts)
    keys = {
        one: state(one[0], one[1]) if by == "hour" else region_of(facts, one[1], one[2]) for one in set(seen)
    }
    return list(zip(map(keys.__getitem__, seen), people, strict=True))


def key_of(facts: Facts, by: str) -> KeyOf:
    """Give what a presence has of a property."""
    if by == "region":
        return lambda one: region_of(facts, one.country, one.category)
    if by == "returning":
        begins = begins_of(facts)
        return lambda one: NEW if is_new(one, begins, facts.first_seen) else RETURNING
    if by == "hour":
        states = hour_states(facts)
        return lambda one: states(one.slot_id, one.country)
    return lambda one: getattr(one, by) or ""


def region_of(facts: Facts, country: str | None, category: str | None) -> str:
    """Give the regional group of a government; nothing for anybody else."""
    return facts.regions.get(country or "", "") if category == "government" else ""


def begins_of(facts: Facts) -> dict[str, datetime]:
    """Give, by slot, when the first slot of its session begins."""
    first: dict[int, datetime] = {}
    for one in facts.holdings:
        first[one.session_id] = min(first.get(one.session_id, one.starts_at), one.starts_at)
    return {one.id: first[one.session_id] for one in facts.holdings}


def is_new(one: Presence, begins: Mapping[str, datetime], first_seen: Mapping[int, datetime]) -> bool:
    """Say whether a session is the first at which somebody was seen, whatever the season."""
    seen = first_seen.get(one.person_id)
    return seen is None or seen >= begins[one.slot_id]


def hour_states(facts: Facts) -> Callable[[str, str | None], str]:
    """Give a function that says at which hour of the day a slot begins in the capital of a country.

    Gives: one of `HOURS`, or nothing where the country or its zone is not known.
    """
    starts = {one.id: one.starts_at for one in facts.holdings}
    known: dict[tuple[str, str], str] = {}

    def state(slot_id: str, country: str | None) -> str:
        zone = facts.zones.get(country or "")
        if zone is None:
            return ""
        if (slot_id, zone) not in known:
            known[slot_id, zone] = _state_at(starts[slot_id], zone)
        return known[slot_id, zone]

    return state


def _state_at(instant: datetime, zone: str) -> str:
    local = to_local(instant, zone)
    minute = local.hour * 60 + local.minute
    if WORK_HOURS[0] <= minute < WORK_HOURS[1]:
        return "work"
    return "awake" if WAKING_HOURS[0] <= minute < WAKING_HOURS[1] else "asleep"


def by_slot(present: Sequence[Presence]) -> dict[str, list[Presence]]:
    """Gather presences by their slot."""
    found: dict[str, list[Presence]] = {}
    for one in present:
        found.setdefault(one.slot_id, []).append(one)
    return found
