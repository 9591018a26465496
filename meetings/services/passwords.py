"""Passwords of staff: proved without saying whether an address is known, chosen, and changed."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from meetings.domain import account_errors, errors
from meetings.domain.accounts import MOST_LENGTH, Need, Way, check_password, composed
from meetings.domain.registrations import address_key
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, transaction
from meetings.models.accounts import Account
from meetings.models.staff import SignIn, User
from meetings.queries.accounts import AtDesk
from meetings.services import stays, tries
from meetings.services.audit import note

# Source: OWASP, Password Storage Cheat Sheet: 19 MiB, two rounds, one lane.
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
FRESH: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Device:
    """A device that signed in before: its number, and the users who did. A new one has neither."""

    id: str = ""
    users: Collection[int] = ()

    def pace(self, user_id: int | None) -> str:
        """Say at whose pace a try is taken: the device's own, if it knows the user, else that of all strangers."""
        return f"device {self.id}" if self.id and user_id in self.users else "stranger"


def prove(email: str, typed: str, now: datetime, *, device: Device, keys: Keys) -> int:
    """Give the user to whom an address and a password belong.

    An address that nobody has is answered as slowly as any other, and rests as any other does.

    Raises: WrongSignIn, TooSoon.
    """
    known = address_key(email[:400].replace("\0", ""))
    row = db.session.execute(
        select(User.id, Account.password_hash)
        .outerjoin(Account, Account.user_id == User.id)
        .where(User.email == known, User.active)
    ).one_or_none()
    user_id, stored = (row[0], row[1]) if row else (None, None)
    key = keys.hashed("password try", known, device.pace(user_id))
    tries.take(key, now, "password")
    if not is_right(stored, typed) or user_id is None:
        raise account_errors.WrongSignIn(field="password")
    with transaction():
        tries.forgive(key)
        if stored is not None and HASHER.check_needs_rehash(stored):
            _store(user_id, HASHER.hash(composed(typed)), None)
    return int(user_id)


def is_right(stored: str | None, typed: str) -> bool:
    """Say whether a password is the one that was hashed; where there is none, after the same time, that it is not."""
    try:
        HASHER.verify(stored or _nobodys(), composed(typed[: MOST_LENGTH * 2]))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys() -> str:
    return HASHER.hash(secrets.token_urlsafe(24))


def choose(who: AtDesk, typed: str, now: datetime, *, is_required: bool) -> Need:
    """Choose a password after a mailed link; every other stay ends, and so do links that were mailed before.

    Gives: what is asked next.
    Raises: NotAllowed, where none is asked for; Missing, TooShort, TooLong, CommonPassword.
    """
    if who.needs != Need.PASSWORD:
        raise errors.NotAllowed()
    hashed, user_id = HASHER.hash(check_password(typed, who.email)), who.user_id
    with transaction():
        _store(user_id, hashed, now)
        stays.end_all_within(user_id, now, but=who.stay_id)
        withdraw_links(user_id, now)
        note(now, who.holder.actor, "password", f"user:{user_id}")
        return stays.go_on_within(who.stay_id, now, is_required=is_required, chose_password=True)


def change(who: AtDesk, current: str, typed: str, now: datetime, *, keys: Keys) -> None:
    """Change one's password, or choose a first one; every other stay ends.

    Raises: as `check_proof`, with field `current`; Missing, TooShort, TooLong, CommonPassword.
    """
    new, user_id = check_password(typed, who.email), who.user_id
    check_proof(who, current, now, keys=keys)
    hashed = HASHER.hash(new)
    with transaction():
        _store(user_id, hashed, now)
        stays.end_all_within(user_id, now, but=who.stay_id)
        withdraw_links(user_id, now)
        note(now, who.holder.actor, "password", f"user:{user_id}")


def check_proof(who: AtDesk, typed: str, now: datetime, *, keys: Keys) -> None:
    """Ask again who somebody is before an account changes: by the password, or by having come just now.

    Coming just now is proof enough by a link of whoever runs the machine, and for whoever has no password.

    Raises: WrongPassword, TooSoon, FreshSignInNeeded, with field `current`.
    """
    is_fresh = now - who.began_at < FRESH
    if is_fresh and (who.way == Way.LINK or not who.has_password):
        return
    if not who.has_password:
        raise account_errors.FreshSignInNeeded(field="current")
    user_id = who.user_id
    key = keys.hashed("password again", str(user_id), who.stay_id)
    tries.take(key, now, "current")
    stored = db.session.scalar(select(Account.password_hash).where(Account.user_id == user_id))
    if not is_right(stored, typed):
        raise account_errors.WrongPassword(field="current")
    with transaction():
        tries.forgive(key)


def withdraw_links(user_id: int, now: datetime, *, every: bool = False) -> None:
    """End the links that were mailed to somebody, or every one; call it within a transaction."""
    mailed = () if every else (SignIn.way != Way.LINK,)
    db.session.execute(
        update(SignIn)
        .where(SignIn.user_id == user_id, SignIn.used_at.is_(None), *mailed)
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_password(user_id: int) -> None:
    """Take somebody's password away; call it within a transaction."""
    _store(user_id, None, None)


def _store(user_id: int, hashed: str | None, at: datetime | None) -> None:
    values: dict[str, object] = {"password_hash": hashed}
    if at is not None or hashed is None:
        values["password_at"] = at
    new = insert_new(Account).values(user_id=user_id, second_step=0, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=values))
