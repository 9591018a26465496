"""A report as one sheet of plain values, in no language: everything the page, the papers and the seal are made from.

`sheet` has all of it, for the desk. `public` takes away what may not leave the desk: small cells, and what is of single
sessions and people. The same facts give the same sheet, so its seal is the same, too.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from meetings.domain.report_cells import WHOLE, Kept, kept_back, small_cells
from meetings.domain.report_cuts import CUTS, Cells, Pair, joined_cells, pairs_of
from meetings.domain.report_parts import narrow_to_slot, split
from meetings.domain.report_slots import held_twice, panel_balance
from meetings.domain.report_stays import SHARE_PERCENT, Stages, lengths_of, stages, stages_json, together
from meetings.domain.statistics import COUNTS, Count, Facts, Figure, Presence, count_all, presences, recorded

SCHEMA: Final = "minamata/report/1"
NO_STREAM: Final = "none"
OF_SLOT: Final = ("hours", "registrations", "attendances", "unidentified", "countries", "parties")
FEW: Final = "1–4"
# Regional groups are of governments only: whoever is in none is, nearly, whoever is of another category, and each of
# the two tables tells this cell of the other.
TOLD_ELSEWHERE: Final = {"region": "", "category": "government"}
Sheet = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a report is of; `share_percent` of a time is what somebody stays for who stays."""

    slug: str
    title: dict[str, str]
    place: dict[str, str]
    zone: str
    starts_on: date | None
    ends_on: date | None
    complete: bool
    demonstration: bool
    share_percent: int = SHARE_PERCENT


@dataclass(frozen=True, slots=True)
class StreamHead:
    """A stream of it; without a number, what is in none."""

    id: int | None
    slug: str
    title: dict[str, str]
    palette: int


@dataclass(frozen=True, slots=True)
class SessionHead:
    """A session of it; `starts_at` is its first time, null where it has none."""

    id: int
    slug: str
    stream: str
    palette: int
    title: dict[str, str]
    starts_at: datetime | None
    zone: str
    date_inferred: bool


