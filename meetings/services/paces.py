"""How fast the domains of recipients take mail: not more in a minute than is set, and less where one asks for it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, or_, select

from meetings.extensions import insert_new, store
from meetings.models.messages import Message, Pace
from meetings.models.people import Mailbox

MINUTE: Final = timedelta(minutes=1)


def resting_domains(now: datetime) -> Sequence[str]:
    """Give the domains to which nothing is sent for now."""
    return store(select(Pace.domain).where(Pace.rests_until > now)).scalars().all()


def slow_down(domain: str, until: datetime) -> None:
    """Send nothing to a domain for a while, because it asked for that; call it within a transaction."""
    new = insert_new(Pace).values(domain=domain, minute_at=until, taken=0, rests_until=until)
    longer = case((or_(Pace.rests_until.is_(None), Pace.rests_until < until), until), else_=Pace.rests_until)
    store(new.on_conflict_do_update(index_elements=["domain"], set_={"rests_until": longer}))


def keep_pace(message_ids: Sequence[str], domain_minute: int, now: datetime) -> list[str]:
    """Leave out the messages that would be too many for a domain within a minute; call it within a transaction.

    Takes: how many are sent to a domain in a minute by all workers together; 0 is any number.
    """
    if not domain_minute or not message_ids:
        return list(message_ids)
    rows = store(
        select(Message.id, Mailbox.domain)
        .join(Mailbox, Mailbox.id == Message.mailbox_id)
        .where(Message.id.in_(message_ids))
    ).all()
    domains: dict[str, str] = {row.id: row.domain for row in rows}
    wanted = Counter(domains.values())
    free = {domain: _take(domain, wanted[domain], domain_minute, now) for domain in sorted(wanted)}
    kept = []
    for one in message_ids:
        if free[domains[one]] > 0:
            free[domains[one]] -= 1
            kept.append(one)
    return kept


def _take(domain: str, number: int, domain_minute: int, now: datetime) -> int:
    """Count messages to a domain in its minute, and give how many of them still fit."""
    is_over = Pace.minute_at <= now - MINUTE
    row = store(
        insert_new(Pace)
        .values(domain=domain, minute_at=now, taken=number)
        .on_conflict_do_update(
            index_elements=["domain"],
            set_={
                "minute_at": case((is_over, now), else_=Pace.minute_at),
                "taken": case((is_over, number), else_=Pace.taken + number),
            },
        )
        .returning(Pace.minute_at, Pace.taken)
    ).one()
    if row.taken >= domain_minute:
        slow_down(domain, row.minute_at + MINUTE)
    too_many: int = max(0, row.taken - domain_minute)
    return max(0, number - too_many)
