"""Answers that take as long whether somebody is known or not."""

from collections import deque
from collections.abc import Sequence
from typing import Final

REMEMBERED: Final = 64
AT_FIRST: Final = 0.02


class Evening:
    """Remembers how long it lately took to add somebody new, so that an answer to somebody known takes as long."""

    def __init__(self) -> None:
        self.taken: deque[float] = deque(maxlen=REMEMBERED)

    def note(self, seconds: float) -> None:
        """Note how long it took to add somebody new."""
        self.taken.append(seconds)

    def wait(self, seconds: float, chance: float) -> float:
        """Say how long an answer to somebody known is still to be held back.

        Takes: how long it took; a number from 0 to 1 that chooses one of the times noted, so that not only their
        middle but also their spread is alike.
        """
        return max(0.0, _pick(self.taken, chance) - seconds)


def _pick(taken: Sequence[float], chance: float) -> float:
    return taken[min(int(chance * len(taken)), len(taken) - 1)] if taken else AT_FIRST
