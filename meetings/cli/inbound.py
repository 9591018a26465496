"""`meetings inbound`: the door for mails that come back, by LMTP on this machine."""

import logging
from datetime import UTC, datetime

import click
from flask import Flask

from meetings.cli import current
from meetings.cli.endings import Told
from meetings.cli.serve import HOST, refuse_port_in_use
from meetings.formats.bounces import read_mail
from meetings.services.bounces import keep


@click.command("inbound")
@click.option("--port", default=8024, show_default=True, type=click.IntRange(1, 65535))
def inbound_command(port: int) -> None:
    """Take bounces and complaints by LMTP on 127.0.0.1, for a mail server beside us."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    app = current()
    refuse_port_in_use(port)
    told = Told()
    with app.extensions["outside"].mailroom.listen(port, lambda head: _keep(app, head)):
        click.echo(f"Listening by LMTP on {HOST}:{port}")
        told.wait()


def _keep(app: Flask, head: bytes) -> None:
    with app.app_context():
        keep(read_mail(head), datetime.now(UTC))
