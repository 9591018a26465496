"""Warnings about the times of a programme, in words: what is in the way, and where the clocks change for whom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.clock_changes import SEATS, ClockChange, clock_changes
from meetings.domain.foreign import ForeignMeeting
from meetings.domain.languages import upright
from meetings.domain.permissions import Reach
from meetings.domain.programmes import place_names
from meetings.domain.warnings import (
    MANY,
    Beside,
    Cannot,
    DayOff,
    Held,
    Kind,
    Night,
    Twice,
    against_what_was_said,
    beside,
    nights,
    on_days_off,
    twice,
)
from meetings.domain.zones import to_local
from meetings.formats import times
from meetings.formats.languages import apart, marked
from meetings.queries.days_off import days_off
from meetings.queries.desk import ProgrammeRow
from meetings.queries.warnings import Facts, audience_zones, warning_facts
from meetings.web.cop.words import region_words as region_words
from meetings.web.desk.access import Moment
from meetings.web.timetable import Link, minutes_words, names_words

MOST_FOREIGN: Final = 100
MOST_OF_ONE: Final = 30
MOST_CITIES: Final = 5
MOST_HELD: Final = 20
HOUR: Final = 60
NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class WarningLine:
    """One warning: its number, of what kind, and which times it is about; `on` is the day of the first of them."""

    number: int
    kind: str
    title: str
    text: str
    slots: tuple[str, ...]
    on: date
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A notice that clocks change: on which day, and for whom it means another hour from when on."""

    number: int
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class WarningsShown:
    """All warnings of a programme, by their days, and what was checked without finding any.

    `more` says in words that there are other meetings beside those listed, `numbers` which warnings a time has, `times`
    what a time is in words.
    """

    lines: tuple[WarningLine, ...]
    clocks: tuple[ClockLine, ...]
    none_found: tuple[str, ...]
    more: str = ""
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Words:
    """How sessions and places of a programme are called for a reader."""

    programme: ProgrammeRow
    lang: str

    def city(self, zone: str) -> str:
        """Name the place of a zone, as the programme calls its own."""
        return times.place_words(place_names(self.programme, zone), zone, self.lang) or times.zone_city(
            zone, self.lang
        )

    def held(self, held: Held) -> str:
        """Name a session with one of its times, as its place has it."""
        return self._times([held])

    def several(self, held: Sequence[Held]) -> str:
        """Name several, and say where that is not all of them."""
        by_session: dict[int, list[Held]] = {}
        for one in held[:MOST_HELD]:
            by_session.setdefault(one.session_id, []).append(one)
        words = _("; ").join(self._times(each) for each in by_session.values())
        return words if len(held) <= MOST_HELD else _("%(names)s and others", names=words)

    def when(self, held: Held) -> str:
        """Word one of the times of a session, as its place has it."""
        return times.short_words(held.starts_at, held.zone, self.lang, self.city(held.zone))

    def _times(self, held: Sequence[Held]) -> str:
        """Name a session once, with some of its times."""
        when = _("; ").join(self.when(one) for one in held)
        return _("“%(title)s” (%(when)s)", title=marked(held[0].title, self.lang), when=when)


def worded_warnings(programme: ProgrammeRow, where: Reach, moment: Moment) -> WarningsShown:
    """Give the warnings about the times of a programme that are open to whoever asks.

    What is in the way and not open to them is "another session", unless everybody can see it.
    """
    facts = warning_facts(programme.slug, where)
    words = _Words(programme, moment.reader.language)
    others = beside(facts.mine, facts.meetings)
    listed = _listed(others)
    found = [
        *_twice_lines(facts, words),
        *(_cannot_line(one, words) for one in against_what_was_said(facts.mine, facts.panel, facts.said)),
        *(_foreign_line(one, words) for one in listed),
        *(_day_off_line(one, facts, words) for one in on_days_off(facts.mine, facts.panel, days_off)),
        *(_night_line(one, words) for one in nights(facts.mine, facts.audience)),
    ]
    order = list(Kind)
    found.sort(key=lambda one: (one.on, order.index(Kind(one.kind))))
    lines = tuple(replace(one, number=number) for number, one in enumerate(found, 1))
    clocks = tuple(_clock_lines(facts, words, len(lines) + 1))
    kinds = {one.kind for one in lines} | ({Kind.CLOCKS} if clocks else set())
    return WarningsShown(
        lines=lines,
        clocks=clocks,
        none_found=tuple(_checked_words(kind) for kind in Kind if kind not in kinds),
        more=_more_words(len(others) - len(listed)),
        numbers=_numbers(lines),
        times={one.id: words.when(one) for one in facts.mine},
    )


