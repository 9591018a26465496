"""What is said of attendance files: how they were read, what is asked, what is only noted, who somebody is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.attendance import INTERPRETER, PANELIST, PARTICIPANT, STAFF, Problem
from meetings.domain.attendance_review import Verdict
from meetings.domain.codes import ImportState
from meetings.formats.times import short_words
from meetings.web.desk.access import Moment

DELIMITERS: Final = {
    ",": lambda: _("comma"),
    ";": lambda: _("semicolon"),
    "\t": lambda: _("tab"),
    "|": lambda: _("bar"),
}
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something that is asked of a file, or that stops it, in words."""

    code: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()


def layout_words(layout: str | None) -> str:
    """Word as what a file was read."""
    return {
        "zoom_webinar": _("Zoom, report of a webinar"),
        "zoom_meeting": _("Zoom, report of a meeting"),
        "zoom_meeting_unique": _("Zoom, report of a meeting without hours"),
        "teams_report": _("Teams, attendance report"),
        "teams_report_2021": _("Teams, attendance report as of 2021"),
        "teams_list": _("Teams, attendance list as of 2020"),
        "teams_live_event": _("Teams, report of a live event"),
        "webex": _("Webex, attendance report"),
        "table": _("A table with headings that are known"),
        "by_hand": _("A table, with columns as somebody said"),
    }.get(layout or "", _("Not known"))


def encoding_words(encoding: str) -> str:
    """Word how the letters of a file are written."""
    if encoding == "xlsx":
        return _("a workbook (XLSX)")
    name = encoding.removesuffix("-le").removesuffix("-be")
    return name.upper().replace("WINDOWS", "Windows")


def delimiter_words(delimiter: str) -> str:
    """Word what stands between the cells of a file."""
    return {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}.get(delimiter, delimiter)


def order_words(order: str) -> str:
    """Word what comes first in dates of figures."""
    return {"day": _("the day first"), "month": _("the month first")}.get(order, "")


def zone_from_words(source: str) -> str:
    """Word from where the zone of a file is known."""
    return {
        "given": _("as somebody said"),
        "file": _("as the file says"),
        "slot": _("that of the session, because nobody said another"),
    }[source]


def state_words(state: str) -> str:
    """Word where a file stands."""
    return {
        ImportState.PREVIEW: _("To be looked at"),
        ImportState.COMMITTED: _("Counts"),
        ImportState.WITHDRAWN: _("Withdrawn"),
    }[ImportState(state)]


def why_out_words(why: str) -> str:
    """Word why a row is no attendance."""
    return {
        "bot": _("programs that take notes"),
        "waiting_room": _("in the waiting room"),
        "breakout": _("in breakout rooms, counted in the main one"),
        "no_show": _("did not come"),
        "cancelled": _("cancelled"),
    }.get(why, why)


def role_words(role: str) -> str:
    """Word in which role somebody was there."""
    return {
        PARTICIPANT: _("Participant"),
        PANELIST: _("Panellist"),
        INTERPRETER: _("Interpreter"),
        STAFF: _("Staff"),
    }.get(role, _("A program"))


def verdict_words(verdict: str) -> str:
    """Word what was decided of rows."""
    return {
        Verdict.PERSON: _("Somebody we know"),
        Verdict.NOBODY: _("Nobody we know"),
        Verdict.PANELIST: _("Panellist"),
        Verdict.INTERPRETER: _("Interpreter"),
        Verdict.STAFF: _("Staff"),
        Verdict.BOT: _("A program that takes notes"),
    }[Verdict(verdict)]


def why_words(why: str) -> str:
    """Word why somebody is proposed."""
    return {
        "address": _("the same address"),
        "name": _("the same name"),
        "decided": _("decided so for another time"),
    }[why]


def matched_words(how: str | None) -> str:
    """Word how it is known who a row is."""
    return {
        "link": _("by our entry link"),
        "address": _("by the address"),
        "hand": _("as somebody decided"),
        "suggested": _("suggested"),
        "nobody": _("nobody we know, as somebody decided"),
        "apart": _("set apart, as somebody decided"),
        "out": _("a program, as somebody decided"),
    }.get(how or "", _("nobody we know"))


def column_words(column: str) -> str:
    """Word what a column may hold."""
    return {
        "name": _("Name"),
        "first_name": _("First name"),
        "last_name": _("Family name"),
        "address": _("E-mail address"),
        "joined": _("Joined at"),
        "left": _("Left at"),
        "minutes": _("Minutes"),
        "role": _("Role"),
        "country": _("Country"),
        "organization": _("Organization"),
        "reference": _("Our entry link or number"),
        "waiting": _("In the waiting room, yes or no"),
    }[column]


def length_words(seconds: int | None) -> str:
    """Write a length as hours, minutes and seconds."""
    if seconds is None:
        return ""
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def problem_line(one: Problem, moment: Moment) -> ProblemLine:
    """Word what is asked, with the answers that may be given."""
    said = PROBLEMS.get(one.code, lambda _values, _moment: _("This file cannot count as it is."))
    return ProblemLine(one.code, said(one.values, moment), tuple(_choices(one)))


