"""Signing in by the system of the house: whom it vouches for, if they are invited, bound at the first time."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from meetings.domain import account_errors
from meetings.domain.accounts import Way
from meetings.domain.ports import Vouched
from meetings.domain.registrations import address_key
from meetings.extensions import db, insert_new, transaction
from meetings.models.accounts import Carried, SignOn
from meetings.models.staff import User
from meetings.services import stays
from meetings.services.audit import note

CARRIED_LASTS: Final = timedelta(days=1)


def enter(vouched: Vouched, now: datetime, *, device: str = "") -> tuple[int, str]:
    """Begin the stay of whoever the system of the house says is here; give the user and the stay.

    Known by issuer and subject, whatever the address is by now; the first time by an address that it verified and
    that is invited, and from then on bound: nobody else of that system is let in by the address.

    Raises: NotInvited.
    """
    with transaction():
        known = (SignOn.issuer == vouched.issuer, SignOn.subject == vouched.subject)
        user_id = db.session.scalar(select(SignOn.user_id).where(*known))
        if user_id is None:
            user_id = _bind(vouched, now)
        if db.session.scalar(select(User.id).where(User.id == user_id, User.active)) is None:
            raise account_errors.NotInvited()
        return user_id, stays.begin_within(user_id, Way.SIGN_ON, now, is_required=False, device=device)


def _bind(vouched: Vouched, now: datetime) -> int:
    """Bind whom the system knows to the user with the address.

    Raises: NotInvited.
    """
    if not vouched.is_verified or not vouched.email:
        raise account_errors.NotInvited()
    user_id = db.session.scalar(select(User.id).where(User.email == address_key(vouched.email), User.active))
    if user_id is None:
        raise account_errors.NotInvited()
    new = insert_new(SignOn).values(
        issuer=vouched.issuer, subject=vouched.subject, user_id=user_id, bound_at=now
    )
    bound = db.session.scalar(new.on_conflict_do_nothing().returning(SignOn.user_id))
    if bound is None:  # the user is somebody else to that system already
        raise account_errors.NotInvited()
    note(now, f"user:{user_id}", "sign_on", f"user:{user_id}", after={"issuer": vouched.issuer})
    return int(user_id)


def unbind(user_id: int) -> None:
    """Forget who somebody is to other systems; call it within a transaction."""
    db.session.execute(delete(SignOn).where(SignOn.user_id == user_id))


def carry(sealed: str, now: datetime) -> str:
    """Keep what was typed, sealed, while somebody signs in elsewhere; give the number under which it waits."""
    with transaction():
        db.session.execute(delete(Carried).where(Carried.at < now - CARRIED_LASTS))
        row = Carried(sealed=sealed, at=now)
        db.session.add(row)
        db.session.flush()
        return row.id


def carried(number: str) -> str:
    """Give what waits under a number, sealed; empty where nothing does."""
    return db.session.scalar(select(Carried.sealed).where(Carried.id == number)) or ""


def put_down(number: str) -> None:
    """Forget what waited under a number."""
    with transaction():
        db.session.execute(delete(Carried).where(Carried.id == number))
