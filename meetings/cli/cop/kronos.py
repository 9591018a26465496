"""`meetings kronos`: what a conference gives to KRONOS, and what a file of KRONOS brings, looked at first."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from flask import current_app

from meetings.cli import current
from meetings.domain.cop.kronos import Outcome, Said, Taken
from meetings.domain.errors import NotAChoice, TooLarge
from meetings.domain.tokens import Keys
from meetings.formats.cop.kronos import read_exchange, write_exchange
from meetings.queries.cop.kronos import exported
from meetings.services.cop.kronos import commit, keep_file, look

ACTOR: Final = "command"


@click.group("kronos")
def kronos_command() -> None:
    """Exchange contacts and registrations with KRONOS."""


@kronos_command.command("export")
@click.argument("programme")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_file(programme: str, file: Path) -> None:
    """Write the contacts, organizations, events and registrations of PROGRAMME to FILE."""
    with current().app_context():
        found = exported(programme)
    file.write_bytes(write_exchange(found))
    click.echo(f"{file}: {len(found.contacts)} contacts, {len(found.registrations)} registrations")


@kronos_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--commit", "is_commit", is_flag=True, help="Store it; without, nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--decide", multiple=True, help="Decide a conflict, like contact:ID=theirs.")
def import_file(file: Path, *, is_commit: bool, as_json: bool, decide: tuple[str, ...]) -> None:
    """Look at a FILE of KRONOS, and with --commit take it in; the same file again changes nothing."""
    app, now = current(), datetime.now(UTC)
    most = app.config["UPLOAD_MB"]
    if file.stat().st_size > most * 1_000_000:
        raise TooLarge(field="file", most=most)
    raw = file.read_bytes()
    exchange, decisions = read_exchange(raw), _decisions(decide)
    if len(exchange.contacts) > 500:
        click.echo(f"reading {len(exchange.contacts)} contacts …", err=True)
    with app.app_context():
        keys: Keys = current_app.extensions["outside"].keys
        if is_commit:
            name = keep_file(raw.decode(), file.name, "", now, ACTOR)
            taken = commit(name, exchange, decisions, now, ACTOR, keys=keys)
        else:
            taken = look(exchange, decisions, now, keys=keys)
    click.echo(json.dumps(_as_json(taken), ensure_ascii=False) if as_json else _words(taken))
    if not as_json:
        for one in taken.of(Outcome.CONFLICT, Outcome.REFUSED):
            click.echo(_line(one), err=True)
        click.echo("taken in" if is_commit else "a preview; nothing was stored")


def _decisions(decide: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.rpartition("=") for one in decide]
    for key, equals, value in pairs:
        if not (key and equals and value):
            raise NotAChoice(field="decide", value=f"{key}{equals}{value}"[:60], choices="KIND:ID=CHOICE")
    return {key: value for key, _equals, value in pairs}


def _words(taken: Taken) -> str:
    return ", ".join(f"{taken.count(one)} {one}" for one in Outcome)


def _line(one: Said) -> str:
    said = "; ".join(f"{name}: {ours!r} here, {theirs!r} there" for name, ours, theirs in one.fields)
    choices = f" (decide: {', '.join(one.choices)})" if one.choices else ""
    return f"{one.outcome}: {one.key}: {one.why}{': ' if said else ''}{said}{choices}"


def _as_json(taken: Taken) -> dict[str, Any]:
    return {
        "counts": {str(one): taken.count(one) for one in Outcome},
        "records": [
            {
                "key": one.key,
                "outcome": str(one.outcome),
                "name": one.name,
                "why": one.why,
                "fields": [list(each) for each in one.fields],
                "choices": list(one.choices),
            }
            for one in taken.said
            if one.outcome is not Outcome.SAME
        ],
    }
