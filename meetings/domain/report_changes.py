"""What differs between two reports: of one programme, from one copy to the next; of two seasons, count by count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from meetings.domain.statistics import COUNTS

Sheet = Mapping[str, Any]
# Why two seasons cannot be compared in a count.
UNFINISHED: Final = "unfinished"
INCOMPLETE: Final = "incomplete"
INCOMPLETE_BEFORE: Final = "incomplete_before"
UNKNOWN: Final = "unknown"
UNKNOWN_BEFORE: Final = "unknown_before"
REPORTED: Final = "reported"
PARTLY: Final = "partly"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another than before: of what (`""`: of all, a stream or a session), its name, and both values.

    `key` is the cell of a cut, empty for one without the property, and null for a count.
    """

    kind: str
    slug: str
    name: str
    before: Any
    after: Any
    key: str | None = None


def changes(before: Sheet, after: Sheet) -> tuple[Change, ...]:
    """Name every figure that differs between two sheets, the whole first."""
    return tuple(_changes(before, after))


def _changes(before: Sheet, after: Sheet) -> Iterator[Change]:
    yield from _of_level("all", "", before, after)
    for kind in ("streams", "sessions"):
        old, new = ({one["slug"]: one for one in side[kind]} for side in (before, after))
        for slug in sorted(old.keys() | new.keys()):
            yield from _of_level(kind, slug, old.get(slug, {}), new.get(slug, {}))
    for by in sorted(before["cuts"].keys() | after["cuts"].keys()):
        yield from _of_cut(by, before["cuts"].get(by, {}), after["cuts"].get(by, {}))


def _of_level(kind: str, slug: str, before: Sheet, after: Sheet) -> Iterator[Change]:
    for name in COUNTS:
        old, new = (side.get("counts", {}).get(name, {}).get("value") for side in (before, after))
        if old != new:
            yield Change(kind, slug, name, old, new)
    for name in ("came", "stayed", "answered"):
        old, new = (side.get("stages", {}).get(name) for side in (before, after))
        if old != new:
            yield Change(kind, slug, name, old, new)


def _of_cut(by: str, before: Sheet, after: Sheet) -> Iterator[Change]:
    old, new = ({one["key"] or "": one for one in side.get("cells", ())} for side in (before, after))
    for key in sorted(old.keys() | new.keys()):
        for name in ("participants", "attendances"):
            first, last = (side.get(key, {name: 0})[name] for side in (old, new))
            if first != last:
                yield Change("cut", by, name, first, last, key)


def compared(now: Sheet, before: Sheet) -> dict[str, Any]:
    """Hold a season against the one before: both values of each count, the difference, or why there is none."""
    rows = []
    for name in COUNTS:
        old, new = before["counts"][name], now["counts"][name]
        why = _why_not(now, before, new, old)
        rows.append({"count": name, "now": new["value"], "before": old["value"], "why": why})
    return {"with": before["programme"], "title": before["title"], "rows": rows}


def _why_not(now: Sheet, before: Sheet, new: Sheet, old: Sheet) -> str | None:
    """Say why two counts are not to be compared; nothing where they are."""
    reasons = (
        (new["value"] is None, UNKNOWN),
        (old["value"] is None, UNKNOWN_BEFORE),
        (not now["complete"], INCOMPLETE),
        (not before["complete"], INCOMPLETE_BEFORE),
        (not now["finished"], UNFINISHED),
        (bool(new.get("published")) != bool(old.get("published")), REPORTED),
        ("covered" in new or "covered" in old, PARTLY),
    )
    return next((why for is_so, why in reasons if is_so), None)
