"""`meetings import`: a season, a conference, the Parties or the observers, from a JSON file."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from flask import current_app

from meetings.cli import current
from meetings.domain.imports import Outcome
from meetings.formats.cop.cop_file import SCHEMA as COP
from meetings.formats.cop.cop_file import read_cop
from meetings.formats.json_file import Node, read_json
from meetings.formats.party_file import OBSERVERS, PARTIES, read_counts, read_observers, read_parties
from meetings.formats.season_file import SCHEMA, read_season
from meetings.services.cop.imports import import_cop
from meetings.services.parties import import_organizations, import_parties
from meetings.services.seasons import import_season

Importing = Callable[[datetime], Outcome]


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_command(file: Path, as_json: bool) -> None:
    """Import a season, a COP, the Parties or the observers from a JSON FILE; the same again changes nothing."""
    start = read_file(file.read_bytes(), file.stem)
    with current().app_context():
        outcome = start(datetime.now(UTC))
    click.echo(json.dumps(_as_json(outcome)) if as_json else _words(outcome))
    for name, reason in outcome.refused:
        click.echo(f"refused: {name}: {reason}", err=True)


def read_file(raw: bytes, name: str) -> Importing:
    """Read a file by its schema and give what is to be done with it.

    Raises: WrongFile, with the path of the field; nothing was stored.
    """
    root = read_json(raw)
    where = root if root.maybe("schema") else root.maybe("meta") or root
    schema = where.choice("schema", READERS)
    return READERS[schema](root, name)


def _season(root: Node, name: str) -> Importing:
    given = read_season(root, name)
    return lambda now: import_season(given, now, current_app.extensions["outside"].keys)


def _cop(root: Node, _name: str) -> Importing:
    given = read_cop(root)
    return lambda now: import_cop(given, now)


def _parties(root: Node, _name: str) -> Importing:
    given, counts = read_parties(root), read_counts(root)
    return lambda now: import_parties(given, now, counts)


def _observers(root: Node, _name: str) -> Importing:
    given = read_observers(root)
    return lambda now: import_organizations(given, now)


READERS: Final[dict[str, Callable[[Node, str], Importing]]] = {
    SCHEMA: _season,
    COP: _cop,
    PARTIES: _parties,
    OBSERVERS: _observers,
}


def _words(outcome: Outcome) -> str:
    return f"{outcome.name}: {outcome.new} new, {outcome.changed} changed, {len(outcome.refused)} refused"


def _as_json(outcome: Outcome) -> dict[str, object]:
    refused = [{"record": name, "reason": reason} for name, reason in outcome.refused]
    return {
        "name": outcome.name,
        "new": outcome.new,
        "changed": outcome.changed,
        "refused": len(refused),
        "refusals": refused,
    }
