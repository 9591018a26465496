"""Leases: what one process does, and the others leave to it until it falls silent."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, or_, update

from meetings.extensions import insert_new, store, transaction
from meetings.models.journal import Lease


def hold(name: str, holder: str, now: datetime, seconds: int) -> bool:
    """Say whether a process holds a lease now: it had it, nobody had it, or who had it fell silent.

    Of two at once, one gets it. A lease of a clock that ran far ahead is taken over, too.
    """
    until, far = now + timedelta(seconds=seconds), now + timedelta(seconds=10 * seconds)
    is_mine = Lease.holder == holder
    statement = (
        insert_new(Lease)
        .values(name=name, holder=holder, held_until=until)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={
                "holder": holder,
                "held_until": until,
                "fence": case((is_mine, Lease.fence), else_=Lease.fence + 1),
            },
            where=or_(is_mine, Lease.held_until < now, Lease.held_until > far),
        )
        .returning(Lease.name)
    )
    with transaction():
        return store(statement).one_or_none() is not None


def release(holder: str, now: datetime) -> None:
    """Give up all leases of a process that ends, so that another one goes on at once."""
    with transaction():
        store(
            update(Lease).where(and_(Lease.holder == holder, Lease.held_until > now)).values(held_until=now)
        )
