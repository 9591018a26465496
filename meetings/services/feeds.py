"""Subscribing to other conventions' feeds, and what a reading of one makes of its state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from meetings.domain.errors import NotFound, TooManyFeeds
from meetings.domain.feeds import CLAIMED, MOST_FEEDS, Trouble, check_feed_address, check_feed_name, next_try
from meetings.domain.foreign import CalendarRead
from meetings.domain.ports import Seen
from meetings.extensions import db, take_turns, transaction
from meetings.models.foreign import ForeignCalendar
from meetings.services.audit import note
from meetings.services.foreign import TakenIn, take_in

TURN: Final = "feeds"


@dataclass(frozen=True, slots=True)
class Due:
    """A feed that this worker reads now; `digest` stands for what was in it the last time."""

    id: int
    address: str
    seen: Seen
    digest: str


def subscribe(address: str, name: str, now: datetime, actor: str, *, is_public: bool = False) -> int:
    """Subscribe to a feed; it is read soon. One that is subscribed to already stays as it is, and is read soon, too.

    Takes: what it is called here; nothing, to call it as it calls itself. Whether it is in the joint calendar; one that
    is in it already stays there.
    Gives: the number of the calendar.
    Raises: NotAWebAddress, TooLong, NotOneLine, with the field; TooManyFeeds.
    """
    target, called = check_feed_address(address), check_feed_name(name)
    with transaction():
        take_turns(TURN)
        row = db.session.scalar(select(ForeignCalendar).where(ForeignCalendar.key == target.address))
        is_new = row is None or row.ended_at is not None
        if is_new:
            _check_room()
        if row is None:
            row = ForeignCalendar(
                key=target.address, address=target.address, name=target.host, created_at=now, updated_at=now
            )
            db.session.add(row)
        else:
            row.revision += 1
        row.name = called or row.name
        row.due_at, row.updated_at, row.ended_at = now, now, None
        row.etag = row.modified = row.digest = None
        row.is_public = is_public or (row.is_public and not is_new)
        db.session.flush()
        after = {"calendar": row.name, "address": row.address, "is_public": row.is_public}
        note(now, actor, "calendar.subscribe", f"calendar:{row.id}", after=after)
        return row.id


def ask_now(calendar_id: int, now: datetime) -> None:
    """Let a feed be read soon.

    Raises: NotFound, for what is no feed, or ended.
    """
    with transaction():
        row = db.session.get(ForeignCalendar, calendar_id)
        if row is None or row.address is None or row.ended_at is not None:
            raise NotFound()
        row.due_at = now


def claim(now: datetime) -> Due | None:
    """Take the next feed that is due, so that no other worker reads it meanwhile; nothing where none is.

    Whoever takes one and falls silent leaves it for some minutes, so that a feed that ends workers ends few.
    """
    first = (
        select(ForeignCalendar.id)
        .where(ForeignCalendar.due_at <= now, ForeignCalendar.ended_at.is_(None))
        .order_by(ForeignCalendar.due_at, ForeignCalendar.id)
        .limit(1)
    )
    if db.session.scalar(first) is None:
        return None
    with transaction():
        calendar_id = db.session.scalar(first.with_for_update(skip_locked=True))
        if calendar_id is None:
            return None
        row = db.session.get_one(ForeignCalendar, calendar_id)
        row.due_at, row.tried_at = now + CLAIMED, now
        seen = Seen(row.etag or "", row.modified or "")
        return Due(row.id, row.address or "", seen, row.digest or "")


def keep_reading(due: Due, read: CalendarRead, seen: Seen, digest: str, now: datetime) -> TakenIn | None:
    """Store what a feed says; nothing, if nobody wants it any more.

    Takes: what to ask by the next time, and what stands for what was in it.
    """
    with transaction():
        row = _wanted(due.id)
        if row is None:
            return None
        if row.name == check_feed_address(due.address).host and read.name:
            row.name = read.name
        taken = take_in(row, read, now, is_whole=True)
        row.etag, row.modified, row.digest = seen.etag, seen.modified, digest
        row.due_at = next_try(0, now)
        return taken


def keep_unchanged(due: Due, now: datetime) -> None:
    """Keep that a feed is as it was."""
    with transaction():
        row = _wanted(due.id)
        if row is not None:
            row.fetched_at, row.due_at, row.failures, row.problem = now, next_try(0, now), 0, {}


def keep_trouble(due: Due, trouble: Trouble, value: Any, now: datetime) -> None:
    """Keep why a feed could not be read; what was read before stays, and it is tried again, ever later."""
    with transaction():
        row = _wanted(due.id)
        if row is not None:
            row.failures += 1
            row.problem = {"why": str(trouble), "value": str(value)}
            row.due_at = next_try(row.failures, now)


def _wanted(calendar_id: int) -> ForeignCalendar | None:
    row = db.session.get(ForeignCalendar, calendar_id)
    return row if row is not None and row.ended_at is None else None


def _check_room() -> None:
    number = select(func.count(ForeignCalendar.id)).where(
        ForeignCalendar.address.is_not(None), ForeignCalendar.ended_at.is_(None)
    )
    if db.session.scalars(number).one() >= MOST_FEEDS:
        raise TooManyFeeds(field="address", most=MOST_FEEDS)
