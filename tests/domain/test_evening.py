"""Answers to the known and to the new take as long, however unlike the work is."""

import random
from statistics import median, quantiles

import pytest

from meetings.domain.evening import AT_FIRST, Evening


@pytest.mark.parametrize(("known", "new"), [(2, 9), (9, 2), (5, 5)])
def test_middle_and_spread_are_alike(known: int, new: int) -> None:
    chance, evening = random.Random(1), Evening()
    shown: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2000):
        is_known = number % 2 == 0
        taken = chance.uniform(1, known if is_known else new)
        shown[is_known].append(taken + evening.wait(taken, is_known=is_known))
    lower, _middle, upper = quantiles(shown[False], n=4)
    assert abs(median(shown[True]) - median(shown[False])) < (upper - lower) / 5
    mine = quantiles(shown[True], n=4)
    assert mine[2] - mine[0] == pytest.approx(upper - lower, rel=0.2)


def test_the_new_wait_for_nobody_where_nobody_is_known() -> None:
    evening = Evening()
    assert [evening.wait(number, is_known=False) for number in (0.1, 0.2, 0.3)] == [0, 0, 0]
    assert Evening().wait(0.0, is_known=True) == AT_FIRST
