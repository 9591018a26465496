"""How the demonstration is laid out in time and spread over invented people; the same for the same start."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

SLUG: Final = "demonstration"
ORGANIZER: Final = "organizer@example.org"
ZONE: Final = "Europe/Zurich"
WEEKS_BEFORE: Final = 6
TWICE: Final = ((10, 60), (16, 60))
ONCE: Final = ((14, 90),)
CATEGORIES: Final = (
    ("government", 11),
    ("un", 2),
    ("igo", 1),
    ("ngo", 3),
    ("iplc", 1),
    ("business", 2),
    ("research", 3),
    ("media", 1),
    ("other", 1),
)
SHARED_MAILBOX: Final = 20
SEED: Final = 2020
FEW_AT: Final = 8
FULL_AT: Final = 10
FEW_SEATS: Final = 30
FULL_SEATS: Final = 20
INTEREST: Final = 0.3


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented person."""

    name: str
    email: str
    country: str
    category: str
    organization: str
    language: str
    zone: str


def first_day(now: datetime) -> date:
    """Give the Monday six weeks before, with which the season begins."""
    today = now.date()
    return today - timedelta(days=today.weekday(), weeks=WEEKS_BEFORE)


def times_of(number: int, weekday: int, twice: bool, begins_on: date) -> Iterator[tuple[datetime, int]]:
    """Give wall time and minutes of each holding of a topic: one topic a week."""
    day = begins_on + timedelta(weeks=number, days=weekday)
    for hour, minutes in TWICE if twice else ONCE:
        yield datetime(day.year, day.month, day.day, hour), minutes  # noqa: DTZ001


def capacity_of(number: int) -> int | None:
    """Give the seats of a topic's holdings: one has few left, one is full, the others are open."""
    return {FEW_AT: FEW_SEATS, FULL_AT: FULL_SEATS}.get(number)


def invent_people(script: Mapping[str, Any], zones: Mapping[str, str]) -> list[Invented]:
    """Make the people of the script: categories in turn, a mailbox each but for a few who share one."""
    kinds = [kind for kind, weight in CATEGORIES for _ in range(weight)]
    random.Random(SEED).shuffle(kinds)
    people = []
    for number, given in enumerate(script["people"]):
        kind = kinds[number % len(kinds)]
        owner = number - 1 if number and number % SHARED_MAILBOX == 0 else number
        people.append(
            Invented(
                name=given["name"],
                email=f"person{owner + 1:03}@example.org",
                country=given["country"],
                category=kind,
                organization=script["organizations"][kind],
                language=given["language"],
                zone=zones.get(given["country"], ZONE),
            )
        )
    return people


def wishes_of(count: int, topics: int) -> list[list[int]]:
    """Say for each topic which people want to come, in the order in which they register.

    Gives: for the topic with few seats left three fewer than it has, for the full one five more.
    """
    chance = random.Random(SEED)
    wishes = []
    for number in range(topics):
        order = chance.sample(range(count), count)
        share = sum(chance.random() < INTEREST for _ in order)
        wanted = {FEW_AT: FEW_SEATS - 3, FULL_AT: FULL_SEATS + 5}.get(number, max(share, 12))
        wishes.append(order[:wanted])
    return wishes


def entries_of(key: str, registrations: int) -> list[tuple[int, int, int]]:
    """Say who of those registered came: their number, the minute they entered and the minutes they stayed."""
    chance = random.Random(f"{SEED} {key}")
    return [
        (number, chance.randint(-8, 15), chance.randint(20, 75))
        for number in range(registrations)
        if chance.random() < 0.75
    ]
