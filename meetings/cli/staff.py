"""`meetings user …` and `meetings token …`: people and programs that may work on the site."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from meetings.cli import current
from meetings.domain.api_tokens import expiry
from meetings.domain.errors import NotFound
from meetings.queries.api_tokens import standing_tokens
from meetings.services import staff as services
from meetings.services.api_tokens import NewToken, make_token, withdraw_token


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
@click.option("--expires", type=int, default=None, help="After how many days it expires; never without it.")
@click.option("--act", "acts", multiple=True, help="Only this act of the role, like see; may be repeated.")
def create(name: str, expires: int | None, acts: tuple[str, ...], **role: str) -> None:
    """Print a token once, as the last word."""
    now = datetime.now(UTC)
    with current().app_context():
        new = NewToken(name, **role, acts=acts or None, expires_at=expiry(expires, now))
        _id, token = make_token(new, now, "command")
    click.echo(f"Keep this token; it is not shown again: {token}")


@token_command.command("list")
def list_tokens() -> None:
    """Print the tokens that are not withdrawn, one a line: number, role and where, name, last use, expiry."""
    now = datetime.now(UTC)
    with current().app_context():
        found = standing_tokens(now)
    for one in found:
        where = "/".join(part for part in (one.programme, one.stream, one.partner) if part) or "everywhere"
        held = f" ({', '.join(one.acts)})" if one.acts is not None else ""
        used = f"used {one.used_at:%Y-%m-%d %H:%M} UTC" if one.used_at else "never used"
        ends = f"{one.state} until {one.expires_at:%Y-%m-%d}" if one.expires_at else "does not expire"
        ends = ends.replace("expired until", "expired on")
        click.echo(f"{one.id}  {one.role}{held}, {where}  {one.name}  {used}  {ends}")


@token_command.command("withdraw")
@click.argument("number", type=int)
def withdraw(number: int) -> None:
    """Withdraw a token by its number; it ends at once."""
    with current().app_context():
        try:
            withdraw_token(number, datetime.now(UTC), "command")
        except NotFound:
            raise click.ClickException(f"there is no token {number}; see `meetings token list`") from None
    click.echo(f"Withdrawn: {number}")


def sign_in_address(base_url: str, token: str) -> str:
    """Give the address of a link to sign in."""
    return f"{base_url}/en/desk/sign-in/{token}"
