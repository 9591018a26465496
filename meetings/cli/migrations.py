"""`meetings migrate`: the schema, brought to its newest form."""

import click
from flask_migrate import upgrade

from meetings.cli import current


@click.command("migrate")
def migrate_command() -> None:
    """Bring the schema to head; safe to run twice and from several nodes at once."""
    with current().app_context():
        upgrade()
    click.echo("The schema is at head.")
