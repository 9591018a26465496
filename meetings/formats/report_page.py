"""What the templates of a report need: its figures and tables in a language, and its days in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from meetings.formats import times
from meetings.formats.report_tables import figures, tables
from meetings.formats.report_words import Figure, Say, Sheet, Table, Words


@dataclass(frozen=True, slots=True)
class Printed:
    """A report in words."""

    title: str
    dates: str
    drawn_up: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    demonstration: bool = False
    language: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)


def printed(sheet: Sheet, made_at: datetime, lang: str, say: Say) -> Printed:
    """Word a report.

    Takes: `say`, the macros of `templates/report/words.html` by name.
    """
    words = Words(lang, say)
    return Printed(
        title=words.title(sheet["title"]),
        dates=_dates(sheet, lang),
        drawn_up=say("drawn_up", times.full_day_words(made_at, sheet["zone"], lang)),
        figures=tuple(figures(sheet, words)),
        tables=tuple(tables(sheet, words)),
        notes=() if sheet["complete"] else (say("note", "incomplete"),),
        demonstration=sheet["demonstration"],
        language=lang,
    )


def _dates(sheet: Mapping[str, Any], lang: str) -> str:
    if not sheet["starts_on"]:
        return ""
    first, last = (date.fromisoformat(sheet[name] or sheet["starts_on"]) for name in ("starts_on", "ends_on"))
    return times.date_range_words(first, last, lang)
