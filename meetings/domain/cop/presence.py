"""Who of whom is in a meeting at a moment, and which Parties that makes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from meetings.domain.statistics import Facts, Stretch, surest


class In(NamedTuple):
    """Somebody who is in a meeting, with what they are there as."""

    slot_id: str
    person_id: int
    country: str | None
    category: str | None


def in_at(facts: Facts, at: datetime) -> list[In]:
    """Find who is in which meeting at a moment, by the rows of each person that count.

    An entry through our entrance lasts to the meeting's end, unless the platform says that they left.
    """
    ends = {one.id: one.ends_at for one in facts.holdings}
    by_person: dict[tuple[str, int], list[Stretch]] = {}
    for one in facts.stretches:
        if one.person_id is not None and one.role == "participant" and one.slot_id in ends:
            by_person.setdefault((one.slot_id, one.person_id), []).append(one)
    found = []
    for (slot_id, person_id), rows in by_person.items():
        if any(row.joined_at <= at < (row.left_at or ends[slot_id]) for row in surest(rows)):
            known = next((row for row in rows if row.country), rows[0])
            found.append(In(slot_id, person_id, known.country, known.category))
    return found


def parties_among(
    present: Iterable[tuple[str | None, str | None]], parties: Collection[str]
) -> frozenset[str]:
    """Give the Parties whose governments are among countries with categories."""
    return frozenset(
        country
        for country, category in present
        if country is not None and country in parties and category == "government"
    )
