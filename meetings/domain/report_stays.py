"""How a session went, step by step: who registered, who came, who stayed long enough, who answered its survey."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from meetings.domain.statistics import Facts, Holding, Presence, Stretch, presence, recorded

SHARE_PERCENT: Final = 60
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stages:
    """People × sessions that came, stayed and answered; null for what nobody recorded."""

    came: int | None = None
    stayed: int | None = None
    answered: int | None = None


def stages(facts: Facts, present: Iterable[Presence], *, share_percent: int = SHARE_PERCENT) -> Stages:
    """Count people × sessions: who came, and who stayed for a share of the scheduled minutes.

    Answers are those of sessions that have a survey; null where none has.
    """
    surveys = [facts.answered[one.id] for one in facts.topics if one.id in facts.answered]
    answered = sum(surveys) if surveys else None
    if not recorded(facts):
        return Stages(answered=answered)
    came = minutes_of(facts, present)
    return Stages(len(came), len(stayed(facts, came, share_percent)), answered)


def minutes_of(facts: Facts, present: Iterable[Presence]) -> dict[Pair, dict[int, timedelta]]:
    """Give, by person and session, how long they were in each part: in the slot of it where they stayed longest."""
    slots = {one.id: one for one in facts.holdings}
    found: dict[Pair, dict[int, timedelta]] = {}
    for one in present:
        slot = slots[one.slot_id]
        parts = found.setdefault((one.person_id, slot.session_id), {})
        parts[slot.part] = max(parts.get(slot.part, timedelta()), within(one.rows, slot))
    return found


def stayed(facts: Facts, came: Mapping[Pair, Mapping[int, timedelta]], share_percent: int) -> set[Pair]:
    """Find who was there for a share of the scheduled minutes; of a session in parts, of the minutes of all."""
    lengths: dict[int, dict[int, int]] = {}
    for slot in facts.holdings:
        if slot.held:
            parts = lengths.setdefault(slot.session_id, {})
            parts[slot.part] = min(parts.get(slot.part, slot.minutes), slot.minutes)
    needed = {
        session: timedelta(minutes=sum(parts.values())) * share_percent / 100
        for session, parts in lengths.items()
    }
    return {pair for pair, parts in came.items() if sum(parts.values(), timedelta()) >= needed[pair[1]]}


def within(rows: tuple[Stretch, ...], slot: Holding) -> timedelta:
    """Give how long stretches lie within the hour of a slot, overlaps counted once."""
    if len(rows) == 1:
        left = min(rows[0].left_at or slot.ends_at, slot.ends_at)
        return max(left - max(rows[0].joined_at, slot.starts_at), timedelta())
    return presence([_clipped(row, slot) for row in rows], slot.ends_at)


@dataclass(frozen=True, slots=True)
class _Clipped:
    """A stretch as far as it lies within a slot."""

    joined_at: datetime
    left_at: datetime


def _clipped(row: Stretch, slot: Holding) -> _Clipped:
    joined_at = min(max(row.joined_at, slot.starts_at), slot.ends_at)
    return _Clipped(joined_at, min(row.left_at or slot.ends_at, slot.ends_at))


def stages_json(found: Stages, registered: float | None) -> dict[str, Any]:
    """Give the steps as a report keeps them."""
    return {
        "registered": registered,
        "came": found.came,
        "stayed": found.stayed,
        "answered": found.answered,
    }
