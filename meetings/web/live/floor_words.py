"""The list of speakers in words: kinds, states, time limits, the countdown, and who stands where."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from meetings.domain.live.floor import ORDERS, Countdown, Kind, State, rank_of
from meetings.formats.languages import marked
from meetings.formats.times import full_day_words, hour_words, zone_city
from meetings.queries.live.floor import Entry, Floor, Item
from meetings.queries.live.floor_seats import Seat
from meetings.web.cop.words import region_words
from meetings.web.readers import Reader


@dataclass(frozen=True, slots=True)
class Clock:
    """The countdown of whoever speaks, as it is when the page is made, and what a browser counts on by."""

    ends_at: str
    now: str
    shown: str
    ends: str
    over: str
    limit: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the list, in words; `number` is their place in the order, 0 for who has none."""

    entry: Entry
    number: int
    kind: str
    item: str
    state: str
    asked: str
    limit: str
    left: str
    spoken: str
    clock: Clock | None
    is_mine: bool = False


def kind_words(kind: Kind) -> str:
    """Name a kind of intervention."""
    return {
        Kind.POINT: _("Point of order"),
        Kind.MOTION: _("Motion"),
        Kind.REGION: _("On behalf of a regional group"),
        Kind.GROUP: _("On behalf of several"),
        Kind.PARTY: _("Statement of a Party"),
        Kind.STATE: _("Statement of a State that is not a Party"),
        Kind.UN: _("Statement of the United Nations"),
        Kind.IGO: _("Statement of an intergovernmental organization"),
        Kind.OBSERVER: _("Statement of an observer"),
        Kind.PANEL: _("Panellist"),
        Kind.PARTICIPANT: _("Participant"),
        Kind.REPLY: _("Right of reply"),
    }[kind]


def state_words(state: State) -> str:
    """Say where somebody on the list stands."""
    return {
        State.REQUESTED: _("Asked for the floor"),
        State.LISTED: _("On the list of speakers"),
        State.SPEAKING: _("Has the floor"),
        State.LOST: _("Connection lost"),
        State.SPOKEN: _("Has spoken"),
        State.PARTLY: _("Spoke partly"),
        State.WITHDRAWN: _("Withdrawn"),
        State.PASSED: _("Passed over"),
        State.IN_WRITING: _("Statement sent instead"),
    }[state]


def clock_words(seconds: int) -> str:
    """Write seconds as minutes and seconds: 2:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def whom_words(entry: Entry) -> str:
    """Name those on whose behalf somebody speaks, kept apart from the words around; nothing for themselves."""
    if not entry.behalf_of:
        return ""
    whom = region_words(entry.behalf_of) if entry.kind is Kind.REGION else entry.behalf_of
    return f"\u2068{whom}\u2069"


def item_words(item: Item, lang: str) -> str:
    """Name an item of the agenda."""
    return " ".join(filter(None, (item.number, marked(item.title, lang))))


def at_words(at: datetime, reader: Reader) -> str:
    """Word an instant in the reader's zone, with its city."""
    day = full_day_words(at, reader.zone, reader.language)
    hour = hour_words(at, reader.zone, reader.language)
    return f"{day} {hour} ({reader.city or zone_city(reader.zone, reader.language)})"


def lines_of(floor: Floor, entries: Iterable[Entry], reader: Reader, now: datetime) -> list[Line]:
    """Word those on the list, each with the place in the order that they have."""
    numbers = {one.id: number for number, one in enumerate(floor.waiting, 1)}
    return [_line(one, numbers.get(one.id, 0), reader, now) for one in entries]


def shown_to_all(lines: Iterable[Line], seat: Seat) -> list[Line]:
    """Give lines as everybody in the meeting sees them: a participant's name is shown once they have the floor."""
    found = []
    for one in lines:
        is_mine = seat.holds(one.entry)
        is_named = is_mine or one.entry.kind is not Kind.PARTICIPANT or one.entry.state is State.SPEAKING
        entry = one.entry if is_named else replace(one.entry, name="")
        found.append(replace(one, entry=entry, is_mine=is_mine))
    return found


def _line(one: Entry, number: int, reader: Reader, now: datetime) -> Line:
    count, whom = one.count(now), whom_words(one)
    return Line(
        entry=one,
        number=number,
        kind=_("On behalf of %(region)s", region=whom) if whom else kind_words(one.kind),
        item=item_words(one.item, reader.language) if one.item else "",
        state=state_words(one.state),
        asked=hour_words(one.asked_at, reader.zone, reader.language),
        limit=clock_words(one.limit_seconds),
        left=clock_words(one.left_seconds),
        spoken=clock_words(count.spoken_seconds if count else one.spoken_seconds),
        clock=_clock(count, reader, now) if count else None,
    )


def _clock(count: Countdown, reader: Reader, now: datetime) -> Clock:
    return Clock(
        ends_at=_iso(count.ends_at),
        now=_iso(now),
        shown=clock_words(count.over_seconds if count.is_over else count.remaining_seconds),
        ends=hour_words(count.ends_at, reader.zone, reader.language),
        over=clock_words(count.over_seconds),
        limit=clock_words(count.limit_seconds),
        is_over=count.is_over,
    )


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rule_rows(floor: Floor) -> list[dict[str, Any]]:
    """Give each kind with its place in the order, its limit, what the programme set, and where the order is from."""
    return [
        {
            "kind": str(kind),
            "words": kind_words(kind),
            "rank": rank_of(kind, floor.ranks),
            "own_rank": floor.ranks.get(kind, ""),
            "seconds": order.seconds,
            "own_seconds": floor.seconds.get(kind, ""),
            "source": order.source,
        }
        for kind, order in sorted(ORDERS.items(), key=lambda one: rank_of(one[0], floor.ranks))
    ]
