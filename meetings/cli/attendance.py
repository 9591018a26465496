"""`meetings attendance import`: what a platform says of who was there, looked at first, counted with `--commit`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from flask import current_app

from meetings.cli import current
from meetings.domain.attendance import COLUMNS, Answers, FileRead
from meetings.domain.attendance_places import check_file_zone
from meetings.domain.attendance_preview import Preview
from meetings.domain.codes import ImportState
from meetings.domain.errors import NotAChoice, OpenProblems, TooLarge
from meetings.domain.tokens import Keys
from meetings.domain.zones import to_local
from meetings.formats.attendance_file import read_attendance
from meetings.formats.attendance_json import file_json, people_json
from meetings.queries.attendance import look, slot_asked
from meetings.services.attendance import FileGiven, take_in

ACTOR: Final = "command"


@click.group("attendance")
def attendance_command() -> None:
    """Take in who was there."""


@attendance_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--slot", "slot_id", required=True, help="The time the file is of, by its id.")
@click.option("--zone", default="", help="The zone of the file's times, a name or an offset like +02:00.")
@click.option(
    "--order", type=click.Choice(["day", "month"]), default=None, help="What comes first in a date."
)
@click.option("--fold", type=click.IntRange(0, 1), default=None, help="Of an hour that comes twice: 0 or 1.")
@click.option("--until", default="", help="The end of those without one: a wall time, or `slot`.")
@click.option("--column", "columns", multiple=True, help="A column by hand, like joined='Arrived at'.")
@click.option("--leave-out", is_flag=True, help="Leave out rows that cannot be read.")
@click.option("--commit", is_flag=True, help="Let it count, unless something is to be answered first.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_file(file: Path, slot_id: str, *, commit: bool, as_json: bool, **said: Any) -> None:
    """Look at a platform's FILE of attendance, and with --commit let it count; the same file again changes nothing."""
    app = current()
    most = app.config["UPLOAD_MB"]
    if file.stat().st_size > most * 1_000_000:
        raise TooLarge(field="file", most=most)
    raw = file.read_bytes()
    if len(raw) > 1_000_000:
        click.echo(f"reading {len(raw) // 1_000_000} MB …", err=True)
    zone = check_file_zone(said["zone"]) if said["zone"] else ""
    given = FileGiven(file.name, raw, zone, _answers(**said))
    with app.app_context():
        keys: Keys = current_app.extensions["outside"].keys
        slot = slot_asked(slot_id)
        near = to_local(slot.starts_at, slot.zone).date()
        read = read_attendance(raw, near, given.answers)
        done: dict[str, Any] = {}
        looked = None
        try:
            if commit:
                looked, done = _commit(given, read, slot_id, keys)
        except OpenProblems:
            done = {}
        looked = looked or look(read, slot_id, zone, given.answers, keys=keys)
    (_show_json if as_json else _show_words)(looked, done)
    if commit and not done:
        raise OpenProblems(field="file", problems=", ".join(one.code for one in looked.problems))


def _commit(
    given: FileGiven, read: FileRead, slot_id: str, keys: Keys
) -> tuple[Preview | None, dict[str, Any]]:
    """Let the file count; give what it adds, its number, its state, and whether it is new."""
    import_id, added = take_in(given, read, slot_id, datetime.now(UTC), ACTOR, keys=keys)
    return added, {"id": import_id, "state": str(ImportState.COMMITTED), "new": added is not None}


def _answers(
    order: str | None, fold: int | None, until: str, columns: tuple[str, ...], **more: Any
) -> Answers:
    mapped = dict(one.partition("=")[::2] for one in columns)
    if not set(mapped) <= set(COLUMNS):
        raise NotAChoice(
            field="column", value=next(iter(set(mapped) - set(COLUMNS))), choices=", ".join(COLUMNS)
        )
    return Answers(order or "", mapped, fold, until, more["leave_out"])


def _show_json(looked: Preview, done: dict[str, Any]) -> None:
    """Print a preview as one object, its people one by one, because they may be many."""
    click.echo(json.dumps(file_json(looked) | done, ensure_ascii=False)[:-1] + ', "people": [', nl=False)
    for number, one in enumerate(people_json(looked)):
        click.echo((", " if number else "") + json.dumps(one, ensure_ascii=False), nl=False)
    click.echo("]}")


def _show_words(looked: Preview, done: dict[str, Any]) -> None:
    body = file_json(looked)
    click.echo(f"{body['layout']}, times in {body['zone']} ({body['zone_from']})")
    for one in people_json(looked):
        click.echo(f"{one['key']}: {one['rows']} rows, {_length(one)}, {one['match'] or 'not matched'}")
    for one in body["out"]:
        click.echo(f"left out: row {one['row']}: {one['why']}")
    for kind in ("note", "problem"):
        for one in body[f"{kind}s"]:
            click.echo(f"{kind}: {_said(one)}")
    if done:
        click.echo(f"{done['id']}: {'counted' if done['new'] else 'counted before; nothing changed'}")
    else:
        click.echo("a preview; nothing was stored")


def _length(one: dict[str, Any]) -> str:
    if one["seconds"] is not None:
        return f"{one['seconds']} seconds"
    return f"{one['minutes_stated']} minutes stated" if "minutes_stated" in one else "end not known"


def _said(problem: dict[str, Any]) -> str:
    values = ", ".join(f"{name} {value}" for name, value in problem.items() if name != "code")
    return f"{problem['code']}: {values}" if values else problem["code"]