def note_words(one: Problem) -> str:
    """Word what is only said of a file."""
    number = int(one.values.get("count", 0))
    return {
        "mixed_encoding": lambda: _(
            "Some lines are written in another encoding than the others; all are read."
        ),
        "order_guessed": lambda: _guessed(one.values),
        "joined_before": lambda: ngettext(
            "%(num)d row says only that somebody was there before the list began.",
            "%(num)d rows say only that somebody was there before the list began.",
            number,
        ),
        "first_and_last_only": lambda: _(
            "The file has only the first arrival and the last departure of each person."
        ),
        "apart": lambda: ngettext(
            "%(num)d row of hosts, panellists or interpreters stands apart.",
            "%(num)d rows of hosts, panellists or interpreters stand apart.",
            number,
        ),
        "zone_of_file": lambda: _(
            "The file itself says in which time zone it is: %(zone)s. That holds.",
            zone=one.values.get("zone", ""),
        ),
    }.get(one.code, lambda: one.code)()


def _guessed(values: Values) -> str:
    order = order_words(str(values.get("order", "")))
    if values.get("by") == "mark":
        return _("Dates are read with %(order)s, because the hours are written with AM and PM.", order=order)
    return _("Dates are read with %(order)s, because only so they fall beside the session.", order=order)


def _choices(one: Problem) -> list[tuple[str, str]]:
    given = [str(each) for each in one.values.get("choices", ())]
    if one.code == "ambiguous_dates":
        return [(each, order_words(each)) for each in given]
    if one.code == "ambiguous_time":
        return [(str(number), f"UTC{each}") for number, each in enumerate(given)]
    if one.code in ("zone_doubtful", "no_overlap"):
        return [(each, each) for each in given]
    return []


def _lines(values: Values) -> str:
    rows = [str(one) for one in values.get("rows", ())]
    more = int(values.get("count", 0)) - len(rows)
    words = _(", ").join(rows)
    words = words if more <= 0 else _("%(lines)s and others (%(more)d)", lines=words, more=more)
    return " " + _("Lines: %(lines)s.", lines=words)


def _unreadable(values: Values, _moment: Moment) -> str:
    return ngettext(
        "%(num)d row cannot be read.",
        "%(num)d rows cannot be read.",
        int(values["count"]),
    ) + _lines(values)


def _ends_before(values: Values, _moment: Moment) -> str:
    return ngettext(
        "%(num)d row ends before it begins.",
        "%(num)d rows end before they begin.",
        int(values["count"]),
    ) + _lines(values)


def _no_end(values: Values, _moment: Moment) -> str:
    return ngettext(
        "%(num)d row has no end, because somebody was still there when the list was made.",
        "%(num)d rows have no end, because people were still there when the list was made.",
        int(values["count"]),
    ) + _lines(values)


def _twice(values: Values, _moment: Moment) -> str:
    return ngettext(
        "%(num)d row lies in an hour that comes twice, because the clocks are put back.",
        "%(num)d rows lie in an hour that comes twice, because the clocks are put back.",
        int(values["count"]),
    ) + _lines(values)


def _never(values: Values, _moment: Moment) -> str:
    return ngettext(
        "%(num)d row lies in an hour that does not exist in this time zone.",
        "%(num)d rows lie in an hour that does not exist in this time zone.",
        int(values["count"]),
    ) + _lines(values)


def _too_far(values: Values, _moment: Moment) -> str:
    return ngettext(
        "%(num)d row is of a day outside the years that can be counted.",
        "%(num)d rows are of days outside the years that can be counted.",
        int(values["count"]),
    ) + _lines(values)


def _doubtful(values: Values, moment: Moment) -> str:
    return _("The hours do not fit.") + " " + _shifted(values, moment)


def _no_overlap(values: Values, moment: Moment) -> str:
    return _("Nobody of this file was there while the session was held.") + " " + _shifted(values, moment)


def _shifted(values: Values, moment: Moment) -> str:
    first, last, begin = (
        _when(values[name], moment) for name in ("first_joined_at", "last_joined_at", "starts_at")
    )
    words = _(
        "People joined between %(first)s and %(last)s; the session began %(begin)s.",
        first=first,
        last=last,
        begin=begin,
    )
    shift = values.get("shift_minutes")
    if not shift:
        return words
    hours = round(abs(int(shift)) / 60)
    fits = (
        ngettext(
            "Were the rows %(num)d hour later, they would fit: is the file in another time zone?",
            "Were the rows %(num)d hours later, they would fit: is the file in another time zone?",
            hours,
        )
        if int(shift) > 0
        else ngettext(
            "Were the rows %(num)d hour earlier, they would fit: is the file in another time zone?",
            "Were the rows %(num)d hours earlier, they would fit: is the file in another time zone?",
            hours,
        )
    )
    return f"{words} {fits}"


def _when(at: datetime, moment: Moment) -> str:
    return short_words(at, moment.reader.zone, moment.reader.language)


PROBLEMS: Final[dict[str, Callable[[Values, Moment], str]]] = {
    "ambiguous_dates": lambda _values, _moment: _(
        "The dates can be read in two ways. What comes first in them?"
    ),
    "unknown_layout": lambda _values, _moment: _("It is not known which column is which."),
    "no_times": lambda _values, _moment: _(
        "The file says how long people were there, and not when. It cannot count; please export it again with the "
        "hours of joining and leaving."
    ),
    "nobody": lambda _values, _moment: _("Nobody is in this file."),
    "unreadable_rows": _unreadable,
    "ends_before": _ends_before,
    "no_end": _no_end,
    "ambiguous_time": _twice,
    "nonexistent_time": _never,
    "too_far": _too_far,
    "zone_doubtful": _doubtful,
    "no_overlap": _no_overlap,
}
