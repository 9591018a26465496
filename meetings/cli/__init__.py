"""The commands: `meetings …`; each exits 0 only when done, and says in one line why it is not."""

from importlib import import_module
from typing import Any, Final

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from meetings.domain.errors import Refused

# The module of each command, looked up when it is asked for, so that one broken command breaks no other.
COMMANDS: Final = {
    "migrate": "migrations",
    "token": "staff",
    "user": "staff",
    "import": "imports",
    "kronos": "cop.kronos",
    "calendar": "calendars",
    "attendance": "attendance",
    "demo": "demonstration",
    "report": "reports",
    "serve": "serve",
    "run": "run",
    "worker": "worker",
    "inbound": "inbound",
    "doctor": "doctor",
    "backup": "backup",
    "restore": "backup",
}


class Commands(click.Group):
    """The commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give the command of a name."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"meetings.cli.{module}").__dict__[f"{cmd_name}_command"]
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal becomes one line and exit 1."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            raise click.ClickException(refusal_line(refusal)) from None
        except (OperationalError, ProgrammingError) as error:
            reason = str(error.orig).partition("\n")[0]
            raise click.ClickException(
                f"the store cannot be used ({reason}); try `meetings migrate`"
            ) from None


@click.group(cls=Commands)
def main() -> None:
    """Schedule, run and report the meetings of a convention."""


def current() -> Flask:
    """Make the application a command works on, or say in one line which setting is wrong."""
    make = click.get_current_context().find_root().obj
    try:
        app: Flask = make()
    except Exception as error:
        if type(error).__name__ in ("WrongSetting", "ZoneDataMismatch"):
            raise click.ClickException(str(error)) from None
        raise
    return app


def refusal_line(refusal: Refused) -> str:
    """Word a refusal in one line for a terminal: the field, what is wrong, and the values it carries."""
    values = ", ".join(f"{name} {value}" for name, value in refusal.values.items())
    said = (type(refusal).__doc__ or refusal.code).partition(".")[0].partition("\n")[0].lower()
    return ": ".join(part for part in (refusal.field, said, values) if part)
