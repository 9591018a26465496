"""Which cells of a table are not shown outside the desk, so that nobody small in number can be told or subtracted.

A cell of 1 to 4 people is shown as such, and the next smallest of its line is hidden, as long as the total of the line
would tell the small ones. Lines whose cells add up to another line are held against each other, too: whatever could be
had by subtracting one shown number from others is hidden by one more cell. A cell that another table tells hides
nothing, and is hidden last.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

SMALL: Final = 5
WHOLE: Final = ""
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a line does not show: cells of 1 to 4, and cells that are hidden with them."""

    small: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


def small_cells(people: Mapping[str, int], last: str | None = None) -> tuple[frozenset[str], frozenset[str]]:
    """Find the cells of one line that are not shown outside the desk: those of 1 to 4 people, and the next smallest.

    More are hidden where the line's total would still tell one of the small ones.
    Takes: `last`, the cell that another table tells.
    """
    small = {key: value for key, value in people.items() if 0 < value < SMALL}
    rest = sorted((key == last, value, key) for key, value in people.items() if value >= SMALL)
    hidden: dict[str, int] = {}
    while small and rest:
        _is_last, value, key = rest.pop(0)
        hidden[key] = value
        most = next((value for is_last, value, _key in rest if not is_last), None)
        if not _is_told(list(small.values()), list(hidden.values()), most):
            break
    return frozenset(small), frozenset(hidden)


def _is_told(small: list[int], hidden: list[int], most: int | None) -> bool:
    """Say whether the sum of the cells that are not shown leaves one value only for a small one.

    Takes: `most`, the smallest number shown, which no hidden one is above.
    """
    left = sum(small) + sum(hidden)
    others_most = None if most is None else (len(small) - 1) * (SMALL - 1) + len(hidden) * most
    upper = min(SMALL - 1, left - (len(small) - 1) - len(hidden) * SMALL)
    lower = max(1, left - others_most) if others_most is not None else 1
    return lower >= upper


def kept_back(lines: Mapping[str, Mapping[str, int]], last: str | None = None) -> dict[str, Kept]:
    """Find what each line does not show, where the lines add up, cell by cell, to the line `WHOLE`.

    Each number that is not shown stands between the total of its line and the sum of its column. It can be had by
    subtraction exactly where, of the graph of such numbers, it is a bridge between the two.

    Takes: `last`, the key of cells that another table tells.
    """
    kept = {line: small_cells(cells, last) for line, cells in lines.items()}
    small = {(line, key) for line, (few, _rest) in kept.items() for key in few}
    gone = small | {(line, key) for line, (_few, rest) in kept.items() for key in rest}
    shown = {(line, key): value for line, cells in lines.items() for key, value in cells.items() if value > 0}
    while told := bridges(gone):
        more = [
            (
                cell[1] == last,
                cell[0] == WHOLE,
                value,
                cell,
            )  # the whole is hidden last, because most people read it
            for cell, value in shown.items()
            if cell not in gone and any(cell[0] == line or cell[1] == key for line, key in told)
        ]
        if not more:
            break
        gone.add(min(more)[3])
    return {
        line: Kept(
            frozenset(key for at, key in small if at == line),
            frozenset(key for at, key in gone - small if at == line),
        )
        for line in lines
    }


def bridges(cells: Collection[Cell]) -> list[Cell]:
    """Find the cells that lie on no cycle of lines and columns, whose value follows from totals and shown cells."""
    beside: dict[Cell, list[tuple[Cell, Cell]]] = {}
    for line, key in cells:
        ends = ("line", line), ("key", key)
        beside.setdefault(ends[0], []).append((ends[1], (line, key)))
        beside.setdefault(ends[1], []).append((ends[0], (line, key)))
    order: dict[Cell, int] = {}
    low: dict[Cell, int] = {}
    found: list[Cell] = []
    for root in sorted(beside):
        if root not in order:
            _walk(root, beside, order, low, found)
    return sorted(found)


def _walk(
    root: Cell,
    beside: Mapping[Cell, list[tuple[Cell, Cell]]],
    order: dict[Cell, int],
    low: dict[Cell, int],
    found: list[Cell],
) -> None:
    """Walk what hangs together, deepest first, and note each edge under which nothing leads back above it."""
    order[root] = low[root] = len(order)
    path: list[tuple[Cell, Cell | None, Iterable[tuple[Cell, Cell]]]] = [(root, None, iter(beside[root]))]
    while path:
        node, came_by, rest = path[-1]
        for other, edge in rest:
            if edge == came_by:
                continue
            if other in order:
                low[node] = min(low[node], order[other])
                continue
            order[other] = low[other] = len(order)
            path.append((other, edge, iter(beside[other])))
            break
        else:
            path.pop()
            if path and came_by is not None:
                above = path[-1][0]
                low[above] = min(low[above], low[node])
                if low[node] > order[above]:
                    found.append(came_by)