def _listed(others: Iterable[Beside]) -> list[Beside]:
    """Give those that are listed: of one calendar not so many that it hides another."""
    seen: Counter[str] = Counter()
    found = []
    for one in others:
        seen[one.meeting.origin] += 1
        if seen[one.meeting.origin] <= MOST_OF_ONE:
            found.append(one)
    return found[:MOST_FOREIGN]


def _numbers(lines: Iterable[WarningLine]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for line in lines:
        for slot in line.slots:
            found[slot] = (*found.get(slot, ()), line.number)
    return found


def _checked_words(kind: Kind) -> str:
    return {
        Kind.PANELIST: _("panellists at two times at once"),
        Kind.CANNOT: _("times at which panellists said that they cannot"),
        Kind.ROOM: _("rooms used twice"),
        Kind.PLATFORM: _("addresses of meetings used twice"),
        Kind.FOREIGN: _("meetings of others"),
        Kind.HOLIDAY: _("days off of panellists"),
        Kind.NIGHT: _("night for a region of many"),
        Kind.CLOCKS: _("weeks in which the clocks change"),
    }[kind]


def _more_words(number: int) -> str:
    if number <= 0:
        return ""
    return ngettext(
        "%(num)d more meeting of others is at the same time.",
        "%(num)d more meetings of others are at the same time.",
        number,
    )


def _twice_lines(facts: Facts, words: _Words) -> Iterable[WarningLine]:
    people = {one.person_id: one.name for each in facts.panel.values() for one in each}
    for found in twice(
        facts.held, lambda held: [one.person_id for one in facts.panel.get(held.session_id, ())]
    ):
        name = apart(upright(people[int(str(found.key))]), words.lang)
        yield _twice_line(Kind.PANELIST, found, words, name)
    for found in twice(facts.held, lambda held: [held.room] if held.room else []):
        yield _twice_line(Kind.ROOM, found, words)
    for found in twice(facts.held, lambda held: [held.platform] if held.platform else []):
        yield _twice_line(Kind.PLATFORM, found, words)


def _twice_line(kind: Kind, found: Twice, words: _Words, name: str = "") -> WarningLine:
    both = (found.first, found.second)
    mine = [one for one in both if one.is_open and one.is_here]
    shown = [words.held(one) for one in both if one.is_open or one.is_public]
    title, two, hidden = {
        Kind.PANELIST: (
            _("Panellist at two times at once"),
            _("On the panel of %(first)s and, at the same time, of %(second)s: %(name)s."),
            _("On the panel of %(first)s and, at the same time, of another session: %(name)s."),
        ),
        Kind.ROOM: (
            _("Room used twice"),
            _("In the same room at the same time: %(first)s and %(second)s."),
            _("In the same room at the same time: %(first)s and another session."),
        ),
        Kind.PLATFORM: (
            _("Address of the meeting used twice"),
            _("The same address of the meeting at the same time: %(first)s and %(second)s."),
            _("The same address of the meeting at the same time: %(first)s and another session."),
        ),
    }[kind]
    text = (two if len(shown) > 1 else hidden) % {"name": name, "first": shown[0], "second": shown[-1]}
    return WarningLine(0, kind, title, text, tuple(one.id for one in mine), _day(mine[0]))


def _foreign_line(found: Beside, words: _Words) -> WarningLine:
    meeting = found.meeting
    text = _(
        "%(meeting)s, %(days)s (%(origin)s), is at the same time as %(sessions)s.",
        meeting=_stranger(meeting.title, words.lang),
        days=_days_words(meeting, words),
        origin=_(", ").join(
            _stranger(one, words.lang) for one in dict.fromkeys((meeting.tag, meeting.origin)) if one
        ),
        sessions=words.several(found.held),
    )
    links = (Link(meeting.address, _("Page of the meeting")),) if meeting.address else ()
    slots = tuple(one.id for one in found.held)
    return WarningLine(0, Kind.FOREIGN, _("Meeting of others"), text, slots, _day(found.held[0]), links)


def _days_words(meeting: ForeignMeeting, words: _Words) -> str:
    """Word the days of a meeting; its hours, as the programme's place has them, where it has some on one day."""
    if meeting.starts_at is None or meeting.ends_at is None or meeting.starts_on != meeting.ends_on:
        return times.date_range_words(meeting.starts_on, meeting.ends_on, words.lang)
    zone, minutes = words.programme.zone, round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)
    place = place_names(words.programme, zone)
    return times.word_slot(meeting.starts_at, minutes, zone, zone, words.lang, place).own


