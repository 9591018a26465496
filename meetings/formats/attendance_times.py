"""The times of an attendance file: every way platforms write them, and which of day and month comes first."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

DAY_FIRST: Final = "day"
MONTH_FIRST: Final = "month"
NUMERIC: Final = re.compile(
    r"(\d{1,4})([-/.])\s?(\d{1,2})\2\s?(\d{1,4})[,،]?[T\s]\s*(\D{0,12}?)\s*(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:\.\d+)?\s*(\D*.{0,24})"
)
WORDS: Final = re.compile(
    r"(?:(\d{1,2})\s+)?([^\W\d_]{3,})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4}),?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*(\D*.{0,24})"
)
MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
BEFORE_NOON: Final = frozenset(
    ("am", "a.m.", "a. m.", "a.m", "ص", "上午", "午前", "오전", "πμ", "de.", "dop.", "sa")
)
AFTER_NOON: Final = frozenset(
    ("pm", "p.m.", "p. m.", "p.m", "م", "下午", "午後", "오후", "μμ", "du.", "odp.", "ch", "晚上", "中午")
)
ENGLISH: Final = re.compile(r"[ap]m\b", re.IGNORECASE)
OFFSET: Final = re.compile(r"\(?(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?\)?.*", re.IGNORECASE)
UTC_WORDS: Final = frozenset(("z", "utc", "gmt", "(utc)", "(gmt)"))
SERIAL: Final = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
SERIAL_BEGIN: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time, as spreadsheets count them
NOTHING: Final = frozenset(("", "--", "-", "—", "n/a", "na", "none", "null"))


class NotRead(ValueError):
    """A cell that should be a time and is none."""


def read_time(text: str, order: str) -> datetime | None:
    """Read a wall time, or an instant where the cell says its zone; nothing for an empty cell.

    Takes: which of day and month comes first where both stand in figures behind each other.
    Raises: NotRead.
    """
    found = NUMERIC.match(text)
    try:
        if found is not None and found.end() == len(text):
            first, mark, second, third, ahead, hour, minute, seconds, tail = found.groups()
            year, month, day = _ordered(first, second, third, mark, order)
            at = datetime(year, month, day, int(hour), int(minute), int(seconds or 0))  # noqa: DTZ001
            return _with_tail(at, ahead or tail) if ahead or tail else at
        return _read_other(text)
    except ValueError:
        raise NotRead(text[:60]) from None


def find_order(cells: Iterable[str], near: date | None) -> tuple[str, str]:
    """Find which of day and month comes first in a file, and by what: file, slot, mark; both empty where nothing says.

    Takes: the day of the slot, which decides where exactly one order falls beside it.
    """
    first_day = last_day = english = False
    both: tuple[int, int, int] | None = None
    for text in cells:
        found = NUMERIC.match(text)
        if found is None or len(found[1]) > 2:
            continue
        if found[2] == ".":
            return DAY_FIRST, "file"
        first, second = int(found[1]), int(found[3])
        first_day, last_day = first_day or first > 12, last_day or second > 12
        if first_day or last_day:
            return (DAY_FIRST if first_day else MONTH_FIRST), "file"
        if both is None and first != second:
            both = (first, second, _year(found[4]))
        english = english or bool(ENGLISH.match(found[9]))
    if both is None:
        return MONTH_FIRST, "file"
    return _order_near(both, near, english=english)


def clean_time(text: str) -> str:
    """Take away what a cell wears: `="…"` against reformatting, narrow spaces, marks of direction."""
    text = text.strip()
    if text.startswith('="'):
        text = text[2:].rstrip('"')
    if text.isascii():
        return text
    return re.sub(r"[\u200e\u200f\u202a-\u202e]", "", re.sub(r"[\u00a0\u202f\u2009]", " ", text)).strip()


def _order_near(both: tuple[int, int, int], near: date | None, *, english: bool) -> tuple[str, str]:
    first, second, year = both
    if near is not None:
        is_day, is_month = (
            abs(date(year, month, day) - near) <= timedelta(days=2)
            for day, month in ((first, second), (second, first))
        )
        if is_day != is_month:
            return (DAY_FIRST if is_day else MONTH_FIRST), "slot"
    return (MONTH_FIRST, "mark") if english else ("", "")


def _ordered(first: str, second: str, third: str, mark: str, order: str) -> tuple[int, int, int]:
    if len(first) > 2:
        return int(first), int(second), int(third)
    if order == DAY_FIRST or mark == ".":
        return _year(third), int(second), int(first)
    return _year(third), int(first), int(second)


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else 2000 + int(text)


def _with_tail(local: datetime, tail: str) -> datetime:
    """Put a wall time and what stands beside the hour together: a half of the day, a zone, or both."""
    word = tail.strip().lower()
    rest = ""
    if word not in BEFORE_NOON and word not in AFTER_NOON:
        word, _, rest = word.partition(" ")
    if word in BEFORE_NOON or word in AFTER_NOON:
        if word in BEFORE_NOON and not 1 <= local.hour <= 12:
            raise NotRead(tail)
        if local.hour <= 12:
            local = local.replace(hour=local.hour % 12 + (12 if word in AFTER_NOON else 0))
        word = rest.strip()
    if not word:
        return local
    if word in UTC_WORDS:
        return local.replace(tzinfo=UTC)
    offset = OFFSET.fullmatch(word)
    if offset is None:
        raise NotRead(tail)
    span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return local.replace(tzinfo=timezone(-span if offset[1] == "-" else span))


def _read_other(text: str) -> datetime | None:
    """Read what is not in figures alone: months by name, a spreadsheet's number, or nothing."""
    if text.lower() in NOTHING:
        return None
    found = WORDS.fullmatch(text)
    if found is not None:
        before, name, after, year, hour, minute, second, tail = found.groups()
        month, day = MONTHS.get(name[:3].lower()), before or after
        if month is None or day is None or (before and after):
            raise NotRead(text)
        at = datetime(int(year), month, int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
        return _with_tail(at, tail) if tail else at
    if SERIAL.fullmatch(text):
        return SERIAL_BEGIN + timedelta(seconds=round(float(text) * 86_400))
    raise NotRead(text)
