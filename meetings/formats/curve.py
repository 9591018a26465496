"""The curve of a day as a picture: steps, marks and hours in an SVG, mirrored where one reads from the right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

WIDTH: Final = 1_200
HEIGHT: Final = 240
MARGIN: Final = 104  # words at the side
END: Final = 14  # the half of the last hour's name
TOP: Final = 8
ROW: Final = 22  # a row of words
LETTER: Final = 9  # how wide a letter may be
GRID: Final = (100, 75, 50, 25, 0)
EVERY: Final = 12  # three hours in quarters


@dataclass(frozen=True, slots=True)
class Mark:
    """A quarter-hour to mark, with its words; `kind` says how: chosen, best or picked."""

    at: int
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark in its place; `anchor` says on which side its words stand."""

    x: float
    words: str
    words_x: float
    words_y: float
    anchor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Column:
    """The column of a quarter-hour, to press."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Everything the template draws; `levels` are the lines of the grid."""

    width: int
    height: float
    top: float
    base: float
    awake: str
    at_work: str
    levels: tuple[Label, ...]
    line: tuple[float, float]
    hours: tuple[Label, ...]
    marks: tuple[DrawnMark, ...]
    columns: tuple[Column, ...]
    busy: tuple[Column, ...]


def draw(
    awake: Sequence[Fraction],
    at_work: Sequence[Fraction],
    marks: Sequence[Mark],
    scales: Mapping[str, Sequence[str]],
    *,
    taken: Sequence[int] = (),
    is_mirrored: bool = False,
) -> Curve:
    """Draw the shares of those awake and at work, one step a quarter-hour, never smoothed.

    Takes: `scales`, for each city its hour at each quarter-hour and at the end, to stand below; `taken`, what is busy.
    """
    step = (WIDTH - MARGIN - END) / len(awake)
    rows = _rows(marks, step)
    top = TOP + ROW * (max(rows, default=-1) + 1)
    base = top + HEIGHT

    def x(place: float) -> float:
        along = MARGIN + place * step
        return round(WIDTH - along if is_mirrored else along, 2)

    def column(at: int) -> Column:
        return Column(min(x(at), x(at + 1)), round(step, 2))

    side = WIDTH if is_mirrored else 0
    hours = [
        Label(side if at < 0 else x(at), base + ROW * (row + 1), words)
        for row, (city, scale) in enumerate(scales.items())
        for at, words in [(-1, city), *((at, scale[at]) for at in _named(len(awake)))]
    ]
    return Curve(
        width=WIDTH,
        height=base + ROW * len(scales) + TOP,
        top=top,
        base=base,
        awake=_steps(awake, base, x),
        at_work=_steps(at_work, base, x),
        levels=tuple(Label(side, base - HEIGHT * level / 100, str(level)) for level in GRID),
        line=(x(0), x(len(awake))),
        hours=tuple(hours),
        marks=tuple(_drawn(mark, row, x, len(awake)) for mark, row in zip(marks, rows, strict=True)),
        columns=tuple(column(at) for at in range(len(awake))),
        busy=tuple(column(at) for at in taken),
    )


def _named(count: int) -> list[int]:
    """Give the quarter-hours whose hours are written: every third hour, and the end."""
    return [*range(0, count - EVERY // 2, EVERY), count]


def _steps(shares: Sequence[Fraction], base: float, x: Callable[[float], float]) -> str:
    """Write the outline of steps, one column a share."""
    parts = [f"M{x(0):g} {base:g}"]
    for at, share in enumerate(shares):
        parts.append(f"V{round(base - HEIGHT * float(share), 2):g}H{x(at + 1):g}")
    return "".join([*parts, f"V{base:g}Z"])


def _rows(marks: Sequence[Mark], step: float) -> list[int]:
    """Give each mark a row in which its words do not meet those of another."""
    ends: list[float] = []
    rows = {}
    for number in sorted(range(len(marks)), key=lambda one: marks[one].at):
        begin, width = marks[number].at * step, (len(marks[number].words) + 2) * LETTER
        begin = begin - width if _is_late(marks[number].at, step) else begin
        row = next((row for row, end in enumerate(ends) if end <= begin), len(ends))
        ends[row : row + 1] = [begin + width]
        rows[number] = row
    return [rows[number] for number in range(len(marks))]


def _is_late(at: int, step: float) -> bool:
    """Say whether words behind a mark would leave the picture."""
    return at * step > (WIDTH - MARGIN - END) * 0.82


def _drawn(mark: Mark, row: int, x: Callable[[float], float], count: int) -> DrawnMark:
    is_late = _is_late(mark.at, (WIDTH - MARGIN - END) / count)
    away = -6 if is_late else 6
    ahead = 1 if x(1) > x(0) else -1
    return DrawnMark(
        x=x(mark.at),
        words=mark.words,
        words_x=x(mark.at) + away * ahead,
        words_y=TOP + ROW * row + ROW * 0.6,
        anchor="end" if is_late else "start",
        kind=mark.kind,
    )
