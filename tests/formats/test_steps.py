"""The picture of totals that grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.glance import grown
from meetings.formats.steps import ceiling, draw_steps, ticks


@pytest.mark.parametrize(
    ("most", "expected"), [(0, 4), (4, 4), (5, 8), (9, 12), (13, 20), (21, 40), (121, 200), (1739, 2000)]
)
def test_the_scale_is_round(most: int, expected: int) -> None:
    assert ceiling(most) == expected


@given(st.integers(0, 10**7))
def test_the_scale_holds_all_and_is_not_much_larger(most: int) -> None:
    found = ceiling(most)
    assert most <= found <= max(4, most * 2)
    assert found % 4 == 0


@given(st.integers(-400, 100), st.integers(1, 400))
def test_few_days_are_named_and_all_are_in_the_picture(first: int, length: int) -> None:
    found = ticks(first, first + length)
    assert 1 <= len(found) <= 9
    assert all(first <= one < first + length for one in found)


def test_two_seasons_are_drawn_on_the_same_days() -> None:
    shown = draw_steps(
        {"this": grown([-7, -7, 0]), "last": grown([-14, 7])},
        lambda day: f"{day:+d}",
        mark=(0, "Today"),
    )
    assert [(one.kind, one.path.count("H")) for one in shown.lines] == [("this", 8), ("last", 22)]
    assert [one.words for one in shown.levels] == ["0", "1", "2", "3", "4"]
    assert [one.words for one in shown.days] == ["-14", "-7", "+0", "+7"]
    assert shown.mark is not None
    assert shown.mark.words == "Today"
    this, last = shown.lines
    assert this.path.startswith("M")
    assert last.path.split("V")[0] == f"M{shown.line[0]:g} {shown.base}"
    mirrored = draw_steps({"this": grown([0, 1])}, str, is_mirrored=True)
    assert mirrored.line[0] > mirrored.line[1]
    assert mirrored.mark is None


def test_nothing_is_drawn_of_nothing() -> None:
    empty = draw_steps({"this": ()}, str, mark=(9, "Today"))
    assert (empty.lines, empty.mark, len(empty.days)) == ((), None, 1)
