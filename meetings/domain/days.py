"""Which days people of a country do not work: its weekend and its holidays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

SATURDAY_AND_SUNDAY: Final = frozenset((5, 6))


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days off of one country: `weekend` as weekdays (0 is Monday), `holidays` by day with their names in English.

    `is_known` is false for a country of which no holidays are known; it counts as resting on Saturday and Sunday.
    """

    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    holidays: Mapping[date, str] = field(default_factory=dict)
    is_known: bool = False

    def is_working(self, day: date) -> bool:
        """Say whether people work on a day."""
        return day.weekday() not in self.weekend and day not in self.holidays
