"""`meetings worker`: the ticks, until told to stop."""

import logging
import signal
import threading

import click

from meetings.cli import current
from meetings.jobs import start


@click.command("worker")
def worker_command() -> None:
    """Send what is due; run one or several."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop.set())
    scheduler = start(current())
    stop.wait()
    scheduler.shutdown(wait=True)
