"""Who holds which roles."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from meetings.domain.api_tokens import check_stands
from meetings.domain.codes import Role
from meetings.domain.permissions import Act, Holder, Scope
from meetings.extensions import db
from meetings.models.staff import ApiToken, Grant, SignIn, User


def token_hash(token: str) -> str:
    """Give the hash under which a token or a sign-in link is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_holder(token: str, now: datetime) -> Holder | None:
    """Give who a program's token stands for, or nothing for one that is unknown or withdrawn.

    Raises: TokenExpired.
    """
    row = db.session.scalar(
        select(ApiToken).where(ApiToken.token_hash == token_hash(token), ApiToken.withdrawn_at.is_(None))
    )
    if row is None:
        return None
    check_stands(row.expires_at, now)
    return holder_of_token(row)


def holder_of_token(row: ApiToken) -> Holder:
    """Give a program with what its token allows."""
    return Holder(
        row.name,
        (Scope(Role(row.role), row.programme, row.stream, row.partner),),
        acts=None if row.acts is None else frozenset(Act(one) for one in row.acts),
        token_id=row.id,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def user_holder(user_id: int) -> Holder | None:
    """Give the roles of a member of staff, or nothing for one who is gone."""
    row = db.session.scalar(
        select(User).where(User.id == user_id, User.active).options(selectinload(User.grants))
    )
    if row is None:
        return None
    return holder_of(row)


def holder_of(user: User) -> Holder:
    """Give a member of staff with the roles they hold."""
    return Holder(user.name or user.email, tuple(scope_of(one) for one in user.grants), user.id, user.zone)


def scope_of(grant: Grant) -> Scope:
    """Give a grant as a value."""
    return Scope(Role(grant.role), grant.programme, grant.stream, grant.partner)


def user_address(user_id: int | None) -> str | None:
    """Give the address of a member of staff."""
    return db.session.scalar(select(User.email).where(User.id == user_id))


def sign_in_stands(token: str, now: datetime) -> bool:
    """Say whether a link to sign in can still be used; asking does not use it."""
    row = db.session.get(SignIn, token_hash(token))
    return row is not None and row.used_at is None and now < row.expires_at


def way_of_link(token: str) -> str:
    """Say how a link to sign in was handed over; nothing for one that never was."""
    return db.session.scalar(select(SignIn.way).where(SignIn.token_hash == token_hash(token))) or ""


def names_by_actor(actors: Collection[str]) -> dict[str, str]:
    """Give the names of members of staff by the actors under which their acts are noted; of others there is none."""
    numbers = [int(one.removeprefix("user:")) for one in actors if one.removeprefix("user:").isdigit()]
    if not numbers:
        return {}
    rows = db.session.execute(select(User.id, User.name, User.email).where(User.id.in_(numbers)))
    return {f"user:{number}": name or email for number, name, email in rows}
