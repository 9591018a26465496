"""What the joint calendar is made of: our published sessions and conferences, and shown calendars of others."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Any, Final

from flask import current_app
from sqlalchemy import and_, func, select

from meetings.domain.codes import ProgrammeKind, SessionState, SlotState
from meetings.domain.joint import OUR_CALENDAR, Joint, Ours, Told, is_ours, merged, slot_uid
from meetings.extensions import db, remembered
from meetings.models import foreign as models
from meetings.models.cop.conferences import Segment
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.programmes import content_revision, is_shown

MOST_OF_EACH: Final = 300
# Of each, where all that is coming is asked for.
MOST_IN_ALL: Final = 1_000
# How many lists a process remembers, and how many meetings all of them together.
MOST_LISTS: Final = 24
MOST_MEETINGS: Final = 20_000
DAY: Final = timedelta(days=1)
Key = tuple[tuple[int, int], date, date, str, int]


class Shelf:
    """The lists last asked for, each as it was put together for what is stored now.

    The revision is read before a list is, and by whoever asks: so a list is never older than its revision says, and
    what is changed, by any process, is seen by the next who asks.
    """

    def __init__(self) -> None:
        self._lists: OrderedDict[Key, Sequence[Joint]] = OrderedDict()
        self._lock = Lock()

    def at(self, first: date, last: date, our_name: str, ours: Ours, most: int) -> Sequence[Joint]:
        """Give a list, see `joint_calendar`; `ours` are always the same."""
        key = (content_revision(), first, last, our_name, most)
        with self._lock:
            found = self._lists.get(key)
            if found is not None:
                self._lists.move_to_end(key)
        if found is None:
            found = joint_calendar(first, last, our_name, ours, most=most)
            self._put(key, found)
        return found

    def _put(self, key: Key, found: Sequence[Joint]) -> None:
        """Put a list on the shelf; those of another revision go, and those that nobody asked for longest."""
        with self._lock:
            for old in [each for each in self._lists if each[0] != key[0]]:
                del self._lists[old]
            self._lists[key] = found
            while len(self._lists) > MOST_LISTS or sum(map(len, self._lists.values())) > MOST_MEETINGS:
                self._lists.popitem(last=False)


def joint_shown(
    first: date, last: date, our_name: str, ours: Ours, *, most: int = MOST_OF_EACH
) -> Sequence[Joint]:
    """Give what `joint_calendar` gives, put together once for as long as nothing changes where pages are kept."""
    if "pages" not in current_app.extensions:
        return joint_calendar(first, last, our_name, ours, most=most)
    return remembered(("joint",), Shelf).at(first, last, our_name, ours, most)


def joint_calendar(
    first: date, last: date, our_name: str, ours: Ours, *, most: int = MOST_OF_EACH
) -> list[Joint]:
    """Give the meetings of the joint calendar that touch some days, each once, in order of time.

    Takes: how many of each calendar at most, by their first days; what origin ours are said to have.
    """
    others = (one for one in _others(first, last, most) if not is_ours(one, ours))
    told = [*_sessions(first, last, ours), *_conferences(first, last, ours), *others]
    return [one for one in merged(told, our_name) if one.touches(first, last)]


def _sessions(first: date, last: date, ours: Ours) -> Iterator[Told]:
    """Give the times of our seasons' sessions; a day more on both sides, for zones."""
    begin, end = (datetime.combine(day, time(), UTC) for day in (first - DAY, last + 2 * DAY))
    for row in _session_rows(begin, end):
        (
            slot_id,
            version,
            stamp,
            starts_at,
            minutes,
            state,
            marks,
            more,
            session,
            title,
            is_of,
            programme,
            demo,
        ) = row
        is_off = is_of == SessionState.CANCELLED
        ends_at = starts_at + timedelta(minutes=minutes)
        yield Told(
            calendar=OUR_CALENDAR,
            name="",
            uid=slot_uid(slot_id, ours.host),
            occurrence="",
            sequence=version,
            stamp=stamp,
            title=title.get("en") or next(iter(title.values()), ""),
            titles=title,
            place="",
            address=f"/{programme}/{session}/",
            starts_on=starts_at.date(),
            ends_on=max(starts_at, ends_at - timedelta(seconds=1)).date(),
            starts_at=starts_at,
            ends_at=ends_at,
            is_cancelled=is_off or state != SlotState.PLANNED,
            is_demonstration=demo,
            inferred=frozenset(name for name, mark in (more | marks).items() if mark == "inferred"),
        )


