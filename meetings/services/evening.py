"""Registering takes as long whether somebody is known or not; see `domain/evening`."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final, TypeVar

from meetings.domain.evening import Evening

R = TypeVar("R")
_known: ContextVar[bool] = ContextVar("known", default=False)
ONE: Final = Evening()
OTHERS: Final = Evening()  # whoever registers at the entrance is answered alike, known or new
MANY: Final = Evening()  # forms for a season take longer, known or new


def is_known() -> None:
    """Say within an act that it met somebody known, for whom other things were to be done."""
    _known.set(True)


def evenly(act: Callable[[], R], evening: Evening = ONE) -> R:
    """Run an act, and hold its answer back as long as one to the other kind of people takes: the known or the new.

    Nothing is held meanwhile but the thread. An act that is refused takes its own time: what is refused is what was
    typed, not who.
    """
    _known.set(False)
    begun = time.perf_counter()
    done = act()
    time.sleep(evening.wait(time.perf_counter() - begun, is_known=_known.get()))
    return done
