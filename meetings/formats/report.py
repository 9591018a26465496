"""A report as JSON: the same shape for the command, the API and whoever reads the file."""

from collections.abc import Callable, Mapping
from typing import Any

from meetings.domain.statistics import ADD_UP, COUNTS

Define = Callable[[str], str]
Sheet = Mapping[str, Any]
ALONE = (
    "programme",
    "title",
    "zone",
    "starts_on",
    "ends_on",
    "complete",
    "finished",
    "demonstration",
    "share_percent",
)


def report_json(sheet: Sheet, define: Define) -> dict[str, Any]:
    """Give a whole report, its streams and sessions by slug, each count with its definition in words of `define`.

    Takes: a sheet of `domain/report_sheet`, for the desk or as it may leave it.
    """
    return {
        **{name: sheet[name] for name in ALONE},
        **_level(sheet, define),
        "streams": {one["slug"]: {"title": one["title"], **_level(one, define)} for one in sheet["streams"]},
        "sessions": {
            one["slug"]: {
                "title": one["title"],
                "stream": one["stream"],
                "starts_at": one["starts_at"],
                **_level(one, define),
                "times": [{**time, "counts": counts_json(time, define)} for time in one["times"]],
            }
            for one in sheet["sessions"]
        },
        "cuts": sheet["cuts"],
        "twice": sheet["twice"],
        "panel": sheet["panel"],
        "compared": sheet["compared"],
        "adds_up": {"streams": list(ADD_UP), "not": [name for name in COUNTS if name not in ADD_UP]},
    }


def counts_json(level: Mapping[str, Any], define: Define) -> dict[str, Any]:
    """Give the counts of a level by name, each with its definition."""
    return {
        name: {"value": one["value"], "definition": define(name), **one}
        for name, one in level["counts"].items()
    }


def _level(level: Mapping[str, Any], define: Define) -> dict[str, Any]:
    return {"counts": counts_json(level, define), "stages": level["stages"]}
