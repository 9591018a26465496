"""How a command that goes on by itself is told to stop."""

import signal
import threading
from typing import Final

LOOK_SECONDS: Final = 0.5


class Told:
    """Whether the signal to stop came."""

    def __init__(self) -> None:
        self._told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self._told.set())

    def wait(self) -> None:
        """Wait for the signal, which is heard late where it comes just as a wait begins: so none takes long."""
        while not self._told.wait(LOOK_SECONDS):
            pass
