"""Which cells of a table may leave the desk, held against somebody who subtracts."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.report_cells import WHOLE, bridges, kept_back, small_cells


@pytest.mark.parametrize(
    ("cells", "small", "hidden"),
    [
        ({"a": 5, "b": 9}, set(), set()),
        ({"a": 4, "b": 9, "c": 7}, {"a"}, {"c"}),
        ({"a": 1, "b": 0}, {"a"}, set()),
        ({}, set(), set()),
        ({"a": 1, "b": 5, "c": 9}, {"a"}, {"b", "c"}),  # 6 without 5 at least is 1
        ({"a": 1, "b": 1, "c": 5, "d": 30}, {"a", "b"}, {"c", "d"}),
    ],
)
def test_small_cells_are_hidden_with_the_next_smallest(
    cells: dict[str, int], small: set[str], hidden: set[str]
) -> None:
    assert small_cells(cells) == (small, hidden)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 14), min_size=1, max_size=5))
def test_no_small_cell_follows_from_the_total_of_its_line(cells: dict[str, int]) -> None:
    small, hidden = small_cells(cells)
    shown = [value for key, value in cells.items() if value >= 5 and key not in hidden]
    if not small or not shown:
        return
    left, most = sum(cells[key] for key in small | hidden), min(shown)
    ways = [
        few
        for few in product(range(1, 5), repeat=len(small))
        if len(hidden) * 5 <= left - sum(few) <= len(hidden) * most
    ]
    assert all(len({few[at] for few in ways}) > 1 for at in range(len(small)))


def test_what_another_table_tells_hides_nothing() -> None:
    regions, categories = {"Africa": 3, "Asia": 20, "": 6}, {"government": 23, "ngo": 6}
    assert small_cells(categories, "government") == (set(), set())
    assert small_cells(regions, "") == (
        {"Africa"},
        {"Asia"},
    )  # 29 without those of no government were 3 and 20
    regions, categories = {"Africa": 6, "": 22}, {"government": 6, "ngo": 2, "igo": 20}
    assert small_cells(regions, "") == (set(), set())
    assert small_cells(categories, "government") == ({"ngo"}, {"igo"})
    assert small_cells({"Africa": 3, "": 20}, "") == ({"Africa"}, {""})


def test_what_another_table_tells_of_a_stream_hides_nothing_there() -> None:
    lines = {
        WHOLE: {"Africa": 10, "Asia": 40, "": 12},
        "s": {"Africa": 3, "Asia": 20, "": 6},
        "t": {"Africa": 7, "Asia": 20, "": 6},
    }
    gone = {(line, key) for line, one in kept_back(lines, "").items() for key in one.small | one.hidden}
    assert gone == {("s", "Africa"), ("s", "Asia"), ("t", "Africa"), ("t", "Asia")}


streams = st.dictionaries(
    st.sampled_from(["s", "t", "u"]),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 12), max_size=4),
    min_size=1,
    max_size=3,
)


@given(streams)
def test_nothing_hidden_follows_from_totals_and_shown_cells(lines: dict[str, dict[str, int]]) -> None:
    keys = {key for cells in lines.values() for key in cells}
    lines = {**lines, WHOLE: {key: sum(cells.get(key, 0) for cells in lines.values()) for key in keys}}
    kept = kept_back(lines)
    gone = {(line, key) for line, one in kept.items() for key in one.small | one.hidden}
    for told in bridges(gone):  # only where there was nothing left to hide beside it
        line, key = told
        beside = [(line, other) for other in keys] + [(other, key) for other in lines]
        assert all(cell in gone or not lines[cell[0]].get(cell[1], 0) for cell in beside)
    assert all(0 < lines[line][key] < 5 for line, one in kept.items() for key in one.small)


def test_a_stream_does_not_tell_what_the_whole_hides() -> None:
    lines = {
        WHOLE: {"a": 10, "b": 20, "c": 30},
        "s": {"a": 2, "b": 10, "c": 12},
        "t": {"a": 8, "b": 10, "c": 18},
    }
    kept = kept_back(lines)
    gone = {(line, key) for line, one in kept.items() for key in one.small | one.hidden}
    assert ("s", "a") in gone
    assert bridges(gone) == []
    assert solutions(lines, gone) > 1


def solutions(lines: dict[str, dict[str, int]], gone: set[tuple[str, str]]) -> int:
    """Count the tables that fit what is shown and every total, by trying all."""

    def fits(guess: dict[tuple[str, str], int]) -> bool:
        full = {
            line: {key: guess.get((line, key), lines[line][key]) for key in lines[line]} for line in lines
        }
        rows = all(sum(full[line].values()) == sum(lines[line].values()) for line in lines)
        return rows and all(full["s"][key] + full["t"][key] == full[WHOLE][key] for key in lines[WHOLE])

    def guesses() -> Iterator[dict[tuple[str, str], int]]:
        cells = sorted(gone)
        for shift in product(range(-3, 4), repeat=len(cells)):
            values = {cell: lines[cell[0]][cell[1]] + by for cell, by in zip(cells, shift, strict=True)}
            if min(values.values()) >= 0:
                yield values

    return sum(fits(guess) for guess in guesses())
