"""Who came on which day, counted: by category, regional group, Party and gender, each line adding up to its day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from meetings.domain.report_cells import small_cells

NOT_GIVEN: Final = ""
# The line of those who came on any day, each counted once: it is no sum of the days.
ANY_DAY: Final = None


class Cut(StrEnum):
    """By what arrivals are counted."""

    CATEGORY = "category"
    REGION = "region"
    PARTY = "party"
    GENDER = "gender"


# Counts by Party are small, and could be had from those by region: outside the desk their number alone is told.
OUTSIDE: Final = (Cut.CATEGORY, Cut.REGION, Cut.GENDER)


@dataclass(frozen=True, slots=True)
class Arrival:
    """That somebody came on a day; the region and the Party of government delegations alone."""

    day: date
    participation: str
    category: str
    region: str | None
    party: str | None
    gender: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A day, or any day, with how many came, of how many States, and its cells; what is not told is a text or null."""

    day: date | None
    total: int
    states: int
    cells: Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Table:
    """Arrivals by one thing: the keys of its columns, and a line for each day and for any day.

    The cells of a line add up to its total; by region and by Party, that is the total of governments.
    """

    cut: Cut
    keys: tuple[str, ...]
    lines: tuple[Line, ...]


def arrivals(rows: Iterable[Arrival]) -> list[Table]:
    """Count who came, a table for each cut."""
    every = list(rows)
    return [_table(cut, every) for cut in Cut]


def outside(tables: Iterable[Table]) -> list[Table]:
    """Give tables as others may see them: a cell of 1 to 4 people as such, and the next smallest of its line hidden.

    What is hidden in one line is in all of its table, so that no line tells what another one hides.
    """
    return [_guarded(one) for one in tables if one.cut in OUTSIDE]


def _table(cut: Cut, rows: list[Arrival]) -> Table:
    counted = [row for row in rows if cut in (Cut.CATEGORY, Cut.GENDER) or row.party is not None]
    days = sorted({row.day for row in rows})
    keys = sorted({_key(cut, row) for row in counted})
    return Table(
        cut,
        tuple(keys),
        tuple(_line(cut, keys, counted, day) for day in (*days, *([ANY_DAY] if days else ()))),
    )


def _key(cut: Cut, row: Arrival) -> str:
    value = {
        Cut.CATEGORY: row.category,
        Cut.REGION: row.region,
        Cut.PARTY: row.party,
        Cut.GENDER: row.gender,
    }[cut]
    return value or NOT_GIVEN


def _line(cut: Cut, keys: list[str], rows: list[Arrival], day: date | None) -> Line:
    people = {row.participation: row for row in rows if day is ANY_DAY or row.day == day}.values()
    cells = dict.fromkeys(keys, 0)
    for one in people:
        cells[_key(cut, one)] += 1
    return Line(day, len(people), len({one.party for one in people if one.party}), cells)


def _guarded(table: Table) -> Table:
    counts = [{key: int(value or 0) for key, value in line.cells.items()} for line in table.lines]
    gone: set[str] = set()
    for cells in counts:
        few, hidden = small_cells(cells)
        gone |= few | hidden
    lines = tuple(
        Line(
            line.day,
            line.total,
            line.states,
            {key: _told(value) if key in gone else value for key, value in cells.items()},
        )
        for line, cells in zip(table.lines, counts, strict=True)
    )
    return Table(table.cut, table.keys, lines)


def _told(value: int) -> int | str | None:
    """Give what is told of a number that is guarded: nothing is told of itself, a few as such, more is hidden."""
    if value == 0:
        return 0
    return "1–4" if value < 5 else None
