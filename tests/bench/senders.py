"""The rivals in sending: bare processes with a connection each, which send what is ready, or compose it first."""

import gc
import signal
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context

from flask import Flask

from meetings.mail.compose import compose
from meetings.mail.sending import Composing
from meetings.mail.writing import Composed, Handed, Site
from meetings.queries.messages import Letter
from tests.relays import HOST

SENDERS = 4
SENDER = "meetings@example.org"


@dataclass(frozen=True)
class Loaded:
    """A letter with the rights that it hands over."""

    letter: Letter
    rights: Handed


def load(app: Flask, ids: Sequence[str]) -> list[Loaded]:
    """Load what messages are composed of; call it within a context of the application."""
    loaded = Composing.load(ids, app.extensions["outside"], datetime.now(UTC))
    return [Loaded(loaded.letters[one], loaded.rights[one]) for one in ids]


def composed(app: Flask, one: Loaded) -> Composed:
    """Compose a letter as workers do."""
    outside = app.extensions["outside"]
    site = Site(outside.site_name, outside.sender, outside.base_url, outside.host)
    done = compose(one.letter, one.rights, site, datetime.now(UTC))
    assert done is not None
    return done


@contextmanager
def sending(app: Flask, port: int, letters: Sequence[Loaded | Composed], count: int) -> Iterator[None]:
    """Send so many mails, over and over the same ones, by four processes that end with the block.

    Those that are not composed yet are composed anew each time.
    """
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the processes, untouched by their collecting
    shares = [count // SENDERS + (number < count % SENDERS) for number in range(SENDERS)]
    everybody = [
        get_context("fork").Process(
            target=_send, args=(app, port, letters[number::SENDERS], share), daemon=True
        )
        for number, share in enumerate(shares)
    ]
    try:
        for one in everybody:
            one.start()
        yield
    finally:
        for one in everybody:
            one.terminate()
            one.join()
        gc.unfreeze()


def _send(app: Flask, port: int, letters: Sequence[Loaded | Composed], count: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with smtplib.SMTP(HOST, port, timeout=30) as wire, app.app_context():
        for number in range(count):
            one = letters[number % len(letters)]
            done = one if isinstance(one, Composed) else composed(app, one)
            wire.sendmail(SENDER, [done.recipient], done.content)
