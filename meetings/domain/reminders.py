"""Rules by which people are reminded: so long before, at an hour of theirs some days before, or of a week at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.zones import to_instant, to_local

DEFAULT: Final = ("24h", "1h")
MOST_RULES: Final = 5
LEAST_AHEAD: Final = timedelta(minutes=5)
MOST_AHEAD: Final = timedelta(days=30)
QUIET: Final = timedelta(minutes=15)
TOGETHER: Final = timedelta(hours=1)
KIND: Final = "reminder_"
OPEN: Final = "open"
AHEAD: Final = re.compile(r"(\d{1,4})(m|h)", re.ASCII)
DAYS: Final = re.compile(r"(\d{1,2})d@([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKLY: Final = re.compile(rf"({'|'.join(WEEKDAYS)})@([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
WEEK: Final = timedelta(days=7)
WHOLE_WEEK: Final = timedelta(days=8)
LATEST: Final = timedelta(days=1)
NONE: Final = "none"
BETWEEN: Final = re.compile(r"[\s,;،，、]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `ahead` of the start, or `days` before it at an hour `at` where the person lives.

    Neither means: when the door opens.
    """

    code: str
    ahead: timedelta | None = None
    days: int = 0
    at: time | None = None

    @property
    def kind(self) -> str:
        """Name the kind of its notices."""
        return KIND + self.code

    def moment(self, starts_at: datetime, doors_minutes: int, zone: str) -> datetime | None:
        """Give the moment of reminding, or nothing where it would not lie before the start.

        Takes: `zone`, the person's; it counts only where the rule names an hour.
        """
        if self.at is not None:
            day = to_local(starts_at, zone).date() - timedelta(days=self.days)
            moment = _instant(datetime.combine(day, self.at), zone)
        else:
            moment = starts_at - (self.ahead or timedelta(minutes=doors_minutes))
        return moment if moment < starts_at else None


@dataclass(frozen=True, slots=True)
class Digest:
    """A weekly mail: on a `weekday` (0 is Monday), at an hour `at` where the person lives.

    It tells what begins after it, up to and with the moment of the next one; more than a day late it is not sent.
    """

    code: str
    weekday: int
    at: time

    def moment(self, starts_at: datetime, zone: str) -> datetime:
        """Give the moment of the mail that tells a start: the last one before it.

        Takes: `zone`, the person's.
        """
        local = to_local(starts_at, zone).date()
        day = local - timedelta(days=(local.weekday() - self.weekday) % 7)
        moment = _instant(datetime.combine(day, self.at), zone)
        return moment if moment < starts_at else _instant(datetime.combine(day - WEEK, self.at), zone)


def week_of(moment: datetime, zone: str) -> str:
    """Name the week of an instant where the person lives, as the occasion of a weekly mail: 2026-W48.

    Source: ISO 8601.
    """
    year, week, _day = to_local(moment, zone).date().isocalendar()
    return f"{year}-W{week:02d}"


def parse_digest(text: str) -> Digest:
    """Read the day and hour of a weekly mail: `mon@08:00`.

    Raises: NotADigest.
    """
    found = WEEKLY.fullmatch(text)
    if not found:
        raise errors.NotADigest(field="digest", value=text[:20])
    return Digest(text, WEEKDAYS.index(found[1]), time(int(found[2]), int(found[3])))


def check_digest(given: Any) -> str | None:
    """Give the day and hour of a weekly mail as they are kept; nothing means that none is sent.

    Raises: NotADigest.
    """
    if given is None:
        return None
    if not isinstance(given, str):
        raise errors.NotADigest(field="digest", value=str(given)[:20])
    return parse_digest(given.strip().lower()).code


def parse_rule(text: str) -> Rule:
    """Read a rule: `15m`, `24h`, `3d@09:00`, or `open`.

    Raises: NotAReminder.
    """
    if text == OPEN:
        return Rule(text)
    if found := AHEAD.fullmatch(text):
        ahead = timedelta(**{"minutes" if found[2] == "m" else "hours": int(found[1])})
        if LEAST_AHEAD <= ahead <= MOST_AHEAD:
            return Rule(text, ahead=ahead)
    if (found := DAYS.fullmatch(text)) and int(found[1]) <= MOST_AHEAD.days:
        return Rule(text, days=int(found[1]), at=time(int(found[2]), int(found[3])))
    raise errors.NotAReminder(field="reminders", value=text[:20])


def check_rules(given: Any) -> list[str] | None:
    """Give rules as they are kept, in their order and each once; nothing means those of the level above.

    Raises: NotAReminder.
    """
    if given is None:
        return None
    if (
        not isinstance(given, list)
        or len(given) > MOST_RULES
        or not all(isinstance(one, str) for one in given)
    ):
        raise errors.NotAReminder(field="reminders", value=str(given)[:20])
    return list(dict.fromkeys(parse_rule(one.strip()).code for one in given))


def typed_rules(text: str) -> list[str] | None:
    """Part rules that somebody typed; nothing typed means those of the level above, `none` means no reminders."""
    words = [word for word in BETWEEN.split(text.strip().lower()) if word]
    return None if not words else [] if words == [NONE] else words


def rules_of(*levels: Iterable[str] | None) -> tuple[Rule, ...]:
    """Give the rules that hold, from the closest level that has any: session, stream, programme, else 24 h and 1 h."""
    chosen = next((level for level in levels if level is not None), DEFAULT)
    return tuple(parse_rule(one) for one in chosen)


def moments_left(
    rules: Iterable[Rule], starts_at: datetime, doors_minutes: int, zone: str, now: datetime
) -> list[datetime]:
    """Give the moments at which people are still reminded of a slot that changes now, in their order.

    Takes: `zone`, where somebody lives; it counts for rules that name an hour.
    """
    moments = (rule.moment(starts_at, doors_minutes, zone) for rule in rules)
    return sorted({one for one in moments if one is not None and now <= one - QUIET})


def _instant(local: datetime, zone: str) -> datetime:
    """Give the instant of an hour; one that the clocks jump over is the hour after, of two it is the first."""
    try:
        return to_instant(local, zone, 0)
    except errors.NonexistentTime as gap:
        neighbours: Any = gap.values["neighbours"]
        return to_instant(datetime.fromisoformat(neighbours[1]), zone, 0)
