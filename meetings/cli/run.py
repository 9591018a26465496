"""`meetings run`: what `make run` starts; schema, demonstration, links to look around with, web and worker."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module

import click
from flask import Flask
from flask_migrate import upgrade

from meetings.cli import current
from meetings.cli.serve import HOST, refuse_port_in_use, run_together
from meetings.cli.staff import sign_in_address
from meetings.domain.demonstration import ORGANIZER
from meetings.queries.cop.focal_points import PURPOSE, bearer_name
from meetings.queries.demonstration import a_delegate, a_focal_point, someone_registered
from meetings.services import staff
from meetings.services.cop.entering import delegate_links
from meetings.services.links import ME, rights_of, tokens_of
from meetings.services.panel.demonstration_panel import speaker_link


@click.command("run")
def run_command() -> None:
    """Look around: everything on this machine, with a demonstration season."""
    app = current()
    refuse_port_in_use(app.config["PORT"])
    with app.app_context():
        upgrade()
    demonstration: click.Command = import_module("meetings.cli.demonstration").demo_command
    click.get_current_context().invoke(demonstration)
    app = current()
    with app.app_context():
        for line in _welcome(app):
            click.echo(line)
    sys.stdout.flush()
    os.environ["MEETINGS_BASE_URL"] = app.config["BASE_URL"]
    sys.exit(run_together(["serve"], ["worker"]))


def _welcome(app: Flask) -> Iterator[str]:
    now, base = datetime.now(UTC), app.config["BASE_URL"]
    yield ""
    yield f"  The calendar      {base}/"
    token = staff.invite(ORGANIZER, "organizer", now)
    yield f"  As an organizer   {sign_in_address(base, token)}  (works once)"
    found = someone_registered(now)
    if found:
        rights = rights_of(*found, now, app.extensions["outside"].keys)
        yield f"  As a participant  {base}/en/me/{rights.me_token}"
        yield f"  To join           {base}/en/join/{rights.join_token}"
    speaker = speaker_link(now, app.extensions["outside"].keys)
    if speaker:
        yield f"  As a speaker      {base}/en/speak/{speaker[0]}  (code {speaker[1]}, works once)"
    yield from _conference(app, now)
    yield f"  Mails are files   {app.config['INSTANCE']}/mail"
    yield f"  Stop with Ctrl-C. Listening on http://{HOST}:{app.config['PORT']}"
    yield ""


def _conference(app: Flask, now: datetime) -> Iterator[str]:
    """Give the ways into the demonstration's conference: of a focal point, and of a delegate."""
    base, keys = app.config["BASE_URL"], app.extensions["outside"].keys
    point, delegate = a_focal_point(), a_delegate()
    if point:
        bearer = bearer_name(point)
        link = tokens_of([(PURPOSE, bearer)], now, keys)[PURPOSE, bearer]
        yield f"  As a focal point  {base}/en/delegation/{link.text}"
    if delegate:
        links = delegate_links([delegate], now, keys)
        yield f"  As a delegate     {base}/en/me/{links[delegate, ME].text}"
