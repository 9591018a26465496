"""Who was in a time, minute by minute, as a picture of steps with its hours and numbers, and as a table."""

from dataclasses import dataclass
from typing import Final

from meetings.domain.retention import Retention

WIDTH: Final = 1_000
HEIGHT: Final = 200
MARGIN: Final = 56  # numbers at the side
END: Final = 16  # half of the last number
TOP: Final = 12
ROW: Final = 24  # a row of numbers
EVERY: Final = 15
TABLE_EVERY: Final = 5


@dataclass(frozen=True, slots=True)
class Label:
    """A number at a place."""

    x: float
    y: float
    number: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the template draws, and the lines of its table: from which minute on, most and fewest people."""

    width: int
    height: int
    path: str
    levels: tuple[Label, ...]
    line: tuple[float, float]
    minutes: tuple[Label, ...]
    lines: tuple[tuple[int, int, int], ...]
    most: int


def draw(found: Retention, *, is_mirrored: bool = False) -> Picture:
    """Draw the people present, one step a minute, never smoothed."""
    count = len(found.present)
    step = (WIDTH - MARGIN - END) / max(count, 1)
    base, most = TOP + HEIGHT, max(found.most, 1)

    def x(minute: float) -> float:
        along = MARGIN + minute * step
        return round(WIDTH - along if is_mirrored else along, 2)

    def y(people: float) -> float:
        return round(base - HEIGHT * people / most, 2)

    parts = [f"M{x(0):g} {base}"]
    for minute, people in enumerate(found.present):
        parts.append(f"V{y(people):g}H{x(minute + 1):g}")
    side = WIDTH if is_mirrored else 0
    levels = sorted({0, most // 2, most})
    return Picture(
        width=WIDTH,
        height=base + ROW,
        path="".join([*parts, f"V{base}Z"]),
        levels=tuple(Label(side, y(level), level) for level in levels),
        line=(x(0), x(count)),
        minutes=tuple(Label(x(minute), base + ROW - 6, minute) for minute in _named(count)),
        lines=tuple(_lines(found.present)),
        most=found.most,
    )


def _named(count: int) -> list[int]:
    """Give the minutes that are written below: every quarter of an hour, and the end."""
    return [*(minute for minute in range(0, count - EVERY // 2, EVERY)), count]


def _lines(present: tuple[int, ...]) -> list[tuple[int, int, int]]:
    pieces = ((begin, present[begin : begin + TABLE_EVERY]) for begin in range(0, len(present), TABLE_EVERY))
    return [(begin, max(some), min(some)) for begin, some in pieces]
