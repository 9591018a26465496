"""Who may still have what long work made: whoever may do all of what it is about."""

import pytest

from meetings.domain.jobs import part_of, where_of
from meetings.domain.permissions import EVERYWHERE, Reach

WHOLE = Reach(programmes=frozenset({"season"}))
STREAM = Reach(streams=frozenset({("season", "science"), ("other", "science")}))
PARTNER = Reach(partners=frozenset({("season", "", "WHO")}))
NARROW = Reach(partners=frozenset({("season", "science", "WHO")}))


def asked(where: Reach) -> Reach:
    return where_of("programme:season", {"ids": [1], "part": part_of(where, "season")})


def test_work_is_about_what_could_be_asked_for() -> None:
    assert asked(EVERYWHERE) == asked(WHOLE) == where_of("programme:season", {}) == WHOLE
    assert asked(STREAM) == Reach(streams=frozenset({("season", "science")}))
    assert asked(PARTNER) == PARTNER


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        (EVERYWHERE, WHOLE, True),
        (EVERYWHERE, EVERYWHERE, True),
        (WHOLE, EVERYWHERE, False),
        (WHOLE, WHOLE, True),
        (WHOLE, PARTNER, True),
        (STREAM, WHOLE, False),
        (STREAM, asked(STREAM), True),
        (STREAM, NARROW, True),
        (STREAM, PARTNER, False),
        (PARTNER, NARROW, True),
        (NARROW, PARTNER, False),
        (Reach(), WHOLE, False),
    ],
)
def test_reach_includes_what_another_opens(now: Reach, then: Reach, expected: bool) -> None:
    assert now.includes(then) is expected
