"""Rules of conferences: who may enter a meeting, which meetings the public sees, what organizers write of a segment."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Any, Final, Protocol, TypeVar

from meetings.domain import errors
from meetings.domain import programmes as rules
from meetings.domain.checks import check_number
from meetings.domain.codes import AUDIENCES, LANGUAGES, SlotState
from meetings.domain.cop.codes import SegmentMode
from meetings.domain.cop.conference_errors import NotAnItemNumber, OutsideParent
from meetings.domain.fields import Checks
from meetings.domain.registrations import check_line
from meetings.domain.seasons import ends_at
from meetings.domain.zones import to_instant

REGIONS: Final = ("africa", "asia-pacific", "eeg", "grulac", "weog")
# A contact group is opened to observers, or kept to Parties.
OPEN, CLOSED = "participants", "parties"
# Meetings of a body or of named people are no business of the public's, not even that they are held.
HIDDEN: Final = frozenset(("body", "named"))
ITEM_NUMBER: Final = re.compile(r"\d{1,2}(\([a-z]{1,2}\))?(\([ivx]{1,5}\))?")
MOST_HOURS: Final = 720
MOST_NAMED: Final = 1_000

SEGMENT: Final[Checks] = {
    "title": lambda value: rules.check_words(value, "title", needed=True),
    "mode": lambda value: rules.check_choice(value, "mode", tuple(SegmentMode)),
    "starts_on": lambda value: _day(value, "starts_on"),
    "ends_on": lambda value: _day(value, "ends_on"),
    "zone": rules.check_zone_field,
    "place": lambda value: rules.check_words(value, "place"),
    "venue": lambda value: check_line(str(value or ""), "venue", 200) or None,
    "languages": lambda value: rules.check_list(value, "languages", LANGUAGES),
    "quota": lambda value: _number(value, "quota", 1, MOST_NAMED),
    "erase_on": lambda value: rules.check_day(value, "erase_on"),
    "statements_hours": lambda value: check_number(value, "statements_hours", 0, MOST_HOURS),
    "position": lambda value: check_number(value, "position", 0, 10_000),
}
ROOM: Final[Checks] = {
    "name": lambda value: rules.check_words(value, "name", needed=True),
    "capacity": lambda value: _number(value, "capacity", 1, 100_000),
    "position": lambda value: check_number(value, "position", 0, 10_000),
}
ITEM: Final[Checks] = {
    "title": lambda value: rules.check_words(value, "title", needed=True),
    "number": lambda value: check_item_number(value),
    "segments": lambda value: rules.check_list(value, "segments"),
    "position": lambda value: check_number(value, "position", 0, 10_000),
}
MEETING: Final[Checks] = {
    "audience": lambda value: rules.check_choice(value, "audience", AUDIENCES),
    "regions": lambda value: sorted(rules.check_list(value, "regions", REGIONS)),
    "agenda_items": lambda value: rules.check_list(value, "agenda_items"),
}


def is_open_to_observers(audience: str) -> bool:
    """Say whether observers may enter a meeting and have its files."""
    return audience in ("public", OPEN)


def is_shown(audience: str) -> bool:
    """Say whether the public may know that a meeting is held."""
    return audience not in HIDDEN


def check_audience(audience: str, regions: Sequence[str]) -> None:
    """Refuse a meeting for regions that names none.

    Raises: Missing, with field `regions`.
    """
    if audience == "region" and not regions:
        raise errors.Missing(field="regions")


def check_item_number(value: Any) -> str | None:
    """Give a number as an agenda prints it, `4`, `4(a)` or `4(a)(ii)`; spaces are left out, nothing is none.

    Raises: NotAnItemNumber, with the field.
    """
    text = "".join(str(value or "").split())
    if not text:
        return None
    if not ITEM_NUMBER.fullmatch(text):
        raise NotAnItemNumber(field="number", value=text[:20])
    return text


def check_parent(item: int | None, parent: int | None, parents: Mapping[int, int | None]) -> None:
    """Refuse an item below itself or below one that is below it.

    Takes: `parents`, of each item of the agenda that it belongs to.
    Raises: OutsideParent; NotAChoice, for an item of another agenda.
    """
    if parent is None:
        return
    if parent not in parents:
        raise errors.NotAChoice(field="parent", value=str(parent))
    above: int | None = parent
    while above is not None:
        if above == item:
            raise OutsideParent(field="parent")
        above = parents[above]


def check_deadline(value: Any, zone: str) -> datetime | None:
    """Give the instant of a deadline that is written as a wall time of a segment's zone; nothing for none.

    Where the hour comes twice it is the later one, in favour of those who nominate.

    Raises: NotATime, NonexistentTime, TooFar, with field `nominate_until`.
    """
    if value in (None, ""):
        return None
    try:
        local = datetime.fromisoformat(str(value))
    except ValueError:
        raise errors.NotATime(field="nominate_until", value=str(value)[:40]) from None
    if local.tzinfo is not None:
        raise errors.NotATime(field="nominate_until", value=str(value)[:40])
    try:
        return to_instant(local, zone, fold=1)
    except (errors.NonexistentTime, errors.TooFar) as refusal:
        raise type(refusal)(field="nominate_until", **refusal.values) from None


class Holding(Protocol):
    """A time of a meeting, in a room or in none."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""

    @property
    def doors_minutes(self) -> int:
        """How long before the start one may enter."""

    @property
    def state(self) -> str:
        """What the organizer decided."""

    @property
    def room_id(self) -> int | None:
        """The room."""


H = TypeVar("H", bound=Holding)


class Live(StrEnum):
    """How a time of a conference stands at this moment."""

    COMING = ""
    NEXT = "next"
    NOW = "now"
    HELD = "held"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"


class Timed(Protocol):
    """A time that is named."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def starts_at(self) -> datetime:
        """The first instant."""

    @property
    def minutes(self) -> int:
        """The length."""

    @property
    def doors_minutes(self) -> int:
        """How long before the start one may enter."""

    @property
    def state(self) -> str:
        """What the organizer decided."""


def live(slots: Iterable[Timed], now: datetime) -> dict[str, Live]:
    """Say how each time stands: held, going on, next (all that begin first of those to come), or to come."""
    every = list(slots)
    planned = [one for one in every if one.state == SlotState.PLANNED]
    first = min((one.starts_at for one in planned if one.starts_at > now), default=None)
    found = {one.id: Live(one.state) for one in every if one.state != SlotState.PLANNED}
    for one in planned:
        if one.starts_at > now:
            found[one.id] = Live.NEXT if one.starts_at == first else Live.COMING
        else:
            found[one.id] = Live.NOW if now < ends_at(one) else Live.HELD
    return found


def clashes(slots: Iterable[H]) -> list[tuple[H, H]]:
    """Give the pairs that are to be held in one room at overlapping times, the earlier of each first."""
    held = sorted(
        (one for one in slots if one.room_id is not None and one.state == SlotState.PLANNED),
        key=lambda one: (one.room_id or 0, one.starts_at),
    )
    return [
        (first, second)
        for first, second in combinations(held, 2)
        if first.room_id == second.room_id and second.starts_at < ends_at(first)
    ]


def _day(value: Any, field: str) -> Any:
    day = rules.check_day(value, field)
    if day is None:
        raise errors.Missing(field=field)
    return day


def _number(value: Any, name: str, least: int, most: int) -> int | None:
    return None if value is None else check_number(value, name, least, most)
