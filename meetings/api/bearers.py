"""People with their own links: the token of a link is the Bearer, and opens only what the link was made for."""

from datetime import UTC, datetime
from typing import Final

from flask import current_app
from flask_smorest import Blueprint

from meetings.api.access import bearer, holder, keys, outside
from meetings.api.shapes import rfc3339
from meetings.domain.errors import LinkDead, NotAllowed, SignInNeeded
from meetings.extensions import db
from meetings.queries.links import bearer_of
from meetings.queries.registrations import person_of
from meetings.services.people import prove_mailboxes

MADE: Final = "/api/v1"


def token_given() -> str:
    """Give the token of a link that came with the request.

    Raises: NotAllowed, for a token of staff, which is no link; SignInNeeded, for none.
    """
    if holder() is not None:
        raise NotAllowed()
    token = bearer()
    if not token:
        raise SignInNeeded()
    return token


def bearer_for(purpose: str) -> str:
    """Give whose the link is that came with the request.

    Raises: NotAllowed, SignInNeeded, alike for a link that is dead and for one of another purpose.
    """
    try:
        return bearer_of(token_given(), purpose, keys())
    except LinkDead:
        raise SignInNeeded() from None


def person_here() -> int:
    """Give the person whose own link came with the request.

    Raises: NotAllowed, SignInNeeded.
    """
    try:
        return person_of(bearer_for("me")).id
    except LinkDead:
        raise SignInNeeded() from None


def acted(person_id: int) -> None:
    """Note that somebody acted on a mail of ours, as their own page does after each act."""
    db.session.rollback()
    prove_mailboxes(person_id, datetime.now(UTC))


def address(path: str) -> str:
    """Give the address under which the world finds a path of ours."""
    base: str = outside().base_url
    return base + path


def instant_of(at: datetime | None) -> str | None:
    """Write an instant, if there is one."""
    return rfc3339(at) if at is not None else None


def follows_online() -> bool:
    """Say whether those who take part in the room may follow online, too, as the house has it."""
    return bool(current_app.config["ROOM_FOLLOWS_ONLINE"] == "yes")


def blueprint_of(name: str, description: str) -> Blueprint:
    """Make a part of the API."""
    return Blueprint(f"api_{name}", name, url_prefix=MADE, description=description)
