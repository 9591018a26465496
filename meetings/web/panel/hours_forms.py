"""The form of when a panellist can and cannot, on their own page and at the desk on their behalf."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.panel.availability import WHOLE_DAY, Statement, check_statement
from meetings.formats.languages import weekday_names
from meetings.formats.times import PHRASES, date_words, zone_city
from meetings.queries.panel.availability import Said

# Half-days, as they are offered beside hours of one's own.
HALVES: Final = {"morning": ("0:00", "12:00"), "afternoon": ("12:00", "24:00"), "day": ("", "")}
WEEKDAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said of when somebody can, in words."""

    name: str
    words: str
    can: bool
    past: bool
    said: str


def hours_given(zone: str) -> Statement:
    """Read the form; hours without a zone are those of `zone`.

    Raises: what `check_statement` raises.
    """
    form = request.form
    first, last = HALVES.get(form.get("part", ""), (form.get("first", ""), form.get("last", "")))
    return check_statement(
        when=form.get("when", ""),
        day=form.get("on_day", ""),
        first=first,
        last=last,
        zone=form.get("hours_zone", "") or zone,
        can=form.get("can") == "yes",
    )


def hours_shown(
    said: Iterable[Said], lang: str, today: date, by: Callable[[Said], str], *, is_typed: bool
) -> dict[str, Any]:
    """Give what the form shows, and what was said before; `by` words who said it, and when."""
    return {
        "lines": [_line(one, lang, today, by(one)) for one in said],
        "weekdays": [(str(number), _weekday(number, lang)) for number in range(WEEKDAYS)],
        "parts": [
            ("hours", _("From one hour to another")),
            ("morning", _("In the morning, until 12:00")),
            ("afternoon", _("In the afternoon, from 12:00")),
            ("day", _("The whole day")),
        ],
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "typed": request.form if is_typed else MultiDict[str, str](),
    }


def _line(one: Said, lang: str, today: date, said: str) -> Line:
    day = one.statement.day
    words = statement_words(one.statement, lang)
    return Line(one.name, words, one.statement.can, past=day is not None and day < today, said=said)


def statement_words(said: Statement, lang: str) -> str:
    """Word the day and hours of what somebody said of when they can, in the zone they said it in."""
    day = date_words(said.day, lang) if said.day is not None else _weekday(said.weekday or 0, lang)
    values = {"day": day, "city": zone_city(said.zone, lang)}
    if (said.first, said.last) == (0, WHOLE_DAY):
        return _("%(day)s, the whole day (%(city)s)", **values)
    hours = PHRASES[lang]["range"].format(first=_hour(said.first), last=_hour(said.last))
    return _("%(day)s, %(hours)s (%(city)s)", hours=hours, **values)


def _hour(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _weekday(number: int, lang: str) -> str:
    return _("weekly: %(weekday)s", weekday=weekday_names(lang)[number])
