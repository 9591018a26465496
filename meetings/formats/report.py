"""A report as JSON: the same shape for the command, the API and whoever reads the file."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol

from meetings.domain.statistics import ADD_UP, COUNTS, Count, small_cells

Define = Callable[[str], str]
Words = dict[str, str]


class CountedPart(Protocol):
    """A stream or a session with its counts."""

    @property
    def slug(self) -> str:
        """Its name in addresses."""

    @property
    def title(self) -> Words:
        """Its title."""

    @property
    def counts(self) -> dict[str, Count]:
        """Its counts."""


def count_json(count: Count, definition: str) -> dict[str, Any]:
    """Give one count: value or null, its definition, what it rests on, and what was reported beside it."""
    shape: dict[str, Any] = {
        "value": count.value,
        "definition": definition,
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


def counts_json(counts: Mapping[str, Count], define: Define) -> dict[str, Any]:
    """Give all counts by name, each with its definition in the words of `define`."""
    return {name: count_json(counts[name], define(name)) for name in COUNTS}


def parts_json(parts: Iterable[CountedPart], define: Define) -> dict[str, Any]:
    """Give streams or sessions by slug."""
    return {one.slug: {"title": one.title, "counts": counts_json(one.counts, define)} for one in parts}


def cut_json(cells: Mapping[str, tuple[int, int]], *, inside: bool = False) -> list[dict[str, Any]]:
    """Give the cells of a cut; outside the desk those of 1 to 4 people, and the next smallest, are hidden."""
    small, hidden = small_cells({key: people for key, (people, _times) in cells.items()})
    if inside:
        small, hidden = frozenset(), frozenset()
    return [
        {
            "key": key or None,
            "participants": "1–4" if key in small else None if key in hidden else people,
            "attendances": None if key in small | hidden else times,
        }
        for key, (people, times) in cells.items()
    ]


def report_json(report: Any, define: Define) -> dict[str, Any]:
    """Give a whole report (`queries/reports.py`)."""
    return {
        "programme": report.programme,
        "title": report.title,
        "zone": report.zone,
        "starts_on": _day(report.starts_on),
        "ends_on": _day(report.ends_on),
        "complete": report.complete,
        "demonstration": report.demonstration,
        "drawn_up_at": _instant(report.drawn_up_at),
        "counts": counts_json(report.counts, define),
        "streams": parts_json(report.streams, define),
        "sessions": {
            one.slug: {
                "title": one.title,
                "stream": one.stream,
                "starts_at": _instant(one.starts_at),
                "counts": counts_json(one.counts, define),
            }
            for one in report.sessions
        },
        "adds_up": {"streams": list(ADD_UP), "not": [name for name in COUNTS if name not in ADD_UP]},
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None
