"""Staff: invited with a role, signed in by links that work once, and the tokens of their programs."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from meetings.domain import errors
from meetings.domain.accounts import Way
from meetings.domain.registrations import address_key, check_address
from meetings.extensions import db, insert_new, transaction
from meetings.models.staff import Grant, SignIn, User
from meetings.queries.staff import token_hash
from meetings.services.api_tokens import NewToken, make_token
from meetings.services.scopes import check_scope

LINK_LASTS: Final = timedelta(days=2)
LASTS: Final = {Way.INVITED: timedelta(days=7), Way.FORGOTTEN: timedelta(hours=1)}


def invite(
    email: str, role: str, now: datetime, *, programme: str = "", stream: str = "", partner: str = ""
) -> str:
    """Add a member of staff, or a role to one, and give a link to sign in.

    Takes: where the role holds, see `check_scope`.
    Gives: the token of the link, which works once.
    Raises: NotAnAddress, NotAChoice, Missing, TooLong, NotOneLine.
    """
    key = address_key(check_address(email, "email"))
    with transaction():
        where = check_scope(role, programme, stream, partner)
        user_id = put_user(key, now)
        grant = insert_new(Grant).values(user_id=user_id, role=role, **where)
        db.session.execute(grant.on_conflict_do_nothing())
        return add_link(user_id, now)


def put_user(key: str, now: datetime) -> int:
    """Give the user of an address, added now, or back again after they had gone; call it within a transaction."""
    values = {"created_at": now, "updated_at": now, "active": True, "language": "en", "revision": 1}
    new = insert_new(User).values(email=key, **values)
    back = new.on_conflict_do_update(index_elements=["email"], set_={"active": True})
    return int(db.session.scalars(back.returning(User.id)).one())


def link(email: str, now: datetime) -> str:
    """Give a member of staff another link to sign in.

    Raises: NotFound.
    """
    with transaction():
        user_id = db.session.scalar(select(User.id).where(User.email == address_key(email), User.active))
        if user_id is None:
            raise errors.NotFound(field="email")
        return add_link(user_id, now)


def sign_in(token: str, now: datetime) -> int:
    """Use a link to sign in, once; of two at the same moment, one is signed in.

    Gives: the user's id.
    Raises: LinkDead.
    """
    with transaction():
        user_id = db.session.scalar(
            update(SignIn)
            .where(
                SignIn.token_hash == token_hash(token),
                SignIn.used_at.is_(None),
                SignIn.expires_at > now,
                SignIn.user_id.in_(select(User.id).where(User.active)),
            )
            .values(used_at=now)
            .returning(SignIn.user_id)
            .execution_options(synchronize_session=False)
        )
        if user_id is None:
            raise errors.LinkDead()
        return int(user_id)


def create_token(
    name: str, role: str, now: datetime, *, programme: str = "", stream: str = "", partner: str = ""
) -> str:
    """Make a token for a program that never expires; it is told this once and kept as a hash.

    Raises: Missing, TooLong, NotOneLine, NotAChoice.
    """
    new = NewToken(name, role, programme, stream, partner)
    return make_token(new, now, "command")[1]


def add_link(user_id: int, now: datetime, way: str = Way.LINK) -> str:
    """Make a link of a user that works once; call it within a transaction.

    Takes: how it is handed over, which says what it proves and how long it lasts.
    """
    token = secrets.token_urlsafe(24)
    expires_at = now + LASTS.get(Way(way), LINK_LASTS)
    db.session.add(SignIn(token_hash=token_hash(token), user_id=user_id, expires_at=expires_at, way=way))
    return token
