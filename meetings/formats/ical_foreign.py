"""A stranger's calendar read into meetings: each event once, in its newest form, and what recurs by its occurrences."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from meetings.domain.errors import Refused
from meetings.domain.foreign import (
    AHEAD,
    BEFORE,
    MOST_MEETINGS,
    MOST_OCCURRENCES,
    MOST_RULE_DAYS,
    CalendarRead,
    EventRefused,
    MeetingRead,
    Why,
    is_newer,
)
from meetings.domain.recurrences import Budget, Frequency, Rule, TooMuch, days_of
from meetings.domain.zones import check_zone, to_local
from meetings.formats.ical_event import (
    DAY,
    SHORT_LENGTH,
    TITLE_LENGTH,
    Fields,
    Unusable,
    When,
    Zones,
    length_of,
    plain,
)
from meetings.formats.ical_split import EventLines, split_calendar

WEEK_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BY_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
FINER: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
KNOWN: Final = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")
)
NO_TITLE: Final = "—"


@dataclass(frozen=True, slots=True)
class _Event:
    """An event as it is written; `instead_of` is the occurrence of another that it stands for."""

    named: "_Named"
    sequence: int
    modified_at: datetime | None
    start: When
    length: timedelta
    is_cancelled: bool
    instead_of: str
    fields: Fields

    @property
    def uid(self) -> str:
        """Give what tells it from others."""
        return self.named.uid

    @property
    def form(self) -> tuple[int, datetime | None]:
        """Give what says which of two forms is newer."""
        return self.sequence, self.modified_at


def read_calendar(raw: bytes, now: datetime) -> CalendarRead:
    """Read a calendar; what cannot be taken in is refused event by event.

    Takes: the whole file. Of events that recur endlessly, those a year back and two years ahead of now.
    Raises: NotACalendar, TooManyEvents, for the whole of it.
    """
    split = split_calendar(raw)
    reading = _Reading(
        now,
        Zones(split.zones, _known_zone(split.values.get("X-WR-TIMEZONE", ""))),
        is_cancelling=split.values.get("METHOD", "").upper() == "CANCEL",
    )
    for lines in split.events:
        reading.take(lines)
    name = plain(split.values.get("X-WR-CALNAME") or split.values.get("NAME") or "", SHORT_LENGTH)
    return reading.done(name)


def _known_zone(name: str) -> str | None:
    try:
        return check_zone(name)
    except Refused:
        return None


class _Reading:
    """A calendar while it is read: of each event the newest form, by itself or instead of one occurrence."""

    def __init__(self, now: datetime, zones: Zones, *, is_cancelling: bool) -> None:
        self._now, self._zones, self._is_cancelling = now, zones, is_cancelling
        self._events: dict[tuple[str, str], _Event] = {}
        self._number = 0
        self._refused: list[tuple[int, EventRefused]] = []
        self._older: list[tuple[str, str]] = []
        self._budget = Budget(MOST_RULE_DAYS)
        self._meetings: dict[tuple[str, str], MeetingRead] = {}

    def take(self, lines: EventLines) -> None:
        """Take the next event."""
        self._number += 1
        named = _Named(self._number)
        try:
            event = self._event(lines, named)
        except Unusable as reason:
            self._refuse(named, reason)
            return
        key = (event.uid, event.instead_of)
        before = self._events.get(key)
        if before is not None:
            newer = is_newer(event.form, before.form)
            self._older.append((event.uid, (before if newer else event).named.title))
            if not newer:
                return
        self._events[key] = event

    def done(self, name: str) -> CalendarRead:
        """Give what was read."""
        alone = [event for event in self._events.values() if not event.instead_of]
        instead = [event for event in self._events.values() if event.instead_of]
        for event in (*alone, *instead):
            try:
                self._add(event)
            except Unusable as reason:
                self._refuse(event.named, reason)
        refused = tuple(one for _number, one in sorted(self._refused, key=lambda pair: pair[0]))
        return CalendarRead(name, tuple(self._meetings.values()), refused, tuple(self._older))

    def _refuse(self, named: "_Named", reason: Unusable) -> None:
        refused = EventRefused(named.uid, named.title, reason.why, reason.value)
        self._refused.append((named.number, refused))

    def _event(self, lines: EventLines, named: "_Named") -> _Event:
        fields = Fields(lines, self._zones)
        named.title = (
            fields.text("SUMMARY", TITLE_LENGTH) or fields.text("LOCATION", SHORT_LENGTH) or NO_TITLE
        )
        named.uid = fields.text("UID", TITLE_LENGTH)
        if lines.too_long:
            raise Unusable(Why.LONG_LINE, lines.too_long)
        if not lines.is_ended:
            raise Unusable(Why.NOT_ENDED)
        fields.check()
        if not named.uid:
            raise Unusable(Why.NO_UID)
        start = fields.when("DTSTART")
        if start is None:
            raise Unusable(Why.NO_START)
        is_cancelled = self._is_cancelling or fields.text("STATUS", SHORT_LENGTH).upper() == "CANCELLED"
        return _Event(
            named=named,
            sequence=fields.sequence(),
            modified_at=fields.moment(),
            start=start,
            length=length_of(fields, start),
            is_cancelled=is_cancelled,
            instead_of=_instead_of(fields),
            fields=fields,
        )

    def _add(self, event: _Event) -> None:
        """Add the occurrences of an event."""
        if event.instead_of:
            found = {event.instead_of: event.start}
        else:
            found = _occurrences(event, self._now, self._budget)
        if len(self._meetings) + len(found) > MOST_MEETINGS:
            self._budget.days = 0  # no more of these: each would be counted again for nothing
            raise Unusable(Why.TOO_MANY)
        self._meetings |= {(event.uid, key): _meeting(event, key, start) for key, start in found.items()}


@dataclass(slots=True)
class _Named:
    """What is known so far of an event that may still be refused: which one it is, and what it calls itself."""

    number: int
    uid: str = ""
    title: str = ""


def _instead_of(fields: Fields) -> str:
    value = fields.one("RECURRENCE-ID")
    when = fields.when("RECURRENCE-ID")
    if when is None:
        return ""
    if value.params.get("RANGE"):
        raise Unusable(Why.UNKNOWN_RULE, "RANGE")
    return when.key


def _occurrences(event: _Event, now: datetime, budget: Budget) -> dict[str, When]:
    """Give the starts of an event by their keys; of one that does not recur the one, without a key.

    Raises: Unusable.
    """
    fields, start = event.fields, event.start
    written, more = fields.one("RRULE"), fields.several("RDATE")
    if fields.one("EXRULE") is not None:
        raise Unusable(Why.UNKNOWN_RULE, "EXRULE")
    if written is None and not more:
        return {"": start}
    days = [start.day] if written is None else _days(_rule(written, start), start.day, now, budget)
    without = {one.key for one in fields.several("EXDATE")}
    starts = [*(start.on(day) for day in days), *more]
    found = {one.key: one for one in starts if not {one.key, f"{one.day:%Y%m%d}"} & without}
    if len(found) > MOST_OCCURRENCES:
        raise Unusable(Why.TOO_MANY)
    return found


def _days(rule: Rule, first: date, now: datetime, budget: Budget) -> list[date]:
    """Give the days of a rule; where they are very many, those near today."""
    try:
        every = list(days_of(rule, first, (now + AHEAD).date(), budget))
    except TooMuch:
        raise Unusable(Why.TOO_MANY) from None
    if len(every) <= MOST_OCCURRENCES:
        return every
    return [day for day in every if day >= (now - BEFORE).date()]


def _rule(written: Any, start: When) -> Rule:
    """Read a rule.

    Raises: Unusable, for one that is finer than a day, or in words that are not read.
    """
    frequency = str(_first(written, "FREQ")).upper()
    finer = [name for name in FINER if name in written]
    if frequency not in list(Frequency) or finer:
        raise Unusable(Why.TOO_OFTEN, finer[0] if finer else frequency)
    unknown = sorted({str(name).upper() for name in written} - KNOWN)
    if unknown:
        raise Unusable(Why.UNKNOWN_RULE, unknown[0])
    return Rule(
        frequency=Frequency(frequency),
        interval=_number(written, "INTERVAL", 1) or 1,
        count=_number(written, "COUNT", None),
        until=_until(_first(written, "UNTIL"), start),
        months=frozenset(_numbers(written, "BYMONTH", 1, 12)),
        month_days=frozenset(_numbers(written, "BYMONTHDAY", -31, 31)),
        week_days=frozenset(_week_day(str(one)) for one in written.get("BYDAY", ())),
        positions=tuple(_numbers(written, "BYSETPOS", -366, 366)),
        week_starts=WEEK_DAYS.index(_week_name(str(_first(written, "WKST") or "MO"))),
    )


def _first(written: Any, name: str) -> Any:
    values = written.get(name)
    return values[0] if values else None


def _number(written: Any, name: str, default: int | None) -> int | None:
    value = _first(written, name)
    if value is None:
        return default
    if not 1 <= int(value) <= 10_000:
        raise Unusable(Why.BAD_VALUE, name)
    return int(value)


def _numbers(written: Any, name: str, least: int, most: int) -> list[int]:
    numbers = [int(one) for one in written.get(name, ())]
    if any(not least <= one <= most or one == 0 for one in numbers):
        raise Unusable(Why.BAD_VALUE, name)
    return numbers


def _week_day(text: str) -> tuple[int, int]:
    found = BY_DAY.fullmatch(text.upper())
    if found is None:
        raise Unusable(Why.BAD_VALUE, "BYDAY")
    return WEEK_DAYS.index(found[2]), int(found[1] or 0)


def _week_name(text: str) -> str:
    if text.upper() not in WEEK_DAYS:
        raise Unusable(Why.BAD_VALUE, "WKST")
    return text.upper()


def _until(value: Any, start: When) -> date | None:
    """Give the last day of a rule, as the zone of its start has it."""
    if not isinstance(value, datetime):
        return value if isinstance(value, date) else None
    local = to_local(value, start.zone) if value.tzinfo is not None and start.zone else value
    is_before = start.wall is not None and local.time() < start.wall
    return local.date() - DAY if is_before else local.date()


def _meeting(event: _Event, key: str, start: When) -> MeetingRead:
    starts_at = start.instant
    ends_at = starts_at + event.length if starts_at else None
    language = event.fields.language("SUMMARY")
    return MeetingRead(
        uid=event.uid,
        occurrence=key,
        sequence=event.sequence,
        modified_at=event.modified_at,
        title=event.named.title,
        place=event.fields.text("LOCATION", SHORT_LENGTH),
        tag=event.fields.tag(),
        address=event.fields.address(),
        starts_on=starts_at.date() if starts_at else start.day,
        ends_on=_last_day(start, event.length),
        starts_at=starts_at,
        ends_at=ends_at,
        is_cancelled=event.is_cancelled,
        titles={language: event.named.title} if language else {},
        origin=event.fields.text("X-MEETINGS-ORIGIN", SHORT_LENGTH),
        path=event.fields.path(),
    )


def _last_day(start: When, length: timedelta) -> date:
    """Give the last day of an occurrence: in UTC where it has hours; what ends at midnight ends the day before."""
    begin = start.instant or datetime.combine(start.day, start.wall or datetime.min.time(), UTC)
    return max(begin, begin + length - timedelta(seconds=1)).date()
