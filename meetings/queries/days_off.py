"""The days off of a country, by the tables of the library `holidays`.

Source: `holidays` (MIT licence); it estimates the days of lunar calendars for coming years. Regional holidays
and those of single bodies are left out.
"""

from functools import lru_cache

import holidays

from meetings.domain.days import DaysOff


@lru_cache(maxsize=1024)
def days_off(country: str, year: int) -> DaysOff:
    """Give the days off of a country in a year.

    Takes: `country`, an alpha-2 code; one without a table (the European Union) rests on Saturday and Sunday.
    """
    if country not in holidays.list_supported_countries(include_aliases=False):
        return DaysOff()
    table = holidays.country_holidays(country, years=year, language="en_US")
    return DaysOff(frozenset(table.weekend), dict(table.items()), is_known=True)
