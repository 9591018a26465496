"""`meetings calendar import`: the meetings of other conventions, from a file in iCalendar."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from meetings.cli import current
from meetings.domain.errors import TooLarge
from meetings.domain.foreign import EventOutcome, State, Why
from meetings.domain.joint import without_ours
from meetings.formats.ical_foreign import read_calendar
from meetings.services.foreign import TakenIn, import_calendar

ACTOR: Final = "command line"
MEGABYTE: Final = 1_000_000
REASONS: Final[dict[Why, str]] = {
    Why.NO_UID: "it has no UID, so that nobody could tell it from others next time",
    Why.NO_START: "it has no DTSTART",
    Why.BAD_VALUE: "a value cannot be read",
    Why.TWICE: "a value is given twice",
    Why.UNKNOWN_ZONE: "its time zone is not known",
    Why.ENDS_BEFORE: "it ends before it begins",
    Why.TOO_LONG: "it takes longer than a year",
    Why.TOO_FAR: "its day is not from 1971 to 2036",
    Why.TOO_OFTEN: "it recurs more often than daily",
    Why.UNKNOWN_RULE: "it recurs by a rule that is not read",
    Why.TOO_MANY: "it recurs too many times",
    Why.LONG_LINE: "a line is longer than 10,000 signs",
    Why.NOT_ENDED: "its end is missing",
}


@click.group("calendar")
def calendar_command() -> None:
    """Read other conventions' calendars."""


@calendar_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what became of each event as JSON.")
def import_command(file: Path, as_json: bool) -> None:
    """Import a calendar from an iCalendar FILE; its meetings are warned of, and never edited here."""
    app = current()
    most = app.config["UPLOAD_MB"]
    if file.stat().st_size > most * MEGABYTE:
        raise TooLarge(field="file", most=most)
    now = datetime.now(UTC)
    read = without_ours(read_calendar(file.read_bytes(), now), app.extensions["outside"].ours)
    with app.app_context():
        taken = import_calendar(read, file.stem, now, ACTOR)
    click.echo(json.dumps(_as_json(taken), ensure_ascii=False) if as_json else _words(taken))
    for one in taken.events:
        if one.state is State.REFUSED:
            click.echo(f"refused: {one.uid or one.title}: {_reason(one)}", err=True)


def _words(taken: TakenIn) -> str:
    counts = taken.counts
    return f"{taken.name}: " + ", ".join(
        f"{counts[state]} {state}" for state in ("new", "changed", "older", "refused")
    )


def _reason(one: EventOutcome) -> str:
    words = REASONS[one.why] if one.why else ""
    return f"{words} ({one.value})" if one.value else words


def _as_json(taken: TakenIn) -> dict[str, Any]:
    events = [
        {name: value for name, value in asdict(one).items() if value not in (None, "")}
        | ({"reason": _reason(one)} if one.why else {})
        for one in taken.events
    ]
    return {"name": taken.name} | taken.counts | {"events": events}
