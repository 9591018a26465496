"""The daily journal: announcements that are kept for a day, and publishing a dated copy."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.cop.daily_journal import check_announcements, is_same
from meetings.extensions import db, transaction
from meetings.models.cop.daily_journal import JournalCopy, JournalDay
from meetings.models.programmes import Programme
from meetings.queries.cop.daily_journal import copies_of, day_at_desk, facts_of
from meetings.services.audit import note


def announce(
    programme: str, day: date, given: Sequence[Mapping[str, str]], revision: int, now: datetime, actor: str
) -> None:
    """Keep what is announced for a day; nobody but staff reads it before a copy is published.

    Raises: NotFound, Stale, TooMany, NotAChoice, TooLong, NotOneLine.
    """
    kept = check_announcements(given)
    with transaction():
        parent = _programme(programme)
        day_at_desk(parent.id, day)
        row = db.session.get(JournalDay, (parent.id, day), with_for_update=True)
        if (row.revision if row else 0) != revision:
            raise errors.Stale(current=row.revision if row else 0)
        before: list[Any] = list(row.announcements) if row else []
        if row is None:
            db.session.add(JournalDay(programme_id=parent.id, day=day, announcements=kept, updated_at=now))
        else:
            row.announcements, row.updated_at, row.revision = kept, now, row.revision + 1
        _note(
            parent,
            day,
            "announce",
            now,
            actor,
            before={"announcements": before},
            after={"announcements": kept},
        )


def publish_journal(programme: str, day: date, now: datetime, actor: str) -> int:
    """Publish the journal of a day as it stands now, and give the number of the copy; the same again makes no new one.

    Raises: NotFound, also for a conference that is not published.
    """
    with transaction():
        parent = _programme(programme)
        facts, before = facts_of(parent.id, day, now), copies_of(parent.id, day)
        if before and is_same(before[-1].facts, facts):
            return before[-1].number
        number = len(before) + 1
        copy = JournalCopy(programme_id=parent.id, day=day, number=number, facts=facts)
        copy.made_at, copy.made_by = now, actor
        db.session.add(copy)
        parent.changes += 1
        _note(parent, day, "publish", now, actor, before={}, after={"number": number})
        return number


def _programme(slug: str) -> Programme:
    row = db.session.scalar(select(Programme).where(Programme.slug == slug).with_for_update())
    if row is None:
        raise errors.NotFound()
    return row


def _note(
    parent: Programme,
    day: date,
    act: str,
    now: datetime,
    actor: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    subject = f"document:{parent.slug}/journal/{day.isoformat()}"
    note(now, actor, f"daily_journal.{act}", subject, before=before, after=after)
