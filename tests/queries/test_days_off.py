from datetime import date

import pytest

from meetings.domain.days import DaysOff
from meetings.queries.days_off import days_off


@pytest.mark.parametrize(
    ("country", "day", "is_working"),
    [
        ("US", date(2020, 11, 26), False),  # Thanksgiving
        ("CH", date(2020, 11, 26), True),
        ("IR", date(2020, 11, 20), False),  # a Friday
        ("IR", date(2020, 11, 22), True),  # a Sunday
        ("SA", date(2020, 11, 21), False),  # a Saturday
        ("CH", date(2020, 11, 21), False),
        ("ID", date(2020, 8, 17), False),  # Independence Day
        ("EU", date(2020, 11, 19), True),
        ("EU", date(2020, 11, 21), False),
    ],
)
def test_days_off_are_those_of_the_country(country: str, day: date, is_working: bool) -> None:
    assert days_off(country, day.year).is_working(day) is is_working


def test_days_off_have_names() -> None:
    assert days_off("US", 2020).holidays[date(2020, 11, 26)] == "Thanksgiving Day"
    assert (days_off("EU", 2020), days_off("EU", 2020).is_known) == (DaysOff(), False)
