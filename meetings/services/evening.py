"""Registering takes as long whether somebody is known or not; see `domain/evening`."""

import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final, TypeVar

from meetings.domain.evening import Evening

R = TypeVar("R")
_known: ContextVar[bool] = ContextVar("known", default=False)
EVENING: Final = Evening()


def is_known() -> None:
    """Say within an act that it met somebody known, for whom less was to be done."""
    _known.set(True)


def evenly(act: Callable[[], R], evening: Evening = EVENING) -> R:
    """Run an act, and where it met somebody known, hold its answer back as long as one to somebody new takes.

    Nothing is held meanwhile but the thread. An act that is refused takes its own time: what is refused is what was
    typed, not who.
    """
    _known.set(False)
    begun = time.perf_counter()
    done = act()
    taken = time.perf_counter() - begun
    if not _known.get():
        evening.note(taken)
        return done
    time.sleep(evening.wait(taken, random.random()))
    return done
