"""`meetings user …` and `meetings token …`: people and programs that may work on the site."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from meetings.cli import current
from meetings.domain.errors import NotFound
from meetings.services import staff as services


def scoped(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that narrow a role."""
    for option in (
        click.option(
            "--partner",
            default="",
            help="Only in the sessions of the programme that name this partner, like GMP.",
        ),
        click.option("--stream", default="", help="Only in this stream of the programme."),
        click.option("--programme", default="", help="Only in this programme."),
        click.option("--role", required=True, help="administrator, organizer, officer, steward or reader."),
    ):
        command = option(command)
    return command


@click.group("user")
def user_command() -> None:
    """Invite staff, and make links to sign in."""


@user_command.command("invite")
@click.argument("email")
@scoped
def invite(email: str, **role: str) -> None:
    """Add somebody with a role, and print a link that signs in once."""
    app = current()
    with app.app_context():
        token = services.invite(email, now=datetime.now(UTC), **role)
    click.echo(sign_in_address(app.config["BASE_URL"], token))


@user_command.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print another link that signs in once."""
    app = current()
    with app.app_context():
        try:
            token = services.link(email, datetime.now(UTC))
        except NotFound:
            raise click.ClickException(f"nobody of the staff has the address {email}") from None
    click.echo(sign_in_address(app.config["BASE_URL"], token))


@click.group("token")
def token_command() -> None:
    """Make tokens for programs."""


@token_command.command("create")
@scoped
@click.option("--name", required=True, help="What the token is for.")
def create(name: str, **role: str) -> None:
    """Print a token once, as the last word."""
    with current().app_context():
        token = services.create_token(name, now=datetime.now(UTC), **role)
    click.echo(f"Keep this token; it is not shown again: {token}")


def sign_in_address(base_url: str, token: str) -> str:
    """Give the address of a link to sign in."""
    return f"{base_url}/en/desk/sign-in/{token}"
