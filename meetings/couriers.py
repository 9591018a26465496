"""Sending to several addresses at once, so that one that hangs stops no other."""

import logging
from datetime import datetime, timedelta
from secrets import token_hex
from threading import Event, Lock, Thread, current_thread
from time import monotonic
from typing import Final

from flask import Flask

from meetings.extensions import db
from meetings.services.webhooks.sending import Way, claim, drain

AT_ONCE: Final = 4
PATIENCE_SECONDS: Final = 5.0
log = logging.getLogger("meetings.couriers")


class Couriers:
    """The threads of one worker that send events, a few at once; each address has one at most, whichever worker's."""

    def __init__(self, app: Flask, name: str) -> None:
        self._app, self._name = app, name
        self._stopping, self._lock = Event(), Lock()
        self._running: set[Thread] = set()

    def begin(self, now: datetime) -> int:
        """Begin to send to addresses that something waits for, as far as threads are free; give how many."""
        with self._lock:
            free = 0 if self._stopping.is_set() else AT_ONCE - len(self._running)
        lease = f"{self._name} {token_hex(6)}"
        claimed = claim(free, lease, now)
        for webhook_id in claimed:
            thread = Thread(target=self._run, args=(webhook_id, lease, now), daemon=True)
            with self._lock:
                self._running.add(thread)
            thread.start()
        return len(claimed)

    def wait(self, seconds: float) -> bool:
        """Wait until nobody sends any more, and say whether that is so."""
        ends = monotonic() + seconds
        with self._lock:
            running = list(self._running)
        for each in running:
            each.join(max(0.0, ends - monotonic()))
        return not any(each.is_alive() for each in running)

    def stop(self) -> None:
        """Give up what is being sent, and send nothing more; another worker sends it soon."""
        self._stopping.set()
        self._app.extensions["outside"].posts.stop()

    def end(self) -> None:
        """Wait for those who were told to stop."""
        self.wait(PATIENCE_SECONDS)

    def _run(self, webhook_id: str, lease: str, now: datetime) -> None:
        begun, outside = monotonic(), self._app.extensions["outside"]

        def clock() -> datetime:
            return now + timedelta(seconds=monotonic() - begun)

        try:
            with self._app.app_context():
                way = Way(outside.posts, outside.keys, clock, self._stopping.is_set)
                drain(webhook_id, lease, way)
                db.session.remove()
        except Exception:
            log.exception("webhook %s waits", webhook_id)
        finally:
            self._end_of_one()

    def _end_of_one(self) -> None:
        with self._lock:
            self._running.discard(current_thread())
