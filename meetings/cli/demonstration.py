"""`meetings demo`: an invented season around today, on which everything can be tried."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from meetings.cli import current
from meetings.cli.imports import read_file
from meetings.formats.cop.cop_names import STREAMS as CONFERENCE_STREAMS
from meetings.formats.season_names import PLACES, STREAMS
from meetings.services.cop.demonstration import load_conference
from meetings.services.demonstration import Setting, load_demonstration

DATA: Final = Path(__file__).parents[1] / "data"
STREAM_NAMES: Final = {
    "implementation": "Implementation review and support",
    "science": "Mercury science",
    "cop-preparation": "COP preparations",
}


@click.command("demo")
def demo_command() -> None:
    """Load the demonstration: invented people and figures, mails only to files; a second time adds nothing."""
    script = json.loads((DATA / "demonstration.json").read_text("utf-8"))
    app, now = current(), datetime.now(UTC)
    with app.app_context():
        for name in ("parties", "observers"):
            read_file((DATA / f"{name}.json").read_bytes(), name)(now)
        setting = Setting(
            script=script,
            streams={slug: STREAMS[name] for slug, name in STREAM_NAMES.items()},
            place=PLACES["Europe/Zurich"],
            now=now,
            keys=app.extensions["outside"].keys,
            storage=app.extensions["outside"].storage,
        )
        with click.progressbar(length=1, label="The demonstration", file=sys.stderr) as bar:

            def progress(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            added = load_demonstration(setting, progress)
        conference = json.loads((DATA / "demonstration_cop.json").read_text("utf-8"))
        added = load_conference(conference, CONFERENCE_STREAMS, setting) or added
    click.echo("The demonstration is loaded." if added else "The demonstration was there already.")
