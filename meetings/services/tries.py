"""Failed tries to prove who one is, counted in the store: a pace for each account, and one for each device it knows."""

from datetime import datetime

from sqlalchemy import delete, select

from meetings.domain import account_errors
from meetings.domain.accounts import FAILURES_COUNT, seconds_to_rest
from meetings.extensions import db, insert_new, take_turns, transaction
from meetings.models.accounts import FailedTry


def take(key: str, now: datetime, field: str) -> None:
    """Take a try, which counts as a failure until `forgive`: so many at once are no more than one after the other.

    Raises: TooSoon, which counts nothing.
    """
    with transaction():
        take_turns(key)
        row = db.session.get(FailedTry, key, populate_existing=True)
        failures = 0 if row is None or now - row.last_at >= FAILURES_COUNT else row.failures
        seconds = seconds_to_rest(failures, row.last_at, now) if row else 0
        if seconds:
            raise account_errors.TooSoon(field=field, seconds=seconds)
        values = {"failures": failures + 1, "last_at": now}
        new = insert_new(FailedTry).values(key=key, **values)
        db.session.execute(new.on_conflict_do_update(index_elements=["key"], set_=values))


def forgive(key: str) -> None:
    """Forget the failures after a success; call it within a transaction."""
    db.session.execute(delete(FailedTry).where(FailedTry.key == key))


def prune(now: datetime) -> None:
    """Throw away failures that count no more."""
    old = FailedTry.last_at < now - FAILURES_COUNT
    if db.session.scalar(select(FailedTry.key).where(old).limit(1)) is not None:
        with transaction():
            db.session.execute(delete(FailedTry).where(old))
