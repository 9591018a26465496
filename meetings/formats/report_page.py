"""What the template `report/body.html` needs beside the report: numbers and days in words, and the cells to show."""

from collections.abc import Callable
from typing import Any, Final

from babel.numbers import format_decimal

from meetings.formats import times
from meetings.formats.report import cut_json

COLUMNS: Final = (
    "sessions",
    "slots",
    "hours",
    "registrations",
    "attendances",
    "participants",
    "countries",
    "parties",
    "panelists",
)
SESSION_COLUMNS: Final = ("slots", "hours", "registrations", "panelists", "attendances")


def report_words(report: Any, lang: str, *, inside: bool = False) -> dict[str, Any]:
    """Give what `report/body.html` and `report/file.html` read.

    Takes: a report of `queries/reports.py`; `inside`, for the desk, where small cells are shown.
    """
    seen = [one.counts["attendances"].value or 0 for one in report.sessions]
    return {
        "report": report,
        "lang": lang,
        "number": _numbers(lang),
        "day": lambda session: times.day_words(session.starts_at, session.zone, lang),
        "columns": COLUMNS,
        "session_columns": SESSION_COLUMNS,
        "most": max([*seen, 1]),
        "regions": cut_json(report.regions, inside=inside),
        "reported": _reported(report),
        "dates": times.date_range_words(report.starts_on, report.ends_on, lang) if report.starts_on else "",
        "drawn_up": times.full_day_words(report.drawn_up_at, report.zone, lang),
    }


def _numbers(lang: str) -> Callable[[float], str]:
    return lambda value: str(format_decimal(value, locale=lang))


def _reported(report: Any) -> list[dict[str, Any]]:
    """List the published figures, the programme's first; those of one session from one source share a line."""
    rows = [(one, None) for count in report.counts.values() for one in count.reported]
    for session in report.sessions:
        rows += [(one, session.title) for count in session.counts.values() for one in count.reported]
    lines: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one, title in rows:
        key = (one.count, one.source, str(title))
        line = lines.setdefault(
            key, {"count": one.count, "source": one.source, "title": title, "figures": []}
        )
        line["figures"].append(one)
    return list(lines.values())
