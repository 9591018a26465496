"""The words of a report's sheet in a language: numbers, cells, lines and tables.

A cell says how it looks: counted numbers are plain; others are `inferred` (≈), `published` (in quotation marks),
`unknown`, `few` (1–4) or `hidden`. A bar looks like the number it is drawn for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal, format_percent

from meetings.formats.languages import locale_of, marked

Sheet = Mapping[str, Any]
Say = Callable[..., str]  # a macro of templates/report/words.html by its name, and what it takes


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in words, with its number, share or day where it has one.

    `rows` says where the rows behind it are, as it follows the address of the rows of a report.
    """

    text: str
    value: float | date | None = None
    look: str = ""
    is_share: bool = False
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table; `palette` is its stream's, `bar` how long its bar is, of 1."""

    head: Cell
    cells: tuple[Cell, ...]
    palette: int | None = None
    bar: float | None = None
    bar_look: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head, and notes below; `has_bars` says that its lines have bars, drawn for `bars_of`.

    `is_text` names the columns that hold words and not numbers.
    """

    key: str
    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    bars_of: str = ""
    is_text: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large figures on top."""

    key: str
    name: str
    cell: Cell
    definition: str
    notes: tuple[str, ...]


class Words:
    """What every table needs: the language, its numbers, and the words of `templates/report/words.html`."""

    def __init__(self, lang: str, say: Say) -> None:
        self.lang, self.say = lang, say

    def number(self, value: float) -> str:
        """Word a number."""
        return str(format_decimal(value, locale=locale_of(self.lang)))

    def share(self, value: float) -> str:
        """Word a share of 1 in whole hundredths."""
        return str(format_percent(round(value, 2), locale=locale_of(self.lang)))

    def title(self, words: Mapping[str, str]) -> str:
        """Give a title in the language, or in another with that said."""
        return marked(words, self.lang)

    def count(self, level: Mapping[str, Any], name: str, of: str = "") -> Cell:
        """Word a count of a level.

        Takes: `of`, which level it is, as the address of its rows says it.
        """
        one = level["counts"][name]
        value, rows = one["value"], f"{name}?{of}" if of else name
        if value is None:
            return Cell(self.say("term", "unknown"), None, "unknown")
        if one.get("published"):
            return Cell(self.say("quoted", self.number(value)), value, "published", rows=rows)
        if one["inferred"]:
            return Cell(f"≈ {self.number(value)}", value, "inferred", rows=rows)
        return Cell(self.number(value), value, rows=rows)

    def plain(self, value: Any, rows: str = "") -> Cell:
        """Word a number of a cut; null was hidden, and a text stands for a small one."""
        if value is None:
            return Cell(self.say("term", "hidden"), None, "hidden")
        if isinstance(value, str):
            return Cell(self.say("term", "few"), None, "few")
        return Cell(self.number(value), value, rows=rows)

    def known(self, value: float | None) -> Cell:
        """Word a number that may not be recorded."""
        return Cell(self.say("term", "unknown"), None, "unknown") if value is None else self.plain(value)

    def quoted(self, one: Mapping[str, Any]) -> str:
        """Word a published figure with its qualifier, in quotation marks."""
        parts = (self.say("qualifier", one["qualifier"]), self.number(one["value"]))
        return self.say("quoted", " ".join(part for part in parts if part))


def bars(values: Sequence[Any]) -> list[float | None]:
    """Give the length of each bar, of 1; none where there is no number."""
    numbers = [one for one in values if isinstance(one, int | float)]
    most = max([*numbers, 1])
    return [round(one / most, 4) if isinstance(one, int | float) and one else None for one in values]


def look_of(count: Mapping[str, Any]) -> str:
    """Say how the bar of a count looks."""
    if count.get("published"):
        return "published"
    return "inferred" if count["inferred"] else ""


def is_guarded(cells: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether any cell is not shown in numbers."""
    names = ("participants", "people")
    return any(name in one and not isinstance(one[name], int) for one in cells for name in names)
