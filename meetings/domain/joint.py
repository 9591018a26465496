"""The joint calendar: our meetings and those of others, each once with all its origins; none of others is edited.

What another instance of this system passes on says whose it is, and names the hosts that passed it on. What we passed
on ourselves is an echo and not taken in, so that instances that read each other's joint calendars keep nothing alive
that its origin gave up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from meetings.domain.foreign import CalendarRead, MeetingRead
from meetings.domain.heard import folded as folded_name
from meetings.domain.overlaps import Overlaps

OUR_CALENDAR: Final = 0
MOST_HOPS: Final = 8
MOST_SIGNS: Final = 100
MOST_FIGURES: Final = 16
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Ours:
    """By what our own meetings are known in calendars of others: the host of our UIDs, and the address of our pages."""

    host: str
    base_url: str


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting as one calendar tells it; those of `OUR_CALENDAR` are ours, and their `address` is a path of ours.

    `titles` are by language, as far as that is known; `title` is the one to tell it by. `origin` and `path` are of what
    another instance tells: whose it is, and the hosts that passed it on. `inferred` names what of ours was
    filled in. `tag` is what a calendar itself says of whose meeting it is, or of which kind.
    """

    calendar: int
    name: str
    uid: str
    occurrence: str
    sequence: int
    stamp: datetime
    title: str
    titles: dict[str, str]
    place: str
    address: str
    starts_on: date
    ends_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    is_cancelled: bool
    origin: str = ""
    path: str = ""
    tag: str = ""
    is_demonstration: bool = False
    inferred: frozenset[str] = frozenset()

    @property
    def is_ours(self) -> bool:
        """Say whether it is a meeting of ours."""
        return self.calendar == OUR_CALENDAR

    @property
    def hops(self) -> tuple[str, ...]:
        """Give the hosts that passed it on."""
        return tuple(self.path.split())

    def page(self, lang: str) -> str:
        """Give where it is told at length: of ours a path, of others an address; nothing where there is none."""
        return f"/{lang}{self.address}" if self.is_ours else self.address

    def is_past_cancelled(self, now: datetime) -> bool:
        """Say whether it was cancelled and its time is over, so that nobody waits to hear of it."""
        if not self.is_cancelled:
            return False
        return self.ends_at < now if self.ends_at else self.ends_on < now.date()


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose a meeting is; `via` names the calendar that passed it on, where it came that way.

    One that others tell under our own name is `borrowed`, and not mixed with ours.
    """

    name: str
    via: str = ""
    is_ours: bool = False
    is_borrowed: bool = False

    @property
    def key(self) -> str:
        """Give its name as an address names it."""
        key = origin_key(self.name)
        return f"{key}-by-{origin_key(self.via)}" if self.is_borrowed else key


@dataclass(frozen=True, slots=True)
class Joint:
    """A meeting of the joint calendar: as the first of its origins tells it."""

    told: Told
    origins: tuple[Origin, ...]

    def touches(self, first: date, last: date) -> bool:
        """Say whether it is held on some days."""
        return self.told.starts_on <= last and self.told.ends_on >= first

    def is_of(self, key: str) -> bool:
        """Say whether it has an origin of this name; of none, every meeting is."""
        return not key or any(one.key == key for one in self.origins)


@lru_cache(maxsize=20_000)  # the same titles are compared each time that anybody looks
def folded(text: str) -> str:
    """Give a title as it is compared: its words, without case, accents and signs."""
    return folded_name(text)


def slot_uid(slot_id: str, host: str) -> str:
    """Name the public entry of a slot."""
    return f"slot-{slot_id}@{host}"


def origin_key(name: str) -> str:
    """Give the name of an origin as an address names it."""
    return folded(name).replace(" ", "-") or "-"


def is_ours(meeting: MeetingRead | Told, ours: Ours) -> bool:
    """Say whether what a calendar of others tells is ours: by its UID, its page, or because it came through us."""
    hops = meeting.path.split()
    if ours.host.casefold() in meeting.uid.casefold().split("@")[1:]:
        return True
    return ours.host in hops or len(hops) > MOST_HOPS or _is_page_of(ours.base_url, meeting.address)


def _is_page_of(base: str, address: str) -> bool:
    if not address:
        return False
    try:
        here, there = urlsplit(base), urlsplit(address)
        is_same = (here.hostname, here.port) == (there.hostname, there.port)
    except ValueError:
        return False
    return is_same and f"{there.path}/".startswith(f"{here.path.rstrip('/')}/")


def without_ours(read: CalendarRead, ours: Ours) -> CalendarRead:
    """Leave out of a calendar of others what is ours, and count it."""
    kept = tuple(one for one in read.meetings if not is_ours(one, ours))
    return replace(read, meetings=kept, ours=len(read.meetings) - len(kept))


def merged(told: Iterable[Told], our_name: str) -> list[Joint]:
    """Give each meeting once, with all its origins, in order of time.

    Ours come first, then what the calendar tells that is here longer; of one calendar what it tells of its own, then
    what it passes on. So nobody changes by a calendar that came later what another one tells.
    """
    known = sorted(
        told, key=lambda one: (one.calendar, len(one.hops), one.starts_on, one.uid, one.occurrence)
    )
    groups = _Groups(known)
    for one in known:
        groups.add(one)
    return sorted((_joint(each.told, our_name) for each in groups.found), key=order)


def named_once(found: Sequence[Joint]) -> list[Joint]:
    """Leave out, where two meetings have one name, that of the newer calendar: programs would take it for a change."""
    first: dict[tuple[str, str], int] = {}
    for one in found:
        name = (one.told.uid, one.told.occurrence)
        first[name] = min(one.told.calendar, first.get(name, one.told.calendar))
    return [one for one in found if first[one.told.uid, one.told.occurrence] == one.told.calendar]


def order(one: Joint) -> tuple[date, bool, str, str, str]:
    """Give what meetings are sorted by: their days, whole days first, then hours and names."""
    told = one.told
    hour = told.starts_at.isoformat() if told.starts_at else ""
    return (
        told.starts_on,
        told.starts_at is not None,
        hour,
        folded(told.title),
        f"{told.uid} {told.occurrence}",
    )


def place(one: Joint) -> tuple[str, ...]:
    """Give where a meeting stands, in few signs that order as `order` does: so a list goes on where one has gone since.

    Names that begin alike for long are told apart by what stands for their identity.
    """
    day, _is_of_hours, hour, name, identity = order(one)
    return day.isoformat(), hour, name[:MOST_SIGNS], sha256(identity.encode()).hexdigest()[:MOST_FIGURES]


def _joint(told: Sequence[Told], our_name: str) -> Joint:
    origins: dict[str, Origin] = {}
    for one in told:
        found = _origin(one, our_name)
        known = origins.setdefault(found.key, found)
        if known.via and not found.via:
            origins[found.key] = found
    return Joint(told[0], tuple(origins.values()))


def _origin(one: Told, our_name: str) -> Origin:
    """Say whose a meeting is: who passes nothing on is believed no other name than one that its calendar has here."""
    if one.is_ours:
        return Origin(our_name, is_ours=True)
    found = Origin(one.name)
    if one.origin and one.hops:
        found = Origin(one.origin, via=one.name)
    elif one.origin and f" {folded(one.origin)} " in f" {folded(one.name)} ":
        found = Origin(one.origin)
    is_borrowed = found.key == origin_key(our_name)
    return Origin(found.name, via=one.name, is_borrowed=True) if is_borrowed else found


@dataclass(slots=True, eq=False)
class _Group:
    """What is told of one meeting, the first of which counts."""

    told: list[Told] = field(default_factory=list)


class _Named:
    """Groups by a UID: what is told of days that overlap those of a group's first is the group's.

    Only the first's days count, so that no chain leads from one day to another.
    """

    __slots__ = ("_days", "_groups", "_order")

    def __init__(self, ends: Iterable[int]) -> None:
        self._groups: dict[_Group, None] = {}
        self._order: list[_Group] = []
        self._days: Overlaps[int] = Overlaps(ends)

    def find(self, one: Told) -> _Group | None:
        number = self._days.first(_day_span(one), lambda _number: False)
        return None if number is None else self._order[number]

    def put(self, group: _Group) -> None:
        if group not in self._groups:
            self._groups[group] = None
            self._order.append(group)
            self._days.add(_day_span(group.told[0]))


class _Alike:
    """Groups by a page or a title on some days: what is told of hours that overlap those of a group's first is its.

    What one calendar tells apart, stays apart. Calendars come one after the other, and what comes to a mark while one
    does has something of it already: so only what was there before is asked, until it has.
    """

    __slots__ = ("_before", "_calendar", "_groups", "_hours")
    _hours: Overlaps[datetime]

    def __init__(self) -> None:
        self._groups: dict[_Group, None] = {}
        self._before: list[_Group] = []
        self._calendar: int | None = None

    def find(self, one: Told) -> _Group | None:
        if not self._groups:
            return None
        if self._calendar != one.calendar:
            self._turn(one.calendar)
        number = self._hours.first(_hour_span(one), self._is_taken)
        return None if number is None else self._before[number]

    def put(self, group: _Group) -> None:
        self._groups[group] = None

    def _turn(self, calendar: int) -> None:
        self._calendar, self._before = calendar, list(self._groups)
        spans = [_hour_span(each.told[0]) for each in self._before]
        self._hours = Overlaps([at for span in spans if span for at in span])
        for span in spans:
            self._hours.add(span)

    def _is_taken(self, number: int) -> bool:
        return self._before[number].told[-1].calendar == self._calendar


class _Groups:
    """Meetings found so far, by what they may be known again."""

    def __init__(self, known: Sequence[Told]) -> None:
        """Begin without any. Takes: all that will be added, in order of calendars."""
        self.found: list[_Group] = []
        self._shared = _shared_pages(known)
        self._alike: defaultdict[tuple[str, str, date, date], _Alike] = defaultdict(_Alike)
        self._named: dict[tuple[str, str], _Named] = {}
        days: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for one in known:
            days[one.uid, one.occurrence] += _day_span(one)
        for name, ends in days.items():
            self._named[name] = _Named(ends)

    def add(self, one: Told) -> None:
        """Add what is told to the meeting that it is of, or as a new one."""
        named = self._named[one.uid, one.occurrence]
        alike = [self._alike[mark] for mark in self._marks(one)]
        every: tuple[_Named | _Alike, ...] = (named, *alike)
        group = next((found for each in every if (found := each.find(one))), None)
        if group is None:
            group = _Group()
            self.found.append(group)
        group.told.append(one)
        named.put(group)
        if _day_span(group.told[0]) == _day_span(one):
            for each in alike:
                each.put(group)

    def _marks(self, one: Told) -> list[tuple[str, str, date, date]]:
        """Give by what it may be known but its UID: its page, its titles; the most telling first."""
        page = _page(one)
        known = [("page", page)] if page and page not in self._shared else []
        titles = dict.fromkeys(folded(title) for title in (one.title, *one.titles.values()))
        known += [("title", title) for title in titles if title]
        return [(kind, name, one.starts_on, one.ends_on) for kind, name in known]


def _day_span(one: Told) -> tuple[int, int]:
    return one.starts_on.toordinal(), one.ends_on.toordinal() + 1


def _hour_span(one: Told) -> tuple[datetime, datetime] | None:
    return None if one.starts_at is None else (one.starts_at, one.ends_at or one.starts_at)


def _page(one: Told) -> str:
    address = one.address.partition("#")[0].rstrip("/")
    return address.partition("://")[2].casefold() or address.casefold()


def _shared_pages(known: Iterable[Told]) -> frozenset[str]:
    """Give the pages under which one calendar names several meetings, so that they say nothing of which it is."""
    titles: dict[tuple[int, str], str] = {}
    shared = set()
    for one in known:
        page, title = _page(one), folded(one.title)
        if page and titles.setdefault((one.calendar, page), title) != title:
            shared.add(page)
    return frozenset(shared)
