"""How a session went, step by step: who registered, who came, who stayed long enough, who answered its survey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from meetings.domain.live.presence import presence
from meetings.domain.statistics import Facts, Presence, Stretch, recorded

SHARE_PERCENT: Final = 60
NOTHING: Final = timedelta()
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stages:
    """People × sessions that came, stayed and answered; null for what nobody recorded."""

    came: int | None = None
    stayed: int | None = None
    answered: int | None = None


def stages(
    facts: Facts,
    present: Sequence[Presence],
    *,
    share_percent: int = SHARE_PERCENT,
    lengths: Sequence[timedelta] | None = None,
) -> Stages:
    """Count people × sessions: who came, and who stayed for a share of the scheduled minutes.

    Takes: `lengths`, how long each of `present` was there, where that was found before.
    Answers are those of sessions that have a survey; null where none has.
    """
    surveys = [facts.answered[one.id] for one in facts.topics if one.id in facts.answered]
    answered = sum(surveys) if surveys else None
    if not recorded(facts):
        return Stages(answered=answered)
    came = minutes_of(facts, present, lengths_of(facts, present) if lengths is None else lengths)
    return Stages(len(came), len(stayed(facts, came, share_percent)), answered)


def together(parts: Iterable[Stages]) -> Stages:
    """Add what several sessions came to; null where nobody recorded it of any."""
    every = list(parts)

    def add(name: str) -> int | None:
        known = [getattr(one, name) for one in every if getattr(one, name) is not None]
        return sum(known) if known else None

    return Stages(add("came"), add("stayed"), add("answered"))


def minutes_of(
    facts: Facts, present: Iterable[Presence], lengths: Iterable[timedelta]
) -> dict[Pair, dict[int, timedelta]]:
    """Give, by person and session, how long they were in each part: in the slot of it where they stayed longest."""
    slots = {one.id: (one.session_id, one.part) for one in facts.holdings}
    found: dict[Pair, dict[int, timedelta]] = {}
    for one, length in zip(present, lengths, strict=True):
        session, part = slots[one.slot_id]
        parts = found.setdefault((one.person_id, session), {})
        if part not in parts or parts[part] < length:
            parts[part] = length
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
    return {pair for pair, parts in came.items() if sum(parts.values(), NOTHING) >= needed[pair[1]]}


def lengths_of(facts: Facts, present: Iterable[Presence]) -> list[timedelta]:
    """Give how long each presence lies within the hour of its slot."""
    spans = {one.id: (one.begins_at, one.ends_at) for one in facts.holdings}
    return [within(one.rows, *spans[one.slot_id]) for one in present]


def within(rows: tuple[Stretch, ...], starts_at: datetime, ends_at: datetime) -> timedelta:
    """Give how long stretches lie within an hour, overlaps counted once."""
    if len(rows) == 1:
        joined, left = rows[0].joined_at, rows[0].left_at
        begin = joined if joined > starts_at else starts_at
        end = ends_at if left is None or left > ends_at else left
        return end - begin if end > begin else NOTHING
    return presence([_clipped(row, starts_at, ends_at) for row in rows], ends_at)


@dataclass(frozen=True, slots=True)
class _Clipped:
    """A stretch as far as it lies within a slot."""

    joined_at: datetime
    left_at: datetime


def _clipped(row: Stretch, starts_at: datetime, ends_at: datetime) -> _Clipped:
    joined_at = min(max(row.joined_at, starts_at), ends_at)
    return _Clipped(joined_at, min(row.left_at or ends_at, ends_at))


def stages_json(found: Stages, registered: float | None) -> dict[str, Any]:
    """Give the steps as a report keeps them."""
    return {
        "registered": registered,
        "came": found.came,
        "stayed": found.stayed,
        "answered": found.answered,
    }
