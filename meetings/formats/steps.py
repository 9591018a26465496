"""Totals that grow day by day as a picture: one line of steps a season, mirrored where one reads from the right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from meetings.domain.glance import Grown
from meetings.formats.curve import END, HEIGHT, MARGIN, ROW, TOP, WIDTH, Label

LEVELS: Final = 4
MOST_TICKS: Final = 9


@dataclass(frozen=True, slots=True)
class Line:
    """The line of one season; `kind` names it to the style."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Everything the template draws; `mark` is the place of a day to mark, with its words."""

    width: int
    height: int
    top: int
    base: int
    lines: tuple[Line, ...]
    levels: tuple[Label, ...]
    line: tuple[float, float]
    days: tuple[Label, ...]
    mark: Label | None
    anchor: str


def draw_steps(
    seasons: Mapping[str, Sequence[Grown]],
    name_day: Callable[[int], str],
    *,
    mark: tuple[int, str] | None = None,
    is_mirrored: bool = False,
) -> Steps:
    """Draw how totals grew, one step a day, all on the same days from their first.

    Takes: `name_day`, which words a day below the picture; `mark`, a day and what to call it.
    """
    every = [one for growth in seasons.values() for one in growth]
    first = min((one.day for one in every), default=0)
    last = max((one.day for one in every), default=0) + 1
    most = ceiling(max((one.total for one in every), default=0))
    top = TOP + ROW
    base = top + HEIGHT
    step = (WIDTH - MARGIN - END) / (last - first)

    def x(day: int) -> float:
        along = MARGIN + (day - first) * step
        return round(WIDTH - along if is_mirrored else along, 2)

    def y(total: int) -> float:
        return round(base - HEIGHT * total / most, 2)

    marked = mark if mark and first <= mark[0] < last else None
    side = WIDTH if is_mirrored else 0
    is_late = marked is not None and marked[0] > first + (last - first) * 0.8
    return Steps(
        width=WIDTH,
        height=base + ROW + TOP,
        top=top,
        base=base,
        lines=tuple(Line(kind, _path(growth, x, y)) for kind, growth in seasons.items() if growth),
        levels=tuple(
            Label(side, y(most * one // LEVELS), str(most * one // LEVELS)) for one in range(LEVELS + 1)
        ),
        line=(x(first), x(last)),
        days=tuple(Label(x(day), base + ROW, name_day(day)) for day in ticks(first, last)),
        mark=Label(x(marked[0] + 1), top, marked[1]) if marked else None,
        anchor="end" if is_late else "start",
    )


def ceiling(most: int) -> int:
    """Give a round number that is not smaller, and whose fourth part is whole."""
    scale = 4
    while True:
        for one in (1, 2, 3, 5):
            if scale * one >= most:
                return scale * one
        scale *= 10


def ticks(first: int, last: int) -> list[int]:
    """Choose the days to be named: whole weeks from the first day of the season on, nine at most."""
    weeks = 1
    while (last - first) / (7 * weeks) > MOST_TICKS - 1:
        weeks += 1
    step = 7 * weeks
    begin = -(-first // step) * step
    return [*range(begin, last, step)] or [first]


def _path(growth: Sequence[Grown], x: Callable[[int], float], y: Callable[[int], float]) -> str:
    parts = [f"M{x(growth[0].day):g} {y(0):g}"]
    for one in growth:
        parts.append(f"V{y(one.total):g}H{x(one.day + 1):g}")
    return "".join(parts)