def _session_rows(begin: datetime, end: datetime) -> Iterable[Any]:
    return db.session.execute(
        select(
            Slot.id,
            Slot.version,
            Slot.updated_at,
            Slot.starts_at,
            Slot.minutes,
            Slot.state,
            Slot.marks,
            Session.marks,
            Session.slug,
            Session.title,
            Session.state,
            Programme.slug,
            Programme.demonstration,
        )
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(
            Programme.published,
            Programme.kind == ProgrammeKind.SEASON,
            is_shown(),
            Slot.starts_at >= begin,
            Slot.starts_at < end,
        )
        .order_by(Slot.starts_at, Slot.id)
    )


def _conferences(first: date, last: date, ours: Ours) -> Iterator[Told]:
    """Give the parts of our conferences as whole days, as those of others are; their meetings have their own page."""
    rows = db.session.execute(
        select(
            Segment.slug,
            Segment.title,
            Segment.starts_on,
            Segment.ends_on,
            Segment.updated_at,
            Segment.revision,
            Programme.slug,
            Programme.title,
            Programme.demonstration,
            func.count(Segment.id).over(partition_by=Segment.programme_id),
        )
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.published, Programme.kind == ProgrammeKind.CONFERENCE)
        .order_by(Segment.starts_on, Segment.id)
    )
    for slug, part, starts_on, ends_on, stamp, revision, programme, title, demo, number in rows:
        if starts_on > last or ends_on < first:
            continue
        words = title if number == 1 else {code: f"{title[code]}: {part.get(code) or slug}" for code in title}
        yield Told(
            calendar=OUR_CALENDAR,
            name="",
            uid=f"conference-{programme}-{slug}@{ours.host}",
            occurrence="",
            sequence=revision,
            stamp=stamp,
            title=words.get("en") or next(iter(words.values()), ""),
            titles=words,
            place="",
            address=f"/{programme}/",
            starts_on=starts_on,
            ends_on=ends_on,
            starts_at=None,
            ends_at=None,
            is_cancelled=False,
            is_demonstration=demo,
        )


def _others(first: date, last: date, most: int) -> Iterator[Told]:
    """Give what shown calendars tell of meetings that any of them has on some days, so that stale copies are known."""
    row, calendar = models.ForeignMeeting, models.ForeignCalendar
    place = func.row_number().over(partition_by=row.calendar_id, order_by=(row.starts_on, row.id))
    touching = (
        select(row.uid, row.occurrence, row.id, place.label("place"))
        .join(row.calendar)
        .where(
            calendar.is_public,
            calendar.ended_at.is_(None),
            row.starts_on <= last,
            row.ends_on >= first,
            row.withdrawn_at.is_(None),
        )
        .subquery()
    )
    wanted = (
        select(touching.c.uid, touching.c.occurrence).where(touching.c.place <= most).distinct().subquery()
    )
    rows = db.session.execute(
        select(
            row.calendar_id,
            calendar.name,
            row.uid,
            row.occurrence,
            row.sequence,
            func.coalesce(row.modified_at, row.read_at),
            row.title,
            row.titles,
            row.place,
            row.address,
            row.starts_on,
            row.ends_on,
            row.starts_at,
            row.ends_at,
            row.is_cancelled,
            row.origin,
            row.path,
            row.tag,
        )
        .join(wanted, and_(wanted.c.uid == row.uid, wanted.c.occurrence == row.occurrence))
        .join(row.calendar)
        .where(calendar.is_public, calendar.ended_at.is_(None), row.withdrawn_at.is_(None))
        .order_by(row.starts_on, row.id)
    )
    for each in rows:
        values: tuple[Any, ...] = tuple(each)
        yield Told(*values)
