"""Facts of an hour that many ask for at the same moment: made once in a second, in each process by itself."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from flask import current_app

R = TypeVar("R")
SECONDS: Final = 1.5
MOST: Final = 400
_kept: dict[Hashable, tuple[float, Any]] = {}
_lock = threading.Lock()


def lately(key: Hashable, make: Callable[[], R]) -> R:
    """Give facts that are at most a moment old; tests see every change at once."""
    if current_app.testing:
        return make()
    now = time.monotonic()
    found = _kept.get(key)
    if found is None or now - found[0] >= SECONDS:
        with _lock:
            if len(_kept) >= MOST:
                _kept.clear()
            found = _kept[key] = (now, make())
    value: R = found[1]
    return value
