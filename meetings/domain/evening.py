"""Answers that take as long whether somebody is known or not."""

from bisect import bisect_left
from collections import deque
from typing import Final

REMEMBERED: Final = 100
AT_FIRST: Final = 0.02


class Evening:
    """Remembers how long acts lately took to somebody known and to somebody new, so that both answers take as long.

    Each is held back to where the slower kind has an act of its rank: the fifth slowest of one kind takes as long as
    the fifth slowest of the other. So their spread is alike too, and a busy machine is busy for both.
    """

    def __init__(self) -> None:
        self.taken: dict[bool, deque[float]] = {one: deque(maxlen=REMEMBERED) for one in (False, True)}

    def wait(self, seconds: float, *, is_known: bool) -> float:
        """Note how long an act took, and say how long its answer is still to be held back."""
        mine, others = self.taken[is_known], sorted(self.taken[not is_known])
        rank = (bisect_left(sorted(mine), seconds) + 0.5) / (len(mine) + 1)
        mine.append(seconds)
        if not others:
            return max(0.0, AT_FIRST - seconds) if is_known else 0.0
        return max(0.0, others[int(rank * len(others))] - seconds)
