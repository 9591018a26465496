"""The same again by whole weeks: weekday and wall time stay, and names say the new year."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain import errors
from meetings.domain.shifting import (
    free_slug,
    monday,
    next_slug,
    next_year,
    retitled,
    shifted,
    weeks_between,
)


def test_weeks_lie_between_the_mondays() -> None:
    assert monday(date(2020, 9, 20)) == date(2020, 9, 14)
    assert weeks_between(date(2020, 9, 15), date(2021, 9, 13)) == 52
    assert weeks_between(date(2020, 9, 20), date(2020, 9, 21)) == 1
    assert weeks_between(date(2021, 9, 13), date(2020, 9, 15)) == -52


@given(st.dates(date(1971, 1, 1), date(2036, 12, 31)))
def test_next_year_is_the_same_weekday_near_a_year_later(day: date) -> None:
    later = next_year(day)
    assert later.weekday() == day.weekday()
    assert 361 <= (later - day).days <= 370


def test_a_time_keeps_weekday_and_hour_over_a_clock_change() -> None:
    later = shifted(datetime(2020, 10, 20, 14), "Europe/Zurich", 0, weeks=54)
    assert (later, later.weekday()) == (datetime(2021, 11, 2, 14), 1)
    assert shifted(datetime(2020, 10, 24, 2, 30), "Europe/Zurich", 1, days=1) == datetime(2020, 10, 25, 2, 30)
    with pytest.raises(errors.NonexistentTime):
        shifted(datetime(2021, 3, 21, 2, 30), "Europe/Zurich", 0, weeks=1)
    with pytest.raises(errors.TooFar):
        shifted(datetime(2037, 3, 21, 2, 30), "Europe/Zurich", 0, weeks=60)
    with pytest.raises(errors.TooFar):
        shifted(datetime(9999, 3, 21), "UTC", 0, weeks=6000)


def test_names_say_the_new_year() -> None:
    words = {"en": "Minamata Online 2020", "ru": "Сезон 2020 (120201)", "fr": "Saison"}
    assert retitled(words, 2020, 2021) == {
        "en": "Minamata Online 2021",
        "ru": "Сезон 2021 (120201)",
        "fr": "Saison",
    }
    assert next_slug("minamata-online-2020", 2020, 2021) == "minamata-online-2021"
    assert next_slug("minamata-online", 2020, 2021) == "minamata-online-2021"
    assert next_slug("season-2020", 2020, 2021, {"season-2021"}) == "season-2021-2"
    assert len(next_slug("x" * 80, 2020, 2021, {"x" * 75 + "-2021"})) <= 80
    assert free_slug("topic", {"topic", "topic-2"}) == "topic-3"
