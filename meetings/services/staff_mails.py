"""Mails to staff, asked for alike whether an address is known or not, and sent by a worker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_, select, update

from meetings.domain.accounts import Way
from meetings.domain.messages import Failure, retry_at
from meetings.domain.registrations import address_key, check_address
from meetings.extensions import db, insert_new, transaction
from meetings.models.accounts import Account, SignOn, StaffMail
from meetings.models.staff import User
from meetings.services.staff import add_link

AT_MOST: Final = timedelta(minutes=5)
LEASE: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=2)
AWAY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StaffLetter:
    """A mail to a member of staff, and the token of its link; without one they sign in as they are used to."""

    kind: str
    address: str
    name: str
    language: str
    token: str
    attempts: int


def ask(email: str, kind: str, language: str, now: datetime) -> None:
    """Ask for a mail to an address; more often within five minutes is once. Nothing depends on who has it.

    Raises: Missing, TooLong, NotOneLine, NotAnAddress, with field `email`.
    """
    key = address_key(check_address(email, "email"))
    with transaction():
        ask_within(key, kind, language, now)


def ask_within(key: str, kind: str, language: str, now: datetime) -> None:
    """Ask for a mail within a larger transaction."""
    values = {
        "language": language,
        "asked_at": now,
        "due_at": now,
        "attempts": 0,
        "lease_until": None,
        "settled_at": None,
        "error": None,
    }
    new = insert_new(StaffMail).values(kind=kind, address_key=key, **values)
    again = StaffMail.asked_at <= now - AT_MOST
    db.session.execute(
        new.on_conflict_do_update(index_elements=["kind", "address_key"], set_=values, where=again)
    )


def claim(now: datetime) -> StaffLetter | None:
    """Claim one mail that is due, with a link made now; what was asked for nobody's address is settled by the way."""
    while True:
        with transaction():
            row = _claimed(now)
            if row is None:
                return None
            user = db.session.scalar(select(User).where(User.email == row.address_key, User.active))
            if user is None:
                db.session.delete(row)
                continue
            token = "" if row.kind == Way.INVITED and _can_come(user.id) else add_link(user.id, now, row.kind)
            return StaffLetter(row.kind, user.email, user.name or "", row.language, token, row.attempts)


def _claimed(now: datetime) -> StaffMail | None:
    free = or_(StaffMail.lease_until.is_(None), StaffMail.lease_until <= now)
    due = (StaffMail.settled_at.is_(None), StaffMail.due_at <= now, free)
    first = select(StaffMail.address_key, StaffMail.kind).where(*due).order_by(StaffMail.due_at).limit(1)
    found = db.session.execute(first).one_or_none()
    if found is None:
        return None
    key, kind = found
    claimed = (
        update(StaffMail)
        .where(StaffMail.address_key == key, StaffMail.kind == kind, *due)
        .values(lease_until=now + LEASE, attempts=StaffMail.attempts + 1)
        .execution_options(synchronize_session=False)
        .returning(StaffMail.kind)
    )
    if db.session.scalar(claimed) is None:
        return None
    return db.session.get_one(StaffMail, (kind, key), populate_existing=True)


def _can_come(user_id: int) -> bool:
    """Say whether somebody can sign in by themselves already."""
    has_password = select(Account.user_id).where(
        Account.user_id == user_id, Account.password_hash.is_not(None)
    )
    has_sign_on = select(SignOn.user_id).where(SignOn.user_id == user_id)
    return any(db.session.scalar(one.limit(1)) is not None for one in (has_password, has_sign_on))


def sent(letter: StaffLetter, now: datetime) -> None:
    """Note that a mail has left."""
    _settle(letter, now, settled_at=now, error=None)


def failed(letter: StaffLetter, failure: Failure, reason: str, now: datetime) -> None:
    """Note that a mail was not taken: it waits for the next attempt, or is given up."""
    at = now + AWAY if failure is Failure.AWAY else retry_at(failure, letter.attempts, now)
    if at is None:
        _settle(letter, now, settled_at=now, error=reason[:300])
    else:
        _settle(letter, now, due_at=at, error=reason[:300])


def _settle(letter: StaffLetter, now: datetime, **values: object) -> None:
    with transaction():
        db.session.execute(
            update(StaffMail)
            .where(StaffMail.kind == letter.kind, StaffMail.address_key == letter.address)
            .values(lease_until=None, **values)
        )


def prune(now: datetime) -> None:
    """Forget mails that were asked for days ago."""
    old = StaffMail.asked_at < now - KEPT
    if db.session.scalar(select(StaffMail.kind).where(old).limit(1)) is not None:
        with transaction():
            db.session.execute(delete(StaffMail).where(old))
