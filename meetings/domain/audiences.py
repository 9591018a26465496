"""Whom a time shall suit: weights by zone, as somebody gives them, or as people and Parties are spread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from meetings.domain.errors import Missing, NotAChoice, NotAWeight, TooManyLines, UnknownZone
from meetings.domain.zones import check_zone, zone_country

MOST_ZONES: Final = 1_000
MOST_WEIGHT: Final = 1_000_000_000
LEAST_WEIGHT: Final = Fraction(1, MOST_WEIGHT)


@dataclass(frozen=True, slots=True)
class Listeners:
    """People, or Parties, of one zone and country who are counted together."""

    zone: str
    country: str | None
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a time shall suit, and how many more there are of whom neither zone nor country is known."""

    listeners: tuple[Listeners, ...]
    unknown: int = 0

    @property
    def weight(self) -> Fraction:
        """Give the sum of the weights."""
        return sum((one.weight for one in self.listeners), Fraction())

    @property
    def weights(self) -> dict[str, Fraction]:
        """Give the weights by zone."""
        found: dict[str, Fraction] = {}
        for one in self.listeners:
            found[one.zone] = found.get(one.zone, Fraction()) + one.weight
        return found


def check_weights(given: object, field: str = "audience") -> Audience:
    """Give the audience of a table of weights by zone; names of one zone are added up.

    A weight is read as it is written: 0.1 is a tenth.
    Raises: NotAChoice, for what is no table; Missing, TooManyLines, NotAWeight, UnknownZone, all with the field.
    """
    if not isinstance(given, Mapping):
        raise NotAChoice(field=field, value=str(given)[:40])
    if not given:
        raise Missing(field=field)
    if len(given) > MOST_ZONES:
        raise TooManyLines(field=field, most=MOST_ZONES)
    weights: dict[str, Fraction] = {}
    for name, value in given.items():
        zone = _zone(str(name), field)
        weights[zone] = weights.get(zone, Fraction()) + _weight(value, str(name)[:60], field)
    return Audience(tuple(Listeners(zone, zone_country(zone), each) for zone, each in weights.items()))


def spread(people: Iterable[tuple[str | None, str | None]], zones: Mapping[str, str]) -> Audience:
    """Give the audience of people, each with a zone and a country where these are known.

    Where only the zone is known, its country counts; where only the country, the zone of its capital.
    Takes: `zones`, the zone of each country's capital.
    """
    counted: dict[tuple[str, str | None], int] = {}
    unknown = 0
    for given, country in people:
        zone = _known(given) or zones.get(country or "")
        if zone is None:
            unknown += 1
            continue
        key = (zone, country or zone_country(zone))
        counted[key] = counted.get(key, 0) + 1
    listeners = sorted(counted.items(), key=lambda item: (item[0][1] or "", item[0][0]))
    return Audience(
        tuple(Listeners(zone, country, Fraction(count)) for (zone, country), count in listeners), unknown
    )


def _known(zone: str | None) -> str | None:
    """Give a zone that was stored, by its present name, or nothing where no such zone is known any more."""
    try:
        return check_zone(zone) if zone else None
    except UnknownZone:
        return None


def _zone(name: str, field: str) -> str:
    try:
        return check_zone(name)
    except UnknownZone as refusal:
        raise UnknownZone(field=field, **refusal.values) from None


def _weight(value: object, zone: str, field: str) -> Fraction:
    refusal = NotAWeight(field=field, value=zone, most=MOST_WEIGHT)
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        raise refusal
    if not 0 < value <= MOST_WEIGHT:
        raise refusal
    weight = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    if weight < LEAST_WEIGHT:
        raise refusal
    return weight
