"""`meetings worker`: the ticks, until told to stop."""

import logging
import os
import threading
from typing import Final

import click

from meetings.cli import current
from meetings.cli.endings import Told
from meetings.jobs import end, start, stop

GRACE_SECONDS: Final = 8


@click.command("worker")
def worker_command() -> None:
    """Send what is due; run one or several."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    app, told = current(), Told()
    scheduler = start(app)
    told.wait()
    stop(app)
    last = threading.Thread(target=scheduler.shutdown, daemon=True)
    last.start()
    last.join(GRACE_SECONDS)
    if last.is_alive():  # a server that does not answer; what is held is sent when the lease has run out
        os._exit(0)
    end(app)
