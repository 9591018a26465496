"""How long the best pair of a day takes for two hundred zones."""

import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from statistics import median
from time import perf_counter

from meetings.domain.planning import Question, plan
from meetings.domain.zones import zone_names
from tests.bench.measure import Bound

RUNS = 50
ZONES = 200
PAIR_MS = 40
DAYS = (date(2026, 11, 17), date(2026, 10, 25))  # the clocks of Europe change on the second


def measure() -> Iterator[Bound]:
    """Measure on a usual day and on one on which clocks change; gives lines of the table."""
    weights = {zone: Fraction(number % 7 + 1) for number, zone in enumerate(zone_names()[:ZONES])}
    for day in DAYS:
        question = Question(day=day, zone="Europe/Zurich", minutes=60, weights=weights, times=2)
        plan(question)  # reads the zones' files
        taken = []
        for _run in range(RUNS):
            begin = perf_counter()
            plan(question)
            taken.append((perf_counter() - begin) * 1000)
        yield Bound(f"best pair of {ZONES} zones, {day:%d %b}", median(taken), PAIR_MS, "ms", 1)


def planning() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\nthe time planner", flush=True)
    fails = 0
    for line in measure():
        print(line, flush=True)
        fails += not line.holds
    return fails


if __name__ == "__main__":
    sys.exit(1 if planning() else 0)
