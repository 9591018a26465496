"""The answer of the planner in words: a sentence, candidates, regional groups, tiles, and who gains and who loses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.audiences import Audience, Listeners
from meetings.domain.languages import choose
from meetings.domain.planning import Heard, Plan, compare, weight_at_work, weight_awake
from meetings.domain.zones import to_local
from meetings.formats.spans import hour_alone, hours_over, number, percent
from meetings.formats.times import zone_city, zone_offset
from meetings.queries.audiences import StateRow

GROUPS: Final = ("africa", "asia-pacific", "eeg", "grulac", "weog", "")
NAMED: Final = 6
SHIFT: Final = 8  # the quarters by which clocks are put back at most
PARTIES: Final = "parties"
PEOPLE: Final = "people"
SHARES: Final = "shares"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One or two times to hold against each other; `at` numbers their quarter-hours."""

    key: str
    name: str
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A candidate in words."""

    key: str
    name: str
    hours: tuple[str, ...]
    awake: str
    at_work: str
    asleep: str


@dataclass(frozen=True, slots=True)
class Tile:
    """Listeners of one country and zone at a moment, as one of equal tiles; `state` is asleep, awake or at work."""

    code: str
    name: str
    hour: str
    state: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A regional group: of how many each time finds how many awake, where it is which hour then, and both together."""

    key: str
    total: str
    awake: tuple[str, ...]
    hours: tuple[str, ...]
    together: str
    at_work: str
    tiles: tuple[tuple[Tile, ...], ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: in which language and zone, of whom, and what the audience counts."""

    lang: str
    zone: str
    kind: str
    audience: Audience
    states: Mapping[str, StateRow]
    heard: Sequence[Heard]
    plan: Plan

    def start(self, at: int) -> datetime:
        """Give the instant of a quarter-hour."""
        return self.plan.quarters.starts[at]

    def hour(self, at: int) -> str:
        """Word the hour of a quarter-hour; one that comes twice on the day with its offset."""
        start = self.start(at)
        words = hour_alone(start, self.zone, self.lang)
        if not self._comes_twice(at):
            return words
        return f"{words} ({zone_offset(self.zone, start, self.lang)})"

    def _comes_twice(self, at: int) -> bool:
        wall = to_local(self.start(at), self.zone).replace(tzinfo=None)
        near = range(max(0, at - SHIFT), min(len(self.plan.quarters.starts), at + SHIFT + 1))
        return any(
            one != at and to_local(self.start(one), self.zone).replace(tzinfo=None) == wall for one in near
        )

    def count(self, weight: Fraction, of: Fraction | None = None) -> str:
        """Word how many: a number, or a share where the audience is one of shares."""
        if self.kind != SHARES:
            return number(weight, self.lang)
        whole = self.audience.weight if of is None else of
        return percent(weight / whole, self.lang) if whole else ""

    def reached(self, weight: Fraction) -> str:
        """Word how many of all."""
        total = self.audience.weight
        if self.kind == SHARES:
            return _("%(share)s of the audience", share=percent(weight / total, self.lang))
        found, of = number(weight, self.lang), int(total)
        if weight == total and self.kind == PARTIES:
            return ngettext("%(num)d Party, the only one", "all %(num)d Parties", of)
        if weight == total:
            return ngettext("%(num)d person, the only one", "all %(num)d people", of)
        if self.kind == PARTIES:
            return ngettext("%(found)s of %(num)d Party", "%(found)s of %(num)d Parties", of, found=found)
        return ngettext("%(found)s of %(num)d person", "%(found)s of %(num)d people", of, found=found)

    def name(self, one: Listeners) -> str:
        """Name listeners by their country, or else by the city of their zone."""
        state = self.states.get(one.country or "")
        if self.kind == SHARES or state is None:
            return zone_city(one.zone, self.lang)
        return choose(state.names, self.lang)[0]

    def group(self, one: Listeners) -> str:
        """Give the regional group of listeners' country, or nothing."""
        state = self.states.get(one.country or "")
        group = (state.regional_group if state else None) or ""
        return group if group in GROUPS else ""

    def names(self, listeners: Iterable[Listeners], most: int = NAMED) -> str:
        """Name whom it is about, those with most people first, and how many more."""
        weights: dict[str, Fraction] = {}
        for one in listeners:
            name = self.name(one)
            weights[name] = weights.get(name, Fraction()) + one.weight
        ordered = sorted(weights, key=lambda name: (-weights[name], name))
        shown = [self._counted(name, weights[name]) for name in ordered[:most]]
        more = len(ordered) - len(shown)
        words = _(", ").join(shown)
        if not more:
            return words
        return ngettext("%(names)s and %(num)d more", "%(names)s and %(num)d more", more, names=words)

    def _counted(self, name: str, weight: Fraction) -> str:
        return f"{name} ({number(weight, self.lang)})" if self.kind == PEOPLE and weight != 1 else name


def sentences(teller: Teller) -> tuple[str, str]:
    """Say which time or times find how many awake, and how many the best single one finds where two are asked for."""
    plan = teller.plan
    total = teller.audience.weight
    found = teller.reached(plan.covered * total)
    if len(plan.chosen) == 1:
        return _("One time, %(hour)s, finds %(what)s awake.", hour=teller.hour(plan.best), what=found), ""
    first, second = (teller.hour(at) for at in plan.chosen)
    single = teller.reached(plan.reached[plan.best] * total)
    return (
        _(
            "Two times, %(first)s and %(second)s, find %(what)s awake.",
            first=first,
            second=second,
            what=found,
        ),
        _("The best single one, %(hour)s, finds %(what)s.", hour=teller.hour(plan.best), what=single),
    )


def candidate_line(teller: Teller, one: Candidate) -> CandidateLine:
    """Word a candidate."""
    total = teller.audience.weight
    asleep = [each.listeners for each in teller.heard if not any(each.awake >> at & 1 for at in one.at)]
    weight = sum((each.weight for each in asleep), Fraction())
    names = f"{teller.count(weight)}: {teller.names(asleep)}" if asleep else "0"
    return CandidateLine(
        one.key,
        one.name,
        tuple(teller.hour(at) for at in one.at),
        percent(weight_awake(teller.heard, one.at) / total, teller.lang),
        percent(weight_at_work(teller.heard, one.at) / total, teller.lang),
        names,
    )


def group_lines(teller: Teller, at: Sequence[int]) -> list[GroupLine]:
    """Word the regional groups in the order in which the United Nations list them, and last who is in none."""
    grouped: dict[str, list[Heard]] = {}
    for one in teller.heard:
        grouped.setdefault(teller.group(one.listeners), []).append(one)
    return [_group_line(teller, key, grouped[key], at) for key in GROUPS if key in grouped]


def all_line(teller: Teller, at: Sequence[int]) -> GroupLine:
    """Word all groups together."""
    line = _group_line(teller, "all", list(teller.heard), at)
    return GroupLine(line.key, line.total, line.awake, (), line.together, line.at_work, ())


def _group_line(teller: Teller, key: str, heard: list[Heard], at: Sequence[int]) -> GroupLine:
    total = sum((one.listeners.weight for one in heard), Fraction())
    zones = sorted({one.listeners.zone for one in heard})
    return GroupLine(
        key,
        teller.count(total),
        tuple(teller.count(weight_awake(heard, [one]), total) for one in at),
        tuple(hours_over(teller.start(one), zones, teller.lang) for one in at),
        teller.count(weight_awake(heard, at), total),
        teller.count(weight_at_work(heard, at), total),
        tuple(_tiles(teller, heard, one) for one in at),
    )


def _tiles(teller: Teller, heard: Iterable[Heard], at: int) -> tuple[Tile, ...]:
    """Give the tiles of some listeners, the westernmost first."""
    start = teller.start(at)

    def place(one: Heard) -> tuple[datetime, str]:
        return to_local(start, one.listeners.zone).replace(tzinfo=None), one.listeners.country or ""

    return tuple(
        Tile(
            code=one.listeners.country if one.listeners.country and teller.kind != SHARES else "",
            name=teller.name(one.listeners),
            hour=f"{to_local(start, one.listeners.zone):%H:%M}",
            state="work" if one.at_work >> at & 1 else "awake" if one.awake >> at & 1 else "asleep",
        )
        for one in sorted(heard, key=place)
    )


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """Who gains and who loses by one candidate against another."""

    name: str
    against: str
    gained: str
    lost: str


def difference(teller: Teller, one: Candidate, against: Candidate) -> DifferenceLine:
    """Word who gains and who loses where a candidate takes the place of another."""
    found = compare(teller.heard, against.at, one.at)
    sides = []
    for side in (found.gained, found.lost):
        weight = sum((each.weight for each in side), Fraction())
        sides.append(f"{teller.count(weight)}: {teller.names(side)}" if side else "")
    return DifferenceLine(one.name, against.name, *sides)