def _day_off_line(found: DayOff, facts: Facts, words: _Words) -> WarningLine:
    held, lang = found.held, words.lang
    values = {
        "day": times.date_words(found.on, lang),
        "country": marked(facts.countries[found.country], lang),
        "holiday": apart(found.holiday, lang),
        "session": words.held(held),
        "names": names_words((upright(one) for one in found.names), lang),
    }
    text = (
        _(
            "%(day)s is a holiday (%(country)s: %(holiday)s). On the panel of %(session)s: %(names)s.",
            **values,
        )
        if found.holiday
        else _("%(day)s is at the weekend (%(country)s). On the panel of %(session)s: %(names)s.", **values)
    )
    return WarningLine(0, Kind.HOLIDAY, _("Day off of panellists"), text, (held.id,), _day(held))


def _cannot_line(found: Cannot, words: _Words) -> WarningLine:
    held = found.held
    text = _(
        "%(session)s: on its panel, these said that they cannot then: %(names)s.",
        session=words.held(held),
        names=names_words((upright(one) for one in found.names), words.lang),
    )
    return WarningLine(0, Kind.CANNOT, _("Panellist who cannot"), text, (held.id,), _day(held))


def _night_line(found: Night, words: _Words) -> WarningLine:
    text = _(
        "%(session)s: it is night for %(percent)d%% of those who registered from this region: %(region)s.",
        session=words.held(found.held),
        percent=found.percent,
        region=region_words(found.region),
    )
    return WarningLine(0, Kind.NIGHT, _("Night"), text, (found.held.id,), _day(found.held))


def _clock_lines(facts: Facts, words: _Words, number: int) -> Iterable[ClockLine]:
    zones = audience_zones(facts.audience.values())
    if sum(zones.values()) < MANY:
        zones = {zone: len(SEATS) - place for place, zone in enumerate(SEATS)}
    changes = clock_changes([(one.starts_at, one.zone) for one in facts.mine], zones)
    for place, change in enumerate(changes):
        yield ClockLine(number + place, change.on, _clock_words(change, words))


def _clock_words(change: ClockChange, words: _Words) -> str:
    """Say from when on who hears it at another hour, and why: From Tue 27 October New York hears this an hour later."""
    lang = words.lang
    values = {
        "day": times.day_words(change.first_at, change.zone, lang),
        "city": _cities(change, words),
    }
    cause = {
        "city": words.city(change.changing),
        "on": times.day_words(datetime.combine(change.on, NOON, UTC), "UTC", lang),
    }
    why = (
        _("Clocks go forward in %(city)s on %(on)s.", **cause)
        if change.is_forward
        else _("Clocks go back in %(city)s on %(on)s.", **cause)
    )
    return _("%(effect)s %(why)s", effect=_effect(change, values), why=why)


def _cities(change: ClockChange, words: _Words) -> str:
    names = [words.city(zone) for zone in change.zones]
    if len(names) > MOST_CITIES:
        return _("%(names)s and others", names=_(", ").join(names[:MOST_CITIES]))
    return _(", ").join(names)


def _effect(change: ClockChange, values: dict[str, str]) -> str:
    alone = len(change.zones) == 1
    if change.later_minutes == HOUR:
        return (
            _("From %(day)s %(city)s hears this an hour later.", **values)
            if alone
            else _("From %(day)s these hear this an hour later: %(city)s.", **values)
        )
    if change.later_minutes == -HOUR:
        return (
            _("From %(day)s %(city)s hears this an hour earlier.", **values)
            if alone
            else _("From %(day)s these hear this an hour earlier: %(city)s.", **values)
        )
    values["amount"] = minutes_words(abs(change.later_minutes))
    if change.later_minutes > 0:
        return _("From %(day)s this is heard later, by %(amount)s, in: %(city)s.", **values)
    return _("From %(day)s this is heard earlier, by %(amount)s, in: %(city)s.", **values)


def _stranger(text: str, lang: str) -> str:
    return apart(upright(text), lang)


def _day(held: Held) -> date:
    return to_local(held.starts_at, held.zone).date()
