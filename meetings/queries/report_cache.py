"""Reports kept ready, for as long as nothing that they count has changed."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from flask import current_app
from sqlalchemy import func, select

from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.report_sheet import Sheet, public
from meetings.extensions import db
from meetings.models.attendance import Attendance
from meetings.models.journal import Audit
from meetings.models.programmes import Programme
from meetings.models.registrations import RegistrationEvent
from meetings.queries.reports import Report, report

KEPT_SECONDS: Final = 60.0
MOST: Final = 20
Mark = tuple[Any, ...]


@dataclass(frozen=True)
class Kept:
    """A report, when it was made, and what stood then."""

    report: Report
    made_at: datetime
    mark: Mark
    good_until: datetime

    @property
    def sheet(self) -> Sheet:
        """Give all of it, for the desk."""
        return self.report.sheet

    @cached_property
    def public(self) -> Sheet:
        """Give what may leave the desk."""
        return public(self.sheet)


class _Shelf:
    """The reports kept by one process, the one that was asked for last at the end."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[tuple[str, Reach], Kept] = OrderedDict()

    def get(self, key: tuple[str, Reach], mark: Mark, now: datetime) -> Kept | None:
        """Give a report that still holds."""
        with self.lock:
            found = self.kept.get(key)
            if found is None or found.mark != mark or not found.made_at <= now < found.good_until:
                return None
            self.kept.move_to_end(key)
            return found

    def put(self, key: tuple[str, Reach], one: Kept) -> None:
        """Keep a report, and let go of the one that nobody asked for longest."""
        with self.lock:
            self.kept[key] = one
            self.kept.move_to_end(key)
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)


def kept_report(slug: str, now: datetime, where: Reach = EVERYWHERE) -> Kept | None:
    """Give a programme's report as far as it is within reach: the kept one where nothing changed since, else anew.

    Whoever registers, comes, or is counted by staff changes the mark at once; so does whatever staff did. A time that
    is over since counts from its end. Whatever else may change is seen after a minute at the latest. Tests see every
    change at once: nothing is kept under `TESTING`, unless `REPORT_CACHE_SECONDS` says so.
    """
    seconds = current_app.config.get("REPORT_CACHE_SECONDS", None if current_app.testing else KEPT_SECONDS)
    mark = mark_of(slug)
    if mark is None:
        return None
    shelf: _Shelf = current_app.extensions.setdefault("reports", _Shelf())
    found = shelf.get((slug, where), mark, now) if seconds is not None else None
    if found is None:
        made = report(slug, now, where)
        if made is None:
            return None
        found = Kept(made, now, mark, _good_until(made, now, seconds or 0))
        if seconds is not None:
            shelf.put((slug, where), found)
    return found


def mark_of(slug: str) -> Mark | None:
    """Give what is another whenever a report may be; nothing for no such programme. Asked of indexes alone."""
    row = db.session.execute(
        select(
            Programme.id,
            Programme.revision,
            Programme.changes,
            select(func.max(Attendance.id)).scalar_subquery(),
            select(func.max(RegistrationEvent.id)).scalar_subquery(),
            select(func.max(Audit.id)).scalar_subquery(),
        ).where(Programme.slug == slug)
    ).one_or_none()
    return tuple(row) if row else None


def _good_until(made: Report, now: datetime, seconds: float) -> datetime:
    """Give when a report ends to hold by the clock alone: when the next time is over."""
    ends = [
        datetime.fromisoformat(one["starts_at"]) + timedelta(minutes=one["minutes"])
        for session in made.sheet["sessions"]
        for one in session["times"]
        if not one["held"]
    ]
    return min([now + timedelta(seconds=seconds), *ends])
