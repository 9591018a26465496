"""The rows behind a count of a report: who or what makes the number, so that each number can be gone through."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from meetings.domain import statistics as rules
from meetings.domain.report_stays import within
from meetings.domain.statistics import Facts, Presence

# What these counts are made of are people, whom not everybody who sees figures may see.
OF_PEOPLE: Final = frozenset(("registrations", "attendances", "unidentified", "participants", "panelists"))


@dataclass(frozen=True, slots=True)
class Behind:
    """A row behind a count, and what it adds; `minutes` are those somebody was there, or a slot was held.

    `words` are what a list of attendance calls somebody who is nobody we know, or the source of a published figure.
    """

    adds: float
    person_id: int | None = None
    session_id: int | None = None
    slot_id: str | None = None
    country: str | None = None
    minutes: float | None = None
    at: datetime | None = None
    words: str = ""
    published: bool = False


def rows_of(
    facts: Facts, count: str, present: Iterable[Presence], wanted: Callable[[Presence], bool] | None = None
) -> list[Behind]:
    """Give the rows behind a count, in the order of sessions and times; what they add makes its value.

    Takes: `wanted`, which presences, where a cell of a cut is asked for.
    """
    here = [one for one in present if wanted is None or wanted(one)]
    return _ROWS[count](facts, here)


def _sessions(facts: Facts, _present: list[Presence]) -> list[Behind]:
    return [Behind(1, session_id=one.id) for one in facts.topics]


def _slots(facts: Facts, _present: list[Presence]) -> list[Behind]:
    return [_slot(one, 1) for one in _in_order(facts)]


def _hours(facts: Facts, _present: list[Presence]) -> list[Behind]:
    return [_slot(one, one.minutes / 60) for one in _in_order(facts)]


def _slot(one: rules.Holding, adds: float) -> Behind:
    return Behind(adds, session_id=one.session_id, slot_id=one.id, minutes=one.minutes, at=one.starts_at)


def _registrations(facts: Facts, present: list[Presence]) -> list[Behind]:
    rows = [
        Behind(1, person_id=person, session_id=session)
        for person, session in sorted(rules.registered(facts, present))
    ]
    return rows + _published(facts, "registrations", rules.wished(facts))


def _attendances(facts: Facts, present: list[Presence]) -> list[Behind]:
    slots = {one.id: one for one in facts.holdings}
    rows = [
        Behind(
            1,
            person_id=one.person_id,
            session_id=slots[one.slot_id].session_id,
            slot_id=one.slot_id,
            country=one.country,
            minutes=within(one.rows, slots[one.slot_id].begins_at, slots[one.slot_id].ends_at).total_seconds()
            / 60,
            at=slots[one.slot_id].starts_at,
        )
        for one in sorted(present, key=lambda one: (slots[one.slot_id].starts_at, one.slot_id, one.person_id))
    ]
    return rows + _published(facts, "attendances", rules.recorded(facts))


def _published(facts: Facts, count: str, known: set[str]) -> list[Behind]:
    return [
        Behind(one.value, slot_id=slot_id, words=one.source, published=True)
        for slot_id, one in rules.figures_of(facts, count).items()
        if slot_id not in known
    ]


def _unidentified(facts: Facts, _present: list[Presence]) -> list[Behind]:
    return [
        Behind(number, slot_id=slot_id, at=at, words=words)
        for (slot_id, at, words), number in sorted(rules.nobodies(facts).items())
    ]


def _participants(_facts: Facts, present: list[Presence]) -> list[Behind]:
    return [Behind(1, person_id=one) for one in sorted({one.person_id for one in present})]


def _countries(_facts: Facts, present: list[Presence]) -> list[Behind]:
    return [Behind(1, country=one) for one in sorted({one.country for one in present if one.country})]


def _parties(facts: Facts, present: list[Presence]) -> list[Behind]:
    return [Behind(1, country=one) for one in sorted(rules.parties_present(facts, present))]


def _panelists(facts: Facts, _present: list[Presence]) -> list[Behind]:
    people = {person for one in facts.topics for person in one.panel}
    return [Behind(1, person_id=one) for one in sorted(people)]


def _in_order(facts: Facts) -> list[rules.Holding]:
    return sorted(rules.held_of(facts), key=lambda one: (one.starts_at, one.id))


_ROWS: Final[dict[str, Callable[[Facts, list[Presence]], list[Behind]]]] = {
    "sessions": _sessions,
    "slots": _slots,
    "hours": _hours,
    "registrations": _registrations,
    "attendances": _attendances,
    "unidentified": _unidentified,
    "participants": _participants,
    "countries": _countries,
    "parties": _parties,
    "panelists": _panelists,
}