@dataclass(frozen=True, slots=True)
class Heads:
    """What a report is of, with its streams and sessions in their order, and what countries are called."""

    of: Heading
    streams: tuple[StreamHead, ...]
    sessions: tuple[SessionHead, ...]
    countries: Mapping[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    """Facts, who was present in them, and how far they came, step by step."""

    facts: Facts
    present: tuple[Presence, ...]
    steps: Stages
    lengths: tuple[timedelta, ...] = ()


def sheet(heads: Heads, facts: Facts) -> Sheet:
    """Count a programme, its streams and its sessions, with every cut."""
    share = heads.of.share_percent
    parts = {key: _part(part, share) for key, part in split(facts).items()}
    whole = _together(facts, list(parts.values()))
    members = {
        one.slug: [each.id for each in heads.sessions if each.stream == one.slug] for one in heads.streams
    }
    streams = {
        slug: _together(_joined(facts, [parts[one].facts for one in ids]), [parts[one] for one in ids])
        for slug, ids in members.items()
    }
    cuts = {by: _cut(by, parts, members, whole) for by in CUTS}
    return {
        "schema": SCHEMA,
        **_heading(heads.of),
        "finished": all(one.held for one in facts.holdings),
        **_level(whole),
        "streams": [
            {"slug": one.slug, "title": one.title, "palette": one.palette, **_level(streams[one.slug])}
            for one in heads.streams
        ],
        "sessions": [_session(one, parts[one.id], share) for one in heads.sessions],
        "cuts": cuts,
        "countries": {
            one["key"]: heads.countries[one["key"]]
            for one in cuts["country"]["cells"]
            if one["key"] in heads.countries
        },
        "twice": held_twice(heads.sessions, {key: (one.facts, one.present) for key, one in parts.items()}),
        "panel": panel_balance(facts),
        "compared": None,
    }


def public(full: Sheet) -> Sheet:
    """Give of a sheet what may leave the desk."""
    shown = deepcopy({key: value for key, value in full.items() if key not in ("cuts", "twice", "panel")})
    for session in shown["sessions"]:
        for one in session["times"]:
            one.pop("id")
    return shown | {
        "cuts": {by: guarded_cut(cells, by) for by, cells in full["cuts"].items()},
        "twice": {"which": [_guarded_time(one) for one in full["twice"]["which"]], "sessions": []},
        "panel": {
            **full["panel"],
            "region": guarded_numbers(full["panel"]["region"]),
            "gender": guarded_numbers(full["panel"]["gender"]),
        },
    }


def canonical(one: Sheet) -> str:
    """Write a sheet in the one way in which it is sealed."""
    return json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def seal_of(text: str) -> str:
    """Give the seal of a sheet that was written so."""
    return sha256(text.encode()).hexdigest()


def guarded_cut(cells: Mapping[str, Any], by: str) -> dict[str, Any]:
    """Hide the small cells of a cut, with those from which they could be had."""
    lines = {WHOLE: cells["cells"], **cells["streams"]}
    kept = kept_back(
        {line: {one["key"] or "": one["participants"] for one in each} for line, each in lines.items()},
        TOLD_ELSEWHERE.get(by),
    )
    shown = {line: [_guarded(one, kept[line]) for one in each] for line, each in lines.items()}
    return {"known": cells["known"], "cells": shown.pop(WHOLE), "streams": shown}


def guarded_numbers(numbers: Sequence[Mapping[str, Any]], by: str = "") -> list[dict[str, Any]]:
    """Hide the small numbers of a list of `{key, people}`."""
    cells = {one["key"] or "": one["people"] for one in numbers}
    small, hidden = small_cells(cells, TOLD_ELSEWHERE.get(by))
    return [
        {
            **one,
            "people": FEW
            if (one["key"] or "") in small
            else None
            if (one["key"] or "") in hidden
            else one["people"],
        }
        for one in numbers
    ]


def cells_json(cells: Cells) -> list[dict[str, Any]]:
    """Give the cells of a cut as a sheet keeps them."""
    return [
        {"key": key or None, "participants": people, "attendances": times}
        for key, (people, times) in cells.items()
    ]


def count_json(count: Count) -> dict[str, Any]:
    """Give a count as a sheet keeps it: value or null, what it rests on, and what was reported beside it."""
    shape: dict[str, Any] = {
        "value": count.value,
        "sourced": count.sourced,
        "inferred": count.inferred,
        "reported": [
            {"value": one.value, "qualifier": one.qualifier, "source": one.source} for one in count.reported
        ],
    }
    if count.covered:
        shape["covered"] = {"slots": count.covered[0], "of": count.covered[1]}
    if count.published:
        shape["published"] = True
    return shape


def counts_of(level: Mapping[str, Any]) -> dict[str, Count]:
    """Give the counts that a sheet, or a stream or session of it, holds."""
    return {name: _count(name, one) for name, one in level["counts"].items()}


def _count(name: str, shape: Mapping[str, Any]) -> Count:
    covered = shape.get("covered")
    return Count(
        value=shape["value"],
        sourced=shape["sourced"],
        inferred=shape["inferred"],
        reported=tuple(
            Figure(name, one["value"], one["qualifier"], one["source"]) for one in shape["reported"]
        ),
        covered=(covered["slots"], covered["of"]) if covered else None,
        published=shape.get("published", False),
    )


def instant(at: datetime | None) -> str | None:
    """Write an instant as everywhere in a sheet."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _heading(one: Heading) -> dict[str, Any]:
    return {
        "programme": one.slug,
        "title": one.title,
        "place": one.place,
        "zone": one.zone,
        "starts_on": one.starts_on.isoformat() if one.starts_on else None,
        "ends_on": one.ends_on.isoformat() if one.ends_on else None,
        "complete": one.complete,
        "demonstration": one.demonstration,
        "share_percent": one.share_percent,
    }


def _part(facts: Facts, share: int) -> _Part:
    present = presences(facts)
    lengths = lengths_of(facts, present)
    steps = stages(facts, present, share_percent=share, lengths=lengths)
    return _Part(facts, present, steps, tuple(lengths))


def _together(facts: Facts, parts: Sequence[_Part]) -> _Part:
    present = tuple(chain.from_iterable(one.present for one in parts))
    return _Part(facts, present, together(one.steps for one in parts))


def _joined(facts: Facts, each: Sequence[Facts]) -> Facts:
    """Give the facts of some sessions together."""
    return replace(
        facts,
        topics=tuple(chain.from_iterable(one.topics for one in each)),
        holdings=tuple(chain.from_iterable(one.holdings for one in each)),
        wishes=tuple(chain.from_iterable(one.wishes for one in each)),
        stretches=tuple(chain.from_iterable(one.stretches for one in each)),
        figures=tuple(chain.from_iterable(one.figures for one in each)),
    )


def _level(part: _Part, *, single: bool = False) -> dict[str, Any]:
    counts = count_all(part.facts, single=single, present=part.present)
    return {
        "counts": {name: count_json(counts[name]) for name in COUNTS},
        "stages": stages_json(part.steps, counts["registrations"].value),
    }


def _session(head: SessionHead, part: _Part, share: int) -> dict[str, Any]:
    times = sorted(part.facts.holdings, key=lambda one: (one.starts_at, one.id))
    return {
        "slug": head.slug,
        "stream": head.stream,
        "palette": head.palette,
        "title": head.title,
        "starts_at": instant(head.starts_at),
        "zone": head.zone,
        "date_inferred": head.date_inferred,
        **_level(part, single=True),
        "times": [_time(one.id, part, share) for one in times],
    }


def _time(slot_id: str, part: _Part, share: int) -> dict[str, Any]:
    here = narrow_to_slot(part.facts, slot_id)
    (slot,) = here.holdings
    mine = [at for at, each in enumerate(part.present) if each.slot_id == slot_id]
    present, lengths = [part.present[at] for at in mine], [part.lengths[at] for at in mine]
    steps = stages(here, present, share_percent=share, lengths=lengths)
    one = _level(_Part(here, tuple(present), steps))
    return {
        "id": slot.id,
        "part": slot.part,
        "starts_at": instant(slot.starts_at),
        "zone": slot.zone,
        "minutes": slot.minutes,
        "held": slot.held,
        "hour_inferred": "local_start" in slot.marks,
        "counts": {name: one["counts"][name] for name in OF_SLOT},
        "stages": one["stages"] | {"answered": None},
    }


def _cut(
    by: str, parts: Mapping[int, _Part], members: Mapping[str, list[int]], whole: _Part
) -> dict[str, Any]:
    pairs = {key: pairs_of(one.facts, by, one.present) for key, one in parts.items()}
    times = {key: Counter(map(itemgetter(0), each)) for key, each in pairs.items()}
    people = {key: frozenset(each) for key, each in pairs.items()}

    def cells(some: Iterable[int], theirs: set[Pair]) -> list[dict[str, Any]]:
        total: Counter[str] = Counter()
        for one in some:
            total.update(times[one])
        return cells_json(joined_cells(total, theirs))

    streams = {slug: set[Pair]().union(*(people[one] for one in ids)) for slug, ids in members.items()}
    return {
        "known": bool(recorded(whole.facts)),
        "cells": cells(parts, set[Pair]().union(*streams.values())),
        "streams": {slug: cells(ids, streams[slug]) for slug, ids in members.items()},
    }


def _guarded(cell: Mapping[str, Any], kept: Kept) -> dict[str, Any]:
    key = cell["key"] or ""
    if key in kept.small:
        return {"key": cell["key"], "participants": FEW, "attendances": None}
    if key in kept.hidden:
        return {"key": cell["key"], "participants": None, "attendances": None}
    return dict(cell)


def _guarded_time(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "only": _few(one["only"]),
        **{by: guarded_numbers(one[by], by) for by in ("hour", "region", "category")},
    }


def _few(number: int) -> int | str:
    return FEW if 0 < number < 5 else number
