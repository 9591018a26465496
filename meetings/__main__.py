"""The command `meetings`, and `python -m meetings`: the commands, given the application to work on."""

from meetings.app import create_app
from meetings.cli import main as commands


def main() -> None:
    """Run one command."""
    commands(obj=create_app, prog_name="meetings")


if __name__ == "__main__":
    main()
